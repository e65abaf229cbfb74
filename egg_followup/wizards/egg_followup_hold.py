from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class EggFollowupHold(models.TransientModel):
    """Note that a customer disputes an amount, or promised to pay it."""

    _name = "egg.followup.hold"
    _description = "Dispute or Promise"

    kind = fields.Selection([("dispute", "Dispute"), ("promise", "Promise to pay")], required=True, default="dispute")
    reason = fields.Char(help="Shown where the item is skipped.")
    promise_date = fields.Date("Promised for")

    def action_apply(self):
        self.ensure_one()
        model = self.env.context.get("active_model")
        if model not in self.env["egg.followup.target"]._get_egg_target_models():
            raise UserError(self.env._("Open the bulk follow-up from one of its own lists."))
        records = self.env[model].browse(self.env.context.get("active_ids") or [])
        records.check_access("read")
        if self.kind == "promise":
            if not self.promise_date or self.promise_date < fields.Date.context_today(self):
                raise UserError(self.env._("Enter the day for which the payment is promised: today or later."))
            day = format_date(self.env, self.promise_date)
            values, text = {"egg_promise_date": self.promise_date}, self.env._("Payment promised for %(day)s.", day=day)
        else:
            values = {"egg_dispute": True, "egg_dispute_reason": self.reason}
            text = self.env._("Disputed: %(reason)s", reason=self.reason or "—")
        records.write(values)
        for document, _items in records._group_by_egg_document():
            document.message_post(body=text)
        return {"type": "ir.actions.act_window_close"}

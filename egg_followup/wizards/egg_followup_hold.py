from odoo import api, fields, models
from odoo.exceptions import UserError


class EggFollowupHold(models.TransientModel):
    """Note that a customer disputes an amount, or promised to pay it."""

    _name = "egg.followup.hold"
    _inherit = "egg.followup.rows.mixin"
    _description = "Dispute or Promise"

    kind = fields.Selection([("dispute", "Dispute"), ("promise", "Promise to pay")], required=True, default="dispute")
    reason = fields.Char(help="Shown where the item is skipped.")
    promise_date = fields.Date("Promised for")
    promise_amount = fields.Monetary("Promised amount", compute="_compute_promise_amount", store=True, readonly=False)

    @api.depends("kind", "res_model", "res_ids")
    def _compute_promise_amount(self):
        """All that is open, until somebody says otherwise; nothing where currencies differ."""
        for wizard in self:
            records = wizard._get_records() if wizard.kind == "promise" else self.env["account.move.line"]
            is_one = len(records.currency_id) == 1
            wizard.promise_amount = is_one and sum(one._get_egg_open_amount()[0] for one in records)

    def _get_records(self):
        records = super()._get_records()
        records.check_access("read")
        return records

    def action_apply(self):
        """Note it on the rows and in the messages of their documents.

        :raises UserError: a dispute without its reason, a promise without a day to come or with an odd amount.
        """
        self.ensure_one()
        records = self._get_records()
        text = self._note_promise(records) if self.kind == "promise" else self._note_dispute(records)
        for document, _items in records._group_by_egg_document():
            document.message_post(body=text)
        return {"type": "ir.actions.act_window_close"}

    def _note_dispute(self, records) -> str:
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Enter the reason of the dispute: it is told wherever the amount is skipped."))
        records.write({"egg_dispute": True, "egg_dispute_reason": reason})
        return self.env._("Disputed: %(reason)s", reason=reason)

    def _note_promise(self, records) -> str:
        if not self.promise_date or self.promise_date < fields.Date.context_today(self):
            raise UserError(self.env._("Enter the day for which the payment is promised: today or later."))
        if self.promise_amount < 0:
            raise UserError(self.env._("The promised amount is more than nothing."))
        rest = self.promise_amount
        for one in records:
            part = min(rest, one._get_egg_open_amount()[0])
            one.write({"egg_promise_date": self.promise_date, "egg_promise_amount": part})
            rest -= part
        return records._get_egg_promise_text(self.promise_date, self.promise_amount)

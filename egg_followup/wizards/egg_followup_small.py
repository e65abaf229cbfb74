from odoo import api, fields, models
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
        records = self.env[self.env.context["active_model"]].browse(self.env.context["active_ids"])
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


class EggFollowupMove(models.TransientModel):
    """Move a planned stage to another day."""

    _name = "egg.followup.move"
    _description = "Move a Planned Stage"

    due_item_id = fields.Many2one("account.move.line", "Instalment", readonly=True)
    order_id = fields.Many2one("sale.order", "Document", readonly=True)
    stage_id = fields.Many2one("egg.followup.stage", "Stage", required=True, readonly=True)
    date = fields.Date("Planned for", required=True, compute="_compute_date", store=True, readonly=False)

    @api.depends("stage_id", "due_item_id", "order_id")
    def _compute_date(self):
        for wizard in self:
            target = wizard._get_target()
            steps = target._get_egg_forecasts()[target.id] if target else []
            wizard.date = next((step.on for step in steps if step.stage_id == wizard.stage_id.id), False)

    def _get_target(self):
        return self.due_item_id or self.order_id

    def action_apply(self):
        self.ensure_one()
        target = self._get_target()
        document = target._get_egg_followup_document()
        document.check_access("read")
        link = target._egg_followup_link
        shifts = self.env["egg.followup.shift"]
        known = shifts.search([(link, "=", target.id), ("stage_id", "=", self.stage_id.id)])
        if known:
            known.date = self.date
        else:
            shifts.create({link: target.id, "stage_id": self.stage_id.id, "date": self.date})
        day = format_date(self.env, self.date)
        document.message_post(body=self.env._("%(stage)s moved to %(day)s.", stage=self.stage_id.name, day=day))
        return {"type": "ir.actions.act_window_close"}


class EggFollowupPreview(models.TransientModel):
    """A letter as it would leave now."""

    _name = "egg.followup.preview"
    _description = "Preview of a Follow-up Letter"

    letter_id = fields.Many2one("egg.followup.letter", required=True, readonly=True)
    email_to = fields.Char(related="letter_id.email_to")
    subject = fields.Char(compute="_compute_content")
    body = fields.Html(compute="_compute_content", sanitize=False)

    @api.depends("letter_id")
    def _compute_content(self):
        for preview in self:
            if not preview.letter_id.template_id:
                raise UserError(self.env._("Stage “%(stage)s” has no template.", stage=preview.letter_id.stage_id.name))
            content = preview.letter_id._prepare_content()
            preview.subject, preview.body = content["subject"], content["body_html"]

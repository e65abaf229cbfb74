from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.calls import next_working_day


class EggCallResult(models.TransientModel):
    """What came of a phone call about amounts due."""

    _name = "egg.call.result"
    _description = "Result of a Call"

    task_id = fields.Many2one("egg.task", "Call", required=True, readonly=True, ondelete="cascade")
    result = fields.Selection(
        [("promise", "Promises to pay"), ("dispute", "Disputes the amount"), ("spoken", "Reached, nothing promised"),
         ("no_answer", "No answer: call again")], required=True, default="promise",
    )
    promise_date = fields.Date("Promised for", help="No reminder is sent before this day has passed.")
    promise_amount = fields.Monetary("Promised amount", compute="_compute_promise_amount", store=True, readonly=False)
    next_date = fields.Date("Call again on", compute="_compute_next_date", store=True, readonly=False)
    note = fields.Char("What was said")
    amount = fields.Monetary(related="task_id.call_amount", related_sudo=False)
    currency_id = fields.Many2one(related="task_id.call_currency_id", related_sudo=False)
    phone = fields.Char(related="task_id.call_phone", related_sudo=False)

    @api.depends("task_id")
    def _compute_promise_amount(self):
        """All that is open, for whoever may see it."""
        is_shown = self.env["egg.task"]._has_field_access(self.env["egg.task"]._fields["call_amount"], "read")
        for wizard in self:
            wizard.promise_amount = is_shown and wizard.amount

    @api.depends("task_id")
    def _compute_next_date(self):
        for wizard in self:
            wizard.next_date = next_working_day(fields.Date.context_today(self))

    def action_apply(self):
        """Note the result on the call and on the amounts it is about.

        :raises UserError: without a day to come for a promise or another call, or when the call is done already.
        """
        self.ensure_one()
        if self.task_id.done:
            raise UserError(self.env._("This call is done already: its result was noted."))
        today = fields.Date.context_today(self)
        if self.result == "no_answer":
            if not self.next_date or self.next_date <= today:
                raise UserError(self.env._("Enter the day on which to call again: tomorrow or later."))
            self.task_id._postpone_call(self.next_date, self.note)
        else:
            promised = self.result == "promise"
            if promised and (not self.promise_date or self.promise_date < today):
                raise UserError(self.env._("Enter the day for which the payment is promised: today or later."))
            self.task_id._finish_call(self.result, promised and self.promise_date, self.note,
                                      amount=promised and self.promise_amount)
        return {"type": "ir.actions.act_window_close"}

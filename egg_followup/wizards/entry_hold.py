from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

#: how far ahead a payment is promised
MONTHS = 12
#: what no amount reaches
LARGEST = 1e15


class EggFollowupHold(models.TransientModel):
    """Note that a customer disputes an amount, or promised to pay it."""

    _name = "egg.followup.hold"
    _inherit = "egg.followup.rows.mixin"
    _description = "Dispute or Promise"

    kind = fields.Selection([("dispute", "Dispute"), ("promise", "Promise to pay")], required=True, default="dispute")
    reason = fields.Char(help="Shown where the item is skipped.")
    promise_date = fields.Date("Promised for")
    is_paused = fields.Boolean(compute="_compute_is_paused")
    end_pause = fields.Boolean(
        "The answer was read: reminders go on",
        help="An answer of the customer has paused all reminders. What is noted here holds its rows.")
    promise_amount = fields.Monetary("Promised amount", compute="_compute_promise_amount", store=True, readonly=False)

    @api.depends("kind", "res_model", "res_ids")
    def _compute_promise_amount(self):
        """All that is open, until somebody says otherwise; nothing where currencies differ."""
        for wizard in self:
            records = wizard._get_records() if wizard.kind == "promise" else self.env["account.move.line"]
            is_one = len(records.currency_id) == 1
            wizard.promise_amount = is_one and sum(one._get_egg_open_amount()[0] for one in records)

    @api.depends("res_model", "res_ids")
    def _compute_is_paused(self):
        for wizard in self:
            wizard.is_paused = any(wizard._get_paused())

    def _get_paused(self):
        """Return the customers of the rows whose reminders an answer paused, in the company of the rows."""
        documents = self._get_records()._get_egg_followup_document()
        customers = documents.partner_id.commercial_partner_id.with_company(documents.company_id[:1])
        customers_sudo = customers.sudo()  # sudo: who sees what a customer owes may know why reminders wait
        return customers_sudo.filtered("egg_followup_pause_reason").sudo(False)

    def _get_records(self):
        records = super()._get_records()
        records.check_access("read")
        return records

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            self._check_number(values)
        return super().create(vals_list)

    def write(self, vals):
        self._check_number(vals)
        return super().write(vals)

    def _check_number(self, values):
        """:raises UserError: what was promised is no amount: a program can send anything."""
        amount = values.get("promise_amount") or 0
        if not isinstance(amount, int | float) or not abs(amount) < LARGEST:  # no number at all neither
            raise UserError(self.env._("The promised amount is a number, not “%(value)s”.", value=amount))

    def action_apply(self):
        """Note it on the rows and in the messages of their documents.

        :raises UserError: a dispute without its reason, a promise of a day or an amount that nobody can promise, or
            rows that nobody owes.
        """
        self.ensure_one()
        records = self._get_records()
        if not records:
            raise UserError(self.env._("Tick at least one row."))
        records._check_egg_followup_allowed()
        records._check_egg_hold_allowed()
        note = self._note_promise if self.kind == "promise" else self._note_dispute
        for document, text in note(records):
            document.message_post(body=text)
        if self.end_pause and (paused := self._get_paused()):
            paused.action_egg_followup_resume()
        return {"type": "ir.actions.act_window_close"}

    def _note_dispute(self, records) -> list:
        """Return [(document, what is told there)]."""
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Enter the reason of the dispute: it is told wherever the amount is skipped."))
        records.write({"egg_dispute": True, "egg_dispute_reason": reason})
        text = self.env._("Disputed: %(reason)s", reason=reason)
        return [(document, text) for document, _items in records._group_by_egg_document()]

    def _note_promise(self, records) -> list:
        """Note the promise on the rows that it reaches, the oldest first; the others go on being reminded. Return
        [(document, what is told there)].
        """
        self._check_promise(records)
        rest, parts = self.promise_amount, {}
        for one in records.sorted(lambda one: (one._get_egg_followup_base_date() or date.max, one.id)):
            part = min(rest, one._get_egg_open_amount()[0])
            if not self.promise_amount or one.currency_id.compare_amounts(part, 0) > 0:
                one.write({"egg_promise_date": self.promise_date, "egg_promise_amount": part})
                parts[one.id], rest = part, rest - part
        reached = records.browse(parts)
        told = [(document, items._get_egg_promise_text(self.promise_date, sum(parts[one.id] for one in items)))
                for document, items in reached._group_by_egg_document()]
        return told + (records - reached)._drop_egg_promise()

    def _check_promise(self, records):
        """:raises UserError: a day or an amount that nobody can promise"""
        today = fields.Date.context_today(self)
        last = fields.Date.add(today, months=MONTHS)
        if not self.promise_date or not today <= self.promise_date <= last:
            raise UserError(self.env._(
                "Enter the day for which the payment is promised: today or later, and not after %(last)s.",
                last=format_date(self.env, last)))
        currency = records.currency_id
        if len(currency) > 1:
            if self.promise_amount:
                raise UserError(self.env._("These amounts are in several currencies: leave the promised amount at 0, "
                                           "which is all of them, or note a promise for each."))
            return
        due = sum(max(one._get_egg_open_amount()[0], 0) for one in records)
        if currency.is_zero(due) and records._egg_followup_is_claim:
            raise UserError(self.env._("Nothing is due of these rows any more."))
        if not 0 <= self.promise_amount <= due + currency.rounding / 2 or (due and not self.promise_amount):
            raise UserError(self.env._(
                "The promised amount is more than nothing, and at most what is due: %(amount)s.",
                amount=currency.format(due)))

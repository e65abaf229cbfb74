from odoo import fields, models
from odoo.addons.egg_billing.models.payment.coming_debit import ComingDebit
from odoo.tools import format_date

from ...core.retry import RETRIED, is_tried_again
from .egg_debit_retry import OPEN


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _propose_egg_debit_again(self, code: str, mandate, failed_on):
        """Propose a day on which this amount is debited again, as the company's setting and the reason have it. A
        reason that forbids it takes back what was proposed.

        :param code: the reason (ISO 20022)
        :param mandate: the one under which it was debited, of any way of debiting (`_get_egg_retry_values`)
        """
        self.ensure_one()
        # sudo: whoever reads the bank's file proposes it; people plan it
        retries_sudo = self.env["egg.debit.retry"].sudo()
        known = retries_sudo.search([("due_item_id", "=", self.id)])
        is_open = known.filtered(lambda retry: retry.state in OPEN)
        if code not in RETRIED:
            is_open.state = "dropped"
        company, tried = self.company_id, len(known.filtered(lambda retry: retry.state != "dropped"))
        payer = mandate._get_egg_retry_values()
        if not payer or is_open or self.reconciled or not is_tried_again(code, int(company.egg_retry_times), tried):
            return
        day = company._get_egg_retry_day(failed_on, fields.Date.context_today(self))
        retries_sudo.create(payer | {"due_item_id": self.id, "code": code, "failed_on": failed_on,
                                     "number": tried + 1, "propose_on": day})

    def _get_egg_announced_holds(self, day) -> dict:
        """Return {id: reason in words} of what was announced to be debited again later than a day."""
        return {retry.due_item_id.id: self.env._(
            "Announced to the customer for %(day)s: not before.", day=format_date(self.env, retry.propose_on))
            for retry in self.env["egg.debit.retry"]._get_planned(self) if retry.propose_on > day}

    def _get_egg_coming_debits(self):
        """What was announced to be tried again."""
        # sudo: a customer reads what he was told
        planned_sudo = self.env["egg.debit.retry"].sudo()._get_planned(self)
        return super()._get_egg_coming_debits() | {
            retry.due_item_id.id: ComingDebit(retry.propose_on, retry.amount, retry.mandate_name or "")
            for retry in planned_sudo}

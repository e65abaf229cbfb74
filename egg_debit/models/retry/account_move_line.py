from odoo import fields, models
from odoo.tools import format_date

from ...core.retry import RETRIED, find_day, is_tried_again


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _propose_egg_debit_again(self, code: str, mandate, failed_on):
        """Propose a day on which this amount is debited again, as the company's setting and the reason have it. A
        reason that forbids it takes back what was proposed.

        :param code: the reason (ISO 20022)
        :param mandate: the one under which it was debited; it must be ready still
        """
        self.ensure_one()
        # sudo: whoever reads the bank's file proposes it; people plan it
        retries_sudo = self.env["egg.debit.retry"].sudo()
        known = retries_sudo.search([("due_item_id", "=", self.id)])
        if code not in RETRIED:
            known.filtered(lambda retry: retry.state in ("proposed", "planned")).state = "dropped"
        company, tried = self.company_id, len(known.filtered(lambda retry: retry.state != "dropped"))
        is_debited = mandate.state == "valid" and not self.reconciled
        if not is_debited or not is_tried_again(code, int(company.egg_retry_times), tried):
            return
        today = fields.Date.context_today(self)
        day = find_day(failed_on, today, company.egg_retry_notice_days, company._get_egg_retry_days())
        retries_sudo.create({"due_item_id": self.id, "mandate_id": mandate.id, "code": code, "failed_on": failed_on,
                             "number": tried + 1, "propose_on": day})

    def _get_egg_announced_holds(self, day) -> dict:
        """Return {id: reason in words} of what was announced to be debited again later than a day."""
        return {retry.due_item_id.id: self.env._(
            "Announced to the customer for %(day)s: not before.", day=format_date(self.env, retry.propose_on))
            for retry in self.env["egg.debit.retry"]._get_planned(self) if retry.propose_on > day}

from odoo import models
from odoo.tools import format_date


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_egg_reminder_reasons(self) -> dict:
        """What can be debited is proposed for a debit: the customer is not told to pay it."""
        return self._get_egg_debit_reasons() | self._get_egg_retry_reasons() | super()._get_egg_reminder_reasons()

    def _get_egg_debit_reasons(self) -> dict:
        """Debit mode, an account that can be debited, and no debit of it that was refused."""
        text = self.env._("To be debited, the customer's mandate is ready: propose it for a debit.")
        found = {}
        for company, lines in self.filtered(lambda line: line.egg_payment_mode_id.kind == "direct_debit").grouped(
                "company_id").items():
            customers = lines.partner_id.commercial_partner_id._get_egg_debit_customers(company)
            ready = lines.filtered(lambda line, customers=customers: line.partner_id.commercial_partner_id in customers)
            found |= dict.fromkeys((ready - ready._filter_egg_refused()).ids, text)
        return found

    def _get_egg_retry_reasons(self) -> dict:
        """What was announced to be debited again is not reminded before that day is over."""
        debited = self.filtered(lambda line: line.egg_payment_mode_id.kind == "direct_debit")
        return {retry.due_item_id.id: self.env._(
            "To be debited again on %(day)s: the customer was told.", day=format_date(self.env, retry.propose_on))
            for retry in self.env["egg.debit.retry"]._get_planned(debited)}

    def _filter_egg_refused(self):
        """Return those whose debit was refused or taken back: they are reminded, whatever comes next."""
        stage = self.env.ref("egg_followup_debit.stage_debit_rejected", raise_if_not_found=False)
        # sudo: what was refused counts, whoever may read the history
        entries_sudo = self.env["egg.followup.entry"].sudo()
        refused = entries_sudo.search([("move_id", "in", self.move_id.ids), ("origin", "=", "event"),
                                       ("stage_id", "=", stage.id)]).move_id if stage else self.move_id.browse()
        return self.filtered(lambda line: line.move_id in refused)

from odoo import models
from odoo.addons.egg_billing.core.setup_check import SetupCheck

from ..core.iban import find_iban_fault


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_egg_setup_checks(self) -> list:
        checks = super()._get_egg_setup_checks()
        return [*checks, self._check_egg_setup_direct_debit()] if self._collects_egg_euros() else checks

    def _collects_egg_euros(self) -> bool:
        """Whether debits are of use to this company: SEPA knows euros only."""
        return self.currency_id.name == "EUR"

    def _check_egg_setup_direct_debit(self) -> SetupCheck:
        missing = []
        if not self.egg_sepa_ics:
            missing.append(self.env._("The creditor identifier (ICS) is empty: ask your bank for it."))
        journals = self.egg_sepa_journal_id or self.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", self.id)])
        numbers = [account.acc_number for account in journals.bank_account_id] + [self.egg_sepa_iban]
        if not any(number and not find_iban_fault(number) for number in numbers):
            missing.append(self.env._("No account to be credited: an IBAN on the bank journal, or here."))
        return SetupCheck(self.env._("Direct debits"), tuple(missing), "egg_billing.egg_settings_action", optional=True)

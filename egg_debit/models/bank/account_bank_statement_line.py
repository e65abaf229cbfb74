from odoo import models
from odoo.addons.egg_billing.core.inside import INSIDE

from .res_partner_bank import RECEIVED


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _find_or_create_bank_account(self):
        """What the bank calls the other account is kept as it is."""
        account = super(AccountBankStatementLine,
                        self.with_context(**{RECEIVED: INSIDE}))._find_or_create_bank_account()
        return account.with_env(self.env)

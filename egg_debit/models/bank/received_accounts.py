from odoo import models
from odoo.addons.egg_billing.core.inside import INSIDE

#: Context key: the account comes from a document or a bank, nobody can correct what was typed.
RECEIVED = "egg_received_account"


class AccountEdiCommon(models.AbstractModel):
    _inherit = "account.edi.common"

    def _import_partner_bank(self, invoice, bank_details):
        """A supplier's mistyped IBAN must not stop the import of the whole bill:
        it is kept as an ordinary account number.
        """
        return super(AccountEdiCommon, self.with_context(**{RECEIVED: INSIDE}))._import_partner_bank(
            invoice.with_context(**{RECEIVED: INSIDE}), bank_details)


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _find_or_create_bank_account(self):
        """What the bank calls the other account is kept as it is."""
        account = super(AccountBankStatementLine,
                        self.with_context(**{RECEIVED: INSIDE}))._find_or_create_bank_account()
        return account.with_env(self.env)

from odoo import models
from odoo.addons.egg_billing.core.inside import INSIDE

from .res_partner_bank import RECEIVED


class AccountEdiCommon(models.AbstractModel):
    _inherit = "account.edi.common"

    def _import_partner_bank(self, invoice, bank_details):
        """A supplier's mistyped IBAN must not stop the import of the whole bill:
        it is kept as an ordinary account number.
        """
        return super(AccountEdiCommon, self.with_context(**{RECEIVED: INSIDE}))._import_partner_bank(
            invoice.with_context(**{RECEIVED: INSIDE}), bank_details)

from odoo import models

from ...core.inside import INSIDE, PAYING


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _reconcile_payments(self, to_process, edit_mode=False):
        """The core links the payments that it has made to the invoices in the rights of the user."""
        paying = [{**values, "to_reconcile": values["to_reconcile"].with_context(**{PAYING: INSIDE})}
                  for values in to_process]
        return super()._reconcile_payments(paying, edit_mode)

from odoo import models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _create_payments(self):
        if self.payment_token_id:
            self.line_ids._check_egg_no_live_debit()
        return super()._create_payments()

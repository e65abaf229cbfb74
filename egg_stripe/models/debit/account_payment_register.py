from odoo import models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _compute_suitable_payment_token_ids(self):
        super()._compute_suitable_payment_token_ids()
        for wizard in self:
            wizard.suitable_payment_token_ids -= wizard.suitable_payment_token_ids._filter_egg_declared()

from odoo import api, models
from odoo.exceptions import UserError


class AccountPayment(models.Model):
    _inherit = "account.payment"

    @api.model
    def _get_egg_acted_fields(self):
        return super()._get_egg_acted_fields() | {"payment_transaction_id"}

    def _create_payment_transaction(self, **extra_create_values):
        """Core would ask Stripe at once, cancel the payment while the debit is under way,
        and so invite a second one.
        """
        if self.payment_token_id._filter_egg_declared():
            raise UserError(self.env._("This account is debited with “Debit by Stripe” on the invoice, never with a "
                                       "payment: the payment is booked by itself when Stripe confirms it."))
        return super()._create_payment_transaction(**extra_create_values)

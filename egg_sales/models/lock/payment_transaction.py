from odoo import api, models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    @api.model_create_multi
    def create(self, vals_list):
        transactions = super().create(vals_list)
        # A refund goes where what is refunded was paid.
        transactions.filtered(lambda one: not one.source_transaction_id).sale_order_ids._check_egg_paid_on_order()
        return transactions

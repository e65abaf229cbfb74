from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _is_egg_of_invoices(self):
        """What is paid on the page of an order is its deposit, though an invoice of it may be named too."""
        return super()._is_egg_of_invoices() and not self.sale_order_ids

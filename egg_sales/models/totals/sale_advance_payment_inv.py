from odoo import models


class SaleAdvancePaymentInv(models.TransientModel):
    _inherit = "sale.advance.payment.inv"

    def _prepare_down_payment_invoice_values(self, order, so_lines):
        """A deposit already is a share of the discounted total, shipping and all."""
        return super()._prepare_down_payment_invoice_values(order, so_lines) | {
            "egg_discount_value": 0.0, "egg_discount_parts": False, "egg_shipping_amount": 0.0,
        }

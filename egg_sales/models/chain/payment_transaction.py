from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        """What is paid online for a quote or an order is a payment of it, like one noted by hand."""
        order = self.sale_order_ids if len(
            self.sale_order_ids) == 1 and not self.invoice_ids else self.env["sale.order"]
        if not order:
            return super()._create_payment(**extra_create_values)
        order = order.egg_child_ids.filtered(lambda child: child.state != "cancel")[-1:] or order
        kind = order._get_egg_next_due().get("kind", "payment")
        payment = super()._create_payment(**{"egg_order_id": order.id, "egg_kind": kind, **extra_create_values})
        order._after_egg_payment(payment)
        return payment

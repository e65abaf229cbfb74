from odoo import models
from odoo.addons.egg_billing.core.inside import INSIDE, PAYING


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        """What is paid online for a quote or an order is a payment of it, like one noted by hand.

        The core books it in the rights of the user.
        """
        paying = self.with_context(**{PAYING: INSIDE})
        order = self.sale_order_ids if len(
            self.sale_order_ids) == 1 and not self.invoice_ids else self.env["sale.order"]
        if not order:
            return super(PaymentTransaction, paying)._create_payment(**extra_create_values).with_env(self.env)
        order = order.egg_child_ids.filtered(lambda child: child.state != "cancel")[-1:] or order
        kind = order._get_egg_next_due().get("kind", "payment")
        values = {"egg_order_id": order.id, "egg_kind": kind, **extra_create_values}
        payment = super(PaymentTransaction, paying)._create_payment(**values).with_env(self.env)
        order._after_egg_payment(payment)
        return payment

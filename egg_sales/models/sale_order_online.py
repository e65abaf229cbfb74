from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends("require_payment", "egg_schedule_line_ids.percent", "egg_schedule_line_ids.kind", "egg_schedule_line_ids.sequence")
    def _compute_prepayment_percent(self):
        """Online, a quote whose schedule begins with a deposit asks for that deposit."""
        super()._compute_prepayment_percent()
        for order in self:
            first = order.egg_schedule_line_ids.sorted("sequence")[:1]
            if first.kind == "deposit":
                order.prepayment_percent = first.percent / 100

    @api.depends("transaction_ids", "egg_payment_ids.state", "egg_payment_ids.amount")
    def _compute_amount_paid(self):
        """What was noted as received counts like what was paid online: the customer is asked for the rest only."""
        super()._compute_amount_paid()
        for order in self:
            noted = order.egg_payment_ids._filter_egg_received().filtered(lambda payment: not payment.payment_transaction_id)
            order.amount_paid += sum(payment._get_egg_amount_in(order.currency_id) for payment in noted)

    def _get_egg_portal_instalments(self) -> list:
        """Return the instalments a customer sees: dicts with label, date, amount, state ("paid", "late" or "open")."""
        self.ensure_one()
        today, received, rows = fields.Date.context_today(self), self.egg_amount_paid, []
        for row in self._get_egg_schedule_rows():
            is_paid = self.currency_id.compare_amounts(received, row["amount"]) >= 0
            received -= row["amount"]
            is_late = self.state == "sale" and row["date"] and row["date"] < today
            rows.append(
                {
                    "label": row["label"], "date": row["date"], "amount": row["amount"],
                    "state": "paid" if is_paid else "late" if is_late else "open",
                }
            )
        return rows


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        """What is paid online for a quote or an order is a payment of it, like one noted by hand."""
        order = self.sale_order_ids if len(self.sale_order_ids) == 1 and not self.invoice_ids else self.env["sale.order"]
        if not order:
            return super()._create_payment(**extra_create_values)
        order = order.egg_child_ids.filtered(lambda child: child.state != "cancel")[-1:] or order
        kind = order._get_egg_next_due().get("kind", "payment")
        payment = super()._create_payment(**{"egg_order_id": order.id, "egg_kind": kind, **extra_create_values})
        order._after_egg_payment(payment)
        return payment

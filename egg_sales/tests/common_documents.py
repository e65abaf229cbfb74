from odoo import Command, fields
from odoo.addons.egg_billing.tests.common_documents import ReferenceInvoices


class ReferenceOrders(ReferenceInvoices):
    """Makes the quotes of the requirements as well."""

    @classmethod
    def make_order(cls, lines=None, **values):
        """A quote of 2026-01-15; `lines` are (product, quantity) pairs or dicts of values. Default: REF."""
        if lines is None:
            lines = [(cls.p1, 1), (cls.p2, 1)]
        return cls.env["sale.order"].create({
            "partner_id": cls.customer.id, "date_order": fields.Datetime.to_datetime("2026-01-15 10:00:00"),
            "order_line": [
                Command.create(line if isinstance(line, dict)
                               else {"product_id": line[0].id, "product_uom_qty": line[1]})
                for line in lines
            ], **values,
        })

    def invoice_deposit(self, order):
        """Invoice a deposit of 30 % with the wizard of the order's own button, and issue it."""
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids).create(
            {"advance_payment_method": "percentage", "amount": 30})
        wizard.create_invoices()
        deposit = order.invoice_ids
        deposit.action_post()
        return deposit

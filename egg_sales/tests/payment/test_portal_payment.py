from odoo.fields import Command
from odoo.tests import tagged

from ..common_portal import PortalPaymentCase


@tagged("post_install", "-at_install")
class TestPortalPayment(PortalPaymentCase):
    def test_customer_pays_the_instalment_that_is_due(self):
        """SCH-17: the portal asks for the first open instalment; paying it leaves the second."""
        invoice = self._create_invoice(date=self.today, egg_condition_id=self.condition.id)
        invoice.action_post()
        page = self.url_open(invoice.get_portal_url()).text
        self.assertIn("o_payment_installments", page)
        self.assertIn("Instalment 2 of 2", page)
        due = invoice._get_invoice_next_payment_values()["next_amount_to_pay"]
        self.assertEqual(due, 525)

        self.pay_online(f"/invoice/transaction/{invoice.id}", invoice, due)

        invoice.invalidate_recordset()
        first, second = self._get_items(invoice)
        self.assertEqual((first.reconciled, second.amount_residual, invoice.egg_net_to_pay), (True, 1225, 1225))
        self.assertIn("Paid", self.url_open(invoice.get_portal_url()).text)
        self.assertEqual(invoice._get_invoice_next_payment_values()["next_amount_to_pay"], 1225)

    def test_customer_pays_the_deposit_of_a_quote(self):
        """SCH-16, PAY-04, QUO-07: the quote shows its instalments, asks for the deposit;
        the money is a deposit of the order.
        """
        order = self.env["sale.order"].create({
            "partner_id": self.partner.id, "egg_condition_id": self.condition.id, "require_payment": True,
            "require_signature": False,
            "order_line": [Command.create({"product_id": product.id}) for product in (self.p1, self.p2)],
        })
        order.action_quotation_sent()
        self.assertEqual((order.prepayment_percent, order._get_prepayment_required_amount()), (0.3, 525))
        page = self.url_open(order.get_portal_url()).text
        self.assertIn("Deposit of 30 %", page)
        self.assertIn("Instalment 2 of 2", page)

        self.pay_order_online(order, 525)

        order.invalidate_recordset()
        self.assertEqual((order.state, order.egg_amount_paid, order.egg_net_to_pay, order.amount_paid),
                         ("sale", 525, 1225, 525))
        payment = order.egg_payment_ids
        self.assertEqual((payment.egg_kind, payment.amount, payment.egg_can_create_deposit), ("deposit", 525, True))
        self.assertEqual([row["state"] for row in order._get_egg_portal_instalments()], ["paid", "open"])

    def test_a_part_paid_online_without_instalments_is_a_deposit(self):
        """POR-05, QUO-07: a quote that asks for 30 % and has no instalments: online and on the screen a deposit, of
        which the deposit invoice is made; where all is asked for it is a payment.
        """
        values = {"partner_id": self.partner.id, "require_payment": True, "require_signature": False}
        line = Command.create({"product_id": self.p1.id})
        order = self.env["sale.order"].create(values | {"prepayment_percent": 0.3, "order_line": [line]})
        order.action_quotation_sent()
        proposed = self.env["egg.payment.wizard"].with_context(
            default_res_model="sale.order", default_res_id=order.id).create({})
        due = order._get_prepayment_required_amount()
        self.assertEqual((proposed.kind, proposed.amount), ("deposit", due))

        self.pay_order_online(order, due)

        payment = order.egg_payment_ids
        self.assertEqual((order.state, payment.egg_kind, payment.egg_can_create_deposit), ("sale", "deposit", True))
        self.company.egg_deposit_mode = "invoice"
        payment._create_egg_deposit_document()
        self.assertEqual((order.invoice_ids.egg_is_deposit, order.invoice_ids.amount_total), (True, due))
        self.assertEqual(order._get_egg_next_due(), {})
        whole = self.env["sale.order"].create(values | {"prepayment_percent": 1.0, "order_line": [line]})
        whole.action_quotation_sent()
        self.pay_order_online(whole, whole.amount_total)
        self.assertEqual(whole.egg_payment_ids.egg_kind, "payment")

    def test_what_was_noted_by_hand_is_not_asked_again_online(self):
        """PAY-05: the portal's balance counts every payment."""
        order = self.env["sale.order"].create({
            "partner_id": self.partner.id, "require_payment": True, "prepayment_percent": 1.0,
            "order_line": [Command.create({"product_id": self.p1.id})],
        })
        order.egg_register_payment(200, self.today, self.transfer)

        self.assertEqual((order.amount_paid, order._get_default_payment_link_values()["amount_max"]), (200, 1000))

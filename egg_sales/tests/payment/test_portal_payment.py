from odoo import fields
from odoo.addons.egg_billing.tests.common_schedule import ScheduleCase
from odoo.addons.payment.tests.http_common import PaymentHttpCommon
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestPortalPayment(ScheduleCase, PaymentHttpCommon):
    """A customer without a login pays through the links of the portal, with a provider that takes everything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        code = cls.env["account.payment.method"].sudo().create({"name": "Dummy", "code": "none",
                                                                "payment_type": "inbound"})
        journal = cls.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", cls.company.id)],
                                                    limit=1)
        cls.provider.journal_id = journal
        if not journal.inbound_payment_method_line_ids.filtered(lambda line: line.payment_provider_id == cls.provider):
            cls.env["account.payment.method.line"].create(
                {"payment_method_id": code.id, "journal_id": journal.id, "payment_provider_id": cls.provider.id}
            )

    def setUp(self):
        self.enable_post_process_patcher = False
        super().setUp()

    def _pay(self, route, document, amount, **values):
        with mute_logger("odoo.addons.payment.models.payment_transaction"):
            result = self.make_jsonrpc_request(route, {
                "provider_id": self.provider.id, "payment_method_id": self.payment_method_id, "token_id": None,
                "amount": amount,
                "flow": "direct", "tokenization_requested": False, "landing_route": document.get_portal_url(),
                "access_token": document._portal_ensure_token(), **values,
            })
        transaction = self.env["payment.transaction"].sudo().search([("reference", "=", result["reference"])])
        transaction._set_done()
        transaction._post_process()
        return transaction

    def test_customer_pays_the_instalment_that_is_due(self):
        """SCH-17: the portal asks for the first open instalment; paying it leaves the second."""
        invoice = self._create_invoice(date=self.today, egg_condition_id=self.condition.id)
        invoice.action_post()
        page = self.url_open(invoice.get_portal_url()).text
        self.assertIn("o_payment_installments", page)
        self.assertIn("Instalment 2 of 2", page)
        due = invoice._get_invoice_next_payment_values()["next_amount_to_pay"]
        self.assertEqual(due, 525)

        self._pay(f"/invoice/transaction/{invoice.id}", invoice, due)

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

        self._pay(f"/my/orders/{order.id}/transaction", order, 525)

        order.invalidate_recordset()
        self.assertEqual((order.state, order.egg_amount_paid, order.egg_net_to_pay, order.amount_paid),
                         ("sale", 525, 1225, 525))
        payment = order.egg_payment_ids
        self.assertEqual((payment.egg_kind, payment.amount, payment.egg_can_create_deposit), ("deposit", 525, True))
        self.assertEqual([row["state"] for row in order._get_egg_portal_instalments()], ["paid", "open"])

    def test_what_was_noted_by_hand_is_not_asked_again_online(self):
        """PAY-05: the portal's balance counts every payment."""
        order = self.env["sale.order"].create({
            "partner_id": self.partner.id, "require_payment": True, "prepayment_percent": 1.0,
            "order_line": [Command.create({"product_id": self.p1.id})],
        })
        order.egg_register_payment(200, self.today, self.transfer)

        self.assertEqual((order.amount_paid, order._get_default_payment_link_values()["amount_max"]), (200, 1000))

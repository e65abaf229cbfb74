from unittest.mock import patch

from lxml import html
from odoo import Command
from odoo.addons.egg_portal.tests.common import PortalHttpCase
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSent(PortalHttpCase):
    """Over HTTP, as a customer who is logged in. Today is Tuesday 24 November 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_salesman")

    def make_order(self, partner, state="sent"):
        return self.env["sale.order"].create({
            "partner_id": partner.id, "state": state,
            "order_line": [Command.create({"name": "Work", "price_unit": 100, "tax_ids": False})]})

    def test_quotes_and_orders(self):
        """POR-06: what was sent stands among all he was sent, with its amount; a draft, what was cancelled, and
        another customer's do not.
        """
        other = self.env["res.partner"].create({"name": "Client Beta", "is_company": True})
        quote, invoice = self.make_order(self.alpha), self.make_invoice(50)
        hidden = [self.make_order(self.alpha, "draft"), self.make_order(self.alpha, "cancel"), self.make_order(other)]
        contact = self.env["res.partner"].create({"name": "Ada Alpha", "parent_id": self.alpha.id})
        new_test_user(self.env, "ada-alpha", groups="base.group_portal", partner_id=contact.id)
        self.authenticate("ada-alpha", "ada-alpha")
        page = html.fromstring(self.url_open("/my/sent").content)
        rows = {" ".join(row.text_content().split()) for row in page.xpath("//*[@name='egg_sent']//tr")}
        self.assertTrue(any(quote.name in row and "100.00" in row for row in rows), rows)
        self.assertTrue(any(invoice.name in row and "50.00" in row for row in rows), rows)
        self.assertEqual(len(rows), 2)
        self.assertFalse([one.name for one in hidden if any(one.name in row for row in rows)])
        # two rows of two kinds are all; two of one kind may be more
        with patch("odoo.addons.egg_portal.controllers.sent.MOST", 2):
            self.assertNotIn("egg_sent_most", self.url_open("/my/sent").text)
            self.make_invoice(60)
            self.assertIn("egg_sent_most", self.url_open("/my/sent").text)

    def test_what_is_paid_on_an_order(self):
        """POR-05, AUT-04: is no payment of the page of an invoice that it names too."""
        invoice = self.make_invoice(100)
        payment = self.begin(self.items(invoice), invoice_ids=[Command.set(invoice.ids)], egg_due_item_ids=False)
        self.assertEqual(payment._get_egg_page_invoices(), invoice)
        payment.sale_order_ids = self.make_order(self.alpha)
        self.assertFalse(payment._get_egg_page_invoices())

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..common import EggSalesCase


@tagged("post_install", "-at_install")
class TestKeyFigures(EggSalesCase):
    def test_margin(self):
        """DOC-34: costs 600 and 300 give a margin of 600.00, 40 %, on quote and invoice alike."""
        for document in (self.make_order(), self.make_invoice()):
            figures = self.env["egg.key.figures"].browse(document.action_egg_key_figures()["res_id"])
            self.assertEqual((figures.margin, figures.margin_percent), (600.0, 0.4))

    def test_outstanding_is_per_company_with_taxes(self):
        """DOC-35: unpaid issued invoices of 2,000.00 are the outstanding; drafts and paid ones are not counted."""
        line = {"name": "x", "quantity": 1, "price_unit": 2000.0, "tax_ids": [Command.clear()]}
        self.make_invoice([line], post=True)
        self.make_invoice([line])
        paid = self.make_invoice([line], post=True)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=paid.ids).create(
            {})._create_payments()
        figures = self.env["egg.key.figures"].browse(self.make_order().action_egg_key_figures()["res_id"])
        self.assertEqual(figures.outstanding, 2000.0)
        self.assertFalse(figures.is_over_limit)
        other = self.env["res.company"].create({"name": "B"})
        self.assertEqual(self.customer._get_egg_outstanding(other)[0], 0.0)

    def test_alert_over_the_credit_limit(self):
        """DOC-35: the outstanding is over the customer's limit: an alert;
        a salesperson sees the whole outstanding too.
        """
        self.make_invoice(post=True)
        self.customer.credit_limit = 1000.0
        seller = new_test_user(self.env, "seller4", groups="sales_team.group_sale_salesman")
        quote = self.make_order(user_id=seller.id).with_user(seller)
        figures = self.env["egg.key.figures"].with_user(seller).browse(quote.action_egg_key_figures()["res_id"])
        self.assertEqual(figures.outstanding, 1750.0)
        self.assertTrue(figures.is_over_limit)
        self.customer.credit_limit = 1750.0
        figures = self.env["egg.key.figures"].with_user(seller).browse(quote.action_egg_key_figures()["res_id"])
        self.assertFalse(figures.is_over_limit)

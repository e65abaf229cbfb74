from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import EggSalesCase


@tagged("post_install", "-at_install")
class TestTotalsAccess(EggSalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, "egg_seller", groups="sales_team.group_sale_salesman_all_leads")
        cls.clerk = new_test_user(cls.env, "egg_clerk", groups="base.group_user")
        cls.eco = {"name": "Eco", "amount": 5.0}

    def test_a_salesperson_does_the_whole_quote(self):
        """TAX-03, DOC-18: a salesperson makes a quote with product taxes, discount and shipping, and invoices it."""
        self.p1.product_tmpl_id.egg_third_party_tax_ids = [Command.create(self.eco)]
        order = self.env["sale.order"].with_user(self.seller).create({
            "partner_id": self.customer.id, "egg_discount_value": 10, "egg_shipping_amount": 20,
            "order_line": [Command.create({"product_id": self.p1.id})],
        })
        self.assertAlmostEqual(order.amount_untaxed, 925.0)
        order.action_confirm()
        self.assertAlmostEqual(order._create_invoices().sudo().amount_untaxed, 925.0)

    def test_a_salesperson_prints_an_invoice_with_its_payments(self):
        """DOC-33: who may read an invoice may print it, payments included, without billing rights."""
        invoice = self.make_invoice(post=True, invoice_user_id=self.seller.id)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {}).action_create_payments()
        mine = invoice.with_user(self.seller)
        mine.invalidate_recordset()
        self.assertEqual(len(mine._get_egg_print_values()["payments"]), 1)

    def test_taxes_of_products_and_lines_are_refused_to_others(self):
        """TAX-02: an employee without sales or billing rights neither sees the taxes
        of lines nor changes those of products.
        """
        self.p1.product_tmpl_id.egg_third_party_tax_ids = [Command.create(self.eco)]
        order, invoice = self.make_order(), self.make_invoice()
        for rows in (order.order_line.egg_third_party_tax_ids, invoice.invoice_line_ids.egg_third_party_tax_ids):
            self.assertTrue(rows)
            with self.assertRaises(AccessError):
                rows.with_user(self.clerk).read(["name"])
        for user in (self.clerk, self.seller):
            with self.assertRaises(AccessError):
                self.p1.product_tmpl_id.egg_third_party_tax_ids.with_user(user).write({"amount": 1})

    def test_other_company(self):
        """TAX-02: the taxes of another company's documents are refused, those of its products too."""
        other = self.env["res.company"].create({"name": "Other"})
        order, invoice = (make([{"product_id": self.p1.id, "egg_third_party_tax_ids": [Command.create(self.eco)]}])
                          for make in (self.make_order, self.make_invoice))
        own = self._product("Own", 1.0, self.vat_20, company_id=self.company.id)
        own.product_tmpl_id.egg_third_party_tax_ids = [Command.create(self.eco)]
        stranger = new_test_user(
            self.env, "egg_stranger", groups="sales_team.group_sale_manager,account.group_account_manager",
            company_id=other.id, company_ids=[Command.set(other.ids)],
        )
        for rows in (order.order_line.egg_third_party_tax_ids, invoice.invoice_line_ids.egg_third_party_tax_ids,
                     own.product_tmpl_id.egg_third_party_tax_ids):
            self.assertTrue(rows)
            with self.assertRaises(AccessError):
                rows.with_user(stranger).read(["name"])

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import EggSalesCase


@tagged("post_install", "-at_install")
class TestFirstUse(EggSalesCase):
    SCREENS = ("egg_sales.egg_quote_screen", "egg_sales.egg_order_screen", "egg_billing.egg_invoice_screen")

    def test_without_product_the_form_comes_first(self):
        """DOC-01: with nothing to sell, “quote” opens the form of a first product, which then opens the quote."""
        self.env["product.template"].search([]).write({"sale_ok": False})
        action = self.env.ref(self.SCREENS[0]).run()
        self.assertEqual(action["res_model"], "egg.first.use")
        form = Form(self.env["egg.first.use"].with_context(**action["context"]))
        form.product_name, form.product_price = "Toiture", 100.0
        after = form.save().action_create()
        self.assertEqual((after["res_model"], after["views"]), ("sale.order", [(False, "form")]))
        product = self.env["product.template"].search([("sale_ok", "=", True)])
        self.assertEqual((product.name, product.list_price), ("Toiture", 100.0))

    def test_without_customer_the_form_comes_first(self):
        """DOC-02: with nobody to sell to, the form of a first customer is offered."""
        users = self.env["res.users"].with_context(active_test=False).search([]).partner_id
        companies = self.env["res.company"].search([]).partner_id
        self.env["res.partner"].search([("id", "not in", (users | companies).ids)]).write({"active": False})
        action = self.env.ref(self.SCREENS[0]).run()
        self.assertEqual(action["context"]["default_needs_customer"], True)
        self.assertEqual(action["context"]["default_needs_product"], False)
        form = Form(self.env["egg.first.use"].with_context(**action["context"]))
        form.customer_name = "Client Alpha"
        form.save().action_create()
        self.assertEqual(self.env.ref(self.SCREENS[0]).run()["res_model"], "sale.order")

    def test_nothing_is_asked_once_both_exist(self):
        """DOC-03: with a product and a customer the three screens open at once."""
        models = [self.env.ref(screen).run()["res_model"] for screen in self.SCREENS]
        self.assertEqual(models, ["sale.order", "sale.order", "account.move"])

    def test_who_may_not_create_is_told_whom_to_ask(self):
        """DOC-01, QLT-01: a salesperson without the right to create products reads whom to ask;
        nothing is half done.
        """
        seller = new_test_user(self.env, "seller10", groups="sales_team.group_sale_salesman")
        forms = self.env["egg.first.use"]
        values = {"kind": "quote", "needs_product": True, "needs_customer": True, "product_name": "Toiture",
                  "customer_name": "Alpha"}
        form = forms.with_user(seller).create(values)
        self.assertIn("may not create products", form.blocked_reason)
        with self.assertRaisesRegex(UserError, "may not create products"):
            form.action_create()
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Alpha")]))
        self.assertFalse(forms.create(values).blocked_reason)

    def test_a_name_is_asked_for(self):
        """DOC-01: blanks are no name; nothing is created."""
        values = {"kind": "quote", "needs_product": True, "product_name": "Toiture", "needs_customer": True,
                  "customer_name": "  "}
        before = self.env["product.template"].search_count([])
        with self.assertRaisesRegex(UserError, "Type a name"):
            self.env["egg.first.use"].create(values).action_create()
        self.assertEqual(self.env["product.template"].search_count([]), before)

from odoo import Command
from odoo.addons.egg_sales.tests.common_chain import ChainCase
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSupplierOrder(ChainCase):
    def setUp(self):
        super().setUp()
        self.supplier = self.env["res.partner"].create({"name": "Fournisseur", "supplier_rank": 1, "is_company": True})
        self.env["product.supplierinfo"].create(
            {"partner_id": self.supplier.id, "product_tmpl_id": self.p1.product_tmpl_id.id, "price": 555.0}
        )
        self.p3 = self._product("P3", 100.0, self.vat_20, 70.0)
        self.order = self.make_order([(self.p1, 2), (self.p2, 1), (self.p3, 4)])
        self.order.action_confirm()

    def test_lines_at_supplier_price_else_cost(self):
        """ORD-05, ORD-07, BAR-09: the red sentence names the order; three lines,
        at the supplier's price, else at cost.
        """
        action = self.order.action_egg_supplier_order()
        form = Form(self.env["purchase.order"].with_context(**action["context"]))
        self.assertIn(self.order.name, form.egg_relation_sentence)
        form.partner_id = self.supplier
        purchase = form.save()
        self.assertEqual(
            [(line.product_id, line.product_qty, line.price_unit) for line in purchase.order_line],
            [(self.p1, 2, 555.0), (self.p2, 1, 300.0), (self.p3, 4, 70.0)],
        )
        self.assertEqual(purchase.state, "draft")

    def test_the_title_of_an_unsaved_one_is_french(self):
        """SCR-01, QLT-02: a supplier order that is not saved yet is "Nouveau", and takes a number when it is."""
        self.env["res.lang"]._activate_lang("fr_FR")
        orders = self.env["purchase.order"].with_context(lang="fr_FR")
        named = orders.default_get(["name"])
        self.assertEqual(named, {"name": "Nouveau"})
        for purchase in orders.create([{"partner_id": self.supplier.id}, {"partner_id": self.supplier.id, **named}]):
            self.assertNotIn(purchase.name, ("New", "Nouveau"))

    def test_the_next_supplier_gets_the_rest(self):
        """ORD-05, ORD-07: what is on a supplier order already is not proposed again;
        once all is bought the shortcut says so.
        """
        form = Form(self.env["purchase.order"].with_context(**self.order.action_egg_supplier_order()["context"]))
        form.partner_id = self.supplier
        form.order_line.remove(2)
        with form.order_line.edit(0) as line:
            line.product_qty = 1
        first = form.save()

        form = Form(self.env["purchase.order"].with_context(**self.order.action_egg_supplier_order()["context"]))
        self.assertIn(self.order.name, form.egg_relation_sentence)
        form.partner_id = self.env["res.partner"].create({"name": "Autre", "supplier_rank": 1})
        second = form.save()
        self.assertEqual([(line.product_id, line.product_qty) for line in second.order_line],
                         [(self.p1, 1), (self.p3, 4)])
        with self.assertRaisesRegex(UserError, f"{first.name}, {second.name}"):
            self.order.action_egg_supplier_order()
        second.button_cancel()
        self.assertTrue(self.order.action_egg_supplier_order())

    def test_new_after_the_supplier_order_is_empty(self):
        """BAR-05: “New” on the supplier order that bought all gives an empty form."""
        context = self.order.action_egg_supplier_order()["context"]
        form = Form(self.env["purchase.order"].with_context(**context))
        form.partner_id = self.supplier
        form.save()
        form = Form(self.env["purchase.order"].with_context(**context))
        self.assertFalse(form.egg_relation_sentence)
        self.assertFalse(len(form.order_line))

    def test_vendors_of_the_products_are_known(self):
        """ORD-06: the form knows who sells the products of the order, of this company, before it is saved; any contact
        may be the supplier.
        """
        company_b = self.env["res.company"].create({"name": "B"})
        self.env["product.supplierinfo"].create({
            "partner_id": self.customer.id, "product_tmpl_id": self.p2.product_tmpl_id.id, "company_id": company_b.id})
        context = self.order.action_egg_supplier_order()["context"]
        form = Form(self.env["purchase.order"].with_context(**context))
        self.assertEqual(form.egg_vendor_ids.ids, self.supplier.ids)
        form.partner_id = self.env["res.partner"].create({"name": "Never marked"})
        self.assertEqual(len(form.save().order_line), 3)

    def test_both_trees_show_each_other(self):
        """ORD-08: supplier order and customer order stand in each other's map."""
        action = self.order.action_egg_supplier_order()
        form = Form(self.env["purchase.order"].with_context(**action["context"]))
        form.partner_id = self.supplier
        purchase = form.save()
        document_map = self.env["egg.document.map"]
        for document in (self.order, purchase):
            tree = str(document_map.get_map(document._name, document.id))
            self.assertIn(self.order.name, tree)
            self.assertIn(purchase.name, tree)

    def test_quote_has_no_supplier_order(self):
        """ORD-05, BAR-11: refused on a quote, and hidden there and from who may not buy."""
        with self.assertRaisesRegex(UserError, "Make the order first"):
            self.make_order().action_egg_supplier_order()
        seller = new_test_user(self.env, "seller7", groups="sales_team.group_sale_salesman_all_leads")
        arch = self.env["sale.order"].with_user(seller).get_view(self.env.ref("sale.view_order_form").id,
                                                                 "form")["arch"]
        self.assertNotIn("action_egg_supplier_order", arch)

    def test_a_bill_keeps_the_prices_of_its_supplier_order(self):
        """LIN-08: a vendor bill filled from a supplier order in its form has that order's price,
        not the product's cost.
        """
        goods = self._product("Bought", 800.0, self.vat_20, 600.0, purchase_method="purchase")
        purchase = self.env["purchase.order"].create({
            "partner_id": self.customer.id,
            "order_line": [Command.create({"product_id": goods.id, "product_qty": 12, "price_unit": 0.25,
                                           "tax_ids": False})],
        })
        purchase.button_confirm()
        form = Form(self.env["account.move"].with_context(default_move_type="in_invoice"))
        form.purchase_vendor_bill_id = self.env["purchase.bill.union"].browse(-purchase.id)
        bill = form.save()
        self.assertEqual(bill.amount_total, 3.0)
        line = self.env["account.move.line"].new({"product_id": goods, "product_uom_id": goods.uom_id,
                                                  "price_unit": 0.25})
        self.assertEqual((line.egg_price_basis, line.price_unit), (f"{goods.id},{goods.uom_id.id}", 0.25))

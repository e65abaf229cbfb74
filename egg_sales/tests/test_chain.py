from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import EggSalesCase


class ChainCase(EggSalesCase):
    def sent_quote(self, lines=None, **values):
        quote = self.make_order(lines, **values)
        quote.action_quotation_sent()
        return quote

    def save_shortcut(self, action):
        """Open the form that a shortcut opens, and save it, as the web client does."""
        form = Form(self.env[action["res_model"]].with_context(**action["context"]))
        sentence = form.egg_relation_sentence
        return form.save(), sentence


@tagged("post_install", "-at_install")
class TestQuoteToOrder(ChainCase):
    def test_shortcut_needs_a_quote_in_progress(self):
        """QUO-09, BAR-08: refused for a draft quote, allowed once it is in progress; hidden accordingly."""
        quote = self.make_order()
        with self.assertRaisesRegex(UserError, "still a draft"):
            quote.action_egg_order()
        quote.action_quotation_sent()
        self.assertEqual(quote.action_egg_order()["res_model"], "sale.order")
        arch = self.env["sale.order"].get_view(self.env.ref("sale.view_order_form").id, "form")["arch"]
        self.assertIn("not id or egg_kind != 'quote' or egg_state != 'progress'", arch)

    def test_values_of_the_caller_stay_as_they_were(self):
        """DOC-07: the same values can make two orders, each with a number of its own."""
        values = {"partner_id": self.customer.id, "egg_kind": "order"}
        first, second = self.env["sale.order"].create([values, values])
        self.assertNotEqual(first.name, second.name)
        self.assertEqual(values, {"partner_id": self.customer.id, "egg_kind": "order"})

    def test_red_sentence_names_the_quote_before_saving(self):
        """QUO-10: the order's page names the quote in a red sentence before the order is saved."""
        quote = self.sent_quote()
        orders = self.env["sale.order"].search_count([])
        action = quote.action_egg_order()
        form = Form(self.env["sale.order"].with_context(**action["context"]))
        self.assertIn(quote.name, form.egg_relation_sentence)
        self.assertEqual(self.env["sale.order"].search_count([]), orders)
        arch = self.env["sale.order"].get_view(self.env.ref("sale.view_order_form").id, "form")["arch"]
        self.assertIn('<div class="alert alert-danger text-danger', arch)

    def test_everything_is_carried_over(self):
        """DOC-05, ORD-01: customer, contact, options and the three lines of the order equal the quote's."""
        mode = self.env["egg.payment.mode"].search([], limit=1)
        quote = self.sent_quote(
            [{"product_id": self.p1.id, "product_uom_qty": 2, "price_unit": 950.0, "discount": 5.0},
             {"product_id": self.p2.id, "product_uom_qty": 3, "name": "Fenêtre sur mesure"},
             {"display_type": "line_note", "name": "Posé par nos soins"}],
            egg_title="Toiture Nord", egg_contact_id=self.contact.id, egg_payment_mode_id=mode.id, egg_note="SECRET",
            client_order_ref="BC-7", note="<p>Sous 8 jours</p>", egg_discount_mode="ht_percent", egg_discount_value=10.0,
            egg_shipping_amount=20.0,
        )
        order, _sentence = self.save_shortcut(quote.action_egg_order())

        for name in ("partner_id", "egg_contact_id", "egg_title", "egg_payment_mode_id", "egg_note", "client_order_ref",
                     "partner_invoice_id", "partner_shipping_id", "note", "user_id", "egg_discount_mode", "egg_discount_value",
                     "egg_shipping_amount", "egg_shipping_tax_ids", "amount_untaxed", "amount_tax", "amount_total",
                     "currency_id", "payment_term_id", "fiscal_position_id"):
            self.assertEqual(order[name], quote[name], name)

        def lines(document):
            return [
                (line.product_id, line.name, line.product_uom_qty, line.price_unit, line.discount, line.tax_ids,
                 line.display_type)
                for line in document.order_line.filtered(lambda line: not line.egg_role)
            ]
        self.assertEqual(lines(order), lines(quote))
        self.assertEqual((order.egg_kind, order.egg_state, order.origin), ("order", "draft", quote.name))

    def test_third_party_taxes_are_carried_over(self):
        """DOC-05: third-party taxes of the lines come along, with the same total, through form and code alike."""
        quote = self.sent_quote([(self.p1, 2)])
        row = {"name": "Eco-participation", "amount": 5.0, "amount_type": "fixed"}
        quote.order_line.filtered(lambda line: not line.egg_role).write({"egg_third_party_tax_ids": [Command.create(row)]})
        total = quote.amount_total
        order, _sentence = self.save_shortcut(quote.action_egg_order())

        self.assertEqual(order.amount_total, total)
        self.assertEqual(len(order.order_line.egg_third_party_tax_ids), 1)

    def test_the_schedule_is_carried_over(self):
        """DOC-05: the order has the quote's instalments, through the form as well."""
        condition = self.env["egg.payment.condition"].create({
            "name": "30/70",
            "line_ids": [Command.create({"percent": 30}), Command.create({"percent": 70, "rule": "days", "days": 30})],
        })
        quote = self.sent_quote(egg_condition_id=condition.id)
        order, _sentence = self.save_shortcut(quote.action_egg_order())

        def rows(document):
            return [(line.percent, line.rule, line.days, line.amount) for line in document.egg_schedule_line_ids]
        self.assertEqual(len(rows(quote)), 2)
        self.assertEqual((rows(order), order.egg_condition_id), (rows(quote), condition))

    def test_payments_of_the_quote_go_to_the_order(self):
        """DOC-05, QUO-05: what was paid on the quote counts on the order made from it, also for a plain salesperson."""
        quote = self.sent_quote()
        quote.egg_register_payment(100.0, "2026-01-16", self.env["egg.payment.mode"])
        seller = new_test_user(self.env, "seller8", groups="sales_team.group_sale_salesman")
        quote.user_id = seller
        order = quote.with_user(seller).egg_create_order()
        self.assertEqual(order.egg_amount_paid, 100.0)
        self.assertEqual(order.egg_net_to_pay, 1650.0)
        self.assertFalse(quote.egg_payment_ids)

    def test_the_child_is_independent(self):
        """DOC-06: a quantity changed on the order leaves the quote's unchanged."""
        quote = self.sent_quote()
        order = quote.egg_create_order()
        order.order_line[0].product_uom_qty = 9
        self.assertEqual(quote.order_line[0].product_uom_qty, 1)

    def test_quote_is_done_and_not_converted_twice(self):
        """QUO-05: the quote is done once an order exists; a second conversion warns, by shortcut and by confirmation."""
        quote = self.sent_quote()
        order = quote.egg_create_order()
        self.assertEqual(quote.egg_state, "done")
        with self.assertRaisesRegex(UserError, order.name):
            quote.action_egg_order()
        with self.assertRaisesRegex(UserError, order.name):
            quote.action_confirm()
        second, _sentence = self.save_shortcut(quote.action_egg_order_again())
        self.assertEqual(quote.egg_child_ids, order | second)

    def test_a_cancelled_order_gives_the_quote_back(self):
        """QUO-05: when the order is cancelled the quote is in progress again."""
        quote = self.sent_quote()
        quote.egg_create_order()._action_cancel()
        self.assertEqual(quote.egg_state, "progress")
        self.assertTrue(quote.egg_create_order())

    def test_the_customer_cannot_sign_a_converted_quote(self):
        """QUO-05: the portal does not ask to sign or pay what has become an order."""
        quote = self.sent_quote(require_signature=True, date_order=self.env.cr.now())
        self.assertTrue(quote._has_to_be_signed())
        quote.egg_create_order()
        self.assertFalse(quote._has_to_be_signed())

    def test_new_is_empty_after_the_order_exists(self):
        """BAR-05: “New” on the order just made gives an empty form, not the quote again."""
        quote = self.sent_quote()
        action = quote.action_egg_order()
        self.save_shortcut(action)
        form = Form(self.env["sale.order"].with_context(**action["context"]))
        self.assertFalse(form.partner_id)
        self.assertFalse(form.egg_relation_sentence)

    def test_native_confirmation_keeps_the_quote_number(self):
        """DOC-07, QUO-05: a quote confirmed as it stands takes an order number and keeps the quote's."""
        quote = self.sent_quote()
        number = quote.name
        quote.action_confirm()
        self.assertEqual((quote.egg_quote_number, quote.egg_kind), (number, "order"))
        self.assertTrue(quote.name.startswith("CC"))
        self.assertIn(quote.id, [found[0] for found in self.env["sale.order"].name_search(number)])

    def test_order_made_from_a_quote_keeps_its_number_when_confirmed(self):
        """DOC-07: confirming an order that has its own number takes no other."""
        order = self.sent_quote().egg_create_order()
        name = order.name
        order.action_confirm()
        self.assertEqual((order.name, order.egg_state), (name, "progress"))

    def test_invoice_from_a_quote(self):
        """INV-01, QUO-05: a quote in progress is confirmed and invoiced with all its data; a draft is refused."""
        delivered = self._product("Hour", 80.0, self.vat_20, invoice_policy="delivery")
        quote = self.make_order([(self.p1, 2), (delivered, 3)], egg_title="Toiture Nord", egg_contact_id=self.contact.id)
        with self.assertRaisesRegex(UserError, "still a draft"):
            quote.action_egg_invoice()
        quote.action_quotation_sent()
        quote.action_egg_invoice()
        invoice = quote.invoice_ids
        self.assertEqual((invoice.egg_title, invoice.egg_contact_id), ("Toiture Nord", self.contact))
        self.assertEqual(invoice.amount_total, quote.amount_total)
        tree = self.env["egg.document.map"].get_map("sale.order", quote.id)
        self.assertEqual((tree["roots"][0]["kind"], tree["roots"][0]["state"]), ("quote", "done"))

    def test_invoice_from_an_order(self):
        """INV-01, INV-14, ORD-09: an order's invoice takes title, contact, payment mode, note and lines."""
        mode = self.env["egg.payment.mode"].search([], limit=1)
        order = self.make_order(egg_kind="order", egg_title="T", egg_payment_mode_id=mode.id, egg_note="N")
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertEqual((invoice.egg_title, invoice.egg_payment_mode_id, invoice.egg_note), ("T", mode, "N"))
        self.assertTotals(invoice, 1500.0, 250.0, 1750.0)


@tagged("post_install", "-at_install")
class TestDeal(ChainCase):
    def deal(self, **values):
        return self.env["crm.lead"].create({
            "name": "Toiture Nord", "type": "opportunity", "partner_id": self.contact.id,
            "egg_line_ids": [
                Command.create({"product_id": self.p1.id, "quantity": 2}),
                Command.create({"product_id": self.p2.id, "quantity": 1, "price_unit": 450.0}),
            ], **values,
        })

    def test_quote_from_a_deal(self):
        """QUO-01: customer, contact, title and the two products come from the deal."""
        deal = self.deal()
        action = deal.action_egg_quote()
        form = Form(self.env["sale.order"].with_context(**action["context"]))
        quote = form.save()
        self.assertEqual((quote.partner_id, quote.egg_contact_id, quote.egg_title), (self.customer, self.contact, "Toiture Nord"))
        self.assertEqual(
            [(line.product_id, line.product_uom_qty, line.price_unit) for line in quote.order_line],
            [(self.p1, 2, 1000.0), (self.p2, 1, 450.0)],
        )
        self.assertEqual((quote.opportunity_id, quote.egg_kind), (deal, "quote"))

    def test_order_from_a_deal(self):
        """ORD-01: the same for an order, with an order number."""
        order = self.deal().egg_create_document("order")
        self.assertEqual((order.egg_kind, order.partner_id, len(order.order_line)), ("order", self.customer, 2))
        self.assertTrue(order.name.startswith("CC"))

    def test_deal_without_customer(self):
        """QUO-01: a deal without a customer says what to do."""
        with self.assertRaisesRegex(UserError, "Choose the customer"):
            self.deal(partner_id=False).action_egg_quote()

    def test_products_of_a_deal_are_protected(self):
        """QLT-01: products of deals are refused without sales rights, for another's deal, and from another company."""
        boss = new_test_user(self.env, "boss", groups="sales_team.group_sale_manager")
        line = self.deal(user_id=boss.id).egg_line_ids[0]
        stranger = new_test_user(self.env, "stranger2", groups="base.group_user")
        seller = new_test_user(self.env, "seller5", groups="sales_team.group_sale_salesman")
        for user in (stranger, seller):
            with self.assertRaises(AccessError):
                line.with_user(user).read(["quantity"])
        other = self.env["res.company"].create({"name": "B"})
        self.p1.company_id = False
        theirs = self.deal(company_id=other.id, user_id=False, team_id=False).egg_line_ids[0]
        with self.assertRaises(AccessError):
            theirs.with_user(boss).read(["quantity"])


@tagged("post_install", "-at_install")
class TestDeliveryNote(ChainCase):
    def deliver(self, order, quantity):
        picking = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        picking.move_ids.write({"quantity": quantity, "picked": True})
        picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=[])._action_done()
        return picking

    def goods_order(self, quantity=10, price=50.0):
        goods = self._product("Tile", price, self.vat_20, type="consu")
        order = self.make_order([{"product_id": goods.id, "product_uom_qty": quantity, "price_unit": price}, (self.p1, 1)])
        order.action_confirm()
        return order

    def test_prices_of_the_order_quantities_of_the_note(self):
        """INV-01, INV-03: an order of 10 at 50.00 and a note of 4 give an invoice of 4 at 50.00."""
        order = self.goods_order()
        picking = self.deliver(order, 4)
        picking.action_egg_invoice()
        invoice = picking.egg_invoice_ids
        lines = invoice.invoice_line_ids.filtered("product_id")
        self.assertEqual([(line.quantity, line.price_unit) for line in lines], [(4.0, 50.0)])
        # The order itself is as before: the rest can still be invoiced.
        self.assertEqual(order.order_line.mapped("qty_to_invoice"), [6.0, 1.0])

    def test_a_note_is_invoiced_once(self):
        """INV-03: a note invoiced already is refused; the next note gives the rest."""
        order = self.goods_order()
        first = self.deliver(order, 4)
        first.action_egg_invoice()
        with self.assertRaisesRegex(UserError, "invoiced already"):
            first.action_egg_invoice()
        second = self.deliver(order, 6)
        second.action_egg_invoice()
        self.assertEqual(second.egg_invoice_ids.invoice_line_ids.filtered("product_id").mapped("quantity"), [6.0])

    def test_never_more_than_what_is_left(self):
        """INV-03: when the order was invoiced in advance the note has nothing left to invoice."""
        order = self.goods_order()
        order._create_invoices()
        picking = self.deliver(order, 4)
        with self.assertRaises(UserError):
            picking.action_egg_invoice()

    def test_several_orders_give_one_invoice_each(self):
        """INV-01: notes of two orders, invoiced together, give one invoice per order."""
        pickings = self.deliver(self.goods_order(), 10) | self.deliver(self.goods_order(), 5)
        pickings.action_egg_invoice()
        self.assertEqual(len(pickings.egg_invoice_ids), 2)

    def test_a_note_without_order_is_refused(self):
        """INV-02: a delivery note without an order is refused, and the message says why."""
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)
        goods = self._product("Tile", 50.0, self.vat_20, type="consu")
        picking = self.env["stock.picking"].create({
            "picking_type_id": warehouse.out_type_id.id, "partner_id": self.customer.id,
            "location_id": warehouse.lot_stock_id.id, "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            "move_ids": [Command.create({
                "product_id": goods.id, "product_uom_qty": 1, "product_uom": goods.uom_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            })],
        })
        with self.assertRaisesRegex(UserError, "no customer order"):
            picking.action_egg_invoice()
        self.assertFalse(picking.egg_invoice_ids)

    def test_a_salesperson_invoices_the_note_of_an_order(self):
        """INV-01: a salesperson without billing rights can invoice the note of their order."""
        order = self.goods_order()
        seller = new_test_user(self.env, "seller6", groups="sales_team.group_sale_salesman_all_leads,stock.group_stock_user")
        picking = self.deliver(order, 4)
        picking.with_user(seller).action_egg_invoice()
        self.assertTrue(picking.egg_invoice_ids)


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
        """ORD-05, ORD-07, BAR-09: the red sentence names the order; three lines, at the supplier's price, else at cost."""
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

    def test_the_next_supplier_gets_the_rest(self):
        """ORD-05, ORD-07: what is on a supplier order already is not proposed again; once all is bought the shortcut says so."""
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
        self.assertEqual([(line.product_id, line.product_qty) for line in second.order_line], [(self.p1, 1), (self.p3, 4)])
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

    def test_only_suppliers_are_offered(self):
        """ORD-06: a partner that is not a supplier is not offered."""
        arch = self.env["purchase.order"].get_view(self.env.ref("purchase.purchase_order_form").id, "form")["arch"]
        self.assertIn("egg_sale_order_id and [('supplier_rank', '&gt;', 0)] or []", arch)
        found = self.env["res.partner"].search([("supplier_rank", ">", 0)])
        self.assertIn(self.supplier, found)
        self.assertNotIn(self.customer, found)

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
        arch = self.env["sale.order"].with_user(seller).get_view(self.env.ref("sale.view_order_form").id, "form")["arch"]
        self.assertNotIn("action_egg_supplier_order", arch)


@tagged("post_install", "-at_install")
class TestCreditNote(ChainCase):
    def test_shortcut_opens_a_draft_with_the_relation(self):
        """INV-10, BAR-10: a draft credit note opens with a red sentence that names the invoice."""
        invoice = self.make_invoice(post=True, egg_title="Toiture Nord")
        action = invoice.action_egg_credit_note()
        credit_note = self.env["account.move"].browse(action["res_id"])
        self.assertEqual((credit_note.move_type, credit_note.state), ("out_refund", "draft"))
        self.assertIn(invoice.name, credit_note.egg_relation_sentence)
        self.assertEqual((credit_note.amount_total, credit_note.egg_title), (invoice.amount_total, "Toiture Nord"))
        credit_note.action_post()
        self.assertFalse(credit_note.egg_relation_sentence)

    def test_draft_invoice_has_no_credit_note(self):
        """INV-10: refused for a draft, with what to do."""
        with self.assertRaisesRegex(UserError, "Confirm the invoice first"):
            self.make_invoice().action_egg_credit_note()


@tagged("post_install", "-at_install")
class TestShortcuts(ChainCase):
    def test_customer(self):
        """BAR-07: the customer's form."""
        for document in (self.make_order(), self.make_invoice()):
            self.assertEqual(document.action_egg_customer()["res_id"], self.customer.id)

    def test_duplicate(self):
        """BAR-06: three lines, taxes and options come along; status draft, no link to the source's chain."""
        quote = self.sent_quote([(self.p1, 1), (self.p2, 2), (self.p1, 3)], egg_title="T", egg_discount_mode="ht_percent",
                                egg_discount_value=10.0)
        order = quote.egg_create_order()
        for source in (quote, order):
            copy = self.env["sale.order"].browse(source.action_egg_duplicate()["res_id"])
            self.assertEqual((copy.egg_state, copy.egg_title, copy.amount_total), ("draft", "T", source.amount_total))
            self.assertEqual(len(copy.order_line.filtered(lambda line: not line.egg_role)), 3)
            self.assertEqual(copy.date_order.date(), self.env.cr.now().date())
            self.assertFalse(copy.egg_parent_id | copy.egg_child_ids)
            self.assertNotEqual(copy.name, source.name)

    def test_duplicate_of_an_order_is_an_order(self):
        """BAR-06, BAR-11: the copy of an order is an order, with an order number."""
        order = self.make_order(egg_kind="order")
        copy = order.copy()
        self.assertEqual(copy.egg_kind, "order")
        self.assertTrue(copy.name.startswith("CC"))

    def test_each_screen_shows_its_own(self):
        """BAR-11: order and supplier-order shortcuts on sales documents, credit note on invoices only."""
        order_arch = self.env["sale.order"].get_view(self.env.ref("sale.view_order_form").id, "form")["arch"]
        invoice_arch = self.env["account.move"].get_view(self.env.ref("account.view_move_form").id, "form")["arch"]
        for name in ("action_egg_order", "action_egg_supplier_order"):
            self.assertIn(f'name="{name}"', order_arch)
            self.assertNotIn(f'name="{name}"', invoice_arch)
        self.assertIn('name="action_egg_credit_note"', invoice_arch)
        self.assertNotIn('name="action_egg_credit_note"', order_arch)
        for name in ("action_egg_map", "action_egg_key_figures", "action_egg_preview_pdf", "action_egg_customer",
                     "action_egg_duplicate", "action_egg_change_state"):
            self.assertIn(f'name="{name}"', order_arch)
            self.assertIn(f'name="{name}"', invoice_arch)

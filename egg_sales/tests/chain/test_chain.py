from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ..common_chain import ChainCase


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
            client_order_ref="BC-7", note="<p>Sous 8 jours</p>", egg_discount_mode="untaxed_percent",
            egg_discount_value=10.0,
            egg_shipping_amount=20.0,
        )
        order, _sentence = self.save_shortcut(quote.action_egg_order())

        for name in ("partner_id", "egg_contact_id", "egg_title", "egg_payment_mode_id", "egg_note", "client_order_ref",
                     "partner_invoice_id", "partner_shipping_id", "note", "user_id", "egg_discount_mode",
                     "egg_discount_value",
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
        quote.order_line.filtered(lambda line: not line.egg_role).write(
            {"egg_third_party_tax_ids": [Command.create(row)]})
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
        """QUO-05: the quote is done once an order exists; a second conversion warns,
        by shortcut and by confirmation.
        """
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
        """DOC-07, QUO-05: a quote confirmed as it stands takes an order number; the quote's number finds both."""
        quote = self.sent_quote()
        number = quote.name
        quote.action_confirm()
        self.assertEqual((quote.egg_quote_number, quote.egg_kind, quote.egg_parent_id.name), (number, "order", number))
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
        quote = self.make_order([(self.p1, 2), (delivered, 3)], egg_title="Toiture Nord",
                                egg_contact_id=self.contact.id)
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

    def credit(self, invoice, road="shortcut"):
        """A draft credit note of this invoice, by our button or by Odoo's window."""
        if road == "shortcut":
            return self.env["account.move"].browse(invoice.action_egg_credit_note()["res_id"])
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        return self.env["account.move"].browse(
            wizard.create({"journal_id": invoice.journal_id.id}).refund_moves()["res_id"])

    def test_an_invoice_is_credited_once(self):
        """INV-10: credited in full, by a draft or an issued credit note, an invoice gets no other; it is said why."""
        for road in ("shortcut", "window"):
            invoice = self.make_invoice(post=True)
            note = self.credit(invoice, road)
            with self.subTest(road=road), self.assertRaisesRegex(UserError, "credited in full: a draft"):
                self.credit(invoice, road)
            note.action_post()
            with self.subTest(road=road), self.assertRaisesRegex(UserError, f"in full: {note.name}"):
                self.credit(invoice, road)
        with self.assertRaisesRegex(UserError, "credited in full"):
            invoice._reverse_moves(cancel=True)

    def test_a_credit_note_that_was_paid_out_counts(self):
        """INV-10: money given back by an entry by hand is no reversal of the credit note: the invoice gets no second
        one.
        """
        invoice = self.make_invoice(post=True)
        note = self.credit(invoice)
        note.action_post()
        owed = note.line_ids.filtered(lambda line: line.display_type == "payment_term")
        owed.remove_move_reconcile()
        bank = self.env["account.account"].search([("account_type", "=", "asset_cash")], limit=1)
        entry = self.env["account.move"].create({"move_type": "entry", "line_ids": [
            Command.create({"account_id": account.id, "partner_id": note.partner_id.id, "balance": balance})
            for account, balance in ((owed.account_id, note.amount_total), (bank, -note.amount_total))]})
        entry.action_post()
        (owed + entry.line_ids.filtered(lambda line: line.account_id == owed.account_id)).reconcile()
        self.assertEqual(note.payment_state, "reversed", "as the core calls it")
        with self.assertRaisesRegex(UserError, f"in full: {note.name}"):
            self.credit(invoice)

    def test_other_credit_notes_are_refused_in_words(self):
        """INV-10: one in another currency; a part was credited and the whole is to be reversed at once."""
        invoice = self.make_invoice([(self.p1, 4)], post=True)
        note = self.credit(invoice)
        note.invoice_line_ids.filtered(lambda one: one.product_id == self.p1).quantity = 1
        foreign = self.env.ref("base.USD")
        foreign.active = True
        other = note.copy({"reversed_entry_id": invoice.id, "currency_id": foreign.id})
        with self.assertRaisesRegex(UserError, "in the currency of its invoice"), self.cr.savepoint():
            other.action_post()
        other.unlink()
        duplicate = note.copy()
        self.assertEqual(duplicate.reversed_entry_id, invoice)
        duplicate.invoice_line_ids.filtered(lambda one: one.product_id == self.p1).quantity = 4
        note.action_post()
        with self.assertRaisesRegex(UserError, "would be .* more"), self.cr.savepoint():
            duplicate.action_post()
        duplicate.unlink()
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        with self.assertRaisesRegex(UserError, f"in part already: {note.name}.*of the rest first"):
            wizard.create({"journal_id": invoice.journal_id.id}).modify_moves()
        self.assertEqual(invoice.payment_state, "partial", "nothing was taken apart")

    def test_no_more_vat_than_was_billed(self):
        """INV-10, MON-06: 100.00 at 20 % and 200.00 exempt are not credited as 266.66 at 20 %."""
        invoice = self.make_invoice([
            {"product_id": self.p1.id, "quantity": 1, "price_unit": 100.0},
            {"product_id": self.p2.id, "quantity": 1, "price_unit": 200.0, "tax_ids": [Command.clear()]}], post=True)
        note = self.credit(invoice)
        first, second = note.invoice_line_ids.filtered("product_id")
        note.write({"invoice_line_ids": [Command.update(first.id, {"price_unit": 266.66}), Command.delete(second.id)]})
        with self.assertRaisesRegex(UserError, "of VAT"):
            note.action_post()

    def test_a_contact_with_invoices_gets_a_company(self):
        """SEC-05, COR-01: a person who was invoiced is put below his firm: what he owes is the firm's, his issued
        invoice stays as it was.
        """
        person = self.env["res.partner"].create({"name": "Anna", "is_company": False})
        invoice = self.make_invoice(partner_id=person.id, post=True)
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        printed = invoice.egg_billing_address
        person.parent_id = firm
        self.assertEqual((invoice.partner_id, invoice.commercial_partner_id), (person, firm))
        self.assertEqual(invoice.line_ids.partner_id, firm)
        self.assertEqual(invoice.egg_billing_address, printed)
        with self.assertRaisesRegex(UserError, "locked"):
            invoice.line_ids.with_context(bypass_lock_check=True).partner_id = person

    def test_parts_rounded_for_cash(self):
        """INV-10: three parts of 10.00, each rounded to 0.05, are not refused for the rounding."""
        rounding = self.env["account.cash.rounding"].create({
            "name": "0.05", "rounding": 0.05, "strategy": "biggest_tax", "rounding_method": "HALF-UP"})
        line = {"product_id": self.p1.id, "quantity": 3, "price_unit": 3.33}
        invoice = self.make_invoice([line], invoice_cash_rounding_id=rounding.id, post=True)
        for _part in range(3):
            note = self.credit(invoice)
            note.invoice_line_ids.filtered(lambda one: one.product_id == self.p1).quantity = 1
            note.action_post()
        self.assertEqual(len(invoice.reversal_move_ids), 3)

    def test_what_is_left_is_credited(self):
        """INV-10: a second credit note takes what the first left, and says so; they never exceed the invoice."""
        for road in ("shortcut", "window"):
            with self.subTest(road=road):
                invoice = self.make_invoice([(self.p1, 5), (self.p2, 2)], post=True)
                note = self.credit(invoice, road)
                line = note.invoice_line_ids.filtered(lambda one: one.product_id == self.p1)
                line.quantity = 2
                note.action_post()
                rest = self.credit(invoice, road)
                self.assertEqual(note.amount_total + rest.amount_total, invoice.amount_total)
                self.assertIn(note.name, rest.egg_relation_sentence)
                rest.invoice_line_ids[0].price_unit += 100
                with self.assertRaisesRegex(UserError, "would be .* more"), self.env.cr.savepoint():
                    rest.action_post()

    def test_a_note_taken_back_does_not_count(self):
        """INV-10: after a cancelled draft the invoice can be credited."""
        invoice = self.make_invoice(post=True)
        self.credit(invoice).button_cancel()
        self.assertEqual(self.credit(invoice).amount_total, invoice.amount_total)


@tagged("post_install", "-at_install")
class TestShortcuts(ChainCase):
    def test_customer(self):
        """BAR-07: the customer's form."""
        for document in (self.make_order(), self.make_invoice()):
            self.assertEqual(document.action_egg_customer()["res_id"], self.customer.id)

    def test_duplicate(self):
        """BAR-06: three lines, taxes and options come along; status draft, no link to the source's chain."""
        quote = self.sent_quote([(self.p1, 1), (self.p2, 2), (self.p1, 3)], egg_title="T",
                                egg_discount_mode="untaxed_percent",
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
        """BAR-11: the order shortcut on sales documents, credit note on invoices only."""
        order_arch = self.env["sale.order"].get_view(self.env.ref("sale.view_order_form").id, "form")["arch"]
        invoice_arch = self.env["account.move"].get_view(self.env.ref("account.view_move_form").id, "form")["arch"]
        self.assertIn('name="action_egg_order"', order_arch)
        self.assertNotIn('name="action_egg_order"', invoice_arch)
        self.assertIn('name="action_egg_credit_note"', invoice_arch)
        self.assertNotIn('name="action_egg_credit_note"', order_arch)
        for name in ("action_egg_map", "action_egg_key_figures", "action_egg_preview_pdf", "action_egg_customer",
                     "action_egg_duplicate", "action_egg_change_state"):
            self.assertIn(f'name="{name}"', order_arch)
            self.assertIn(f'name="{name}"', invoice_arch)

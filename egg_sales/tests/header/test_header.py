from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import EggSalesCase


@tagged("post_install", "-at_install")
class TestHeader(EggSalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create({"name": "Other", "is_company": True})
        groups = "account.group_account_invoice,sales_team.group_sale_salesman_all_leads"
        cls.user = new_test_user(cls.env, "seller", groups)

    def test_customer_currency_and_company_are_frozen(self):
        """DOC-09, DOC-14, DOC-24: on a saved quote and invoice another customer, currency or company is refused."""
        usd = self.env.ref("base.USD")
        usd.active = True
        company_b = self.env["res.company"].create({"name": "B"})
        self.user.company_ids |= company_b
        for document in (self.make_order(), self.make_invoice()):
            mine = document.with_user(self.user).with_context(allowed_company_ids=[self.company.id, company_b.id])
            with self.assertRaisesRegex(UserError, "frozen"):
                mine.partner_id = self.other
            with self.assertRaisesRegex(UserError, "frozen"):
                mine.write({"company_id": company_b.id})
            with self.assertRaisesRegex(UserError, "frozen"):
                mine.write({"currency_id": usd.id})
            mine.write({"partner_id": self.customer.id, "currency_id": document.currency_id.id})
            mine.partner_id = self.contact

    def test_a_duplicate_goes_to_another_customer(self):
        """SCR-07, DOC-09: the copy that "Duplicate" opens takes another customer, with his addresses, until it is sent
        or issued; what it was copied from does not, nor the order made from a quote.
        """
        self.other.write({"street": "9 quai Nord", "city": "Brest", "email": "other@example.com"})
        for document in (self.make_order(), self.make_invoice()):
            mine = document.with_user(self.user)
            action = mine.action_egg_duplicate()
            with Form(mine.browse(action["res_id"])) as form:
                form.partner_id = self.other
            copy = mine.browse(action["res_id"])
            self.assertEqual(copy.partner_id, self.other)
            self.assertIn("Brest", copy.egg_billing_address)
            self.assertIn("Brest", copy.egg_delivery_address)
            with self.assertRaisesRegex(UserError, "frozen"):
                mine.partner_id = self.other
            if document._name == "sale.order":
                copy.action_quotation_sent()
                copy.sudo().action_draft()
            else:
                copy.action_post()
            with self.assertRaisesRegex(UserError, "frozen|locked"):
                copy.partner_id = self.customer
        quote = self.make_order().with_user(self.user)
        quote.action_quotation_sent()
        order = quote.egg_create_order()
        with self.assertRaisesRegex(UserError, "frozen"):
            order.partner_id = self.other

    def test_what_is_settled_looks_so(self):
        """SCR-03, DOC-09: the customer of a saved document is read-only in its form, unless he has other addresses:
        these alone are offered; so it is with price lists. A duplicate never sent and a new document are open.
        """
        alone = self.env["res.partner"].create({"name": "Alone", "is_company": True})
        for document in (self.make_order(partner_id=alone.id), self.make_invoice(partner_id=alone.id)):
            mine = document.with_user(self.user)
            with self.subTest(model=document._name):
                with self.assertRaisesRegex(AssertionError, "readonly"), Form(mine) as form:
                    form.partner_id = self.other
                self.assertEqual((mine.egg_is_header_frozen, mine.egg_frozen_customer_id), (True, alone))
                copy = mine.browse(mine.action_egg_duplicate()["res_id"])
                self.assertFalse(copy.egg_is_header_frozen or copy.egg_is_customer_frozen)
                self.assertFalse(copy.egg_frozen_customer_id)
                self.company.egg_frozen_header = False
                mine.invalidate_recordset()
                self.assertFalse(mine.egg_is_header_frozen)
                self.company.egg_frozen_header = True
        order = self.make_order().with_user(self.user)
        self.assertFalse(order.egg_is_customer_frozen, "he has a contact, who may be chosen")
        with Form(order) as form:
            form.partner_id = self.contact
        self.assertEqual(order.egg_frozen_customer_id, self.customer)
        arch = order.get_view(self.env.ref("sale.view_order_form").id, "form")["arch"]
        self.assertIn("egg_frozen_customer_id", arch)
        self.assertIn("egg_frozen_currency_id", arch)

    def test_a_price_list_that_cannot_be_changed_looks_so(self):
        """SCR-03, DOC-09: the only price list of its currency is read-only; with another one it is open."""
        lists = self.env["product.pricelist"]
        lists.search([]).active = False
        euro = lists.create({"name": "Euro", "currency_id": self.company.currency_id.id})
        order = self.make_order(pricelist_id=euro.id).with_user(self.user)
        self.assertTrue(order.egg_is_pricelist_frozen)
        lists.create({"name": "Euro 2", "currency_id": self.company.currency_id.id})
        order.invalidate_recordset()
        self.assertFalse(order.egg_is_pricelist_frozen)
        self.assertEqual(order.egg_frozen_currency_id, self.company.currency_id)

    def test_who_may_not_is_not_offered(self):
        """SEC-03, BAR-06: billing and readers of accounts see no button that makes an order, a copy or a change they
        may not make.
        """
        makers = {"action_egg_order", "action_egg_order_again", "action_egg_duplicate"}
        for groups, wanted in (("account.group_account_invoice", {"action_egg_change_state"}),
                               ("account.group_account_readonly", set()),
                               ("sales_team.group_sale_salesman", makers | {"action_egg_change_state"})):
            user = new_test_user(self.env, f"buttons_{len(wanted)}", f"base.group_user,{groups}")
            arch = self.env["sale.order"].with_user(user).get_view(self.env.ref("sale.view_order_form").id)["arch"]
            with self.subTest(groups=groups):
                shown = {name for name in makers | {"action_egg_change_state"} if f'name="{name}"' in arch}
                self.assertEqual(shown, wanted)
        reader = self.env["res.users"].search([("login", "=", "buttons_0")])
        arch = self.env["account.move"].with_user(reader).get_view(self.env.ref("account.view_move_form").id)["arch"]
        for name in ("action_egg_duplicate", "action_egg_change_state", "action_egg_credit_note"):
            self.assertNotIn(f'name="{name}"', arch)

    def test_nobody_calls_a_document_a_duplicate(self):
        """SEC-03, DOC-09: a call that says that a document is a copy lifts nothing."""
        order = self.make_order().with_user(self.user)
        order.write({"egg_is_open_copy": True})
        made = order.with_context(default_egg_is_open_copy=True).create({"partner_id": self.customer.id})
        for document in (order, made):
            with self.assertRaisesRegex(UserError, "frozen"):
                document.write({"egg_is_open_copy": True, "partner_id": self.other.id})
        credit = self.make_invoice(post=True)._reverse_moves([{}])
        self.assertFalse(credit.egg_is_open_copy)

    def test_only_the_currency_of_a_price_list_is_frozen(self):
        """DOC-09: a price list in another currency is refused on a saved quote, one in the same currency is not."""
        usd = self.env.ref("base.USD")
        usd.active = True
        euro, dollar = self.env["product.pricelist"].create([
            {"name": "Euro", "currency_id": self.company.currency_id.id}, {"name": "Dollar", "currency_id": usd.id},
        ])
        order = self.make_order().with_user(self.user)
        order.pricelist_id = euro
        self.assertEqual(order.pricelist_id, euro)
        with self.assertRaisesRegex(UserError, "frozen"):
            order.pricelist_id = dollar

    def test_issued_invoice_is_locked(self):
        """INV-07, ADR-07: on a posted invoice line, date, customer, note,
        discount and address are refused; nothing moves.
        """
        move = self.make_invoice(post=True)
        line = move.invoice_line_ids[:1]
        for values in (
            {"invoice_date": "2026-01-16"}, {"partner_id": self.other.id},
            {"narration": "changed"}, {"egg_note": "changed"}, {"ref": "changed"}, {"egg_discount_value": 5},
            {"egg_billing_address": "elsewhere"}, {"egg_title": "changed"},
            {"invoice_line_ids": [Command.update(line.id, {"price_unit": 5})]},
            {"invoice_line_ids": [Command.update(line.id, {"name": "changed"})]},
        ):
            with self.subTest(values=values), self.assertRaises(UserError), self.cr.savepoint():
                move.write(values)
        for values in ({"price_unit": 5}, {"name": "changed"}, {"quantity": 2}, {"tax_ids": [Command.clear()]}):
            with self.subTest(line=values), self.assertRaises(UserError), self.cr.savepoint():
                line.write(values)
        self.assertTotals(move, 1500.0, 250.0, 1750.0)
        move.write({"narration": move.narration, "ref": move.ref})

    def test_no_way_back_to_draft(self):
        """INV-09: "reset to draft" is neither offered nor accepted; a credit note can be made."""
        move = self.make_invoice(post=True)
        self.assertFalse(move.show_reset_to_draft_button)
        with self.assertRaisesRegex(UserError, "credit note"):
            move.button_draft()
        self.assertEqual(move._reverse_moves().amount_total, move.amount_total)

    def test_the_lock_is_a_setting(self):
        """INV-09: a company that does not lock may set an invoice back to draft."""
        self.assertTrue(self.company.egg_lock_issued)
        self.company.egg_lock_issued = False
        move = self.make_invoice(post=True)
        move.button_draft()
        self.assertEqual(move.state, "draft")

    def test_page_break_is_free_on_an_issued_invoice(self):
        """LIN-11, LIN-10: the page-break icon works on a posted invoice and no accounting field changes."""
        move = self.make_invoice(post=True)
        before = move.line_ids.read(["debit", "credit", "name", "date_maturity", "balance"])
        move.invoice_line_ids[1].action_egg_toggle_page_break()
        self.assertTrue(move.invoice_line_ids[1].egg_page_break_before)
        self.assertEqual(move.line_ids.read(["debit", "credit", "name", "date_maturity", "balance"]), before)

    def test_a_locked_invoice_is_still_paid(self):
        """INV-07: the lock does not stop payments: the invoice becomes paid."""
        move = self.make_invoice(post=True)
        wizard = self.env["account.payment.register"].with_context(active_model="account.move",
                                                                   active_ids=move.ids).create({})
        wizard.action_create_payments()
        self.assertIn(move.payment_state, ("paid", "in_payment"))

    def test_address_is_a_copy(self):
        """ADR-01, ADR-02, ADR-03: the address is copied, does not follow the customer, and is read again on demand."""
        for document in (self.make_order(), self.make_invoice()):
            self.customer.street = "1 rue de la Paix"
            document.action_egg_refresh_address()
            for part in ("Client Alpha", "1 rue de la Paix", "75002", "Paris", "France"):
                self.assertIn(part, document.egg_billing_address)
            self.customer.street = "2 rue Neuve"
            self.assertIn("1 rue de la Paix", document.egg_billing_address)
            document.action_egg_refresh_address()
            self.assertIn("2 rue Neuve", document.egg_billing_address)

    def test_attention_line(self):
        """ADR-04: with the rule on (by default) the block names the contact; with the rule off it does not."""
        order = self.make_order(egg_contact_id=self.contact.id)
        self.assertIn("For the attention of Marie Durand", order.egg_billing_address)
        self.company.egg_add_attention = False
        order.action_egg_refresh_address()
        self.assertNotIn("Marie Durand", order.egg_billing_address)

    def test_address_is_edited_by_hand(self):
        """ADR-05: an edit of the block stays on the document and follows the chain;
        the customer's record does not change.
        """
        order = self.make_order()
        order.egg_billing_address = "Client Alpha\nBâtiment C"
        order.action_confirm()
        self.assertEqual(order._create_invoices().egg_billing_address, "Client Alpha\nBâtiment C")
        self.assertEqual(self.customer.street, "1 rue de la Paix")

    def test_delivery_address(self):
        """ADR-06: same as billing while ticked; free once unticked."""
        order = self.make_order()
        self.assertEqual(order.egg_delivery_address, order.egg_billing_address)
        order.egg_same_address = False
        order.egg_delivery_address = "Chantier Nord"
        self.assertEqual(order.egg_delivery_address, "Chantier Nord")
        order.egg_same_address = True
        self.assertEqual(order.egg_delivery_address, order.egg_billing_address)

    def test_an_invoicing_address_of_its_own(self):
        """ADR-01: a customer with an invoicing address gets it on the block,
        below the customer's name; choosing another reads it.
        """
        head, branch = self.env["res.partner"].create([
            {"parent_id": self.customer.id, "type": "invoice", "name": name, "street": street, "zip": "69003",
             "city": "Lyon",
             "country_id": self.customer.country_id.id}
            for name, street in (("Comptabilité", "3 rue Basse"), ("Agence Sud", "4 rue Haute"))
        ])
        order = self.make_order(partner_invoice_id=head.id)
        self.assertEqual(order.egg_billing_address.splitlines()[:4],
                         ["Client Alpha", "Comptabilité", "3 rue Basse", "69003 Lyon"])
        order.partner_invoice_id = branch
        self.assertIn("4 rue Haute", order.egg_billing_address)
        order.action_confirm()
        self.assertEqual(order._create_invoices().egg_billing_address, order.egg_billing_address)

    def test_a_settled_document_is_not_refreshed(self):
        """ADR-03, ADR-07: the refresh is refused on an issued invoice and on a locked order; the copy stays."""
        move, order = self.make_invoice(post=True), self.make_order()
        order.action_confirm()
        order.action_lock()
        self.env.flush_all()
        self.customer.street = "2 rue Neuve"
        for document in (move, order):
            with self.assertRaisesRegex(UserError, "can no longer change"):
                document.action_egg_refresh_address()
            self.assertIn("1 rue de la Paix", document.egg_billing_address)

import os
from contextlib import ExitStack
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from odoo import Command
from odoo.addons.egg_billing.core import discount as core
from odoo.addons.egg_billing.core.inside import INSIDE
from odoo.addons.egg_billing.tests.common_discount import PerUnit
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..common import EggSalesCase

#: A longer search by hand: EGG_EXAMPLES=20 multiplies the number of examples.
MORE = int(os.environ.get("EGG_EXAMPLES") or 1)


def law(examples):
    return settings(
        max_examples=examples * MORE, deadline=None, derandomize=MORE == 1, database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),  # to shrink takes minutes here
    )


class MoneyCase(EggSalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls._product("Goods", 100.0, cls.vat_20, invoice_policy="delivery")
        cls.books = cls._product("Books", 100.0, cls.vat_5, invoice_policy="delivery")

    @classmethod
    def ordinary(cls, document):
        lines = document.order_line if document._name == "sale.order" else document.invoice_line_ids
        return lines.filtered(lambda line: not line.egg_role and not line.is_downpayment and not line.display_type
                              or line.display_type == "product" and not line.egg_role and not line.is_downpayment)

    def deliver(self, order, *quantities):
        for line, quantity in zip(self.ordinary(order), quantities, strict=False):
            line.qty_delivered = quantity

    def invoice(self, order, *quantities, post=True, final=False):
        self.deliver(order, *quantities)
        move = order._create_invoices(final=final)
        if post:
            move.action_post()
        return move

    def confirmed(self, lines, **values):
        order = self.make_order(lines, **values)
        order.action_confirm()
        return order

    def signed(self, moves, name="amount_total"):
        return round(sum(-move.direction_sign * move[name] for move in moves), 2)

    def sums(self, moves):
        return tuple(self.signed(moves, name) for name in ("amount_untaxed", "amount_tax", "amount_total"))

    def assertInvoiced(self, order, moves):
        self.assertEqual(self.sums(moves), (order.amount_untaxed, order.amount_tax, order.amount_total))
        for move in moves:
            self.assertGreaterEqual(move.amount_total, 0)
            self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0.0)
        self.assertEqual(order.invoice_status, "invoiced")

    def credit(self, invoice, post=False):
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move",
                                                                active_ids=invoice.ids).create(
            {"journal_id": invoice.journal_id.id})
        note = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        if post:
            note.action_post()
        return note


@tagged("post_install", "-at_install")
class TestMoneyOverInvoices(MoneyCase):
    """MON-03, MON-04, MON-11: all invoices of an order take what the order says in the end."""

    def test_the_discount_changes_between_invoices(self):
        """MON-03: lowered, raised or changed as a percentage after a part was invoiced, on two rates of VAT."""
        for mode, before, after in (
            ("untaxed_amount", 100, 20), ("untaxed_amount", 0, 300), ("untaxed_percent", 10, 2),
            ("taxed_percent", 2, 10), ("taxed_amount", 300, 60),
        ):
            with self.subTest(mode=mode, before=before, after=after):
                order = self.confirmed([(self.goods, 10), (self.books, 4)], egg_discount_mode=mode,
                                       egg_discount_value=before)
                moves = self.invoice(order, 10, 1)
                order.egg_discount_value = after
                moves |= self.invoice(order, 10, 4)
                self.assertInvoiced(order, moves)
                self.assertFalse(order._has_egg_balance())

    def test_the_balance_has_an_invoice_of_its_own(self):
        """MON-03: all is invoiced when the discount and the shipping change: the order says so,
        "Invoice" offers the balance, once.
        """
        for mode, before, after, kind in (("untaxed_amount", 100, 20, "out_invoice"),
                                          ("untaxed_amount", 20, 100, "out_refund"),
                                          ("taxed_percent", 0, 10, "out_refund"),
                                          ("untaxed_percent", 10, 0, "out_invoice")):
            with self.subTest(mode=mode, before=before, after=after):
                order = self.confirmed([(self.goods, 5), (self.books, 1)], egg_discount_mode=mode,
                                       egg_discount_value=before)
                moves = self.invoice(order, 5, 1)
                self.assertEqual(order.invoice_status, "invoiced")
                order.egg_discount_value = after
                self.assertEqual(order.invoice_status, "to invoice")
                self.env["account.move"].browse(order.action_egg_invoice()["res_id"]).action_post()
                balance = order.invoice_ids - moves
                self.assertEqual((balance.move_type, balance.partner_id), (kind, order.partner_invoice_id))
                self.assertInvoiced(order, moves | balance)
                with self.assertRaises(UserError):
                    order._create_invoices()

    def test_shipping_changes_between_invoices(self):
        """MON-03: shipping raised is charged, lowered is given back, with the next invoice or on its own."""
        for before, after in ((20, 5), (0, 15), (20, 0)):
            order = self.confirmed([(self.goods, 10)], egg_shipping_amount=before)
            moves = self.invoice(order, 5)
            order.egg_shipping_amount = after
            moves |= self.invoice(order, 10)
            self.assertInvoiced(order, moves)
            order.egg_shipping_amount = 40
            moves |= self.invoice(order, 10)
            self.assertInvoiced(order, moves)

    def test_an_edited_partial_invoice(self):
        """MON-03, MON-02: a draft made smaller by hand takes its share only; the next invoice takes the rest, once."""
        for mode, value in (("untaxed_amount", 150), ("untaxed_percent", 7), ("taxed_amount", 150)):
            with self.subTest(mode=mode):
                order = self.confirmed([(self.goods, 10)], egg_discount_mode=mode, egg_discount_value=value)
                first = self.invoice(order, 8, post=False)
                self.ordinary(first).quantity = 1
                first.action_post()
                moves = first | self.invoice(order, 10)
                self.assertInvoiced(order, moves)

    def test_more_discount_than_is_left_to_invoice(self):
        """MON-03: 300 of discount when 50 are left to invoice makes a credit note."""
        order = self.confirmed([(self.goods, 10)])
        moves = self.invoice(order, 9.5)
        order.write({"egg_discount_mode": "untaxed_amount", "egg_discount_value": 300})
        last = self.invoice(order, 10)
        self.assertEqual((last.move_type, last.amount_untaxed), ("out_refund", 250.0))
        self.assertInvoiced(order, moves | last)

    def test_percentage_taxes_are_on_each_invoice(self):
        """MON-04: 3 x 1,000 with a tax of 5 % ticked "once per line", invoiced 1 then 2: 150.00 in all."""
        row = {"name": "Eco", "amount_type": "percent", "amount": 5.0, "per_line": True,
               "tax_ids": [Command.set(self.vat_20.ids)]}
        order = self.confirmed([{"product_id": self.goods.id, "product_uom_qty": 3, "price_unit": 1000,
                                 "egg_third_party_tax_ids": [Command.create(row)]}])
        moves = self.invoice(order, 1) | self.invoice(order, 3)
        self.assertEqual(sum(row["amount"] for move in moves for row in move._get_egg_totals()["third_party"]), 150.0)
        self.assertInvoiced(order, moves)

    def test_a_confirmed_order_is_changed(self):
        """MON-11: on a confirmed order discount, shipping and taxes are set to nothing,
        a rate of VAT is changed; before and after invoices.
        """
        row = {"name": "Eco", "amount": 5.0, "tax_ids": [Command.set(self.vat_20.ids)]}
        for invoiced in (False, True):
            with self.subTest(invoiced=invoiced):
                order = self.confirmed([{"product_id": self.goods.id, "product_uom_qty": 2,
                                         "egg_third_party_tax_ids": [Command.create(row)]}],
                                       egg_discount_value=10, egg_shipping_amount=20)
                moves = self.invoice(order, 1) if invoiced else self.env["account.move"]
                order.web_save({"egg_discount_value": 0, "egg_shipping_amount": 0}, {})
                line = self.ordinary(order)
                order.web_save({"order_line": [Command.update(line.id, {"tax_ids": [Command.set(self.vat_10.ids)]})]},
                               {})
                line.egg_third_party_tax_ids.unlink()
                self.assertTotals(order, 200.0, 20.0, 220.0)
                moves |= self.invoice(order, 2)
                if not invoiced:
                    self.assertInvoiced(order, moves)

    def test_invoiced_before_its_delivery(self):
        """MON-03: "Invoice" bills goods before they are delivered; what was invoiced ahead is no return: no credit note
        is proposed for it.
        """
        order = self.confirmed([(self.goods, 10), (self.books, 4)], egg_discount_mode="untaxed_amount",
                               egg_discount_value=50, egg_shipping_amount=15)
        invoice = self.env["account.move"].browse(order.action_egg_invoice()["res_id"])
        self.assertEqual(invoice.amount_total, order.amount_total)
        invoice.action_post()
        for quantities in ((0, 0), (4, 0), (10, 4)):
            with self.subTest(delivered=quantities):
                self.deliver(order, *quantities)
                self.assertEqual((order.invoice_status, set(self.ordinary(order).mapped("qty_to_invoice"))),
                                 ("invoiced", {0.0}))
                self.assertAlmostEqual(order.amount_to_invoice, 0.0)
                self.assertAlmostEqual(sum(order.order_line.mapped("untaxed_amount_to_invoice")), 0.0)
                with self.assertRaises(UserError):
                    order._create_invoices(final=True)
        self.deliver(order, 7, 4)
        self.assertEqual(self.ordinary(order).mapped("qty_to_invoice"), [-3.0, 0.0])
        note = self.invoice(order, 7, 4, final=True)
        self.assertEqual((note.move_type, self.ordinary(note).quantity), ("out_refund", 3.0))

    def test_less_is_ordered_after_it_was_invoiced_ahead(self):
        """MON-03: of what was invoiced ahead only what is ordered no more is to be credited; a cancelled invoice leaves
        nothing behind.
        """
        order = self.confirmed([(self.goods, 10)])
        invoice = self.env["account.move"].browse(order.action_egg_invoice()["res_id"])
        line = self.ordinary(order)
        line.product_uom_qty = 6
        self.assertEqual(line.qty_to_invoice, -4.0)
        invoice.button_cancel()
        self.assertEqual((line.qty_to_invoice, line.egg_qty_ahead), (0.0, 0.0))
        line.qty_delivered = 2
        self.assertEqual(line.qty_to_invoice, 2.0)

    def test_a_fifth_mode_of_discount(self):
        """ARC-03: an amount per unit, defined here alone, obeys the laws of quote,
        partial invoice, edited invoice and credit note.
        """
        mode = PerUnit("per_unit", "Per unit", True)
        choices = {one.code: one.label for one in [*core.MODES.values(), mode]}
        with ExitStack() as stack:
            stack.enter_context(patch.dict(core.MODES, {mode.code: mode}))
            for name in ("sale.order", "account.move"):
                stack.enter_context(patch.object(self.env[name]._fields["egg_discount_mode"], "_selection", choices))
            order = self.confirmed([(self.goods, 10), (self.books, 2)], egg_discount_mode="per_unit",
                                   egg_discount_value=3)
            self.assertEqual(order.amount_untaxed, 1200.0 - 36.0)
            first = self.invoice(order, 5, 0, post=False)
            self.assertEqual(first.amount_untaxed, 500.0 - 15.0)
            self.ordinary(first).quantity = 4
            self.assertEqual(first.amount_untaxed, 400.0 - 12.0)
            first.action_post()
            order.egg_discount_value = 2
            last = self.invoice(order, 10, 2)
            self.assertInvoiced(order, first | last)
            note = self.credit(first)
            self.ordinary(note).quantity = 1
            self.assertEqual(note.amount_untaxed, 97.0)
            note.action_post()
            rest = self.credit(first)
            self.ordinary(rest).quantity = 3
            rest.action_post()
            self.assertEqual(self.sums(first | note | rest), (0, 0, 0))


@tagged("post_install", "-at_install")
class TestMoneyCreditNotes(MoneyCase):
    """MON-06: a credit note of a part takes its share of what the invoice has for the whole document."""

    def test_halves(self):
        """MON-06: half of 3,150.00 is 1,575.00, and both halves are the invoice,
        whatever the mode, shipping included.
        """
        for mode, value in (("untaxed_amount", 300), ("taxed_amount", 300), ("untaxed_percent", 10),
                            ("taxed_percent", 7.77)):
            with self.subTest(mode=mode):
                invoice = self.make_invoice([(self.p1, 2), (self.p2, 2)], post=True, egg_discount_mode=mode,
                                            egg_discount_value=value,
                                            egg_shipping_amount=15.01)
                half = self.credit(invoice)
                self.ordinary(half).quantity = 1
                half.action_post()
                self.assertAlmostEqual(half.amount_total, invoice.amount_total / 2, delta=0.021)
                rest = self.credit(invoice)
                self.ordinary(rest).quantity = 1
                rest.action_post()
                self.assertEqual(self.sums(invoice | half | rest), (0, 0, 0))

    def test_one_small_line(self):
        """MON-06: a line of 60.00 of 1,260.00 with 300.00 of discount is credited with 45.71."""
        invoice = self.make_invoice([{"product_id": self.p1.id}, {"product_id": self.p1.id, "price_unit": 50.0}],
                                    post=True,
                                    egg_discount_mode="taxed_amount", egg_discount_value=300)
        note = self.credit(invoice)
        self.ordinary(note)[0].unlink()
        self.assertEqual(note.amount_total, 45.71)

    def test_shipping_in_proportion(self):
        """MON-06: 1 of 4 is credited with a quarter of the shipping; a typed amount stays."""
        invoice = self.make_invoice([(self.p1, 4)], post=True, egg_shipping_amount=20)
        note = self.credit(invoice)
        self.assertEqual(note.egg_shipping_amount, 20.0)
        self.ordinary(note).quantity = 1
        self.assertEqual((note.amount_untaxed, note.egg_shipping_amount), (1005.0, 5.0))
        note.egg_shipping_amount = 0
        self.assertEqual(note.amount_untaxed, 1000.0)
        self.ordinary(note).quantity = 2
        self.assertEqual(note.amount_untaxed, 2000.0)

    def test_lines_of_one_product_with_a_tax_once_per_line(self):
        """MON-06: lines typed in a form have one sequence; each takes its own tax back, together and in parts."""
        row = {"name": "Eco", "amount": 5.0, "per_line": True, "tax_ids": [Command.set(self.vat_20.ids)]}
        lines = [{"product_id": self.p1.id, "quantity": 1, "sequence": 100, "price_unit": 100.0,
                  "tax_ids": [Command.set(self.vat_20.ids)], "egg_third_party_tax_ids": [Command.create(row)]}] * 3
        invoice = self.make_invoice(lines, post=True)
        note = invoice._reverse_moves()
        self.assertEqual(note.amount_total, invoice.amount_total)
        note.unlink()
        part, rest = invoice._reverse_moves(), None
        part.invoice_line_ids.filtered(lambda line: not line.egg_role)[1:].unlink()
        part.action_post()
        rest = invoice._reverse_moves()
        self.assertEqual((part.amount_total, rest.amount_total), (126.0, 252.0))

    def test_a_tax_once_per_line(self):
        """MON-06: a third-party tax "once per line" is credited in proportion too;
        all parts together are what the line has.
        """
        row = {"name": "Eco", "amount": 1.37, "per_line": True, "tax_ids": [Command.set(self.vat_20.ids)]}
        invoice = self.make_invoice([{"product_id": self.p1.id, "quantity": 3,
                                      "egg_third_party_tax_ids": [Command.create(row)]}], post=True)
        notes = self.env["account.move"]
        for wished in (0.46, 0.45, 0.46):
            note = self.credit(invoice)
            self.ordinary(note).quantity = 1
            self.assertAlmostEqual(note._get_egg_totals()["third_party"][0]["amount"], wished)
            note.action_post()
            notes |= note
        self.assertEqual(self.sums(invoice | notes)[0], 0.0)

    def test_debit_note_without_lines(self):
        """MON-17: a debit note "without lines" is empty: no shipping is billed again."""
        invoice = self.make_invoice(post=True, egg_shipping_amount=20, egg_discount_value=10)
        wizard = self.env["account.debit.note"].with_context(active_model="account.move",
                                                             active_ids=invoice.ids).create({})
        note = self.env["account.move"].browse(wizard.create_debit()["res_id"])
        self.assertEqual((note.amount_total, len(note.invoice_line_ids)), (0.0, 0))

    def test_credit_note_of_gathered_orders(self):
        """MON-06: of an invoice that gathers orders each part takes its own order's discount in proportion."""
        orders = self.make_order([(self.p1, 2)], egg_discount_mode="untaxed_amount", egg_discount_value=200)
        orders |= self.make_order([(self.p1, 4)], egg_discount_mode="untaxed_percent", egg_discount_value=5)
        orders.action_confirm()
        invoice = orders._create_invoices()
        invoice.action_post()
        note = self.credit(invoice)
        self.ordinary(note)[0].quantity = 1
        self.ordinary(note)[1].quantity = 1
        self.assertEqual(note.amount_untaxed, 1000 - 100 + 1000 - 50)
        note.action_post()
        rest = self.credit(invoice, post=True)
        self.assertEqual(self.ordinary(rest).mapped("quantity"), [1, 3])
        self.assertEqual(self.sums(invoice | note | rest), (0, 0, 0))


@tagged("post_install", "-at_install")
class TestMoneyRoads(MoneyCase):
    """MON-02: whatever road a change takes, the totals are right."""

    def assertLikeNew(self, move):
        """The draft is what it would be when made anew of its lines; its entry balances; it can be issued."""
        lines = [{"product_id": line.product_id.id, "quantity": line.quantity, "price_unit": line.price_unit,
                  "discount": line.discount,
                  "tax_ids": [Command.set(line.tax_ids.ids)]} for line in self.ordinary(move)]
        new = self.make_invoice(lines, egg_discount_mode=move.egg_discount_mode,
                                egg_discount_value=move.egg_discount_value,
                                egg_shipping_amount=move.egg_shipping_amount)
        self.assertTotals(move, new.amount_untaxed, new.amount_tax, new.amount_total)
        self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0.0)
        due = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        self.assertAlmostEqual(sum(due.mapped("balance")), move.amount_total)
        move.action_post()
        self.assertEqual(move.state, "posted")

    def draft(self, **values):
        values = {"egg_discount_value": 10, "egg_shipping_amount": 20} | values
        return self.make_invoice([(self.p1, 2), (self.p2, 1)], **values)

    def test_a_line_is_written(self):
        """MON-02: quantity, price, discount or VAT of a line written directly."""
        for mode in ("untaxed_percent", "untaxed_amount", "taxed_amount"):
            for values in ({"quantity": 1}, {"quantity": 0}, {"price_unit": 33.33}, {"discount": 50},
                           {"tax_ids": [Command.set(self.vat_5.ids)]}):
                with self.subTest(mode=mode, values=values):
                    move = self.draft(egg_discount_mode=mode)
                    self.ordinary(move)[0].write(values)
                    self.assertLikeNew(move)

    def test_a_line_is_deleted_or_added(self):
        """MON-02: a line deleted or created directly, several at once too."""
        move = self.draft()
        self.ordinary(move)[0].unlink()
        self.assertLikeNew(move)
        move = self.draft()
        self.env["account.move.line"].create({"move_id": move.id, "product_id": self.p1.id, "quantity": 3})
        self.assertLikeNew(move)
        move = self.draft()
        move.line_ids.filtered(lambda line: line in self.ordinary(move)[0] or line.egg_role == "discount"
                               and line.tax_ids == self.vat_20
                               ).filtered(lambda line: not line.egg_role).unlink()
        self.assertLikeNew(move)

    def test_all_lines_are_deleted(self):
        """MON-02: without goods there is no discount left; what remains is the shipping."""
        move = self.draft()
        self.ordinary(move).unlink()
        self.assertEqual(move.amount_untaxed, 20.0)
        self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0.0)

    def test_a_wrong_entry_is_not_posted(self):
        """MON-02: generated lines that somebody changed behind the document are mended when it is issued."""
        move = self.draft()
        discount = move.invoice_line_ids.filtered(lambda line: line.egg_role == "discount")[:1]
        total = move.amount_total
        discount.with_context(egg_syncing_role_lines=INSIDE).write({"price_unit": -1.0})
        self.assertNotEqual(move.amount_total, total)
        move.action_post()
        self.assertEqual(move.amount_total, total)
        self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0.0)


@tagged("post_install", "-at_install")
class TestMoneyAccounts(MoneyCase):
    def account(self, code, kind="income"):
        return self.env["account.account"].create({"name": f"Account {code}", "code": code, "account_type": kind})

    def test_income_accounts_of_the_products(self):
        """MON-14: 709700 and 708500 set on the products of the discount and the shipping are where these are booked."""
        self.env.ref("egg_sales.product_discount").property_account_income_id = discount = self.account("709791")
        self.env.ref("egg_sales.product_shipping").property_account_income_id = shipping = self.account("708591")
        order = self.confirmed([(self.p1, 1)], egg_discount_value=10, egg_shipping_amount=20)
        for move in (order._create_invoices(),
                     self.make_invoice([(self.p1, 1)], egg_discount_value=10, egg_shipping_amount=20)):
            booked = {line.egg_role: line.account_id for line in move.invoice_line_ids if line.egg_role}
            self.assertEqual(booked, {"discount": discount, "shipping": shipping})


@tagged("post_install", "-at_install")
class TestMoneyLaws(MoneyCase):
    @given(
        st.lists(st.tuples(st.booleans(), st.integers(1, 9), st.integers(100, 99_900)), min_size=1, max_size=3),
        st.lists(st.tuples(st.sampled_from(sorted(core.MODES)), st.integers(0, 90), st.integers(0, 3_000)), min_size=1,
                 max_size=3),
        st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=3), st.booleans(),
    )
    @law(8)
    def test_all_invoices_are_the_order(self, lines, footers, steps, edit):
        """MON-03: after any sequence of partial invoices, changes of discount and shipping,
        and edits of drafts: the order, per rate of VAT.

        Prices end in whole tens of cents so that goods alone round to nothing over partial invoices.
        """
        order = self.confirmed([
            {"product_id": (self.goods if normal else self.books).id, "product_uom_qty": quantity,
             "price_unit": round(price / 100) * 10.0}
            for normal, quantity, price in lines
        ])
        ordinary, moves = self.ordinary(order), self.env["account.move"]
        for number in range(max(len(footers), len(steps))):
            if number < len(footers):
                mode, percent, shipping = footers[number]
                base = sum(ordinary.mapped("price_subtotal"))
                value = percent if mode.endswith("percent") else round(base * percent / 100, 2)
                order.write({"egg_discount_mode": mode, "egg_discount_value": value,
                             "egg_shipping_amount": shipping / 100})
            if number < len(steps):
                for line, quantity in zip(ordinary, steps[number], strict=False):
                    line.qty_delivered = max(min(quantity, line.product_uom_qty), line.qty_invoiced)
                if any(line.qty_to_invoice > 0 for line in ordinary):
                    move = order._create_invoices()
                    if edit and move.move_type == "out_invoice" and self.ordinary(move)[0].quantity > 1:
                        self.ordinary(move)[0].quantity -= 1
                    if move.amount_total >= 0:
                        moves |= move
                        move.action_post()
                    else:
                        move.unlink()
        for line in ordinary:
            line.qty_delivered = line.product_uom_qty
        while order.invoice_status == "to invoice":
            moves |= (last := order._create_invoices())
            last.action_post()
        self.assertEqual(self.signed(moves, "amount_untaxed"), round(order.amount_untaxed, 2))
        # Each invoice rounds its VAT, per rate: a cent per invoice and rate at most.
        self.assertAlmostEqual(self.signed(moves), order.amount_total, delta=0.01 * 2 * len(moves) + 0.001)

    @given(
        st.lists(st.tuples(st.booleans(), st.integers(2, 9), st.integers(1, 999)), min_size=1, max_size=3),
        st.sampled_from(sorted(core.MODES)), st.integers(0, 100), st.integers(0, 3_000),
        st.lists(st.integers(0, 8), min_size=3, max_size=3),
    )
    @law(8)
    def test_parts_of_a_credit_note(self, lines, mode, percent, shipping, quantities):
        """MON-06: a credit note of a part and of the rest are minus the invoice."""
        base = sum(quantity * price for _normal, quantity, price in lines)
        invoice = self.make_invoice(
            [{"product_id": (self.goods if normal else self.books).id, "quantity": quantity, "price_unit": price}
             for normal, quantity, price in lines],
            egg_discount_mode=mode,
            egg_discount_value=percent if mode.endswith("percent") else round(base * percent / 100, 2),
            egg_shipping_amount=shipping / 100,
        )
        invoice.action_post()
        part = self.credit(invoice)
        wished = [min(quantity, line.quantity) for quantity, line in zip(quantities, self.ordinary(part), strict=False)]
        for line, quantity in zip(self.ordinary(part), wished, strict=True):
            line.quantity = quantity
        part.action_post()
        if wished == [quantity for _normal, quantity, _price in lines]:
            with self.assertRaisesRegex(UserError, "credited in full"):
                self.credit(invoice)
            rest = part.browse()
        else:
            rest = self.credit(invoice, post=True)
        self.assertEqual(self.signed(invoice | part | rest, "amount_untaxed"), 0.0)
        self.assertAlmostEqual(self.signed(invoice | part | rest), 0.0, delta=0.0201 * 2)


@tagged("post_install", "-at_install")
class TestMoneyDates(MoneyCase):
    def term(self, computation):
        return self.env["account.payment.term"].create({
            "name": "2/10", "early_discount": True, "discount_percentage": 2, "discount_days": 10,
            "early_pay_discount_computation": computation,
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
        })

    def test_vat_printed_is_vat_booked(self):
        """MON-10: 2 % for early payment "always" makes 196.00 of VAT on 980.00,
        on the quote, the draft and the invoice.
        """
        for computation, base, amount in (("mixed", 980.0, 196.0), ("included", 1000.0, 200.0),
                                          ("excluded", 1000.0, 200.0)):
            term = self.term(computation)
            order = self.make_order([(self.p1, 1)], payment_term_id=term.id)
            invoice = self.make_invoice([(self.p1, 1)], invoice_payment_term_id=term.id)
            draft = invoice._get_egg_totals()
            invoice.action_post()
            for totals in (order._get_egg_totals(), draft, invoice._get_egg_totals()):
                self.assertEqual([(row["base"], row["amount"]) for row in totals["vat"]], [(base, amount)], computation)
                self.assertEqual((totals["lines_untaxed"], totals["tax"]), (1000.0, amount))

    def test_prices_with_tax_and_an_early_discount_that_is_always_granted(self):
        """MON-10: 1,200.00 with 20 % and 2 % "always" is 1,000.00 + 196.00 in the form, on the quote, the order, its
        invoice and the invoice alone, with a footer discount of 10 % 900.00 + 176.40; nothing is left to invoice.
        """
        goods = self._product("With tax", 1200.0, self._vat(20.0, price_include=True))
        term = self.term("mixed")
        for discount, untaxed, vat in ((0, 1000.0, 196.0), (10, 900.0, 176.4)):
            values = {"egg_discount_mode": "untaxed_percent", "egg_discount_value": discount}
            order = self.make_order([(goods, 1)], payment_term_id=term.id, **values)
            with Form(order) as form:
                form.client_order_ref = "seen"
                shown = form.tax_totals
                self.assertAlmostEqual(shown["total_amount_currency"], untaxed + vat, 2)
            order.action_confirm()
            billed = order._create_invoices()
            billed.action_post()
            alone = self.make_invoice([(goods, 1)], invoice_payment_term_id=term.id, **values)
            for document in (order, billed, alone):
                self.assertEqual((document.amount_untaxed, document.amount_tax), (untaxed, vat), document._name)
                self.assertEqual([row["amount"] for row in document._get_egg_totals()["vat"]], [vat])
            self.assertEqual((order.invoice_status, sum(order.order_line.mapped("qty_to_invoice"))), ("invoiced", 0.0))

    def test_conditions_of_the_early_discount_are_printed(self):
        """MON-10: a payment term with 2 % prints the conditions of that discount, and not that there is none."""
        invoice = self.make_invoice([(self.p1, 1)], post=True, invoice_payment_term_id=self.term("included").id)
        codes, texts = invoice._get_egg_mention_codes(), " ".join(map(str, invoice._get_egg_print_mentions()))
        self.assertNotIn("discount", codes)
        for expected in ("2 %", "1,176.00", "1,200.00", "01/25/2026"):
            self.assertIn(expected, texts.replace("\u00a0", ""))
        self.assertIn("discount", self.make_invoice([(self.p1, 1)], post=True)._get_egg_mention_codes())

    def test_equal_instalments(self):
        """MON-16: 120,000.00 in twelve monthly debits are twelve times 10,000.00."""
        invoice = self.make_invoice([{"product_id": self.p1.id, "price_unit": 100_000.0}])
        invoice.action_egg_set_monthly_debits()
        self.assertEqual(set(invoice.egg_schedule_line_ids.mapped("amount")), {10_000.0})

    def test_fixed_dates_of_the_past(self):
        """MON-16: a fixed date before the invoice is said, is due on the day of the invoice, and is not copied."""
        condition = self.env["egg.payment.condition"].create({"name": "Fixed", "line_ids": [
            Command.create({"percent": 50, "rule": "fixed", "fixed_date": day})
            for day in ("2025-12-01", "2025-12-20")]})
        invoice = self.make_invoice(egg_condition_id=condition.id)
        self.assertIn("12/01/2025", invoice.egg_schedule_message)
        due = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
        self.assertEqual(set(map(str, due.mapped("date_maturity"))), {"2026-01-15"})
        copy = invoice.copy()
        self.assertEqual((set(copy.egg_schedule_line_ids.mapped("rule")), copy.egg_schedule_message),
                         ({"receipt"}, False))


class DepositMoneyCase(MoneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.egg_deposit_mode = "invoice"

    def deposit(self, order, amount):
        action = self.env["egg.deposit.confirm"].create({"order_id": order.id, "amount": amount}).action_confirm()
        return self.env[action["res_model"]].browse(action["res_id"])

    def assertSettled(self, moves):
        items = moves.line_ids.filtered(lambda line: (line.account_id.code or "").startswith("4191"))
        self.assertTrue(items)
        self.assertAlmostEqual(sum(items.mapped("balance")), 0.0)


@tagged("post_install", "-at_install")
class TestMoneyDeposits(DepositMoneyCase):
    def test_half_of_a_deposit_is_credited(self):
        """MON-07: 600 deposited, 300 credited by price or by quantity: the final invoice is 900.00."""
        for values in ({"price_unit": 250.0}, {"quantity": 0.5}):
            order = self.confirmed([(self.p1, 1)])
            deposit = self.deposit(order, 600)
            note = self.credit(deposit)
            note.invoice_line_ids.filtered(lambda line: line.display_type == "product").write(values)
            note.action_post()
            final = order._create_invoices(final=True)
            final.action_post()
            self.assertEqual((note.amount_total, final.amount_total, final.amount_residual), (300.0, 900.0, 600.0))
            self.assertSettled(deposit | note | final)

    def test_a_deposit_above_the_first_delivery(self):
        """MON-17: it is deducted up to the first invoice's amount; the next one deducts the rest;
        with discount, two rates and shipping.
        """
        for more in ({}, {"egg_discount_mode": "untaxed_amount", "egg_discount_value": 50, "egg_shipping_amount": 10}):
            order = self.confirmed([(self.goods, 10), (self.books, 2)], **more)
            moves = self.deposit(order, 900)
            for quantities in ((3, 0), (3, 2), (10, 2)):
                moves |= self.invoice(order, *quantities, final=True)
                self.assertEqual(moves[-1].move_type, "out_invoice")
            self.assertInvoiced(order, moves)
            self.assertSettled(moves)

    def test_a_deposit_before_delivery(self):
        """MON-05: before delivery there is nothing to deduct from;
        shipping comes with the first goods and is never booked on 4191.
        """
        order = self.confirmed([(self.goods, 10)], egg_shipping_amount=20)
        moves = self.deposit(order, 300)
        with self.assertRaises(UserError):
            order._create_invoices(final=True)
        moves |= self.invoice(order, 10, final=True)
        self.assertEqual(moves[-1].egg_shipping_amount, 20.0)
        self.assertInvoiced(order, moves)
        self.assertSettled(moves)
        self.assertFalse(moves.line_ids.filtered(lambda line: line.egg_role
                                                 and (line.account_id.code or "").startswith("4191")))


@tagged("post_install", "-at_install")
class TestMoneyReports(MoneyCase):
    """MON-13: what reports and lists say sums to the documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        eco = {"name": "Eco", "amount": 2.0, "tax_ids": [Command.set(cls.vat_20.ids)]}
        cls.values = [{"product_id": cls.goods.id, "product_uom_qty": 10,
                       "egg_third_party_tax_ids": [Command.create(eco)]}]
        cls.footer = {"egg_discount_mode": "untaxed_amount", "egg_discount_value": 500, "egg_shipping_amount": 30}

    def test_amounts_of_the_order(self):
        """MON-13: invoiced and to invoice are those of the documents, at each step."""
        order = self.confirmed(self.values, **self.footer)
        self.assertEqual((order.amount_invoiced, order.amount_to_invoice), (0, 0))
        moves = self.invoice(order, 5)
        self.assertAlmostEqual(order.amount_invoiced, self.signed(moves))
        moves |= self.invoice(order, 10)
        self.assertAlmostEqual(order.amount_invoiced, order.amount_total)
        self.assertAlmostEqual(order.amount_to_invoice, 0.0)
        self.assertAlmostEqual(sum(order.order_line.mapped("untaxed_amount_invoiced")), order.amount_untaxed)

    def test_reports(self):
        """MON-13: the sales report and the invoice report sum to the documents;
        shipping and third-party tax are no margin.
        """
        order = self.confirmed(self.values, **self.footer)
        moves = self.invoice(order, 4) | self.invoice(order, 10)
        self.env.flush_all()
        [(sold,)] = self.env["sale.report"]._read_group([("order_reference", "=", f"sale.order,{order.id}")], [],
                                                        ["price_subtotal:sum"])
        [(invoiced, margin)] = self.env["account.invoice.report"]._read_group(
            [("move_id", "in", moves.ids)], [], ["price_subtotal:sum", "price_margin:sum"])
        self.assertAlmostEqual(sold, order.amount_untaxed)
        self.assertAlmostEqual(invoiced, self.signed(moves, "amount_untaxed"))
        self.assertAlmostEqual(margin, 1000.0 - 500.0)

    def test_by_product_and_by_salesperson(self):
        """MON-13: each line of the invoice report has a product and a category, and each salesperson what their
        documents make.
        """
        users = [new_test_user(self.env, f"egg_seller_{number}", groups="sales_team.group_sale_salesman")
                 for number in (1, 2)]
        moves = self.env["account.move"]
        for user in users:
            order = self.confirmed(self.values, user_id=user.id, **self.footer)
            moves |= self.invoice(order, 10)
        self.env.flush_all()
        report, domain = self.env["account.invoice.report"], [("move_id", "in", moves.ids)]
        found = {product: amount
                 for product, amount in report._read_group(domain, ["product_id"], ["price_subtotal:sum"])}
        roles = {role: self.env.ref(f"egg_sales.product_{role}")
                 for role in ("discount", "third_party_tax", "shipping")}
        self.assertEqual(found,
                         {self.goods: 2000.0, roles["discount"]: -1000.0, roles["third_party_tax"]: 40.0,
                          roles["shipping"]: 60.0})
        by_category = report._read_group(domain, ["product_categ_id"], ["price_subtotal:sum"])
        self.assertEqual(sum(amount for _categ, amount in by_category), 1100.0)
        self.assertFalse(report.search([*domain, ("product_id", "=", False)]))
        self.assertEqual(len(report.search([*domain, ("product_id", "=", roles["shipping"].id)])), 2)
        self.assertEqual(len(report.search([*domain, ("product_id.name", "=", "Goods")])), 2)
        self.assertEqual(len(report.search(domain, order="product_id")), 8)
        by_user = report._read_group(domain, ["invoice_user_id"], ["price_subtotal:sum", "price_margin:sum"])
        self.assertEqual(sorted((user.login, amount, margin) for user, amount, margin in by_user),
                         [("egg_seller_1", 550.0, 500.0), ("egg_seller_2", 550.0, 500.0)])
        sold = self.env["sale.report"]._read_group(
            [("user_id", "in", [user.id for user in users])], ["user_id"],
            ["price_subtotal:sum", "margin:sum", "untaxed_amount_invoiced:sum"])
        self.assertEqual([row[1:] for row in sold], [(550.0, 500.0, 550.0)] * 2)

    def test_to_invoice_in_reports(self):
        """MON-13: what is to be invoiced is that of the documents, at each step, on orders, in the sales report and in
        the wizard.
        """
        order = self.confirmed(self.values, **self.footer)
        moves = self.env["account.move"]
        for delivered, due in ((0, 0.0), (4, 400 - 200 + 20 + 12), (10, 550.0)):
            self.deliver(order, delivered)
            self.env.flush_all()
            done = self.signed(moves, "amount_untaxed")
            [(to_invoice, invoiced)] = self.env["sale.report"]._read_group(
                [("order_reference", "=", f"sale.order,{order.id}")], [],
                ["untaxed_amount_to_invoice:sum", "untaxed_amount_invoiced:sum"])
            self.assertAlmostEqual(invoiced, done)
            self.assertAlmostEqual(to_invoice, due - done, delta=31)  # shipping comes with the first goods
            wizard = self.env["sale.advance.payment.inv"].create({"sale_order_ids": [Command.set(order.ids)],
                                                                  "advance_payment_method": "delivered"})
            self.assertAlmostEqual(wizard.amount_invoiced, self.signed(moves))
            if delivered:
                moves |= (move := wizard._create_invoices(order))
                move.action_post()
        self.assertInvoiced(order, moves)
        self.assertAlmostEqual(sum(order.order_line.mapped("untaxed_amount_to_invoice")), 0.0)

    def test_deposits_of_the_wizard(self):
        """MON-13: the invoicing wizard's deposits, in percent and fixed, are of the discounted total; with the final
        invoice: the order.
        """
        for values, amount in (({"advance_payment_method": "percentage", "amount": 30}, 0.3),
                               ({"advance_payment_method": "fixed", "fixed_amount": 100}, 0)):
            order = self.confirmed([(self.p1, 1), (self.p2, 1)], **self.footer)
            moves = self.env["sale.advance.payment.inv"].create({"sale_order_ids": [Command.set(order.ids)],
                                                                 **values})._create_invoices(order)
            self.assertAlmostEqual(moves.amount_total, order.amount_total * amount if amount else 100.0, places=2)
            moves.action_post()
            wizard = self.env["sale.advance.payment.inv"].create({"sale_order_ids": [Command.set(order.ids)],
                                                                  "advance_payment_method": "delivered"})
            self.assertAlmostEqual(wizard.amount_invoiced, moves.amount_total)
            moves |= (final := wizard._create_invoices(order))
            final.action_post()
            self.assertInvoiced(order, moves)
            self.assertAlmostEqual(order.amount_invoiced, order.amount_total)

    def test_rewards_are_for_products(self):
        """MON-13: the rewards of `sale_loyalty`, where it is installed, neither count nor discount third-party taxes,
        shipping or the discount.
        """
        order = self.make_order(self.values, **self.footer)
        generated = order.order_line.filtered("egg_role")
        self.assertEqual(len(generated), 3)
        self.assertEqual(order._get_no_effect_on_threshold_lines(), generated)
        self.assertFalse(order._get_not_rewarded_order_lines() & generated)

    def test_a_cancelled_order_with_a_paid_deposit(self):
        """MON-13: nothing is to be paid of a cancelled order; what was paid as deposit is the customer's."""
        self.company.egg_deposit_mode = "invoice"
        order = self.confirmed([(self.p1, 1)])
        self.env["egg.deposit.confirm"].create({"order_id": order.id, "amount": 600}).action_confirm()
        order._action_cancel()
        self.assertEqual((order.egg_net_to_pay, order.egg_overpaid_amount), (-600.0, 600.0))

    def test_a_discount_of_all_that_is_printed(self):
        """MON-16: lines of 0.338 print 0.34 each and make 1.01 when rounded together: a discount of 1.02 takes all,
        more is refused.
        """
        self.company.tax_calculation_rounding_method = "round_globally"
        self.env.ref("product.decimal_price").digits = 3
        lines = [{"product_id": self.p1.id, "product_uom_qty": 1, "price_unit": 0.338} for _number in range(3)]
        for mode, all_of_it in (("untaxed_amount", 1.02), ("taxed_amount", 1.23)):
            order = self.make_order(lines)
            self.assertEqual(order.amount_untaxed, 1.01)
            order.write({"egg_discount_mode": mode, "egg_discount_value": all_of_it})
            self.assertTotals(order, 0.0, 0.0, 0.0)
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                order.egg_discount_value = all_of_it + 0.04

    def test_millimes(self):
        """MON-16: dinars have three decimals: a discount of 1.125 and shipping of 0.375 are exact, on quote, invoice
        and credit note.
        """
        dinar = self.env.ref("base.TND")
        dinar.active = True
        self.env["res.currency.rate"].create({"currency_id": dinar.id, "rate": 3.4, "name": "2026-01-01"})
        pricelist = self.env["product.pricelist"].create({"name": "TND", "currency_id": dinar.id})
        for mode, untaxed in (("untaxed_amount", 100.0 - 1.125 + 0.375), ("taxed_amount", 100.0 - 1.125 / 1.2 + 0.375)):
            order = self.confirmed([{"product_id": self.p1.id, "price_unit": 100.0}], pricelist_id=pricelist.id,
                                   egg_discount_mode=mode,
                                   egg_discount_value=1.125, egg_shipping_amount=0.375)
            self.assertAlmostEqual(order.amount_untaxed, untaxed, delta=0.0006)
            invoice = order._create_invoices()
            invoice.action_post()
            note = self.credit(invoice, post=True)
            self.assertTrue(order.amount_total == invoice.amount_total == note.amount_total)
            discount = [line for line in invoice.invoice_line_ids if line.egg_role == "discount"]
            self.assertAlmostEqual(-sum(line["price_subtotal" if mode == "untaxed_amount" else "price_total"]
                                        for line in discount), 1.125, places=6)

    def test_orders_gathered_in_a_paid_invoice(self):
        """MON-13: orders gathered in one paid invoice have nothing left to pay; a cancelled order neither."""
        orders = self.make_order([(self.p1, 1)], **self.footer) | self.make_order([(self.p2, 1)], egg_shipping_amount=5)
        orders.action_confirm()
        invoice = orders._create_invoices()
        invoice.action_post()
        self.env["account.payment.register"].with_context(active_model="account.move",
                                                          active_ids=invoice.ids).create({})._create_payments()
        self.assertEqual(orders.mapped("egg_net_to_pay"), [0.0, 0.0])
        order = self.confirmed([(self.p1, 1)])
        order._action_cancel()
        self.assertEqual(order.egg_net_to_pay, 0.0)

    def test_an_exported_order_is_imported_again(self):
        """MON-13: export and import of an order with a discount, shipping and a tax, as it is and as a new one."""
        order = self.make_order(self.values, **self.footer)
        total = order.amount_total
        names = ["id", "partner_id/.id", "egg_discount_mode", "egg_discount_value", "egg_shipping_amount",
                 "order_line/id", "order_line/product_id/.id", "order_line/product_uom_qty", "order_line/price_unit"]
        rows = order.export_data(names)["datas"]
        result = self.env["sale.order"].with_context(import_file=True).load(names, rows)
        self.assertFalse(result["messages"])
        self.assertEqual(order.amount_total, total)
        new_names = [name for name in names if name not in ("id", "order_line/id")]
        new_rows = [[cell for name, cell in zip(names, row, strict=True) if name in new_names] for row in rows]
        result = self.env["sale.order"].with_context(import_file=True).load(new_names, new_rows)
        self.assertFalse(result["messages"])
        new = self.env["sale.order"].browse(result["ids"])
        self.assertEqual((len(self.ordinary(new)), new.egg_discount_value, new.egg_shipping_amount), (1, 500.0, 30.0))

    def test_one_rate_is_printed_once(self):
        """MON-10: two taxes of one rate and label make one row of the table of VAT;
        three decimals of a discount are kept.
        """
        (self.vat_20 | (other := self.vat_20.copy({"name": "VAT 20 services"}))).invoice_label = "20 %"
        invoice = self.make_invoice([(self.p1, 1), {"product_id": self.p1.id, "tax_ids": [Command.set(other.ids)]}])
        self.assertEqual([(row["name"], row["base"], row["amount"]) for row in invoice._get_egg_totals()["vat"]],
                         [("20 %", 2000.0, 400.0)])
        invoice.write({"egg_discount_mode": "untaxed_percent", "egg_discount_value": 1.125})
        self.assertEqual((invoice.egg_discount_value, invoice.amount_untaxed), (1.125, 1977.5))


@tagged("post_install", "-at_install")
class TestMoneyCompanies(DepositMoneyCase):
    def test_a_deposit_in_dollars(self):
        """MON-18: in dollars, the rate changing on the way: 4191 ends at zero, by an exchange difference."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create([
            {"currency_id": dollar.id, "rate": rate, "name": day}
            for day, rate in (("2026-01-01", 1.1), ("2026-02-01", 1.3))])
        pricelist = self.env["product.pricelist"].create({"name": "USD", "currency_id": dollar.id})
        with freeze_time("2026-01-15"):
            order = self.confirmed([(self.p1, 1)], pricelist_id=pricelist.id)
            deposit = self.deposit(order, 600)
        with freeze_time("2026-02-15"):
            final = order._create_invoices(final=True)
            final.action_post()
        self.assertEqual(final.amount_total, order.amount_total - 600)
        entry = self.env["account.move"].search([("egg_exchange_deposit_id", "in", order.order_line.ids)])
        self.assertEqual((len(entry), entry.state), (1, "posted"))
        # the test's VAT has no account
        items = (deposit | final | entry).line_ids.filtered(lambda item: item.display_type == "product")
        deposits = items.filtered(lambda item: (item.account_id.code or "").startswith("4191"))
        self.assertAlmostEqual(sum(deposits.mapped("balance")), 0.0)

    def test_payment_on_an_invoice_of_a_branch(self):
        """MON-18: a payment noted on a branch's invoice is booked in the branch, with the journal of its parent."""
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id,
                                                 "country_id": self.company.country_id.id})
        self.env.user.company_ids |= branch
        receivable = self.customer.property_account_receivable_id
        customer = self.customer.with_company(branch)
        customer.property_account_receivable_id = receivable
        income = self.env["account.account"].search([("account_type", "=", "income")], limit=1)
        invoice = self.env["account.move"].with_context(allowed_company_ids=[branch.id, self.company.id]).create({
            "move_type": "out_invoice", "partner_id": customer.id, "invoice_date": "2026-01-15",
            "company_id": branch.id,
            "invoice_line_ids": [Command.create({"name": "Work", "account_id": income.id, "price_unit": 100.0,
                                                 "tax_ids": [Command.clear()]})],
        })
        invoice.action_post()
        payment = invoice.egg_register_payment(100.0, date(2026, 1, 20), self.env["egg.payment.mode"])
        self.assertEqual((payment.company_id, payment.move_id.company_id, invoice.amount_residual),
                         (branch, branch, 0.0))

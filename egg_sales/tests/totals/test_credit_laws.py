from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st
from odoo import Command
from odoo.addons.egg_billing.core import discount as core
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_money import MoneyCase, law

#: (normal rate, quantity in halves, price in cents)
GOODS = st.lists(st.tuples(st.booleans(), st.integers(1, 18), st.integers(1, 9_999)), min_size=1, max_size=3)
#: Of each line: how much a part takes, in halves; 99: all that is left.
PARTS = st.lists(st.lists(st.sampled_from([0, 1, 2, 5, 99]), min_size=3, max_size=3), max_size=4)


@tagged("post_install", "-at_install")
class TestPartsOfCredit(MoneyCase):
    """MON-06: whatever parts an invoice is credited in, together they are the invoice to the cent, VAT and shipping
    too.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.included = {
            True: cls._product("Goods with tax", 100.0, cls._vat(20.0, price_include=True)),
            False: cls._product("Books with tax", 100.0, cls._vat(5.5, price_include=True)),
        }
        cls.excluded = {True: cls.goods, False: cls.books}

    def invoiced(self, goods, is_included=False, globally=True, mode="untaxed_percent", percent=0, shipping=0):
        self.company.tax_calculation_rounding_method = "round_globally" if globally else "round_per_line"
        products = self.included if is_included else self.excluded
        base = sum(halves / 2 * cents / 100 for _normal, halves, cents in goods)
        return self.make_invoice(
            [{"product_id": products[normal].id, "quantity": halves / 2, "price_unit": cents / 100}
             for normal, halves, cents in goods], egg_shipping_amount=shipping / 100, egg_discount_mode=mode,
            egg_discount_value=percent if mode.endswith("percent") else int(base * percent / 1.3) / 100, post=True)

    def part(self, invoice, halves):
        """A credit note of so much of each line that is left; none when nothing is."""
        note = self.credit(invoice)
        commands = []
        for line, half in zip(self.ordinary(note), halves, strict=False):
            if half and half / 2 < line.quantity:
                commands.append(Command.update(line.id, {"quantity": half / 2}))
            elif not half:
                commands.append(Command.delete(line.id))
        if sum(command[0] == Command.DELETE for command in commands) == len(self.ordinary(note)):
            note.unlink()
            return note.browse()
        note.write({"invoice_line_ids": commands})
        note.action_post()
        return note

    def assertCredited(self, invoice, notes):
        self.assertEqual(self.sums(invoice | notes), (0.0, 0.0, 0.0), [note.amount_total for note in notes])
        self.assertEqual(invoice._get_egg_left_to_credit(), 0.0)
        for note in notes:
            self.assertGreaterEqual(note.amount_total, 0)
            self.assertAlmostEqual(sum(note.line_ids.mapped("balance")), 0.0)
            totals = note._get_egg_totals()
            self.assertAlmostEqual(sum(row["amount"] for row in totals["vat"]), note.amount_tax)
            self.assertAlmostEqual(totals["lines_untaxed"] + totals["discount"] + totals["shipping"],
                                   note.amount_untaxed)
        with self.assertRaisesRegex(UserError, "credited in full"):
            self.credit(invoice)

    @given(GOODS, st.booleans(), st.booleans(), st.sampled_from(sorted(core.MODES)), st.integers(0, 90),
           st.integers(0, 9_999), PARTS)
    @example([(True, 14, 999)], True, True, "untaxed_percent", 0, 5_000, [[2]] * 6)
    @example([(True, 6, 417)], True, False, "untaxed_percent", 0, 2_500, [[2]] * 2)
    @example([(True, 5, 63)], True, False, "untaxed_percent", 0, 9_999, [[1]] * 4)
    @law(12)
    def test_all_parts_are_the_invoice(self, goods, is_included, globally, mode, percent, shipping, parts):
        """MON-06: any parts of any lines, one after another, then the rest, are minus the invoice: with shipping, each
        kind of discount, VAT in prices and both ways of rounding.
        """
        invoice = self.invoiced(goods, is_included, globally, mode, percent, shipping)
        notes = invoice.browse()
        for halves in [*parts, [99] * 3]:
            if invoice._get_egg_left_to_credit() > 0:
                notes |= self.part(invoice, halves)
        self.assertCredited(invoice, notes)

    def test_what_a_rebate_leaves(self):
        """INV-10: after a rebate by price or a part in dozens, the next credit note is of what is left."""
        dozen = self.env.ref("uom.product_uom_dozen")
        for values, left in (
            ({"price_unit": 10.0}, (10, 90.0)), ({"price_unit": 10.0, "quantity": 4}, (10, 96.0)),
            ({"price_unit": 1200.0, "quantity": 0.5, "product_uom_id": dozen.id}, (4, 100.0)),
        ):
            with self.subTest(values=values):
                invoice = self.invoiced([(True, 20, 10_000)])
                note = self.credit(invoice)
                note.write({"invoice_line_ids": [Command.update(self.ordinary(note).id, values)]})
                note.action_post()
                rest = self.credit(invoice)
                line = self.ordinary(rest)
                self.assertEqual((line.quantity, line.price_unit), left)
                rest.action_post()
                self.assertCredited(invoice, note | rest)

    def test_cents_that_earlier_parts_left(self):
        """INV-10: no quantity is left, but an amount is: the next credit note is of that, nobody says "in full"."""
        for goods, halves, shipping, globally in (([(True, 6, 417)], 2, 2_500, False),
                                                  ([(True, 5, 333), (False, 3, 111)], 1, 0, True)):
            with self.subTest(goods=goods, shipping=shipping):
                invoice = self.invoiced(goods, not globally, globally, shipping=shipping)
                model, notes = type(invoice), invoice.browse()
                with patch.object(model, "_settle_egg_credit_rest", lambda _notes: None), \
                        patch.object(model, "_is_egg_last_credit", lambda *_one: False):
                    while any(quantity > halves / 2 for quantity in self.left(invoice, notes)):
                        notes |= self.part(invoice, [halves] * len(goods))
                    notes |= self.part(invoice, [99] * len(goods))
                left = invoice._get_egg_left_to_credit()
                self.assertGreater(left, 0)
                rest = self.credit(invoice)
                self.assertAlmostEqual(rest.amount_total, left)
                rest.action_post()
                self.assertCredited(invoice, notes | rest)

    def test_shipping_that_was_kept(self):
        """INV-10: all goods came back, the shipping was kept: it is what can still be credited."""
        invoice = self.invoiced([(True, 4, 1_000)], shipping=1_000)
        note = self.credit(invoice)
        note.egg_shipping_amount = 0
        note.action_post()
        self.assertEqual(invoice._get_egg_left_to_credit(), 12.0)
        rest = self.credit(invoice, post=True)
        self.assertEqual((self.ordinary(rest), rest.amount_total), (rest.invoice_line_ids.browse(), 12.0))
        self.assertCredited(invoice, note | rest)

    def left(self, invoice, notes):
        return [line.quantity - sum(self.ordinary(notes).filtered(
            lambda one, line=line: one.product_id == line.product_id).mapped("quantity"))
                for line in self.ordinary(invoice)]

    def test_rounding_excuses_cents_only(self):
        """INV-10: a hundred lines of 0.01 are no rounding of one."""
        invoice = self.invoiced([(True, 2, 1)])
        note = self.credit(invoice)
        line = self.ordinary(note)
        note.write({"invoice_line_ids": [
            Command.create({"product_id": line.product_id.id, "quantity": 1, "price_unit": 0.01})
            for _more in range(99)]})
        with self.assertRaisesRegex(UserError, "would be .* more"):
            note.action_post()

    def test_many_lines_excuse_no_vat(self):
        """INV-10: three hundred lines that bear none do not let three euros of VAT more be given back."""
        tax_0 = self._vat(0.0)
        free = self._product("Free of VAT", 1_000.0, tax_0)
        invoice = self.make_invoice([{"product_id": self.goods.id, "quantity": 10},
                                     {"product_id": free.id, "quantity": 1}], post=True)
        note = self.credit(invoice)
        goods, rest = self.ordinary(note)
        note.write({"invoice_line_ids": [
            Command.update(goods.id, {"price_unit": 101.5}), Command.update(rest.id, {"price_unit": 979.0}),
            *(Command.create({"product_id": free.id, "quantity": 1, "price_unit": 0.01, "tax_ids": tax_0.ids})
              for _more in range(300))]})
        self.assertEqual((note.amount_total, note.amount_tax), (2_200.0, 203.0))
        with self.assertRaisesRegex(UserError, "give back 3.00.€ more"):
            note.action_post()

    def test_without_the_lock_all_is_as_before(self):
        """MON-06: a firm that has not accepted the lock credits its parts as it did."""
        self.company.egg_lock_issued = False
        invoice = self.invoiced([(True, 14, 999)], True)
        parts = invoice.browse()
        for _part in range(7):
            note = self.credit(invoice)
            self.ordinary(note).quantity = 1
            note.action_post()
            parts |= note
        self.assertFalse(any(self.ordinary(parts).mapped("extra_tax_data")))
        self.assertEqual(len(set(parts.mapped("amount_total"))), 1)

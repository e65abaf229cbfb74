import itertools
import random
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..common_print import EggPrintCase


@tagged("post_install", "-at_install")
class TestBookedTotals(EggPrintCase):
    """Totals of an issued invoice come from its journal items; the tax engine must say the same, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Tax = cls.env["account.tax"]
        common = {"type_tax_use": "sale", "company_id": cls.company.id}
        cls.included = Tax.create({"name": "TVA 5.5 % incl.", "amount": 5.5, "price_include_override": "tax_included",
                                   **common})
        cls.none = Tax.create({"name": "TVA 0 %", "amount": 0.0, "price_include_override": "tax_excluded", **common})
        cls.dollar = cls.env.ref("base.USD")
        cls.dollar.active = True
        cls.env["res.currency.rate"].create({"currency_id": cls.dollar.id, "name": "2026-01-01", "rate": 1.137})

    maxDiff = None

    def both(self, move):
        """(totals of the journal items, totals of the tax engine)"""
        self.assertTrue(move._has_egg_booked_totals())
        booked = move._get_egg_totals()
        with patch.object(type(move), "_has_egg_booked_totals", lambda self: False):
            return booked, move._get_egg_totals()

    def test_booked_and_computed_totals_agree(self):
        """INV-08: invoices and credit notes of random prices at one rate, in two currencies,
        rounded per line and at the foot, with shipping:
        both ways give the same totals."""
        chance = random.Random(19)
        kinds = itertools.cycle([("out_invoice", self.vat_20), ("out_refund", self.vat_20), ("out_refund", self.none)])
        for rounding, currency in itertools.product(("round_per_line", "round_globally"),
                                                    (self.company.currency_id, self.dollar)):
            kind, tax = next(kinds)
            self.company.tax_calculation_rounding_method = rounding
            lines = [{
                "name": f"line {number}", "quantity": chance.choice((1, 3, 0.333, -1)),
                "price_unit": round(chance.uniform(0.01, 99), 3),
                "discount": chance.choice((0, 0, 7.5)), "tax_ids": [Command.set(tax.ids)],
            } for number in range(12)] + [{"name": "much", "quantity": 1, "price_unit": 999,
                                           "tax_ids": [Command.set(tax.ids)]}]
            with self.subTest(rounding=rounding, currency=currency.name, kind=kind, tax=tax.name):
                move = self.make_invoice(
                    lines, post=True, move_type=kind, currency_id=currency.id, egg_shipping_amount=7.77,
                    egg_shipping_tax_ids=[Command.set(tax.ids)])
                self.assertEqual(*self.both(move))

    def test_what_journal_items_do_not_tell_is_computed(self):
        """INV-08: drafts, several rates, lines without VAT,
        VAT inside prices and discounts are left to the tax engine.
        """
        move = self.make_invoice([(self.p1, 1)])
        self.assertFalse(move._has_egg_booked_totals())
        move.action_post()
        self.assertTrue(move._has_egg_booked_totals())
        line = {"name": "line", "quantity": 1, "price_unit": 100.0}
        for taxes in ([self.vat_20, self.vat_10], [self.vat_20, self.env["account.tax"]], [self.vat_20 | self.vat_10],
                      [self.included],
                      [self.env["account.tax"]]):
            lines = [line | {"tax_ids": [Command.set(one.ids)]} for one in taxes]
            self.assertFalse(self.make_invoice(lines, post=True)._has_egg_booked_totals())
        self.assertFalse(self.make_invoice([(self.p1, 1)], post=True, egg_discount_value=5)._has_egg_booked_totals())

    def test_a_vat_mended_by_hand_is_printed_as_booked(self):
        """INV-08: when somebody mends a cent of VAT in the journal items, the table of VAT says what the total says."""
        move = self.make_invoice([(self.p1, 1)])
        vat = move.line_ids.filtered("tax_line_id")
        due = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        move.write({"line_ids": [
            Command.update(vat.id, {"amount_currency": vat.amount_currency - 0.01}),
            Command.update(due.id, {"amount_currency": due.amount_currency + 0.01})]})
        move.action_post()
        totals = move._get_egg_totals()
        self.assertEqual((totals["tax"], [row["amount"] for row in totals["vat"]]), (200.01, [200.01]))

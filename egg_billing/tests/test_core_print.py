from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ..core import legal
from ..core.pdf import PdfProblem, compose, read_pages
from ..core.print_layout import (
    Break,
    Options,
    build_columns,
    choose_symbology,
    ink_color,
    net_unit_price,
    readable_color,
    split_pages,
)

CENT = Decimal("0.01")


@tagged("post_install", "-at_install")
class TestPrintLayout(BaseCase):
    @given(st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans())
    def test_widths_add_up(self, number, image, unit, price, discount, vat):
        """OPT-15: whatever columns are on, widths add up to 100 % and the description keeps a third of the page."""
        columns = build_columns(Options(number, image, unit, price, discount, vat))
        self.assertEqual(sum(column.width for column in columns), 100)
        self.assertGreaterEqual(next(column.width for column in columns if column.name == "name"), Decimal(33))

    @settings(max_examples=300)
    @given(st.decimals("-99999", "99999", places=2), st.integers(1, 999))
    def test_net_price_times_quantity_is_the_amount(self, amount, quantity):
        """OPT-23: quantity x shown price, rounded, is the shown amount."""
        price = net_unit_price(amount, Decimal(quantity), 2, CENT)
        self.assertEqual((price * quantity).quantize(CENT, ROUND_HALF_UP), amount)

    def test_more_decimals_only_when_needed(self):
        """OPT-23: 100.00 for 3 is shown with the decimals it needs, 90.00 for 1 with two."""
        self.assertEqual(net_unit_price(Decimal("100.00"), Decimal(3), 2, CENT), Decimal("33.333"))
        self.assertEqual(net_unit_price(Decimal("90.00"), Decimal(1), 2, CENT), Decimal("90.00"))
        self.assertEqual(net_unit_price(Decimal("0.00"), Decimal(0), 2, CENT), Decimal("0.00"))

    def test_after_and_before_give_one_break(self):
        """LIN-09: a break after a line and one before the next give one new page; none before the first or after the last."""
        breaks = [Break(before=True), Break(after=True), Break(before=True), Break(after=True)]
        self.assertEqual(split_pages(list("abcd"), breaks), [["a", "b"], ["c", "d"]])
        self.assertEqual(split_pages([], []), [])

    def test_symbologies(self):
        """OPT-14: EAN-13 and EAN-8 with a right check digit, else Code 128, nothing when no barcode can hold the code."""
        self.assertEqual(choose_symbology("3017620422003"), "EAN13")
        self.assertEqual(choose_symbology("3017620422004"), "Code128")
        self.assertEqual(choose_symbology("96385074"), "EAN8")
        self.assertEqual(choose_symbology("ABC-123"), "Code128")
        for code in ("", None, "œuf", "a\nb", "x" * 49):
            self.assertIsNone(choose_symbology(code))

    def test_pale_colours_are_not_used_for_text(self):
        self.assertEqual(ink_color("#ffff00"), "#1f2937")
        self.assertEqual(ink_color("#0f5c5c"), "#0f5c5c")
        self.assertEqual(readable_color("red; } body { display: none", "#123456"), "#123456")


@tagged("post_install", "-at_install")
class TestPdf(BaseCase):
    def test_garbage_is_named(self):
        """CGV-01: a damaged file is refused by name of its fault, whatever the damage."""
        for content in (b"", b"%PDF-1.4", b"hello", b"%PDF-1.7\n" + b"\x00" * 500):
            with self.assertRaises(PdfProblem) as caught:
                read_pages(content)
            self.assertIn(caught.exception.reason, ("damaged", "empty"))

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=300))
    def test_no_garbage_escapes(self, content):
        try:
            read_pages(b"%PDF-1.4\n" + content)
        except PdfProblem:
            return

    def test_nothing_to_add_leaves_bytes_alone(self):
        self.assertEqual(compose(b"anything", [], ""), b"anything")


SELLER = legal.Seller(True, "73282932000074", "FR23334175221", legal.Form.COMPANY, "SAS", True, "Lyon", False)
BUYER = legal.Buyer(True, True, True, False, "732829320", "FR40303265045")
SALE = legal.Sale(True, True, False, True, False, False, True, True, True)


def change(facts, **values):
    from dataclasses import replace
    return replace(facts, **values)


@tagged("post_install", "-at_install")
class TestLegal(BaseCase):
    def test_complete_invoice_lacks_nothing(self):
        self.assertEqual(legal.missing_mentions(SELLER, BUYER, SALE), [])

    def test_each_missing_fact_is_named(self):
        """BEY-11: each fact that is taken away is named, and only that one."""
        cases = [
            (change(SELLER, has_address=False), BUYER, SALE, "seller_address"),
            (change(SELLER, registry="12345"), BUYER, SALE, "seller_registry"),
            (change(SELLER, legal_form=""), BUYER, SALE, "seller_form"),
            (change(SELLER, capital=False), BUYER, SALE, "seller_capital"),
            (change(SELLER, register_town=""), BUYER, SALE, "seller_register"),
            (change(SELLER, vat=""), BUYER, SALE, "seller_vat"),
            (change(SELLER, franchise=True), BUYER, SALE, "franchise_charges_vat"),
            (SELLER, change(BUYER, has_address=False), SALE, "buyer_address"),
            (SELLER, change(BUYER, registry=""), SALE, "buyer_registry"),
            (SELLER, change(BUYER, french=False, european=True, vat=""), SALE, "buyer_vat"),
            (SELLER, BUYER, change(SALE, goods=False), "nature"),
            (SELLER, BUYER, change(SALE, delivered_elsewhere=True), "delivery_address"),
            (SELLER, BUYER, change(SALE, has_due_date=False), "due_date"),
            (SELLER, BUYER, change(SALE, penalty_text=False), "penalty"),
            (SELLER, BUYER, change(SALE, fee_text=False), "fee"),
            (SELLER, BUYER, change(SALE, discount_text=False), "discount"),
        ]
        for seller, buyer, sale, code in cases:
            with self.subTest(code):
                self.assertEqual(legal.missing_mentions(seller, buyer, sale), [code])

    def test_a_private_customer_needs_no_siren_nor_penalties(self):
        """BEY-11: what only firms must read is not asked for a private person."""
        private = change(BUYER, firm=False, registry="", vat="")
        self.assertEqual(legal.missing_mentions(SELLER, private, change(SALE, penalty_text=False, fee_text=False)), [])

    def test_a_sole_trader_has_no_capital(self):
        trader = change(SELLER, form=legal.Form.SOLE_TRADER, capital=False, legal_form="", register_town="")
        self.assertEqual(legal.missing_mentions(trader, BUYER, SALE), [])

    def test_registry_numbers(self):
        """BEY-11: SIREN and SIRET are checked by their sum, with La Poste's exception."""
        for good in ("732 829 320", "73282932000074", "356 000 000", "35600000000048"):
            self.assertTrue(legal.is_registry(good), good)
        for bad in ("", None, "732829321", "7328293200007", "abcdefghi"):
            self.assertFalse(legal.is_registry(bad), bad)
        self.assertEqual(legal.siren("73282932000074"), "732 829 320")

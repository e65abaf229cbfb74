from decimal import ROUND_HALF_UP, Decimal
from math import ceil

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ..core import legal
from ..core.print_layout import (
    PIECE,
    Break,
    Width,
    build_columns,
    choose_symbology,
    cut_text,
    ink_color,
    keep_ending,
    keep_headings,
    keep_last_rows,
    luminance,
    net_unit_price,
    pad_figures,
    readable_color,
    split_pages,
    text_width,
)
from ..tools.barcode import DOTS, draw_bars
from ..tools.pdf import PdfProblem, compose, read_pages

CENT = Decimal("0.01")

WORDS, FIGURES = Width(12, 24, is_words=True), Width(17, 36)


@tagged("post_install", "-at_install")
class TestPrintLayout(BaseCase):
    def test_how_wide_texts_are(self):
        """OPT-15: narrow, wide, large and other letters, in millimetres, in the size they are printed in."""
        for text, nine, seven in (("1 234,56", "13.21", "10.27"), ("ABC", "6.48", "5.04"), ("abc", "5.72", "4.45"),
                                  ("MW%@", "11.18", "8.69"), ("il|", "2.67", "2.07"), ("", "0.00", "0.00")):
            self.assertEqual((text_width(text), text_width(text, Decimal(7))), (Decimal(nine), Decimal(seven)))

    def test_what_a_page_keeps_together(self):
        """OPT-21, LIN-05: the last rows stay with the totals, none stands alone; long texts are cut in rows."""
        self.assertEqual(keep_last_rows([[1, 2], [3, 4]]), ([[1, 2], [3]], [4]))
        self.assertEqual(keep_last_rows([[1, 2]], 2), ([[]], [1, 2]))
        self.assertEqual(keep_last_rows([]), ([], []))
        self.assertEqual(keep_ending([1, 2, 3, 4], [], 2), (([1, 2], [3, 4]), ([], [])))
        self.assertEqual(keep_ending([1, 2, 3], [], 2), (([], [1, 2, 3]), ([], [])))
        self.assertEqual(keep_ending([1, 2], [5, 6, 7, 8], 2), (([1, 2], []), ([5, 6], [7, 8])))
        row = "M" * 20  # 55.88 mm
        self.assertEqual(cut_text("\n".join([row] * 12), Decimal(60)), ["\n".join([row] * 12)])
        self.assertEqual(cut_text("\n".join([row] * 13), Decimal(60)), [
            "\n".join([row] * 6), "\n".join([row] * 6), row])

    @given(st.lists(st.sampled_from([WORDS, FIGURES]), max_size=9))
    def test_widths_add_up(self, widths):
        """OPT-15, ARC-04: whatever columns are on, widths add up to 100 % and the description keeps a third of the
        page.
        """
        columns = build_columns({"name": None, **dict(enumerate(widths))})
        self.assertEqual(sum(column.width for column in columns), 100)
        self.assertGreaterEqual(next(column.width for column in columns if column.name == "name"), Decimal(33))

    @given(st.booleans(), st.text("0123456789", max_size=18), st.text("0123456789", max_size=18),
           st.text("ABC-", max_size=40))
    def test_widths_follow_the_texts(self, every, price, amount, number):
        """OPT-15: with any texts the widths add up and the description keeps its third;
        figures have their room unless all is full.
        """
        wanted = {"name": None, "price": FIGURES, "amount": FIGURES, "vat": FIGURES}
        wanted |= {"number": WORDS, "image": Width(17, 17), "unit": WORDS} if every else {}
        columns = {column.name: column.width
                   for column in build_columns(wanted, {"price": price, "amount": amount, "number": number})}
        self.assertEqual(sum(columns.values()), 100)
        self.assertGreaterEqual(columns["name"], Decimal("33.2"))
        if columns["name"] > Decimal("33.5"):
            for name, text in (("price", price), ("amount", amount)):
                self.assertGreaterEqual(columns[name] * Decimal("1.8") + Decimal("0.1"),
                                        min(text_width(text) + 3, Decimal(36)))

    def test_short_figures_leave_room_to_the_description(self):
        """OPT-15: narrow figures leave more to the description than wide ones."""
        wanted = {"name": None, "price": FIGURES, "amount": FIGURES}
        narrow = build_columns(wanted, {"price": "9.00", "amount": "9.00"})
        wide = build_columns(wanted, {"price": "12 345 678.00", "amount": "12 345 678.00"})
        self.assertGreater(narrow[0].width, wide[0].width)

    def test_a_unit_is_not_broken(self):
        """OPT-15: however many columns there are, a unit stays whole: the product number gives way."""
        unit = Width(12, 24, is_words=True, keeps_words=True)
        wanted = {"number": Width(19, 32, is_words=True), "name": None, "quantity": FIGURES, "unit": unit,
                  "price": FIGURES, "discount": FIGURES, "vat": FIGURES, "amount": FIGURES}
        longest = {"number": "ABC-12345-XYZ", "unit": "Unité(s)", "price": "12 345,67", "amount": "1 234 567,00"}
        columns = {column.name: column.width for column in build_columns(wanted, longest)}
        self.assertGreaterEqual(columns["unit"] * Decimal("1.8"), text_width("Unité(s)") + 3)

    def test_decimal_marks_stand_below_each_other(self):
        """OPT-19: each figure gets what it lacks behind its last digit; nothing when all are whole."""
        self.assertEqual(pad_figures(["86", "12,5", "1,25", ""], ","), [",00", "0", "", ""])
        self.assertEqual(pad_figures(["86", "1"], ","), ["", ""])

    @given(st.lists(st.booleans(), max_size=30))
    def test_headings_stay_with_their_line(self, kinds):
        """LIN-05: no block but one at the very end is a heading alone, and no row is lost."""
        rows = list(enumerate(kinds))
        blocks = keep_headings(rows, lambda row: row[1])
        self.assertEqual([row for block in blocks for row in block], rows)
        lines = [place for place, block in enumerate(blocks) if not block[-1][1]]
        self.assertTrue(all(not block[-1][1] for block in blocks[:lines[-1] + 1]) if lines else True)

    @given(st.lists(st.text("abcdefgh ijklM", max_size=900), min_size=1, max_size=30))
    def test_a_long_text_is_cut_without_losing_a_letter(self, paragraphs):
        """SCR-06: no piece of a long text has more than six lines, none of its letters is lost;
        a short text stays whole.
        """
        text = "\n".join(paragraphs)
        pieces = cut_text(text, Decimal(60))
        self.assertEqual("".join("".join(pieces).split()), "".join(text.split()))
        for piece in pieces if len(pieces) > 1 else ():
            self.assertLessEqual(sum(max(1, ceil(text_width(one) / 60)) for one in piece.split("\n")), PIECE)
        self.assertEqual(cut_text("one\ntwo", Decimal(60)), ["one\ntwo"])

    @given(st.integers(0, 8), st.integers(1, 3))
    def test_the_last_rows_are_kept_for_the_totals(self, size, count):
        """OPT-21: the last rows, as far as there are any, come with the totals; none is lost."""
        tables, last = keep_last_rows([list(range(size))] if size else [], count)
        self.assertEqual(len(last), min(size, count))
        self.assertEqual([row for table in tables for row in table] + last, list(range(size)))

    def test_bars_become_dots(self):
        """OPT-14: a bar of one and one of two modules with a gap of one: four modules, black where the bars are."""
        from io import BytesIO

        from PIL import Image
        modules, content = draw_bars([(10.0, 0.935), (11.87, 1.87)])
        picture = Image.open(BytesIO(content))
        dots = [picture.getpixel((DOTS // 2 + DOTS * place, 5)) == 0 for place in range(modules)]
        self.assertEqual(dots, [True, False, True, True])

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
        self.assertEqual(net_unit_price(Decimal("100.00"), Decimal(3000000), 2, CENT), Decimal("0.000033"),
                         "six at most")

    def test_after_and_before_give_one_break(self):
        """LIN-09: a break after a line and one before the next give one new page;
        none before the first or after the last.
        """
        breaks = [Break(before=True), Break(after=True), Break(before=True), Break(after=True)]
        self.assertEqual(split_pages(list("abcd"), breaks), [["a", "b"], ["c", "d"]])
        self.assertEqual(split_pages([], []), [])

    def test_symbologies(self):
        """OPT-14: EAN-13 and EAN-8 with a right check digit, else Code 128,
        nothing when no barcode can hold the code.
        """
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

    def test_luminance(self):
        """OPT-02: as WCAG 2.1 counts it: black, white, the three colours, and the grey of the least contrast of a text.
        """
        for color, light in (("#000000", 0), ("#ffffff", 1), ("#fff", 1), ("#ff0000", 0.2126), ("#00ff00", 0.7152),
                             ("#0000ff", 0.0722), ("#808080", 0.21586), ("#0a0a0a", 0.003035), ("#18c", 0.22087)):
            self.assertAlmostEqual(luminance(color), light, 5, color)
        self.assertEqual([ink_color(color) for color in ("#949494", "#959595")], ["#949494", "#1f2937"],
                         "3.03 to 1 is read, 2.99 to 1 is not")

    @given(st.lists(st.integers(), max_size=12), st.lists(st.integers(), max_size=12), st.integers(1, 4))
    def test_the_ending_holds_the_last_rows(self, schedule, payments, last):
        """OPT-21: nothing is lost, the ending is never empty when there are rows, and no single row is left behind."""
        parts = keep_ending(schedule, payments, last)
        self.assertEqual([head + tail for head, tail in parts], [schedule, payments])
        head, tail = parts[1] if payments else parts[0]
        self.assertTrue(len(tail) == last and len(head) > 1 or not head and len(tail) <= last + 1)
        self.assertEqual(parts[0][1] if payments else parts[1][1], [])



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

    def test_a_picture_lies_behind_each_page(self):
        """DOC-40: the company's letterhead picture is on each page, below the text."""
        from io import BytesIO

        from PIL import Image
        from pypdf import PdfReader

        from ..tools.pdf import draw_stamp
        picture = BytesIO()
        Image.new("RGB", (30, 40), (200, 220, 240)).save(picture, "PNG")
        content = compose(draw_stamp("TEXT", 595, 842), [draw_stamp("ANNEX", 595, 842)], "", picture.getvalue())
        pages = PdfReader(BytesIO(content)).pages
        self.assertEqual([len(page.images) for page in pages], [1, 0])
        self.assertIn("TEXT", pages[0].extract_text())

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

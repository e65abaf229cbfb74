"""What a browser sent."""

from base64 import b64encode
from decimal import Decimal
from io import BytesIO
from struct import pack
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st
from odoo.tests import BaseCase
from PIL import Image

from ..core.typed import (
    MOST_BYTES,
    clean_signer,
    is_amount,
    is_finite,
    is_number,
    keep_here,
    read_amount,
    read_picture,
    read_typed,
)
from ..tools.picture import is_drawn

PNG = b"\x89PNG\r\n\x1a\n"
ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers()),
                     st.dictionaries(st.text(), st.integers()))


class TestTyped(BaseCase):
    def test_signatures(self):
        """POR-05: a drawn picture, of a size that a hand draws."""
        for kind in ("PNG", "JPEG"):
            drawn = BytesIO()
            Image.new("RGB", (20, 10)).save(drawn, kind)
            self.assertTrue(is_drawn(b64encode(drawn.getvalue()).decode()))
            for broken in (drawn.getvalue()[:8], drawn.getvalue()[:-20]):
                self.assertTrue(read_picture(b64encode(broken).decode()))
                self.assertFalse(is_drawn(b64encode(broken).decode()), "it begins as a picture and is none")
        drawn = BytesIO()
        Image.new("RGB", (20, 10)).save(drawn, "PNG")
        chunk = b"cHRM" + bytes(5)
        odd = drawn.getvalue()[:-12] + pack(">I", 5) + chunk + pack(">I", crc32(chunk)) + drawn.getvalue()[-12:]
        self.assertFalse(is_drawn(b64encode(odd).decode()), "a part of it is too short")
        for sent in (b64encode(b"<svg/>").decode(), "@@@", b64encode(PNG + bytes(MOST_BYTES)).decode(),
                     "A" * (2 * MOST_BYTES + 1)):
            self.assertFalse(is_drawn(sent))

    def test_names(self):
        """POR-05: one line; nothing for what is no name."""
        self.assertEqual(clean_signer("  Jean\n Dupont "), "Jean Dupont")
        for sent in ("x" * 101, "a\u202eb", " ", None, 12, ".", "-", "\u3164", "12"):
            self.assertEqual(clean_signer(sent), "")

    def test_pages_and_amounts(self):
        """POR-05: of this site; numbers."""
        self.assertEqual(keep_here("/my/orders/3?x=1", "/my"), "/my/orders/3?x=1")
        for sent in ("https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example",
                     "/\n/evil.example", "", None, 3, "evil"):
            self.assertEqual(keep_here(sent, "/my"), "/my")
        self.assertTrue(is_amount(3) and is_amount(0.5))
        for sent in (True, "3", None, float("nan"), float("inf")):
            self.assertFalse(is_amount(sent))
        for sent in (3, "3", "123456789"):
            self.assertTrue(is_number(sent))
        for sent in (True, 3.0, 0, -1, 2 ** 31, "9" * 5000, "-1", "", "x", None, [3], "\u0663"):
            self.assertFalse(is_number(sent))
        for sent, told in ((3, True), ("3.5", True), (None, False), ("nan", False), ("1e999", False), ([3], False)):
            self.assertEqual(is_finite(sent), told)

    def test_what_is_no_text_is_nothing(self):
        """POR-02: files, lists and signs that nobody sees make no text, and no error."""
        for value, text in ((None, ""), (b"x", ""), (["x"], ""), ("a\0b", "ab"), ("\u200b \u200b", ""),
                            ("été\nneige", "été\nneige"), ("x" * 9, "xxxx"), ("\ud800", ""),
                            ("\u3164\u115f\u1160\uffa0\u2800 ", ""),
                            ("fdp.\u202egnp", "fdp.gnp")):
            self.assertEqual(read_typed(value, 4) if value == "x" * 9 else read_typed(value), text)

    def test_amounts_as_people_write_them(self):
        """POR-04: signs of a currency and spaces between thousands are no fault; what could be two numbers is one."""
        for text, amount in (("840", "840"), ("840,5", "840.5"), ("840 €", "840"), ("€ 840.00", "840"),
                             ("840 eur", "840"),
                             ("1 234,50", "1234.5"), ("1\u202f234,50\xa0€", "1234.5"), ("1\xa0234", "1234"),
                             ("1'234.50", "1234.5"), ("1.234,50", "1234.5"), ("1,234.50", "1234.5"), ("-5", "-5")):
            self.assertEqual(read_amount(text), Decimal(amount), text)
        for text in ("84 00,00", "1.234", "1,234", "12 34", "1 234 5,00", "NaN", "1e5", "1e999999999", "x", "", "€",
                     None, "٣", "½", "1..2", "0x10", "1_000", "--5", "9" * 27, "9" * 40, "1" + "0" * 12):
            self.assertIsNone(read_amount(text), text)

    @given(ANYTHING)
    def test_anything(self, sent):
        """POR-05: whatever is sent gives an answer, and never another site."""
        self.assertFalse(is_drawn(sent))
        self.assertIn(is_amount(sent), (True, False))
        self.assertIsInstance(clean_signer(sent), str)
        self.assertIsInstance(read_typed(sent), str)
        self.assertIsInstance(read_amount(sent), Decimal | None)
        self.assertTrue(keep_here(sent, "/my").startswith("/"))

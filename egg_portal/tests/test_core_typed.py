import unittest
from decimal import Decimal

from ..core.typed import read_amount, read_typed


class TestTyped(unittest.TestCase):
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
                     None, "٣", "½", "1..2", "0x10", "1_000", "--5"):
            self.assertIsNone(read_amount(text), text)

from odoo.addons.egg_billing.core.iban_text import find_ibans, is_iban
from odoo.tests import BaseCase

FOREIGN, CLEAN = "FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189"


class TestIbanText(BaseCase):
    """SEC-07: account numbers in texts are found as people read them."""

    def test_numbers_of_each_country(self):
        """SEC-07: a number has the length of its country and right check digits."""
        for number in (CLEAN, "FR1420041010050500013M02606", "DE89370400440532013000", "BE68539007547034",
                       "NL91ABNA0417164300", "NO9386011117947", "MT84MALT011000012345MTLCAST001S",
                       "CR05015202001026284066"):
            self.assertTrue(is_iban(number), number)
        for number in (CLEAN[:-1] + "8", CLEAN[:-1], CLEAN + "1", "XX7630006000011234567890189", "", "FR76"):
            self.assertFalse(is_iban(number), number)

    def test_nothing_hides_a_number(self):
        """SEC-07: unseen signs, tags, separators, look-alikes and words around a number do not hide it."""
        written = (
            FOREIGN, CLEAN, FOREIGN.lower(), FOREIGN.replace(" ", "\u00a0"), FOREIGN.replace(" ", "\u200b"),
            FOREIGN.replace("0", "0\u00ad"), FOREIGN.replace("0", "0\ufe0f"), FOREIGN.replace(" ", " - "),
            FOREIGN.replace(" ", "\n"), FOREIGN.replace(" ", "<br/>"), FOREIGN.replace(" ", "&nbsp;"),
            FOREIGN.replace(" ", "<!-- > -->"), FOREIGN.replace("3000", "<b>30</b>00"), " ".join(FOREIGN),
            FOREIGN.replace(" ", "&nbsp;" * 5), FOREIGN.replace(" ", " -- "), FOREIGN.replace(" ", " " * 9),
            FOREIGN.replace(" ", "<span style='display: none'>ABCDEFGHIJK</span>", 1),
            FOREIGN.replace(" ", '<i style="color: red; font-size:0">ABCDEFGHIJK</i>', 1),
            f"AB12 {FOREIGN}", f"IBAN{CLEAN}to", FOREIGN.replace("0", "\u0660"), FOREIGN.replace("7", "\uff17"))
        for text in written:
            self.assertEqual(find_ibans(f"Pay to {text} please"), [CLEAN], repr(text))
        self.assertEqual(find_ibans("\u0412\u041568539007547034"), ["BE68539007547034"])
        self.assertEqual(find_ibans(f"{FOREIGN}, {FOREIGN} or DE89 3704 0044 0532 0130 00"),
                         [CLEAN, "DE89370400440532013000"])

    def test_words_are_no_numbers(self):
        """SEC-07: references, names of products and dates are left alone."""
        for text in ("", None, "PO 7 FR76 3000 of the 12th", "XL20 office chair black with armrests",
                     "DE12 table and chairs for the garden", "S00012, S00013", "<p>BE 12 pieces at 34 EUR each</p>"):
            self.assertEqual(find_ibans(text), [], text)

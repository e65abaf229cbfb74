from itertools import product
from string import ascii_uppercase

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.egg_billing.core.iban_text import find_ibans, french_iban, get_iban_length, is_iban, is_rib
from odoo.tests import BaseCase
from stdnum.iso7064 import mod_97_10

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

    def test_any_country(self):
        """SEC-07: a number of the right length with the right check digits, for each country that has accounts."""
        sizes = {country: get_iban_length(country) for country in map("".join, product(ascii_uppercase, repeat=2))}
        countries = {country: size for country, size in sizes.items() if size}
        self.assertGreater(len(countries), 75)
        for country, size in countries.items():
            right, short = (f"{country}{mod_97_10.calc_check_digits(account + country)}{account}"
                            for account in ("1" * (size - 4), "1" * (size - 5)))
            self.assertEqual((is_iban(right), is_iban(short)), (True, False), country)
            self.assertEqual(find_ibans(f"IBAN {right}."), [right])

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

    def test_a_french_account_without_its_country(self):
        """SEC-07: as banks print it in one piece, in its four groups, with words between them, or as groups of four."""
        for text in ("30006000011234567890189", "30006 00001 12345678901 89", "3000 6000 0112 3456 7890 189",
                     "Banque 30006 Guichet 00001 Compte 12345678901 Clé 89", "20041 01005 0500013M026 06"):
            (found,) = find_ibans(f"Virement sur {text} svp")
            self.assertTrue(is_iban(found))
            self.assertIn(found, (CLEAN, "FR1420041010050500013M02606"))
        for text in ("30006 00001 12345678901 88", "30006000011234567890188", "00000 00001 12345678901 89",
                     "2026 0001 0002 0003 0004 005", "X30006000011234567890189"):
            self.assertEqual(find_ibans(text), [], text)
        self.assertEqual(find_ibans(f"{FOREIGN} 30006 00001 12345678901 89"), [CLEAN], "one account is told once")

    @given(st.integers(1, 99999), st.integers(0, 99999), st.text("0123456789ABCXYZ", min_size=11, max_size=11))
    def test_any_french_account(self, bank, branch, account):
        """CAS-01: the IBAN that its parts make is one by ISO 7064, holds them, and has the key of a French account."""
        made = french_iban(f"{bank:05d}", f"{branch:05d}", account)
        self.assertEqual(int("".join(str(int(sign, 36)) for sign in f"{made[4:]}{made[:4]}")) % 97, 1)
        self.assertEqual(made[4:25], f"{bank:05d}{branch:05d}{account}")
        self.assertEqual(is_rib(made[4:]), sum(map(str.isdigit, account)) >= 5)
        wrong = f"{made[4:-2]}{(int(made[-2:]) % 97) + 1:02d}"
        self.assertFalse(is_rib(wrong))

    def test_a_key_that_only_divides(self):
        """SEC-07: a payer's bank that only divides by 97 takes 00 for 97."""
        self.assertEqual([is_rib(f"300060000112345678963{key}") for key in ("97", "00", "01")], [True, True, False])

    def test_an_account_has_figures(self):
        """SEC-07: five of eleven signs at least: fewer are a word that adds up by chance."""
        for account, is_one in (("12345ABCXYZ", True), ("1234ABCXYZA", False), ("A1B2C3D4E5F", True)):
            self.assertEqual(is_rib(french_iban("30006", "00001", account)[4:]), is_one, account)
        self.assertEqual([find_ibans(FOREIGN.replace(" ", sign)) for sign in ("\ue000", "\u202e", "\u0301")],
                         [[CLEAN]] * 3, "signs of private use, of direction, and marks")

    def test_parts_that_make_no_account(self):
        """CAS-01: too short, letters where figures are."""
        for parts in (("3000", "00001", "12345678901"), ("30006", "1", "12345678901"), ("30006", "00001", "1234567890"),
                      ("3000A", "00001", "12345678901"), ("30006", "0000A", "12345678901"), ("", "", "")):
            self.assertEqual(french_iban(*parts), "", parts)
        self.assertEqual(french_iban("30006", "00001", "12345678901"), CLEAN)

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.egg_debit.core.charset import to_sepa_reference, to_sepa_text
from odoo.addons.egg_debit.core.creditor_identifier import find_creditor_identifier_fault
from odoo.addons.egg_debit.core.iban import clean_iban, find_iban_fault, is_bic, looks_like_iban, mask_iban
from odoo.addons.egg_debit.core.mandate_reference import (
    LAPSE_MONTHS,
    choose_sequence_type,
    compute_lapse_date,
    find_mandate_reference_fault,
)
from odoo.addons.egg_debit.core.target_calendar import add_business_days, is_business_day
from odoo.tests import BaseCase, tagged

from .numbers import FR_IBAN


def creditor_identifier(country: str, size: int) -> str:
    """One of so many signs, with its check digits (ISO 7064) over the national part."""
    national = "1" * (size - 7)
    rest = int("".join(str(int(sign, 36)) for sign in f"{national}{country}00")) % 97
    return f"{country}{98 - rest:02d}ZZZ{national}"


@tagged("post_install", "-at_install")
class TestCharset(BaseCase):
    def test_each_sign_has_its_likeness(self):
        """BEY-01: signs that accents are not taken off, Greek and Cyrillic, small and large."""
        for text, wanted in (
                ("œŒæÆßøØłŁđĐðÐþÞı", "oeOEaeAEssoOlLdDdDthTHi"), ("€£$°ºª&@_", "EURGBPUSDooa+(at)-"),
                ("’‘ʼ`´\"“”„«»", "'" * 11), ("–—‐‑−", "-" * 5), ("•·…;!#%*=<>", ".....,......."),
                ("[]{}|\\~^§×", "()()//-..x"), ("a\N{NO-BREAK SPACE}b\N{NARROW NO-BREAK SPACE}c", "a b c"),
                ("αβγδεζηθικλμνξοπρστυφχψως", "avgdezithiklmnxoprstyfchpsos"),
                ("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", "AVGDEZIThIKLMNXOPRSTYFChPsO"),
                ("абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ", "abvgdezhziyklmnoprstufhtschshshtayyeyuyaiieg"),
                ("АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐ", "ABVGDEZhZIYKLMNOPRSTUFHTsChShShtAYYEYuYaIIEG")):
            self.assertEqual(to_sepa_text(text, 99), wanted)

    def test_names_stay_readable(self):
        """BEY-02: letters outside the bank's set become their likeness."""
        for text, wanted in (
            ("Cœur d’Été – 50 €", "Coeur d'Ete - 50 EUR"),
            ("Großmann & Søn", "Grossmann + Son"),
            ("Facture n° 7", "Facture no 7"),
            ("Αθήνα", "Athina"),
            ("Ёлка Иван", "Elka Ivan"),
            ("Łódź", "Lodz"),
            ("🚀 Zoé 🚀", "Zoe"),
            ("🚀", ""),
        ):
            with self.subTest(text):
                self.assertEqual(to_sepa_text(text, 70), wanted)

    @given(st.text(max_size=300), st.integers(1, 140))
    def test_the_result_is_always_in_the_set(self, text, limit):
        """BEY-02: whatever comes in, only the bank's characters come out, never more than allowed; twice is once."""
        result = to_sepa_text(text, limit)
        self.assertRegex(result, r"\A[A-Za-z0-9/\-?:().,'+ ]*\Z")
        self.assertLessEqual(len(result), limit)
        self.assertEqual(to_sepa_text(result, limit), result)

    @given(st.text(max_size=100))
    def test_a_reference_has_no_space_and_no_stray_slash(self, text):
        """BEY-02: references keep to the rule of slashes."""
        reference = to_sepa_reference(text)
        self.assertTrue(not reference or find_mandate_reference_fault(reference) in ("", "iban"), reference)


@tagged("post_install", "-at_install")
class TestIdentifiers(BaseCase):
    def test_creditor_identifiers(self):
        """SEP-06: mod 97-10 without the business code, length and country."""
        self.assertEqual(find_creditor_identifier_fault("FR72ZZZ123456"), "")
        self.assertEqual(find_creditor_identifier_fault("fr72 abc 123456", "FR"), "",
                         "the business code does not count")
        for identifier, fault in (("FR73ZZZ123456", "checksum"), ("FR72ZZZ12345", "length"), ("", "format"),
                                  ("FR72", "format")):
            self.assertEqual(find_creditor_identifier_fault(identifier), fault, identifier)
        self.assertEqual(find_creditor_identifier_fault("DE98ZZZ09999999999", "FR"), "country")
        self.assertEqual(find_creditor_identifier_fault("DE98ZZZ09999999999"), "")
        # Each country has its lengths; of another any is taken.
        for country, sizes in (("FR", {13}), ("MC", {13}), ("BE", {17, 18, 19, 20}), ("DE", {18}), ("LU", {26})):
            for size in range(12, 30):
                fault = find_creditor_identifier_fault(creditor_identifier(country, size))
                self.assertEqual(fault, "" if size in sizes else "length", (country, size))
        self.assertEqual(find_creditor_identifier_fault(creditor_identifier("ES", 16), "ES"), "")

    def test_account_numbers(self):
        """SEP-05, BEY-02: checksum, length, country and the French key."""
        for iban, fault in (
            (FR_IBAN, ""),
            ("FR76 3000 6000 0112 3456 7890 189", ""),
            ("DE89370400440532013000", ""),
            ("FR15" + FR_IBAN[4:], "checksum"),
            (FR_IBAN[:-1], "length"),
            ("US64SVBKUS6S3300958879", "country"),
            ("12345", "format"),
            ("FR7930006000011234567890188", "checksum"),
        ):
            with self.subTest(iban):
                self.assertEqual(find_iban_fault(iban), fault)

    def test_a_wrong_french_key_with_right_check_digits_is_seen(self):
        """BEY-02: the IBAN's own checksum is right, the national key is not."""
        body = "30006000011234567890188"  # the right key is 89
        check = 98 - int("".join(str(int(one, 36)) for one in body + "FR00")) % 97
        self.assertEqual(find_iban_fault(f"FR{check:02d}{body}"), "national_key")

    def test_mandate_references(self):
        """BEY-02: 1 to 35 characters of the set, no space, not an IBAN."""
        for mandate_reference, fault in (("RUM-2026/001", ""), ("", "empty"), ("A B", "charset"), ("É1", "charset"),
                                         ("x" * 36, "charset"),
                           ("/A", "slash"), ("A//B", "slash"), (FR_IBAN, "iban")):
            self.assertEqual(find_mandate_reference_fault(mandate_reference), fault, mandate_reference)

    def test_an_account_number_is_masked(self):
        """SEP-10: messages never show a whole account number."""
        self.assertEqual(mask_iban(FR_IBAN), "FR14…2606")
        for text, masked in (("FR14 2041 0", "FR14…0410"), ("FR142041", "…"), ("", "…"), (None, "…")):
            self.assertEqual(mask_iban(text), masked)

    def test_what_is_meant_as_an_account_number(self):
        """SEP-05: two letters of a country of the schemes, then figures, or as much as its numbers hold."""
        for text in ("FR76", "fr76 3000", "DE8X", FR_IBAN, "FRXX" + FR_IBAN[4:], "DE" + "X" * 20, "SM" + "O" * 25):
            self.assertEqual(looks_like_iban(text), text not in ("DE8X",), text)
        for text in ("", None, "FR", "FRANCE", "US64SVBKUS6S3300958879", "12345678901", "FRXX" + FR_IBAN[5:]):
            self.assertFalse(looks_like_iban(text), text)
        self.assertEqual(clean_iban(" fr14_2041-01.005/05 "), "FR14204101005" + "05")

    def test_bank_identifiers(self):
        """SEP-05: ISO 9362, as the schemas of the banks' files want it: eight or eleven signs."""
        for text in ("AGRIFRPPXXX", "PSSTFRPPPAR", "DEUTDEFF", "BNPAFRPP"):
            self.assertTrue(is_bic(text), text)
        for text in ("", None, "AGRIFRPP1", "AGRIFRPPXX", "agrifrpp", "AGRI1RPP", "AGRIFRP", "AGRIFR0P", "AGRIFR1P",
                     "AGRIFRPO", "AGRI FRPP"):
            self.assertFalse(is_bic(text), text)


@tagged("post_install", "-at_install")
class TestMandateLife(BaseCase):
    def test_a_mandate_lapses_after_36_months(self):
        """BEY-02: 36 months after the last debit, else after the signature."""
        self.assertEqual(compute_lapse_date(date(2023, 11, 24), None), date(2026, 11, 24))
        self.assertEqual(compute_lapse_date(date(2020, 1, 1), date(2024, 2, 29)), date(2027, 3, 1))
        self.assertEqual(compute_lapse_date(date(2024, 2, 28), date(2023, 1, 1)), date(2027, 2, 28))
        self.assertEqual(LAPSE_MONTHS, 36)

    def test_sequence_types(self):
        """BEY-03: first, recurrent, final and one-off come from the mandate and its history."""
        base = {"one_off": False, "debited": False, "final": False, "first": "FRST", "moved": False}
        for values, wanted in (({}, "FRST"), ({"first": "RCUR"}, "RCUR"), ({"debited": True}, "RCUR"),
                               ({"final": True}, "FNAL"),
                               ({"one_off": True}, "OOFF"), ({"debited": True, "moved": True}, "FRST")):
            self.assertEqual(choose_sequence_type(**(base | values)), wanted)


@tagged("post_install", "-at_install")
class TestTargetCalendar(BaseCase):
    def test_closing_days(self):
        """BEY-02: week-ends and the six closing days of TARGET."""
        for day in ((2026, 1, 1), (2026, 4, 3), (2026, 4, 6), (2026, 5, 1), (2026, 12, 25), (2026, 11, 28)):
            self.assertFalse(is_business_day(date(*day)), day)
        for day in ((2026, 7, 14), (2026, 11, 11), (2026, 12, 24)):
            self.assertTrue(is_business_day(date(*day)), day)

    @given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(0, 10))
    def test_the_lead_counts_business_days(self, day, count):
        """SEP-19: the earliest day is a business day, and each further day of lead moves it on."""
        result = add_business_days(day, count)
        self.assertTrue(is_business_day(result))
        self.assertEqual(add_business_days(result, 1), add_business_days(day, count + 1))

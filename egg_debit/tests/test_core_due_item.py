from dataclasses import replace
from datetime import date
from decimal import Decimal

from odoo.addons.egg_debit.core.due_item import DueItem, find_foreign_problem, find_item_problems
from odoo.addons.egg_debit.core.iban import find_iban_fault, is_bic, looks_like_iban
from odoo.addons.egg_debit.core.target_calendar import add_business_days, next_business_day
from odoo.tests import BaseCase, tagged

DAY = date(2026, 12, 1)
ITEM = DueItem(Decimal(100), "EUR", DAY, True)


@tagged("post_install", "-at_install")
class TestDueItem(BaseCase):
    def find(self, **facts):
        return find_item_problems(replace(ITEM, **facts), DAY, Decimal("0.50"), Decimal(1000))

    def test_each_reason(self):
        """BEY-02, STR-02: held, to be paid otherwise, in another currency, not due yet."""
        self.assertEqual(self.find(), [])
        self.assertEqual(self.find(hold="disputed"), ["hold"])
        self.assertEqual(self.find(other_mode=True), ["mode"])
        self.assertEqual(self.find(currency="USD"), ["currency"])
        self.assertEqual(self.find(due_on=date(2026, 12, 2)), ["not_due"])
        self.assertEqual(self.find(due_on=None), [])
        self.assertEqual(self.find(hold="x", other_mode=True, currency="CHF", due_on=date(2027, 1, 1)),
                         ["hold", "mode", "currency", "not_due"])

    def test_amounts_between_the_limits(self):
        """BEY-02, STR-02: both limits can be debited; amounts of another currency are not compared."""
        for amount, wanted in (("0.49", ["amount"]), ("0.50", []), ("1000", []), ("1000.01", ["amount"])):
            self.assertEqual(self.find(amount=Decimal(amount)), wanted, amount)
        self.assertEqual(self.find(amount=Decimal(9999), currency="USD"), ["currency"])

    def test_what_ends_the_check(self):
        """BEY-02: another company's item is told first, then what is no open due item."""
        self.assertEqual(find_foreign_problem(ITEM), [])
        self.assertEqual(find_foreign_problem(replace(ITEM, own_company=False, is_open_receivable=False)), ["company"])
        self.assertEqual(find_foreign_problem(replace(ITEM, is_open_receivable=False)), ["not_due_item"])


@tagged("post_install", "-at_install")
class TestNumbers(BaseCase):
    def test_what_is_meant_as_an_iban(self):
        """SEP-05: two letters of a SEPA country, then digits, or as many signs as its IBANs have."""
        for text in ("FR14", "fr14 2004", "DE89370400440532013000", "FRXX20041010050500013M02606"):
            self.assertTrue(looks_like_iban(text), text)
        for text in ("FRXX", "US64SVBKUS6S3300958879", "12345", "", "FRX42004101005050001M02606", "GGXX12345"):
            self.assertFalse(looks_like_iban(text), text)

    def test_numbers_of_many_countries(self):
        """SEP-05: the structure of each country, its check digits, the French key; others' keys are not asked."""
        for iban in ("MC5811222000010123456789030", "BE68539007547034", "ES9121000418450200051332",
                     "CH9300762011623852957", "GB29NWBK60161331926819", "IT60X0542811101000000123456"):
            self.assertEqual(find_iban_fault(iban), "", iban)
        self.assertEqual(find_iban_fault("MC5711222000010123456789031"), "checksum")
        self.assertEqual(find_iban_fault("FR7630006000011234567890"), "length")
        self.assertEqual(find_iban_fault("FR76-3000.6000 0112 3456 7890 189"), "")
        self.assertEqual(find_iban_fault(None), "format")

    def test_bank_identifiers(self):
        """SEP-05: 8 or 11 signs, of a country that there is, as the schema of the files wants them."""
        for text in ("PSSTFRPP", "PSSTFRPPPAR", "UBSWCHZH80A"):
            self.assertTrue(is_bic(text), text)
        for text in ("", None, "PSSTFRPPP", "psstfrpp", "PSST FRPP", "PSSTQQPP", "PSSTFR0P", "PSSTFRPO", "PSSTFR1P"):
            self.assertFalse(is_bic(text), text)

    def test_the_next_business_days(self):
        """SEP-19: week-ends and closing days are stepped over; no day of lead is the day itself."""
        self.assertEqual(next_business_day(date(2026, 12, 24)), date(2026, 12, 24))
        self.assertEqual(next_business_day(date(2026, 12, 25)), date(2026, 12, 28))
        self.assertEqual(add_business_days(date(2026, 12, 24), 0), date(2026, 12, 24))
        self.assertEqual(add_business_days(date(2026, 12, 24), 1), date(2026, 12, 28))
        self.assertEqual(add_business_days(date(2026, 4, 2), 2), date(2026, 4, 8))

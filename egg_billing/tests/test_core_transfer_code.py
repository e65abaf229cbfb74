from decimal import Decimal

from odoo.tests import BaseCase

from ..core.sepa import EEA_COUNTRIES, IBAN_COUNTRIES, SEPA_COUNTRIES
from ..core.transfer_code import Transfer, find_problem, is_creditor_reference, join_references, to_code

IBAN = "FR14 2004 1010 0505 0001 3M02 606"


def transfer(**values):
    usual = {"name": "Société Test", "iban": IBAN, "amount": Decimal("480"), "text": "FAC/2026/00012"}
    return Transfer(**usual | values)


class TestTransferCode(BaseCase):
    def test_the_lines(self):
        """AUT-05: twelve lines at most, dots and two decimals in the amount, nothing after the last element."""
        self.assertEqual(to_code(transfer()).split("\n"), [
            "BCD", "002", "1", "SCT", "", "Société Test", "FR1420041010050500013M02606", "EUR480.00", "", "",
            "FAC/2026/00012"])
        self.assertEqual(to_code(transfer(text="")).split("\n")[-1], "EUR480.00")
        self.assertEqual(to_code(transfer(amount=Decimal("0.01"))).split("\n")[7], "EUR0.01")

    def test_a_creditor_reference_stands_in_its_own_line(self):
        """AUT-05: RF references (ISO 11649) are structured, anything else is a text; never both."""
        lines = to_code(transfer(text="RF18 5390 0754 7034")).split("\n")
        self.assertEqual(lines[9:], ["RF18539007547034"])
        self.assertFalse(is_creditor_reference("RF19539007547034"))
        self.assertEqual(to_code(transfer(text="RF19539007547034")).split("\n")[9:], ["", "RF19539007547034"])

    def test_what_is_too_long(self):
        """AUT-05: names of 70, texts of 140 signs, 331 bytes in all, no line break from a name."""
        lines = to_code(transfer(name="N" * 90, text="T" * 200)).split("\n")
        self.assertEqual((len(lines[5]), len(lines[10])), (70, 140))
        self.assertEqual(to_code(transfer(name="A\nB\r\nC")).split("\n")[5], "A B C")
        self.assertLessEqual(len(to_code(transfer(name="é" * 70, text="€" * 140)).encode()), 331)

    def test_what_has_no_code(self):
        """AUT-05: a wrong or foreign number, no name, no amount; outside the EEA the BIC is asked for."""
        self.assertEqual(find_problem(transfer(iban="FR1420041010050500013M02607")), "iban")
        self.assertEqual(find_problem(transfer(iban="12345")), "iban")
        self.assertEqual(find_problem(transfer(iban="GG27ABCD12345612345678")), "iban")
        self.assertEqual(find_problem(transfer(iban="CH9300762011623852957")), "bic")
        self.assertEqual(find_problem(transfer(iban="CH9300762011623852957", bic="POFICHBEXXX")), "")
        self.assertEqual(find_problem(transfer(name=" ")), "name")
        for amount in ("0", "-1", "1000000000"):
            self.assertEqual(find_problem(transfer(amount=Decimal(amount))), "amount")
        with self.assertRaises(ValueError):
            to_code(transfer(name=""))

    def test_countries(self):
        """BEY-02: the countries and territories of the schemes (EPC409-09), 30 of them of the EEA."""
        self.assertEqual((len(SEPA_COUNTRIES), len(EEA_COUNTRIES)), (45, 30))
        self.assertEqual(SEPA_COUNTRIES - EEA_COUNTRIES, {
            "AD", "AL", "CH", "GB", "GG", "GI", "IM", "JE", "MC", "MD", "ME", "MK", "RS", "SM", "VA"})
        self.assertEqual(SEPA_COUNTRIES - IBAN_COUNTRIES, {"GG", "IM", "JE"})
        self.assertTrue(all(len(one) == 2 and one.isupper() for one in SEPA_COUNTRIES))

    def test_several_references(self):
        """AUT-05: references that do not fit are counted, never cut in two."""
        names = [f"FAC/2026/{number:05}" for number in range(1, 21)]
        text = join_references(names)
        self.assertLessEqual(len(text), 140)
        self.assertEqual((text.split()[0], text.split()[-1]), ("FAC/2026/00001", "+11"))
        self.assertEqual(join_references(names[:2]), "FAC/2026/00001 FAC/2026/00002")
        self.assertEqual(join_references([]), "")

from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase

from ..core.cells import AMOUNT, DAY, FLAG, Evidence, to_canonical, to_value
from ..core.kinds import KINDS, OPENING, PARTNER
from ..core.template import make_rows, tame
from ..core.words import liken


class TestCells(BaseCase):
    def weigh(self, kind, *cells):
        evidence = Evidence()
        for cell in cells:
            evidence.add(kind, cell)
        return evidence

    def test_one_day_decides_for_all(self):
        """MIG-06: 25/12 can be read in one order only: so are 03/04 and 05/06."""
        self.assertEqual(self.weigh(DAY, "03/04/2026", "25/12/2025", "05/06/2026").order, "dmy")
        evidence = self.weigh(DAY, "03/04/2026", "12/25/2025")
        self.assertEqual((evidence.order, evidence.is_order_doubtful), ("mdy", False))
        self.assertEqual(to_canonical(DAY, "03/04/2026", "mdy", ","), "2026-03-04")

    def test_days_that_say_nothing_are_doubtful(self):
        """MIG-06: without a day above twelve, the French order is taken, and it is said."""
        evidence = self.weigh(DAY, "03/04/2026", "05/06/2026")
        self.assertEqual((evidence.order, evidence.is_order_doubtful), ("dmy", True))
        self.assertFalse(self.weigh(DAY, "2026-04-03", "05/05/2026").is_order_doubtful)

    def test_decimal_commas_and_points(self):
        """MIG-06: the figures of the file say what the mark is."""
        self.assertEqual(self.weigh(AMOUNT, "1.250,00", "3,5").mark, ",")
        self.assertEqual(self.weigh(AMOUNT, "1,250.00").mark, ".")
        self.assertEqual(to_canonical(AMOUNT, "1 250,50 €", "dmy", ","), "1250.50")
        self.assertEqual(to_canonical(AMOUNT, "1,250.50", "dmy", "."), "1250.50")
        self.assertEqual(to_canonical(AMOUNT, "12,5 %", "dmy", ","), "12.5")

    def test_what_cannot_be_read_stays_as_it_was(self):
        """MIG-06: the person reads it in the report."""
        self.assertEqual(to_canonical(DAY, "31/02/2026", "dmy", ","), "31/02/2026")
        self.assertIsNone(to_value(DAY, "31/02/2026"))
        self.assertIsNone(to_value(AMOUNT, "abc"))
        self.assertIsNone(to_value(FLAG, "peut-être"))

    def test_what_a_person_types_is_read(self):
        """MIG-02: a corrected cell is read as the French write."""
        self.assertEqual(to_value(DAY, "28/02/2026"), date(2026, 2, 28))
        self.assertEqual(to_value(AMOUNT, "1 250,5"), Decimal("1250.5"))
        self.assertIs(to_value(FLAG, "Oui"), True)

    def test_three_spellings_are_alike(self):
        """MIG-06: legal form, dots, "&", accents, order of words and capitals tell no customer from another."""
        names = ("S.A.R.L. DUPONT & FILS", "Dupont et fils", "dupont, Fils (SARL)")
        self.assertEqual({liken(name) for name in names}, {"DUPONT FILS"})
        self.assertNotEqual(liken("Dupond et fils"), liken("Dupont et fils"))
        self.assertEqual(liken("SA"), "SA")

    def test_headings_of_other_tools(self):
        """MIG-01: Sellsy's and Dolibarr's words, in any case and accent, each column once."""
        self.assertEqual(PARTNER.map(["Nom du tiers", "CODE POSTAL", "Id. prof. 2", "E-mail", "Mail"]),
                         {0: "name", 1: "zip", 2: "registry", 3: "email"})
        self.assertEqual(OPENING.map(["Réf. facture", "Tiers", "Date", "Date échéance", "Reste à percevoir"]),
                         {0: "number", 1: "customer", 2: "invoiced", 3: "due", 4: "rest"})

    def test_each_template_reads_itself(self):
        """MIG-01: the headings of each template are mapped to its columns, and its example can be read."""
        for kind in KINDS.values():
            headings, *examples = make_rows(kind)
            self.assertEqual(list(kind.map(headings).values()), [one.name for one in kind.columns])
            for example in examples:
                for column, text in zip(kind.columns, example, strict=True):
                    value = to_value(column.type, to_canonical(column.type, text, "dmy", ",")) if text else ""
                    self.assertIsNotNone(value, (kind.code, column.name))

    def test_a_report_calculates_nothing(self):
        """MIG-02: a cell that a spreadsheet would take for a formula is a text; an amount keeps its sign."""
        self.assertEqual(tame(["=1+1", "-12,50", "+33 1 23"]), ["'=1+1", "-12,50", "+33 1 23"])

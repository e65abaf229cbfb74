from odoo.tests import BaseCase

from ..core import numbers


class TestNumbers(BaseCase):
    """LAW-08: how numbers are written."""

    def test_one_spelling(self):
        """LAW-08: case, blanks and signs make no other series."""
        for prefix in ("FAC/2026/", "fac/2026/", "FAC-2026-", " FAC 2026 ", "ＦＡＣ/2026/"):
            self.assertEqual(numbers.spelling(prefix), "fac2026")
        self.assertNotEqual(numbers.spelling("FAC/2027/"), "fac2026")

    def test_the_end(self):
        """LAW-08: a number ends with digits that every reader reads."""
        self.assertTrue(numbers.ends_with_digits("FAC/00004", "FAC/"))
        for name in ("FAC/00004bis", "FAC/", "FAC/4 ", "FAC/4\n", "FAC/٤"):
            self.assertFalse(numbers.ends_with_digits(name, "FAC/"), name)

    def test_as_its_neighbour(self):
        """LAW-08: the next number has the zeros and the end of the one before."""
        self.assertEqual(numbers.numbered_as("FAC/00004", "FAC/", 5), "FAC/00005")
        self.assertEqual(numbers.numbered_as("FAC/4-A", "FAC/", 10), "FAC/10-A")
        self.assertEqual(numbers.numbered_as("99", "", 100), "100")

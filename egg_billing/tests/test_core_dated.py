from datetime import date

from odoo.tests import BaseCase

from ..core.dated import Dated, ending, has_begun, holding, waiting


class TestDatedRows(BaseCase):
    def test_both_sides_of_each_date(self):
        """LAW-01: of two rows the later one holds from its day on, the earlier one when the later is not confirmed."""
        old, new = Dated(1, None, date(2028, 6, 30)), Dated(2, date(2027, 1, 1))
        proposed = Dated(2, date(2027, 1, 1), None, confirmed=False)
        self.assertEqual(holding([old, new], date(2026, 12, 31)), old)
        self.assertEqual(holding([old, new], date(2027, 1, 1)), new)
        self.assertEqual(holding([old, proposed], date(2028, 6, 30)), old)
        self.assertIsNone(holding([old, proposed], date(2028, 7, 1)))

    def test_notice(self):
        """LAW-01: thirty days, not thirty-one; what another row has overtaken waits for nobody."""
        old, proposed = Dated(1, None, date(2028, 6, 30)), Dated(2, date(2027, 1, 1), None, confirmed=False)
        self.assertEqual(waiting([old, proposed], date(2026, 12, 1)), [])
        self.assertEqual(waiting([old, proposed], date(2026, 12, 2)), [proposed])
        self.assertEqual(waiting([old, proposed, Dated(3, date(2027, 2, 1))], date(2027, 3, 1)), [])
        self.assertIsNone(ending([old], date(2028, 5, 30)))
        self.assertEqual(ending([old], date(2028, 5, 31)), date(2028, 6, 30))
        self.assertEqual(ending([old], date(2029, 1, 1)), date(2028, 6, 30))
        self.assertIsNone(ending([], date(2029, 1, 1)))

    def test_before_the_law(self):
        """LAW-01: nothing is missing on a document of before the law asked for it."""
        fee = [Dated(1, date(2013, 1, 1))]
        self.assertFalse(has_begun(fee, date(2012, 12, 31)))
        self.assertTrue(has_begun(fee, date(2013, 1, 1)))
        self.assertTrue(has_begun([], date(2012, 12, 31)))

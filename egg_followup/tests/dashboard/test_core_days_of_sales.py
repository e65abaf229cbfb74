from datetime import date

from odoo.tests import BaseCase

from ...core.days_of_sales import Allocated, Balances, Entries, Sales, find_count_back, find_simple, get_month_ends


class TestDaysOfSales(BaseCase):
    def test_count_back(self):
        """ACC-05: whole months until the rest of the balance is less than what a month sold, then its share."""
        sales = [Sales(27, 800.0), Sales(30, 1200.0), Sales(31, 3100.0)]
        self.assertEqual(find_count_back(2000.0, sales), 57)
        self.assertEqual(find_count_back(2100.0, sales), 58)
        self.assertEqual(find_count_back(400.0, sales), 13.5)
        self.assertEqual(find_count_back(99000.0, sales), 88, "older than all of them")
        self.assertEqual(find_count_back(-5.0, sales), 0)
        self.assertEqual(find_count_back(1200.0, [Sales(27, -100.0), Sales(30, 1200.0)]), 57, "credited more than sold")
        self.assertIsNone(find_count_back(10.0, [Sales(30, 0.0)]))

    def test_simple(self):
        """ACC-05: the balance over the sales, in days; months before the first sale are not counted."""
        sales = [Sales(30, 1000.0), Sales(31, 0.0), Sales(30, 2000.0), Sales(31, 0.0)]
        self.assertEqual(find_simple(1000.0, sales), 1000.0 / 3000.0 * 91)
        self.assertIsNone(find_simple(10.0, [Sales(30, 0.0)]))
        self.assertIsNone(find_simple(10.0, [Sales(30, -5.0)]))

    def test_month_ends(self):
        """ACC-05: the last days of the months before, over the turn of a year and in February."""
        self.assertEqual(get_month_ends(date(2028, 3, 31), 3), [
            date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)])
        self.assertEqual(get_month_ends(date(2026, 1, 1), 1), [date(2025, 12, 31), date(2026, 1, 1)])

    def test_what_was_open_at_each_end(self):
        """ACC-05: an entry counts from its period on, what was allocated from that of the allocation on; overdue is
        what was due in a period before.
        """
        days = [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 27)]
        balances = Balances(days, [Entries(0, 1, True, True, 100.0), Entries(1, 2, True, True, 50.0),
                                   Entries(2, 2, False, False, -100.0)], [Allocated(2, 1, 90.0)])
        self.assertEqual([balances.get_owed(number) for number in range(3)], [100.0, 150.0, 60.0])
        self.assertEqual([balances.get_overdue(number) for number in range(3)], [0.0, 100.0, 60.0])
        self.assertEqual([balances.get_balance(number) for number in range(3)], [100.0, 150.0, 50.0])
        self.assertEqual(balances.get_sales(2), [Sales(27, 0.0), Sales(30, 50.0)])

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ...core.retry import find_day, is_tried_again, read_month_days
from ...core.target_calendar import is_business_day

DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@tagged("post_install", "-at_install")
class TestRetry(BaseCase):
    def test_reasons(self):
        """AUT-09: AM04 and MS03, once or twice; MD06, MD01 and a closed account never."""
        for code, times, tried, again in (
            ("AM04", 1, 0, True), ("MS03", 2, 1, True), ("AM04", 1, 1, False), ("AM04", 2, 2, False),
            ("AM04", 0, 0, False), ("MD06", 2, 0, False), ("MD01", 2, 0, False), ("AC04", 2, 0, False),
        ):
            self.assertEqual(is_tried_again(code, times, tried), again, (code, times, tried))

    def test_days_of_a_month(self):
        """AUT-09: days are read as people write them; what is none is refused."""
        self.assertEqual(read_month_days("28, 5 ;5"), [5, 28])
        self.assertEqual(read_month_days(""), [])
        for text in ("0", "32", "the 5th", "5, x", "-5"):
            self.assertIsNone(read_month_days(text), text)

    def test_the_next_day_on_which_people_are_paid(self):
        """AUT-09: the first such day after the notice, or the business day after it; a 31st is the last of a month."""
        today = date(2026, 12, 2)
        self.assertEqual(find_day(today, today, 14, [5, 28]), date(2026, 12, 28))
        self.assertEqual(find_day(today, today, 5, []), date(2026, 12, 7))
        self.assertEqual(find_day(today, today, 2, [5]), date(2026, 12, 7))  # the 5th is a Saturday
        self.assertEqual(find_day(date(2027, 2, 1), date(2027, 2, 1), 14, [31]), date(2027, 3, 1))  # Sunday 28th
        self.assertEqual(find_day(date(2026, 12, 10), today, 0, []), date(2026, 12, 10))

    @settings(deadline=None)
    @given(DAYS, DAYS, st.integers(0, 60), st.lists(st.integers(1, 31), max_size=3))
    def test_always_a_business_day_after_the_notice(self, failed, today, notice, month_days):
        """AUT-09: whatever the days, banks are open and the customer has his notice."""
        day = find_day(failed, today, notice, month_days)
        self.assertTrue(is_business_day(day))
        self.assertGreaterEqual((day - max(failed, today)).days, notice)
        self.assertLess((day - max(failed, today)).days, notice + 40)

from datetime import date

from odoo.tests import BaseCase, tagged

from ..core.reminder import reminder_date, urgency


@tagged("post_install", "-at_install")
class TestReminder(BaseCase):
    def test_reminder_is_days_before(self):
        """AGE-09: a reminder of one day comes the day before, over a month's end too."""
        self.assertEqual(reminder_date(date(2026, 3, 1), 1), date(2026, 2, 28))
        self.assertEqual(reminder_date(date(2026, 3, 1), 0), date(2026, 3, 1))
        with self.assertRaises(ValueError):
            reminder_date(date(2026, 3, 1), -1)

    def test_urgency(self):
        """AGE-08: a task is late only after its due date."""
        day = date(2026, 1, 15)
        self.assertEqual(urgency(day, date(2026, 1, 14), False), "planned")
        self.assertEqual(urgency(day, day, False), "today")
        self.assertEqual(urgency(day, date(2026, 1, 16), False), "late")
        self.assertEqual(urgency(day, date(2026, 1, 16), True), "done")

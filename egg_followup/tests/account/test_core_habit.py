from odoo.addons.egg_followup.core.habit import find_habit
from odoo.tests import BaseCase


class TestHabit(BaseCase):
    def test_nothing_paid_is_not_known(self):
        """ACC-01: without a paid item nothing is said of how a customer pays."""
        self.assertEqual((find_habit([]).mean, find_habit([]).trend), (None, ""))

    def test_mean_of_the_last_twelve(self):
        """ACC-01: the last twelve count, what is paid early too; the twelve before say how it changes."""
        habit = find_habit([10] * 12 + [4] * 12 + [90] * 5)
        self.assertEqual((habit.mean, habit.change, habit.trend), (10, 6, "worse"))
        self.assertEqual(find_habit([-2, 2]).mean, 0)

    def test_trends(self):
        """ACC-01: a day or two is no change."""
        for now, before, trend in ((10, 9, "steady"), (2, 9, "better"), (9, 2, "worse")):
            self.assertEqual(find_habit([now] * 12 + [before]).trend, trend)
        self.assertEqual(find_habit([3] * 12).trend, "")

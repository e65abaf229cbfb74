from collections import defaultdict
from datetime import date, timedelta

from odoo.tests import BaseCase

from ...core.behaviour import Behaviour, Owed, Paid, get_week
from .histories import HISTORIES

TODAY = date(2026, 5, 27)  # a Wednesday
#: The forecast was tuned on the seeds 1 to 5; these are others.
SEEDS = range(1001, 1011)
#: Forecasts of the year 2025, one each Monday, of the eight weeks that follow.
FIRST, MONDAYS, WEEKS = date(2025, 1, 6), 52, 8


def _paid(*delays, customer=1, group=None):
    """Items paid one after the other, the last one yesterday."""
    return [Paid(customer, TODAY - timedelta(len(delays) - number), delay, group)
            for number, delay in enumerate(delays)]


def sum_by_week(items, get_day) -> dict:
    """{Monday: what is expected in its week} of these open items, by a function that says when an item comes."""
    sums = defaultdict(float)
    for item in items:
        sums[get_week(get_day(item))] += item.amount
    return sums


def get_due_day(item, today):
    """When an item comes if customers pay when it is due: what is late comes now."""
    return max(item.due, today)


def mean_error(history, get_day) -> float:
    """Return by how much a week's forecast is wrong, on the mean: of what was open when it was made.

    :param get_day: the function of an `Owed` and a day that says when it comes.
    """
    errors = []
    for number in range(MONDAYS):
        today = FIRST + timedelta(7 * number)
        opened = [one for one in history if one.issued < today <= one.paid]
        told = sum_by_week([Owed(one.customer, one.due, one.amount) for one in opened],
                           lambda item, today=today: get_day(item, today))
        came = defaultdict(float)
        for one in opened:
            came[get_week(one.paid)] += one.amount
        weeks = [today + timedelta(7 * week) for week in range(WEEKS)]
        errors += [abs(told.get(week, 0.0) - came[week]) for week in weeks]
    return sum(errors) / len(errors)


def compare(history) -> tuple:
    """Return the mean errors per week: by behaviour, by due dates."""
    behaviour = Behaviour(Paid(one.customer, one.paid, (one.paid - one.due).days) for one in history)
    return mean_error(history, behaviour.get_day), mean_error(history, get_due_day)


class TestBehaviour(BaseCase):
    def _day(self, paid, due=TODAY, **values):
        return Behaviour(paid).get_day(Owed(1, due, 100.0, **values), TODAY)

    def test_it_misses_less_than_the_due_dates(self):
        """ACC-06: over twelve months of Mondays, the mean absolute error per week is less than that of the due dates,
        in each made history and for each seed that nothing was tuned on.
        """
        for name, make in HISTORIES.items():
            for seed in SEEDS:
                with self.subTest(history=name, seed=seed):
                    own, due = compare(make(seed))
                    self.assertLess(own, 0.7 * due)

    def test_the_median_of_the_customer(self):
        """ACC-06: the median of the customer's last 12 paid items, not the mean, and none before them."""
        self.assertEqual(self._day(_paid(90, 90, *[10] * 11, 200)), TODAY + timedelta(10))

    def test_who_paid_little_yet_pays_as_his_group(self):
        """ACC-06: fewer than three items tell nothing: the group's median, then the company's, then the due date."""
        group, others = _paid(20, 20, 20, customer=2, group=7), _paid(*[5] * 9, customer=3)
        self.assertEqual(self._day([*_paid(50, 50), *group, *others], group=7), TODAY + timedelta(20))
        self.assertEqual(self._day([*others]), TODAY + timedelta(5))
        self.assertEqual(self._day([]), TODAY)
        self.assertEqual(self._day([], due=TODAY + timedelta(9)), TODAY + timedelta(9))

    def test_what_is_later_than_the_median(self):
        """ACC-06: an item that is later than the customer's median comes when those came that were as late; one that is
        later than any comes some time from now, never in the past.
        """
        due = TODAY - timedelta(30)
        self.assertEqual(self._day(_paid(10, 10, 10, 10, 35, 45), due=due), TODAY + timedelta(10))
        self.assertEqual(self._day(_paid(10, 10, 10), due=due), TODAY + timedelta(15))
        self.assertEqual(self._day([], due=due), TODAY)

    def test_what_was_paid_later_is_not_known_yet(self):
        """ACC-06: a forecast of a past day knows what was paid before it, nothing else."""
        later = [Paid(1, TODAY + timedelta(day), 60) for day in range(12)]
        self.assertEqual(self._day([*_paid(5, 5, 5), *later]), TODAY + timedelta(5))

    def test_promises_at_their_own_day(self):
        """ACC-06: what is promised or collected on a day comes on that day; a promise that has passed says nothing."""
        self.assertEqual(self._day(_paid(5, 5, 5), known=TODAY + timedelta(2)), TODAY + timedelta(2))
        self.assertEqual(self._day(_paid(5, 5, 5), known=TODAY - timedelta(2)), TODAY + timedelta(5))

    def test_a_due_date_at_the_end_of_days(self):
        """ACC-06: a due date that somebody mistyped is expected then, and stops nothing."""
        self.assertEqual(self._day(_paid(5, 5, 5), due=date.max), date.max)
        self.assertEqual(self._day(_paid(-4000000, -4000000, -4000000), due=TODAY + timedelta(9)),
                         TODAY + timedelta(14))

    def test_weeks(self):
        """ACC-06: a week is from its Monday to its Sunday."""
        self.assertEqual([get_week(TODAY + timedelta(days)) for days in (-2, 0, 4, 5)],
                         [date(2026, 5, 25)] * 3 + [date(2026, 6, 1)])

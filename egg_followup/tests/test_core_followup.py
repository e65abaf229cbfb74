from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ..core.interest import (
    HalfYear,
    Rate,
    late_interest_of,
    public_rates,
    unknown_half_years,
    yearly_rates,
)
from ..core.plan import Candidate, plan
from ..core.stages import Stage, forecast, next_step, urgency

THREE = [Stage(1, 0), Stage(2, 8), Stage(3, 8)]
DUE = date(2026, 1, 15)
CENT = Decimal("0.01")
LAW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def late_interest(amount, due, on, rates, unit):
    """The interest on an amount that is paid at once."""
    return late_interest_of([(amount, on)], due, rates, unit)


@tagged("post_install", "-at_install")
class TestForecast(BaseCase):
    def test_stages_follow_one_another(self):
        """FUP-06: due 2026-01-15 and stages 0/+8/+8 give 01-15, 01-23, 01-31.

        STG-06, STG-07: 0 means the due date itself.
        """
        self.assertEqual([step.on for step in forecast(THREE, DUE, {}, {})],
                         [DUE, date(2026, 1, 23), date(2026, 1, 31)])

    def test_first_delay_counts_from_the_due_date(self):
        """STG-08: 5 on reminder 1 is five days after the due date."""
        self.assertEqual(forecast([Stage(1, 5)], DUE, {}, {})[0].on, date(2026, 1, 20))

    def test_the_real_date_wins(self):
        """A20: a late reminder 1 moves reminder 2."""
        steps = forecast(THREE, DUE, {1: date(2026, 2, 1)}, {})
        self.assertEqual([step.on for step in steps], [date(2026, 2, 1), date(2026, 2, 9), date(2026, 2, 17)])
        self.assertEqual(next_step(steps).stage_id, 2)

    def test_a_moved_date_moves_what_follows(self):
        """FUP-09: a planned date that was moved by hand counts for the stages after it."""
        steps = forecast(THREE, DUE, {}, {2: date(2026, 3, 1)})
        self.assertEqual([step.on for step in steps], [DUE, date(2026, 3, 1), date(2026, 3, 9)])

    def test_a_skipped_stage_is_not_made_up_for(self):
        """BLK-09: after a formal notice there is no going back to reminder 1."""
        self.assertIsNone(next_step(forecast(THREE, DUE, {3: DUE}, {})))

    @LAW
    @given(st.lists(st.integers(0, 60), min_size=1, max_size=6), st.integers(0, 6))
    def test_dates_never_go_back(self, delays, done_count):
        """FUP-06: without dates set by hand, the forecast is in order."""
        stages = [Stage(index, delay) for index, delay in enumerate(delays)]
        done = {stage.id: DUE + timedelta(days=index) for index, stage in enumerate(stages[:done_count])}
        days = [step.on for step in forecast(stages, DUE, done, {})]
        self.assertEqual(days, sorted(days))

    def test_urgency(self):
        """BLK-05, BLK-06, BLK-07, A18: blue in 30 days, orange in 3 days and on the day,
        red when overdue or a stage is reached.
        """
        today = date(2026, 5, 27)
        self.assertEqual(urgency(today + timedelta(30), None, today, 7), "later")
        self.assertEqual(urgency(today + timedelta(3), None, today, 7), "soon")
        self.assertEqual(urgency(today + timedelta(7), None, today, 7), "soon")
        self.assertEqual(urgency(today, None, today, 7), "soon")
        self.assertEqual(urgency(today, today, today, 7), "reached")
        self.assertEqual(urgency(today - timedelta(1), None, today, 7), "overdue")


@tagged("post_install", "-at_install")
class TestInterest(BaseCase):
    RATES = [Rate(date(2025, 7, 1), Decimal("12.15"))]

    def test_the_example_of_the_law(self):
        """BEY-09: 1,000.00 late by 73 days at 12.15 % gives 24.30."""
        due = date(2026, 1, 1)
        self.assertEqual(late_interest(Decimal(1000), due, due + timedelta(73), self.RATES, CENT), Decimal("24.30"))

    def test_each_half_year_has_its_rate(self):
        """BEY-09: days before and after 1 July count at their own rate."""
        rates = [Rate(date(2025, 1, 1), Decimal("10")), Rate(date(2025, 7, 1), Decimal("20"))]
        # 10 days of June at 10 %, 10 days of July at 20 %
        found = late_interest(Decimal(3650), date(2025, 6, 20), date(2025, 7, 10), rates, CENT)
        self.assertEqual(found, Decimal("30.00"))

    def test_nothing_before_it_is_late(self):
        """BEY-09: no interest on the due date."""
        self.assertEqual(late_interest(Decimal(1000), DUE, DUE, self.RATES, CENT), 0)

    @LAW
    @given(st.integers(1, 900), st.integers(1, 900), st.decimals("0.01", "99999", places=2))
    def test_periods_add_up(self, first, second, amount):
        """BEY-09: interest over two stretches is the interest over both, up to rounding."""
        rates = [Rate(date(2025, 1, 1), Decimal("12.5")), Rate(date(2025, 7, 1), Decimal("12.15")),
                 Rate(date(2026, 1, 1), Decimal(13))]
        due = date(2025, 2, 3)
        middle, end = due + timedelta(first), due + timedelta(first + second)
        parts = late_interest(amount, due, middle, rates, CENT) + late_interest(amount, middle, end, rates, CENT)
        self.assertLessEqual(abs(parts - late_interest(amount, due, end, rates, CENT)), Decimal("0.015"))

    def test_each_amount_for_its_days(self):
        """MON-08: 10,000 due on 1 February, 9,000 paid on 1 May: 89 days on all of it,
        26 days on the rest, at 12.15 %: 304.92.
        """
        rates, due = [Rate(date(2026, 1, 1), Decimal("12.15"))], date(2026, 2, 1)
        parts = [(Decimal(9000), date(2026, 5, 1)), (Decimal(1000), date(2026, 5, 27))]
        self.assertEqual(late_interest_of(parts, due, rates, CENT), Decimal("304.92"))
        self.assertEqual(late_interest_of([(Decimal(500), due)], due, rates, CENT), 0, "paid on the day")

    @LAW
    @given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 900)), min_size=1, max_size=6))
    def test_payments_on_one_day_are_one(self, payments):
        """MON-08: split payments make the interest of their sum, whatever the parts."""
        due, day = date(2025, 1, 1), max(days for _amount, days in payments)
        parts = [(Decimal(amount) / 100, due + timedelta(day)) for amount, _days in payments]
        total = sum(amount for amount, _on in parts)
        self.assertEqual(late_interest_of(parts, due, self.RATES, CENT),
                         late_interest(total, due, due + timedelta(day), self.RATES, CENT))

    def test_a_half_year_without_rate_is_never_guessed(self):
        """LAW-03: neither the rate before nor the one after stands in for an unknown one:
        nothing is claimed for those days.
        """
        rows = [HalfYear(date(2026, 1, 1), Decimal("2.15")), HalfYear(date(2027, 1, 1), Decimal("2.65"))]
        rates = yearly_rates(rows, Decimal(10), floored=True)
        known = late_interest(Decimal(3650), date(2026, 6, 20), date(2026, 6, 30), rates, CENT)
        self.assertEqual(known, Decimal("12.15"))
        self.assertEqual(late_interest(Decimal(3650), date(2026, 6, 20), date(2026, 12, 31), rates, CENT), known)
        self.assertEqual(late_interest(Decimal(3650), date(2025, 6, 20), date(2026, 1, 10), rates, CENT),
                         Decimal("12.15"))
        self.assertEqual(unknown_half_years(date(2025, 8, 1), date(2027, 8, 1), rows),
                         [date(2025, 7, 1), date(2026, 7, 1), date(2027, 7, 1)])
        self.assertEqual(unknown_half_years(date(2026, 2, 1), date(2026, 6, 30), rows), [])

    def test_three_times_the_legal_rate_at_least(self):
        """LAW-03: 1 point above an ECB rate of 4.00 is 5.00; the legal rate of 4.22 makes it 12.66 in France."""
        rows = [HalfYear(date(2023, 7, 1), Decimal("4.00"), Decimal("4.22"))]
        self.assertEqual([rate.percent for rate in yearly_rates(rows, Decimal(1), floored=True)], [Decimal("12.66")])
        self.assertEqual([rate.percent for rate in yearly_rates(rows, Decimal(10), floored=True)], [Decimal("14.00")])
        self.assertEqual([rate.percent for rate in yearly_rates(rows, Decimal(1), floored=False)], [Decimal("5.00")])

    def test_a_public_body_keeps_its_first_rate(self):
        """LAW-03: interest that began on 1 July 2026 runs at 10.40 % (2.40 + 8)
        in 2027 too; what began on 30 June at 10.15 %.
        """
        rows = [HalfYear(date(2026, 1, 1), Decimal("2.15")), HalfYear(date(2026, 7, 1), Decimal("2.40")),
                HalfYear(date(2027, 1, 1), Decimal(9))]
        for due, percent in ((date(2026, 6, 30), "10.40"), (date(2026, 6, 29), "10.15")):
            rates = public_rates(rows, due)
            self.assertEqual([rate.percent for rate in rates], [Decimal(percent)])
            year = late_interest(Decimal(1000), due, due + timedelta(365), rates, CENT)
            self.assertEqual(year, Decimal(percent) * 10)
        self.assertEqual(public_rates(rows, date(2027, 6, 30)), [], "not known: not guessed")


@tagged("post_install", "-at_install")
class TestPlan(BaseCase):
    TODAY = date(2026, 3, 1)
    RANK = {1: 0, 2: 1, 3: 2}

    def _candidate(self, number, customer, stage, on=None, hold=""):
        return Candidate(number, (customer, "EUR"), number, stage, on or self.TODAY, hold)

    def test_the_sternest_stage_sets_the_letter(self):
        """BEY-06: reminder 1 and formal notice of one customer go in one letter under the formal notice."""
        messages, skipped = plan([self._candidate(1, "A", 1), self._candidate(2, "A", 3)], self.RANK, self.TODAY)
        self.assertEqual([(message.stage, len(message.items)) for message in messages], [(3, 2)])
        self.assertEqual({item.item: item.stage for item in messages[0].items}, {1: 1, 2: 3})
        self.assertFalse(skipped)

    def test_one_letter_per_document(self):
        """BEY-06: by company setting, each invoice has its own letter."""
        candidates = [self._candidate(1, "A", 1), self._candidate(2, "A", 3)]
        messages, _skipped = plan(candidates, self.RANK, self.TODAY, per_customer=False)
        self.assertEqual([message.stage for message in messages], [1, 3])

    def test_a_given_stage_is_for_all(self):
        """BLK-14: the chosen stage goes to all, even those whose day has not come; not to what is held."""
        later = self.TODAY + timedelta(9)
        candidates = [self._candidate(1, "A", 1, later), self._candidate(2, "B", None),
                      self._candidate(3, "C", 1, hold="Disputed")]
        messages, skipped = plan(candidates, self.RANK, self.TODAY, given=2)
        self.assertEqual([message.stage for message in messages], [2, 2])
        self.assertEqual([item.reason for item in skipped], ["hold"])

    def test_reasons(self):
        """BLK-13, BEY-07: what is not sent is listed with its reason."""
        later = self.TODAY + timedelta(1)
        candidates = [self._candidate(1, "A", 1, later), self._candidate(2, "A", None)]
        messages, skipped = plan(candidates, self.RANK, self.TODAY)
        self.assertFalse(messages)
        self.assertEqual([(item.reason, item.detail) for item in skipped], [("not_yet", later), ("no_stage", None)])

    @LAW
    @given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from([None, 1, 2, 3]), st.integers(-5, 5), st.booleans()),
                    max_size=40))
    def test_every_item_once(self, rows):
        """BEY-14: each ticked item is either in exactly one letter or skipped."""
        candidates = [
            self._candidate(index, customer, stage, self.TODAY + timedelta(shift), "x" if hold else "")
            for index, (customer, stage, shift, hold) in enumerate(rows)
        ]
        messages, skipped = plan(candidates, self.RANK, self.TODAY)
        found = [item.item for message in messages for item in message.items] + [item.item for item in skipped]
        self.assertEqual(sorted(found), list(range(len(rows))))

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ..core.scenario import BACKWARDS, NONE, TWICE, Customer, Group, Scenarios, adopt, find_fault
from ..core.sending_time import Hours, find_holidays, to_time

WORK = Hours(frozenset(range(5)), time(8), time(18), "FR")
NUMBERS = st.integers(1, 5)
CUSTOMERS = st.builds(Customer, st.none() | NUMBERS, st.frozensets(NUMBERS), st.sampled_from(["firm", "person"]),
                      st.none() | NUMBERS)
GROUPS = st.builds(Group, NUMBERS, st.frozensets(NUMBERS), st.sampled_from(["", "firm", "person"]),
                   st.frozensets(NUMBERS))
HOURS = st.builds(lambda days, first, length, country: Hours(days, time(first), time(min(first + length, 23)), country),
                  st.frozensets(st.integers(0, 6), min_size=1), st.integers(0, 22), st.integers(1, 10),
                  st.sampled_from(["", "FR", "DE"]))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1))


@tagged("post_install", "-at_install")
class TestChoice(BaseCase):
    """AUT-01: which scenario a customer has."""

    def test_the_first_of_the_list(self):
        """AUT-01: a customer of two groups has the scenario that stands first; who is in none has the usual one."""
        good, abroad = Group(1, tags=frozenset({7})), Group(2, countries=frozenset({33}))
        scenarios = Scenarios(frozenset({1, 2, 3}), (good, abroad))
        self.assertEqual(scenarios.choose(Customer(tags=frozenset({7}), country=33)), 1)
        self.assertEqual(scenarios.choose(Customer(country=33)), 2)
        self.assertIsNone(scenarios.choose(Customer(country=34)))
        self.assertEqual(scenarios.choose(Customer(given=3, country=33)), 3)

    def test_all_that_is_said_must_fit(self):
        """AUT-01: a group of a tag and a country has the customers with both."""
        group = Group(1, tags=frozenset({7, 8}), kind="firm", countries=frozenset({33}))
        self.assertTrue(group.has(Customer(tags=frozenset({8}), kind="firm", country=33)))
        for other in (Customer(tags=frozenset({8}), kind="firm"), Customer(kind="firm", country=33),
                      Customer(tags=frozenset({8}), kind="person", country=33)):
            self.assertFalse(group.has(other))

    @given(CUSTOMERS, st.lists(GROUPS, max_size=5), st.frozensets(NUMBERS))
    @settings(max_examples=200, deadline=None)
    def test_the_order_decides(self, customer, groups, known):
        """AUT-01: by hand first; then no group before the chosen one has the customer."""
        chosen = Scenarios(known, tuple(groups)).choose(customer)
        if customer.given in known:
            self.assertEqual(chosen, customer.given)
            return
        having = [group.scenario for group in groups if group.has(customer)]
        self.assertEqual(chosen, having[0] if having else None)

    def test_faults(self):
        """AUT-01: no stage, a stage twice, a stage before the one before it."""
        self.assertEqual(find_fault([]), NONE)
        self.assertEqual(find_fault([(1, 0), (2, 8), (1, 8)]), TWICE)
        self.assertEqual(find_fault([(1, 0), (2, 0)]), BACKWARDS)
        self.assertEqual(find_fault([(1, -3), (2, 8)]), "")


@tagged("post_install", "-at_install")
class TestAdopt(BaseCase):
    """AUT-01: who changes the scenario goes on from where he stands."""

    RANKS = {1: 1, 2: 2, 3: 3, 4: 4}

    def test_a_sterner_stage_elsewhere(self):
        """AUT-01: after a second reminder of the usual list no first one comes by another scenario."""
        day = date(2026, 5, 1)
        self.assertEqual(adopt([1, 3], {2: day}, self.RANKS), {1: day})
        self.assertEqual(adopt([3, 4], {2: day}, self.RANKS), {})
        self.assertEqual(adopt([1, 3], {99: day}, self.RANKS), {})

    @given(st.permutations([1, 2, 3, 4]).flatmap(lambda all: st.sampled_from([all[:2], all[:3], all])),
           st.dictionaries(NUMBERS, st.dates(date(2026, 1, 1), date(2026, 12, 31))))
    @settings(max_examples=200, deadline=None)
    def test_laws(self, stages, done):
        """AUT-01: only own stages are done; what is known stays; it is the same the second time."""
        seen = adopt(stages, done, self.RANKS)
        self.assertLessEqual(set(seen), set(stages))
        for stage in set(stages) & set(done):
            self.assertGreaterEqual(seen[stage], done[stage])
        self.assertEqual(adopt(stages, seen, self.RANKS), seen)


@tagged("post_install", "-at_install")
class TestHours(BaseCase):
    """AUT-01: days and hours of sending."""

    def test_office_hours(self):
        """AUT-01: not on Saturday, not in the evening, not on the 14th of July."""
        self.assertTrue(WORK.is_open(datetime(2026, 5, 27, 8)))
        for moment in (datetime(2026, 5, 27, 18), datetime(2026, 5, 27, 7, 59), datetime(2026, 5, 30, 10),
                       datetime(2026, 7, 14, 10)):
            self.assertFalse(WORK.is_open(moment), moment)

    def test_next(self):
        """AUT-01: after Thursday evening before Ascension... the next moment is a day of work, at its first hour."""
        self.assertEqual(WORK.find_next(datetime(2026, 5, 13, 20)), datetime(2026, 5, 15, 8))
        self.assertEqual(WORK.find_next(datetime(2026, 7, 13, 19)), datetime(2026, 7, 15, 8))

    def test_holidays(self):
        """AUT-01: the eleven of France; a country that nobody knows has none."""
        self.assertEqual(len(find_holidays("FR", 2026)), 11)
        self.assertEqual(find_holidays("ZZ", 2026), frozenset())

    @given(HOURS, MOMENTS)
    @settings(max_examples=200, deadline=None)
    def test_laws(self, hours, moment):
        """AUT-01: the next moment is open, not before this one, and nothing between them is."""
        found = hours.find_next(moment)
        self.assertTrue(hours.is_open(found))
        self.assertGreaterEqual(found, moment)
        between = moment + (found - moment) / 2
        if between + timedelta(seconds=1) < found:
            self.assertFalse(hours.is_open(between))

    @given(st.floats(0, 24))
    def test_times(self, hours):
        """AUT-01: a number of hours is a time of the day."""
        self.assertLessEqual(abs(to_time(hours).hour + to_time(hours).minute / 60 - hours), 1 / 60 + 1e-9)

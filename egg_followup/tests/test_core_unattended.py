from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ..core.unattended import (
    ASK,
    BANK_OLD,
    BANK_UNKNOWN,
    CLOCK,
    FAILED,
    LONG_AGO,
    RUN,
    STOP,
    WAIT,
    Facts,
    Outcome,
    Verdict,
    decide,
    find_day_to_sum_up,
    has_failed,
    is_stuck,
)

TODAY = date(2026, 5, 27)
YESTERDAY = TODAY - timedelta(days=1)
DAYS = st.dates(date(2026, 4, 1), date(2026, 7, 1))
FACTS = st.builds(Facts, DAYS, st.booleans(), st.none() | DAYS, st.booleans(), st.none() | DAYS, st.integers(1, 30),
                  st.booleans())


@tagged("post_install", "-at_install")
class TestDecide(BaseCase):
    """AUT-02, AUT-03: when the daily run works."""

    def test_each_reason(self):
        """AUT-03: what keeps the run from working, and what a person is asked for."""
        for facts, verdict in (
            ({}, Verdict(ASK, BANK_UNKNOWN)), ({"bank": YESTERDAY}, Verdict(RUN)),
            ({"is_bank_needed": False}, Verdict(RUN)),
            ({"bank": TODAY - timedelta(5)}, Verdict(STOP, BANK_OLD)), ({"bank": TODAY - timedelta(4)}, Verdict(RUN)),
            ({"bank": TODAY - timedelta(5), "is_bank_needed": False}, Verdict(STOP, BANK_OLD)),
            ({"bank": TODAY, "last": YESTERDAY, "has_failed": True}, Verdict(STOP, FAILED)),
            ({"bank": TODAY, "last": TODAY}, Verdict(WAIT)), ({"bank": TODAY, "is_open": False}, Verdict(WAIT)),
            ({"bank": TODAY, "last": TODAY + timedelta(1)}, Verdict(STOP, CLOCK)),
            ({"bank": TODAY, "last": TODAY - timedelta(32)}, Verdict(ASK, LONG_AGO)),
            ({"bank": TODAY, "last": TODAY - timedelta(31)}, Verdict(RUN)),
        ):
            self.assertEqual(decide(Facts(TODAY, **facts)), verdict, facts)

    def test_words_that_are_kept(self):
        """AUT-03: acts and reasons stand in the database: their words do not change."""
        self.assertEqual((RUN, ASK, WAIT, STOP), ("run", "ask", "wait", "stop"))
        self.assertEqual((CLOCK, FAILED, BANK_OLD, BANK_UNKNOWN, LONG_AGO),
                         ("clock", "failed", "bank_old", "bank_unknown", "long_ago"))

    @given(FACTS)
    @settings(max_examples=500, deadline=None)
    def test_nothing_in_doubt(self, facts):
        """AUT-03: what runs by itself runs in its hours, once a day, after no failure, with the bank's figures fresh or
        declared needless.
        """
        if decide(facts).act == RUN:
            self.assertTrue(facts.is_open and not facts.has_failed)
            self.assertTrue(not facts.last or facts.last < facts.today)
            if facts.bank:
                self.assertLessEqual((facts.today - facts.bank).days, facts.bank_days)
            else:
                self.assertFalse(facts.is_bank_needed)

    def test_failures(self):
        """AUT-03: a run fails as a whole: not planned, not started, not sent, or more failed than left."""
        for outcome, over, failed in (
            (Outcome("done", sent=3), True, False), (Outcome("done"), True, False),
            (Outcome("done", sent=3, failed=1), True, False), (Outcome("done", sent=1, failed=1), False, True),
            (Outcome("done", failed=1), False, True), (Outcome("done", sent=1, failed=2), False, True),
            (Outcome("running"), False, False), (Outcome("running"), True, True), (Outcome("simulating"), True, True),
            (Outcome("draft", has_problem=True), False, True), (Outcome("cancelled"), True, False),
            (Outcome("cancelled", has_problem=True), False, True), (Outcome("approval", has_problem=True), True, False),
        ):
            self.assertIs(has_failed(outcome, is_over=over), failed, (outcome, over))

    def test_cut_off_by_the_evening(self):
        """AUT-03: what waits for the next hours of sending is not stuck; what lets a whole day of sending pass is."""
        friday, monday = date(2026, 5, 29), date(2026, 6, 1)
        for moved, today, stuck in ((friday, friday, False), (friday, monday, False), (monday, monday, False),
                                    (friday, monday + timedelta(1), True), (monday, monday + timedelta(1), False)):
            self.assertIs(is_stuck(moved, today, lambda day: day.weekday() < 5), stuck, (moved, today))

    @given(st.lists(DAYS, max_size=5), st.none() | DAYS, st.sets(DAYS, max_size=5))
    @settings(deadline=None)
    def test_each_day_is_summed_up_once(self, days, told, open_days):
        """AUT-02: never again what was told; not what still goes on, nor what comes after it."""
        day = find_day_to_sum_up(days, told, open_days)
        if day:
            self.assertTrue(not told or day > told)
            self.assertNotIn(day, open_days)
            self.assertEqual(day, min(one for one in days if not told or one > told))

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

from odoo.addons.egg_billing.core.credit import Credit
from odoo.tests import BaseCase, tagged

from ..core.interest import Rate, late_interest_of
from ..core.plan import Candidate, Message, Planned, Skipped, plan, to_rows
from ..core.stages import Stage, Step, forecast, next_step, urgency

TODAY = date(2026, 2, 1)
RANK = {1: 10, 2: 20, 3: 30}
ITEM = Candidate(7, ("customer", 1), 100, 1, TODAY)
CREDIT = Credit(1, "C1", Decimal(120))


@tagged("post_install", "-at_install")
class TestPlanInFull(BaseCase):
    """BLK-13, BEY-06, BEY-07: what a run will send, and what it leaves out."""

    def plan(self, *candidates, **options):
        return plan(candidates, RANK, TODAY, **options)

    def test_one_item_makes_one_message(self):
        """BLK-13: a due item whose day has come is written about."""
        messages, skipped = self.plan(ITEM)
        self.assertEqual(messages, [Message(("customer", 1), 1, [Planned(7, 1)])])
        self.assertEqual(skipped, [])

    def test_what_is_skipped_and_why(self):
        """BEY-07: held, without a stage, before its day; a hold is told first."""
        tomorrow = TODAY + timedelta(days=1)
        for facts, reason, detail in (
            ({"hold": "disputed"}, "hold", "disputed"), ({"hold": "disputed", "next_stage": None}, "hold", "disputed"),
            ({"next_stage": None}, "no_stage", None), ({"next_on": tomorrow}, "not_yet", tomorrow),
        ):
            messages, skipped = self.plan(replace(ITEM, **facts))
            self.assertEqual((messages, skipped), ([], [Skipped(7, reason, detail)]), facts)

    def test_a_day_that_is_not_known_holds_nothing(self):
        """BLK-13: an item without a day goes."""
        self.assertEqual(len(self.plan(replace(ITEM, next_on=None))[0]), 1)

    def test_a_given_stage(self):
        """BLK-14: it is for all, before their day and without a next stage too; what is held stays."""
        late = replace(ITEM, next_stage=None, next_on=TODAY + timedelta(days=9))
        messages, skipped = self.plan(late, replace(ITEM, id=8, hold="x"), given=3)
        self.assertEqual((messages[0].stage, messages[0].items), (3, [Planned(7, 3)]))
        self.assertEqual(skipped, [Skipped(8, "hold", "x")])

    def test_the_sternest_stage_names_the_message(self):
        """BEY-06: of the items of one customer; a stage without a rank is the mildest."""
        messages, _skipped = self.plan(ITEM, replace(ITEM, id=8, next_stage=3), replace(ITEM, id=9, next_stage=2),
                                       replace(ITEM, id=10, next_stage=99))
        self.assertEqual([(one.stage, [item.item for item in one.items]) for one in messages], [(3, [7, 8, 9, 10])])
        messages, _skipped = self.plan(replace(ITEM, next_stage=99), replace(ITEM, id=8, next_stage=1))
        self.assertEqual(messages[0].stage, 1)

    def claim(self, number, amount, **facts):
        return replace(ITEM, id=number, amount=Decimal(amount), least=Decimal(1), **facts)

    def test_too_small(self):
        """BNK-16: less than the tolerance is left out, the tolerance itself is not; a hold is told first."""
        small, enough = self.claim(7, "0.99"), self.claim(8, "1.00")
        messages, skipped = self.plan(small, enough, replace(small, id=9, hold="x"))
        self.assertEqual([item.item for item in messages[0].items], [8])
        self.assertEqual(skipped, [Skipped(7, "small", Decimal("0.99")), Skipped(9, "hold", "x")])

    def covered(self, *amounts):
        return tuple((CREDIT, Decimal(amount)) for amount in amounts)

    def test_what_credits_cover_is_not_stern(self):
        """BNK-16: what is covered is told, and taken off; its stage does not name the message."""
        new = self.claim(7, "100", parts=self.covered(20))
        old = self.claim(8, "100", next_stage=3, parts=self.covered(100))
        messages, skipped = self.plan(new, old)
        self.assertEqual((messages[0].stage, skipped), (1, []))
        self.assertEqual({item.item: (item.credit, item.left) for item in messages[0].items},
                         {7: (20, 80), 8: (100, 0)})
        self.assertEqual(to_rows(chain.from_iterable(item.parts for item in messages[0].items)), [["C1", 120.0]])

    def test_what_credits_cover_alone(self):
        """BNK-16: a message that would claim less than the tolerance is none."""
        parts = self.covered("99.01")
        other = replace(self.claim(8, "100"), group=("customer", 2))
        messages, skipped = self.plan(self.claim(7, "100", parts=parts), other)
        self.assertEqual(skipped, [Skipped(7, "covered", parts)])
        self.assertEqual([(item.item, item.left) for item in messages[0].items], [(8, 100)])
        messages, skipped = self.plan(self.claim(7, "100.01", parts=parts))
        self.assertEqual((len(messages), skipped), (1, []))

    def test_what_claims_no_money(self):
        """BNK-16: quotes are neither small nor covered."""
        messages, skipped = self.plan(replace(ITEM, least=Decimal(1)))
        self.assertEqual((skipped, messages[0].items), ([], [Planned(7, 1)]))

    def test_groups_and_documents(self):
        """BEY-06: one message per customer, or per document as the settings say."""
        others = (ITEM, replace(ITEM, id=8, document=101), replace(ITEM, id=9, group=("customer", 2)))
        self.assertEqual([one.group for one in self.plan(*others)[0]], [("customer", 1), ("customer", 2)])
        self.assertEqual([one.group for one in self.plan(*others, per_customer=False)[0]],
                         [("customer", 1, 100), ("customer", 1, 101), ("customer", 2, 100)])


@tagged("post_install", "-at_install")
class TestStagesInFull(BaseCase):
    """FUP-06: the days of the stages, and the next one."""

    DUE = date(2026, 1, 15)

    def test_each_stage_is_dated_by_the_one_before(self):
        """FUP-06: done, moved and planned stages, and what they are."""
        steps = forecast([Stage(1, 0), Stage(2, 8), Stage(3, 8)], self.DUE, {1: date(2026, 1, 20)}, {2: TODAY})
        self.assertEqual(steps, [
            Step(1, date(2026, 1, 20), done=True), Step(2, TODAY, moved=True), Step(3, date(2026, 2, 9))])
        self.assertEqual([(step.done, step.moved) for step in steps], [(True, False), (False, True), (False, False)])
        self.assertEqual(forecast([], self.DUE, {}, {}), [])

    def test_what_was_done_counts_more_than_what_was_moved(self):
        """FUP-06: the day it was done."""
        steps = forecast([Stage(1, 5)], self.DUE, {1: date(2026, 1, 21)}, {1: date(2026, 1, 30)})
        self.assertEqual(steps, [Step(1, date(2026, 1, 21), done=True)])

    def test_a_stage_is_reached_on_its_day(self):
        """FUP-08: not before, and no more once it is done."""
        self.assertTrue(Step(1, TODAY).is_reached(TODAY))
        self.assertTrue(Step(1, TODAY - timedelta(days=1)).is_reached(TODAY))
        self.assertFalse(Step(1, TODAY + timedelta(days=1)).is_reached(TODAY))
        self.assertFalse(Step(1, TODAY, done=True).is_reached(TODAY))

    def test_the_next_step_follows_the_last_one_done(self):
        """BLK-09: the first of all when none is done; none after the last."""
        first, second, third = Step(1, TODAY), Step(2, TODAY), Step(3, TODAY)
        self.assertEqual(next_step([first, second, third]), first)
        self.assertEqual(next_step([first, replace(second, done=True), third]), third)
        self.assertEqual(next_step([replace(first, done=True), second, third]), second)
        self.assertIsNone(next_step([first, replace(second, done=True)]))
        self.assertIsNone(next_step([]))

    def test_urgency_on_each_side_of_the_limits(self):
        """BLK-05, BLK-06, BLK-07: late from the day after, soon up to the days of the settings; on the day as its stage
        says.
        """
        for due, next_on, wanted in (
            (TODAY - timedelta(days=1), None, "overdue"), (TODAY, None, "soon"), (TODAY, TODAY, "reached"),
            (TODAY, TODAY - timedelta(days=1), "reached"), (TODAY, TODAY + timedelta(days=1), "soon"),
            (TODAY + timedelta(days=7), None, "soon"), (TODAY + timedelta(days=7), TODAY, "soon"),
            (TODAY + timedelta(days=8), None, "later"),
        ):
            self.assertEqual(urgency(due, next_on, TODAY, 7), wanted, (due, next_on))


@tagged("post_install", "-at_install")
class TestInterestInFull(BaseCase):
    def test_days_and_halves(self):
        """BEY-09, LAW-03: from the day after the due date, the payment's day included; each half-year at its rate, and
        none where no rate is known.
        """
        rates = [Rate(date(2026, 7, 1), Decimal(20)), Rate(date(2026, 1, 1), Decimal(10))]
        for due, on, wanted in (
            (date(2026, 3, 1), date(2026, 3, 2), "1.00"), (date(2026, 3, 1), date(2026, 3, 1), "0.00"),
            (date(2026, 6, 30), date(2026, 7, 1), "2.00"), (date(2026, 6, 29), date(2026, 7, 1), "3.00"),
            (date(2025, 12, 30), date(2026, 1, 1), "1.00"),
        ):
            found = late_interest_of([(Decimal(3650), on)], due, rates, Decimal("0.01"))
            self.assertEqual(found, Decimal(wanted), (due, on))
        self.assertEqual(late_interest_of([(Decimal(-5), TODAY)], date(2026, 1, 1), rates, Decimal("0.01")), 0)
        self.assertEqual(late_interest_of([(Decimal(3650), TODAY)], date(2026, 1, 1), [], Decimal("0.01")), 0)

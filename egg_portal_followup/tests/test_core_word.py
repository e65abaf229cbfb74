"""What a customer may say instead of paying, decided without Odoo."""

from datetime import date, timedelta
from decimal import Decimal

from odoo.tests import BaseCase

from ..core.word import (
    DISPUTE,
    PROMISE,
    TRANSFER,
    Bounds,
    Row,
    Word,
    find_refusal,
    find_takers,
    get_hold_until,
    reach,
)

TODAY = date(2026, 11, 24)
BOUNDS = Bounds(promise=30, transfer=7)


def row(id_=1, left=100, **values):
    return Row(id_, Decimal(left), **values)


class TestWord(BaseCase):
    def takers(self, kind, *rows, bounds=BOUNDS):
        return [one.id for one in find_takers(kind, list(rows), TODAY, bounds)]

    def test_once_for_each_amount(self):
        """POR-04, POR-03: a promise and a transfer once; nothing of what is settled or being paid."""
        said = row(2, said=frozenset({PROMISE}))
        self.assertEqual(self.takers(PROMISE, row(), said, row(3, 0), row(4, is_held=True)), [1])
        self.assertEqual(self.takers(TRANSFER, said, row(3, said=frozenset({TRANSFER}))), [2])
        self.assertEqual(self.takers(DISPUTE, row(), row(2, is_disputed=True)), [1])

    def test_what_the_firm_noted_stays(self):
        """POR-04: a promise that runs is not moved, one that is over may be given anew; a dispute is no promise."""
        rows = row(1, promised_on=TODAY), row(2, promised_on=TODAY - timedelta(1)), row(3, is_disputed=True)
        self.assertEqual(self.takers(PROMISE, *rows), [2])
        self.assertEqual(self.takers(TRANSFER, *rows), [1, 2, 3])

    def test_not_where_the_firm_does_not_want_it(self):
        """POR-04: 0 days is not at all; a dispute always."""
        off = Bounds(0, 0)
        self.assertEqual([self.takers(kind, row(), bounds=off) for kind in (PROMISE, TRANSFER, DISPUTE)], [[], [], [1]])

    def test_bounds(self):
        """POR-04: from today to the last day; more than nothing, at most what is open; a reason of some words."""
        def refused(**values):
            return find_refusal(Word(**values), [row(), row(2)], TODAY, BOUNDS)
        for days in (0, 30):
            self.assertEqual(refused(kind=PROMISE, day=TODAY + timedelta(days)), "")
        for day in (TODAY - timedelta(1), TODAY + timedelta(31), None):
            self.assertEqual(refused(kind=PROMISE, day=day), "day")
        for days in (0, 15):
            self.assertEqual(refused(kind=TRANSFER, day=TODAY - timedelta(days)), "")
        for days in (-1, 16):
            self.assertEqual(refused(kind=TRANSFER, day=TODAY - timedelta(days)), "day")
        for amount in (0, -1, "200.01"):
            self.assertEqual(refused(kind=PROMISE, day=TODAY, amount=Decimal(amount)), "amount")
        self.assertEqual(refused(kind=PROMISE, day=TODAY, amount=Decimal(200)), "")
        self.assertEqual([refused(kind=DISPUTE, reason=text) for text in ("", "  ", "x" * 501, "broken")],
                         ["reason", "reason", "reason", ""])
        self.assertEqual(find_refusal(Word(PROMISE, TODAY), [], TODAY, BOUNDS), "nothing")

    def test_how_far_it_reaches(self):
        """POR-04: the oldest first; all without an amount."""
        rows = [row(1), row(2), row(3)]
        reached = [[one.id for one in reach(Word(PROMISE, TODAY, amount), rows)]
                   for amount in (None, Decimal(100), Decimal("100.01"), Decimal(300))]
        self.assertEqual(reached, [[1, 2, 3], [1], [1, 2], [1, 2, 3]])

    def test_how_long_reminders_wait(self):
        """POR-03: so many days from today, never less than what was promised."""
        transfer = Word(TRANSFER, TODAY - timedelta(3))
        self.assertEqual(get_hold_until(transfer, [row()], TODAY, BOUNDS), date(2026, 12, 1))
        later = row(promised_on=date(2026, 12, 20))
        self.assertEqual(get_hold_until(transfer, [later], TODAY, BOUNDS), date(2026, 12, 20))
        self.assertEqual(get_hold_until(Word(PROMISE, date(2026, 11, 30)), [row()], TODAY, BOUNDS), date(2026, 11, 30))

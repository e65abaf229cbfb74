from dataclasses import dataclass
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase

from ..core import discount as core

CENT = Decimal("0.01")


@dataclass(frozen=True)
class PerUnit(core.Rate):
    """An amount off each unit: a mode that only this test knows."""

    def weight(self, base):
        return base.quantity

    def target(self, value, base, unit):
        return core.rounded(value * base.quantity, unit)


ALL_MODES = [*core.MODES.values(), PerUnit("per_unit", "Per unit", True)]
cents = st.integers(0, 10**9).map(lambda number: Decimal(number) / 100)
percents = st.integers(0, 10_000).map(lambda number: Decimal(number) / 100)
modes = st.sampled_from(ALL_MODES)
#: (quantity, price in cents) of the lines of a document
lines = st.lists(st.tuples(st.integers(1, 50), st.integers(1, 10**6)), min_size=1, max_size=8)
LAW = settings(max_examples=200, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


def base_of(items):
    excluded = sum((Decimal(price) / 100 * quantity for quantity, price in items), Decimal(0))
    return core.Base(excluded, core.rounded(excluded * Decimal("1.2"), CENT),
                     Decimal(sum(quantity for quantity, _price in items)))


class TestDiscountLaws(BaseCase):
    @LAW
    @given(st.sampled_from(list(core.MODES.values())), percents, cents, cents)
    def test_target_is_rounded_and_within_the_total(self, mode, percent, excluded, vat):
        """QLT-03, DOC-19, DOC-21: the amount taken off is whole cents, half-up, never below 0 nor above the total."""
        base = core.Base(excluded, excluded + vat)
        is_percent = isinstance(mode, core.Percent)
        amount = mode.target(percent if is_percent else min(percent, base.excluded), base, CENT)
        total = mode.total(base)
        self.assertEqual(amount, amount.quantize(CENT))
        self.assertTrue(0 <= amount <= total)
        if is_percent:
            self.assertLessEqual(abs(amount - total * percent / 100), CENT / 2)

    def test_half_a_cent_goes_up(self):
        """QLT-03: 10 % of 0.05 is 0.01, half-up."""
        self.assertEqual(core.MODES["untaxed_percent"].target(Decimal(10), core.Base(Decimal("0.05"), Decimal("0.06")),
                                                              CENT), CENT)

    @LAW
    @given(modes, cents, lines, st.lists(cents, max_size=3))
    def test_parts_add_up_whatever_changes(self, mode, full, items, changes):
        """QLT-03, MON-03, MON-06, ARC-03: all parts together take exactly what the whole says in the end,
        changed on the way or not.
        """
        done, whole = Decimal(0), base_of(items)
        for number in range(1, len(items) + 1):
            full = changes[number - 1] if number <= len(changes) else full
            part = mode.share(full, done, base_of(items[:number]), whole, CENT)
            self.assertEqual(part, part.quantize(CENT))
            if not changes:
                self.assertGreaterEqual(part, -CENT)
            done += part
        self.assertEqual(done, full)

    @LAW
    @given(modes, percents, lines, st.integers(0, 8))
    def test_an_edited_part_leaves_the_rest_to_the_next(self, mode, value, items, kept):
        """MON-03, ARC-03: of what a part has from the whole, an edited part takes its share,
        and the last part takes what it left.
        """
        whole = base_of(items)
        full = mode.target(value, whole, CENT)
        then = base_of(items[:len(items) // 2 + 1])
        carried = mode.share(full, Decimal(0), then, whole, CENT)
        self.assertEqual(mode.follow(value, carried, then, then, CENT), carried, "not edited")
        now = base_of(items[:min(kept, len(items) // 2 + 1)])
        taken = mode.follow(value, carried, then, now, CENT)
        self.assertTrue(-CENT <= taken <= max(carried, mode.target(value, now, CENT)) + CENT)
        self.assertGreaterEqual(mode.carry(value, taken), 0)
        self.assertEqual(taken + mode.share(full, taken, whole, whole, CENT), full)

    @LAW
    @given(modes, cents, cents)
    def test_wrong_values_are_refused(self, mode, excluded, more):
        """DOC-18: below 0, above 100 % and above the total are refused, each for its own reason;
        the limits themselves are not.
        """
        base = core.Base(excluded + CENT, (excluded + CENT) * 2, Decimal(1))
        is_percent = isinstance(mode, core.Percent)
        limit = Decimal(100) if is_percent else mode.total(base)
        mode.check(Decimal(0), base)
        mode.check(limit, base)
        for value, code in ((-CENT - more, "negative"),
                            (limit + CENT + more, "over_100" if is_percent else "over_total")):
            with self.assertRaises(core.DiscountError) as caught:
                mode.check(value, base)
            self.assertEqual(caught.exception.code, code)

    def test_no_lines_yet(self):
        """DOC-18: an amount on a document without lines waits for them."""
        core.MODES["untaxed_amount"].check(Decimal(100), core.NOTHING)

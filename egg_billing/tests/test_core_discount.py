from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase

from ..core import discount as core
from .common_discount import PerUnit

CENT = Decimal("0.01")


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

    def test_lines_of_nothing(self):
        """DOC-18: an amount is more than lines of 0.00; a percentage of nothing is nothing."""
        base = core.Base(Decimal(0), Decimal(0), Decimal(2))
        for code in ("untaxed_amount", "taxed_amount"):
            core.MODES[code].check(Decimal(0), base)
            with self.assertRaises(core.DiscountError) as caught:
                core.MODES[code].check(CENT, base)
            self.assertEqual(caught.exception.code, "over_total")
        for code in ("untaxed_percent", "taxed_percent"):
            core.MODES[code].check(Decimal(10), base)

    def test_no_lines_yet(self):
        """DOC-18: an amount on a document without lines waits for them."""
        core.MODES["untaxed_amount"].check(Decimal(100), core.NOTHING)


class TestDiscountByHand(BaseCase):
    """A document of 1,000.00 excluding and 1,100.00 including VAT (two rates), ten units; a part of 250.00."""

    whole = core.Base(Decimal(1000), Decimal(1100), Decimal(10))
    part = core.Base(Decimal(250), Decimal(300), Decimal(2))

    def assertAmount(self, expected, amount):
        self.assertEqual(amount, Decimal(expected))

    def test_the_four_modes(self):
        """DOC-17, ARC-03: the codes that databases hold, and the side of VAT that each is taken off."""
        self.assertEqual({code: (mode.excluded, mode.label) for code, mode in core.MODES.items()}, {
            "untaxed_percent": (True, "% excl. VAT"), "untaxed_amount": (True, "Amount excl. VAT"),
            "taxed_percent": (False, "% incl. VAT"), "taxed_amount": (False, "Amount incl. VAT"),
        })
        for code, target in (("untaxed_percent", "100"), ("taxed_percent", "110"), ("untaxed_amount", "10"),
                             ("taxed_amount", "10")):
            self.assertAmount(target, core.MODES[code].target(Decimal(10), self.whole, CENT))

    def test_bases_add_up_and_are_scaled(self):
        """DOC-19: lines make one base, side by side; a part of it is in proportion on each side."""
        self.assertEqual(self.whole + self.part, core.Base(Decimal(1250), Decimal(1400), Decimal(12)))
        self.assertEqual(self.whole.times(Decimal("0.5")), core.Base(Decimal(500), Decimal(550), Decimal(5)))
        self.assertEqual(core.Base(Decimal(1), Decimal(2)).quantity, 0)

    def test_rounding(self):
        """QLT-03: half-up in whole units of the currency, whatever the unit, away from zero."""
        for amount, unit, expected in (("1.005", "0.01", "1.01"), ("1.004", "0.01", "1.00"), ("2.5", "1", "3"),
                                       ("1.12", "0.05", "1.10"), ("-1.005", "0.01", "-1.01")):
            self.assertAmount(expected, core.rounded(Decimal(amount), Decimal(unit)))

    def test_a_fixed_amount_on_parts(self):
        """MON-03, MON-06: 30.01 on a quarter is 7.50; the last part takes 22.51; what was taken too much comes back;
        a document without a value takes all at once.
        """
        for mode in (core.MODES["untaxed_amount"], core.MODES["taxed_amount"]):
            full = Decimal("30.01")
            self.assertAmount("7.50", mode.share(full, Decimal(0), self.part, self.whole, CENT))
            self.assertAmount("22.51", mode.share(full, Decimal("7.50"), self.whole, self.whole, CENT))
            self.assertAmount("-2.50", mode.share(full, Decimal(10), self.part, self.whole, CENT))
            self.assertAmount("20.01", mode.share(full, Decimal(10), self.part, core.NOTHING, CENT))
            beyond = self.whole + self.part
            self.assertAmount("30.01", mode.share(full, Decimal(0), beyond, self.whole, CENT))

    def test_a_rate_on_parts(self):
        """MON-03: 10 % of 1,000.00 on a quarter is 25.00; on more than was ordered the rate holds for that too."""
        mode = core.MODES["untaxed_percent"]
        self.assertAmount("25", mode.share(Decimal(100), Decimal(0), self.part, self.whole, CENT))
        self.assertAmount("75", mode.share(Decimal(100), Decimal(25), self.whole, self.whole, CENT))
        beyond = self.whole + self.part
        self.assertAmount("125", mode.share(Decimal(100), Decimal(0), beyond, self.whole, CENT))
        self.assertAmount("100", mode.share(Decimal(100), Decimal(0), self.part, core.NOTHING, CENT))

    def test_both_sides_of_vat(self):
        """DOC-20, MON-03: what is excluding and including VAT is shared each by itself."""
        mode = core.MODES["taxed_amount"]
        full, done = core.Base(Decimal(100), Decimal(120)), core.Base(Decimal(5), Decimal(6))
        self.assertEqual(mode.share_both(full, done, self.part, self.whole, CENT), (Decimal(20), Decimal(24)))

    def test_printed_lines_decide(self):
        """DOC-18, QLT-03: lines print 1,000.02 where they make 1,000.00: a discount of all that is printed takes all
        there is, one of more is refused, one of less stays as typed.
        """
        mode, slack = core.MODES["untaxed_amount"], Decimal("0.02")
        for value, expected in (("999.99", "999.99"), ("1000", "1000"), ("1000.01", "1000"), ("1000.02", "1000")):
            mode.check(Decimal(value), self.whole, slack)
            self.assertAmount(expected, mode.limited(Decimal(value), self.whole, slack, CENT))
        self.assertAmount("1000.03", mode.limited(Decimal("1000.03"), self.whole, slack, CENT))
        with self.assertRaises(core.DiscountError):
            mode.check(Decimal("1000.03"), self.whole, slack)
        with self.assertRaises(core.DiscountError):
            mode.check(Decimal("1000.004"), self.whole)

    def test_the_base_of_the_limit(self):
        """DOC-18: 1,050.00 is too much excluding VAT, not including it; on a credit of -5.00 nothing is refused."""
        core.MODES["taxed_amount"].check(Decimal(1050), self.whole)
        with self.assertRaises(core.DiscountError):
            core.MODES["untaxed_amount"].check(Decimal(1050), self.whole)
        core.MODES["untaxed_amount"].check(Decimal(1), core.Base(Decimal(-5), Decimal(-6)))
        with self.assertRaises(core.DiscountError):
            core.MODES["untaxed_amount"].check(Decimal("0.6"), core.Base(Decimal("0.5"), Decimal("0.6")))

    def test_an_edited_part(self):
        """MON-03: of 250.00 with 10.00 a half keeps 5.00, nothing nothing, more of it 10.00; a rate holds for what is
        there, with the cent that it carried.
        """
        fixed, rate = core.MODES["untaxed_amount"], core.MODES["untaxed_percent"]
        half = self.part.times(Decimal("0.5"))
        for now, expected in ((half, "5"), (core.NOTHING, "0"), (self.part, "10"), (self.whole, "10"),
                              (core.Base(Decimal(-1), Decimal(-1)), "10")):
            self.assertAmount(expected, fixed.follow(Decimal(40), Decimal(10), self.part, now, CENT))
        self.assertAmount("10", fixed.follow(Decimal(40), Decimal(10), core.NOTHING, self.part, CENT))
        self.assertAmount("12.51", rate.follow(Decimal(10), Decimal("25.01"), self.part, half, CENT))

    def test_what_a_part_shows(self):
        """MON-03: a part shows the rate of the whole, or the amount that it takes, never one below zero."""
        self.assertAmount("10", core.MODES["untaxed_percent"].carry(Decimal(10), Decimal("25.01")))
        self.assertAmount("25.01", core.MODES["untaxed_amount"].carry(Decimal(40), Decimal("25.01")))
        self.assertAmount("0", core.MODES["untaxed_amount"].carry(Decimal(40), Decimal("-0.01")))

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase

from ..core import discount as core

CENT = Decimal("0.01")
cents = st.integers(0, 10**9).map(lambda number: Decimal(number) / 100)
percents = st.integers(0, 10_000).map(lambda number: Decimal(number) / 100)
modes = st.sampled_from(core.MODES)
LAW = settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


class TestDiscountLaws(BaseCase):
    @LAW
    @given(modes, percents, cents, cents)
    def test_target_is_rounded_and_within_the_total(self, mode, percent, excluded, vat):
        """QLT-03, DOC-19, DOC-21: the amount taken off is whole cents, half-up, never below 0 nor above the total."""
        base = core.Base(excluded, excluded + vat)
        value = percent if core.is_percent(mode) else min(percent, base.excluded)
        amount = core.target(mode, value, base, CENT)
        total = base.excluded if core.is_excluded(mode) else base.included
        self.assertEqual(amount, amount.quantize(CENT))
        self.assertTrue(0 <= amount <= total)
        if core.is_percent(mode):
            self.assertLessEqual(abs(amount - total * percent / 100), CENT / 2)

    def test_half_a_cent_goes_up(self):
        """QLT-03: 10 % of 0.05 is 0.01, half-up."""
        base = core.Base(Decimal("0.05"), Decimal("0.06"))
        self.assertEqual(core.target("ht_percent", Decimal(10), base, CENT), CENT)

    @LAW
    @given(cents, st.lists(st.integers(1, 50), min_size=1, max_size=12))
    def test_shares_add_up_to_the_discount(self, full, parts):
        """QLT-03, DOC-20: whatever the partial invoices, their discounts add up to the order's exactly."""
        done, so_far, whole = Decimal(0), 0, sum(parts)
        for part in parts:
            so_far += part
            share = core.share(full, done, Decimal(so_far), Decimal(whole), CENT)
            self.assertGreaterEqual(share, 0)
            self.assertEqual(share, share.quantize(CENT))
            done += share
        self.assertEqual(done, full)

    @LAW
    @given(modes, cents, cents)
    def test_wrong_values_are_refused(self, mode, excluded, more):
        """DOC-18: below 0, above 100 % and above the total are refused, each for its own reason; the limits themselves are not."""
        base = core.Base(excluded + CENT, (excluded + CENT) * 2)
        limit = Decimal(100) if core.is_percent(mode) else (base.excluded if core.is_excluded(mode) else base.included)
        core.check(mode, Decimal(0), base)
        core.check(mode, limit, base)
        for value, code in ((-CENT - more, "negative"), (limit + CENT + more, "over_100" if core.is_percent(mode) else "over_total")):
            with self.assertRaises(core.DiscountError) as caught:
                core.check(mode, value, base)
            self.assertEqual(caught.exception.code, code)

    def test_no_lines_yet(self):
        """DOC-18: an amount on a document without lines waits for them."""
        core.check("ht_amount", Decimal(100), core.Base(Decimal(0), Decimal(0)))

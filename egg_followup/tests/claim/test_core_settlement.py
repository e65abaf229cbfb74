from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.tests import BaseCase, tagged

from ...core.interest import Rate
from ...core.settlement import (
    INTEREST,
    PRINCIPAL,
    Claimed,
    Debt,
    Payment,
    Step,
    Terms,
    carry_claimed,
    find_open,
    settle,
)

CENT = Decimal("0.01")
DUE = date(2026, 3, 31)
RATES = [Rate(date(2026, 1, 1), Decimal("12.15"), date(2026, 6, 30)),
         Rate(date(2026, 7, 1), Decimal("12.40"), date(2026, 12, 31))]
#: three part payments over two rates
THREE = [Payment(date(2026, 5, 15), Decimal("2000.00")), Payment(date(2026, 7, 20), Decimal("3000.00")),
         Payment(date(2026, 9, 30), Decimal("1000.00"))]


def at(first, payments=THREE, on=date(2026, 11, 30), amount="10000.00", rates=RATES):
    return settle(Debt(Decimal(amount), DUE), payments, on, Terms(rates, CENT, first))


def day_by_day(amount, payments, on, rates, first):
    """The same, told by simulating each day with fractions: (principal, interest, interest paid)."""
    owed, ran, paid, day = Fraction(amount), Fraction(0), Fraction(0), DUE
    kept = Fraction(amount)
    while day <= on:
        if day > DUE:
            percent = next((rate.percent for rate in rates if rate.since <= day <= rate.until), Decimal(0))
            ran += owed * Fraction(percent) / 36500
        for one in (one for one in payments if one.on == day or day == DUE and one.on <= DUE):
            money = Fraction(one.amount)
            due = Fraction(round_cents(ran)) - paid if first == INTEREST else Fraction(0)
            to_interest = min(money, due)
            paid += to_interest
            owed -= min(owed, money - to_interest)
        day += timedelta(days=1)
    assert kept >= owed
    return owed, round_cents(ran), paid


def round_cents(value):
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(CENT, ROUND_HALF_UP)


payments_of = st.lists(st.builds(
    Payment, st.dates(date(2026, 2, 1), date(2026, 12, 31)),
    st.decimals(Decimal("0.01"), Decimal("3000"), places=2)), max_size=3)
days = st.dates(date(2026, 2, 1), date(2026, 12, 31))
money = st.decimals(Decimal(0), Decimal(500), places=2)


def open_interest(debt) -> Decimal:
    return debt.interest - debt.paid_interest


@tagged("post_install", "-at_install")
class TestSettlement(BaseCase):
    def test_three_part_payments_over_two_rates_interest_first(self):
        """AUT-07: 10,000.00 due on 31 March; each payment settles the interest that ran until its day, to the cent."""
        debt = at(INTEREST)
        # 45 days at 12.15 %: 149.79; then 46 days at 12.15 % and 20 at 12.40 % on 8,149.79; 72 days on 5,329.96
        assert debt.steps[0] == Step(date(2026, 5, 15), Decimal("149.79"), Decimal("1850.21"))
        assert debt.steps[1] == Step(date(2026, 7, 20), Decimal("180.17"), Decimal("2819.83"))
        assert debt.steps[2] == Step(date(2026, 9, 30), Decimal("130.37"), Decimal("869.63"))
        assert debt.principal == Decimal("4460.33")
        assert open_interest(debt) == Decimal("92.44")  # 61 days at 12.40 %: 92.433, with 0.004 that ran before
        assert debt.interest == Decimal("552.77")

    def test_three_part_payments_over_two_rates_principal_first(self):
        """AUT-07: by the books the same payments lower the principal; interest is the sum of its days."""
        debt = at(PRINCIPAL)
        # 149.79 + (122.50 + 54.36) + 122.30 + 82.89, rounded once
        assert (debt.principal, debt.interest, debt.paid_interest) == (4000, Decimal("531.84"), 0)
        assert [step.principal for step in debt.steps] == [Decimal("2000.00"), Decimal("3000.00"), Decimal("1000.00")]

    def test_a_payment_of_the_interest(self):
        """AUT-07: paid on the invoice of late interest, it settles interest, then the principal that interest took of
        other payments, and never more.
        """
        debt = at(INTEREST, [*THREE, Payment(date(2026, 10, 15), Decimal("900.00"), True)])
        ran = debt.steps[3].interest
        assert debt.steps[3].principal == Decimal("460.33")  # 149.79 + 180.17 + 130.37
        assert debt.principal == Decimal("4000.00")
        assert debt.rest == (Payment(date(2026, 10, 15), Decimal("900.00") - ran - Decimal("460.33"), True),)
        plain = at(PRINCIPAL, [*THREE, Payment(date(2026, 10, 15), Decimal("900.00"), True)])
        assert (plain.paid_interest, open_interest(plain)) == (Decimal("531.84"), Decimal(0))
        assert plain.rest[0].amount == Decimal("368.16")

    def test_paid_in_full_the_interest_is_still_owed(self):
        """AUT-07: who pays the principal alone owes, by the law, what the interest took of it."""
        debt = at(INTEREST, [Payment(date(2026, 5, 15), Decimal("10000.00"))], on=date(2026, 5, 15))
        assert (debt.principal, open_interest(debt)) == (Decimal("149.79"), Decimal(0))
        assert at(PRINCIPAL, [Payment(date(2026, 5, 15), Decimal("10000.00"))]).principal == 0

    @settings(deadline=None)
    @given(payments_of, days)
    def test_nothing_is_lost(self, payments, on):
        """AUT-07: under both settings each cent that came in stands once, as interest or as principal."""
        came = [one for one in payments if one.on <= on]
        for first in (INTEREST, PRINCIPAL):
            debt = at(first, payments, on)
            assert sum((step.interest + step.principal for step in debt.steps), Decimal(0)) == sum(
                (one.amount for one in came), Decimal(0))
            assert debt.principal == Decimal("10000.00") - sum((step.principal for step in debt.steps), Decimal(0))
            assert debt.paid_interest == sum((step.interest for step in debt.steps), Decimal(0)) <= debt.interest

    @settings(deadline=None)
    @given(payments_of, days)
    def test_as_simulated_day_by_day(self, payments, on):
        """AUT-07: to the cent what a simulation of each day with fractions comes to, in any order of the payments."""
        for first in (INTEREST, PRINCIPAL):
            debt = at(first, payments, on)
            owed, interest, paid = day_by_day("10000.00", payments, on, RATES, first) if on >= DUE else (None,) * 3
            if on >= DUE:
                assert (debt.principal, debt.interest, debt.paid_interest) == (owed, interest, paid)
            assert debt == at(first, payments[::-1], on)._replace(steps=debt.steps)

    @settings(deadline=None)
    @given(payments_of, days)
    def test_the_law_is_never_below_the_books(self, payments, on):
        """AUT-07: interest first costs the debtor at least as much; without rates or payments it is the same."""
        law, books = at(INTEREST, payments, on), at(PRINCIPAL, payments, on)
        assert law.principal + open_interest(law) >= books.principal + open_interest(books) - CENT
        free = at(INTEREST, payments, on, rates=[])
        assert (free.principal, free.interest) == (at(PRINCIPAL, payments, on, rates=[]).principal, 0)
        assert at(INTEREST, [], on) == at(PRINCIPAL, [], on)

    @settings(deadline=None)
    @given(money, money, money)
    def test_claimed_once(self, interest, fee, unknown):
        """AUT-07: what is claimed is never claimed again; what is waived takes nothing of the other kind."""
        claimed = Claimed(interest / 2, Decimal(0), unknown)
        left = find_open(interest, fee, claimed)
        assert left.interest + left.fee == max(interest / 2 + fee - unknown, Decimal(0))
        assert find_open(interest, fee, Claimed(interest, fee or Decimal(1)))[:2] == (0, 0)
        waived = find_open(interest, fee, Claimed(), frozenset({"fee"}))
        assert (waived.interest, waived.fee) == (interest, 0)
        assert find_open(interest, fee, Claimed(), frozenset({"fee", "interest"}))[:2] == (0, 0)
        assert carry_claimed(interest, fee, Claimed(interest + 5)).interest == 5

    def test_a_fee_that_was_claimed_lower_is_done(self):
        """AUT-07: a fee that was invoiced, at another rate of exchange or for less, is not claimed for the rest."""
        assert find_open(Decimal(0), Decimal("43.50"), Claimed(Decimal(0), Decimal("43.20"))).fee == 0

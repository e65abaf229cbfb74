"""What part payments of a late debt settle: the interest first, as the law has it (Code civil, art. 1343-1), or the
principal, as the books have it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .interest import Claim, Rate, late_interest_of, take_claimed

INTEREST, PRINCIPAL = "interest", "principal"
#: the two kinds of what a late payment costs
FEE = "fee"


@dataclass(frozen=True, slots=True)
class Debt:
    """An amount and the day on which it was due."""

    amount: Decimal
    due: date


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in."""

    on: date
    amount: Decimal
    is_for_interest: bool = False  # paid on an invoice of late interest


class Step(NamedTuple):
    """What one payment settled."""

    on: date
    interest: Decimal
    principal: Decimal


class Settlement(NamedTuple):
    """A debt on a day."""

    principal: Decimal  # what is owed of it
    interest: Decimal  # what its delay has cost in all
    paid_interest: Decimal
    steps: tuple[Step, ...] = ()
    rest: tuple[Payment, ...] = ()  # payments of late interest that this debt left over


class Claimed(NamedTuple):
    """What invoices of late interest claim of a debt already; `unknown`: nobody noted what for."""

    interest: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    unknown: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Terms:
    """How interest is worked out."""

    rates: list[Rate]
    unit: Decimal
    first: str = PRINCIPAL  # what a part payment settles first


def settle(debt: Debt, payments: list[Payment], on: date, terms: Terms) -> Settlement:
    """Return what is owed of a debt on a day, after these payments up to that day, whatever their order.

    Interest runs on the principal only, from the day after it was due up to the day of each payment and counting that
    day; it is rounded when something is settled or told, never in between.
    """
    return _settle_on_interest(debt, _until(payments, on), on, terms) if terms.first == INTEREST else \
        _settle_on_principal(debt, _until(payments, on), on, terms)


def _until(payments, on) -> list[Payment]:
    return sorted((one for one in payments if one.on <= on), key=lambda one: (one.on, one.is_for_interest))


def _settle_on_principal(debt, payments, on, terms) -> Settlement:
    """The books: what is paid lowers the principal; interest is paid by payments of its own."""
    own = [one for one in payments if not one.is_for_interest]
    owed = debt.amount - sum((one.amount for one in own), Decimal(0))
    parts = [*((one.amount, one.on) for one in own), (owed, on)]
    interest, paid, rest = late_interest_of(parts, debt.due, terms.rates, terms.unit), Decimal(0), []
    steps = [Step(one.on, Decimal(0), one.amount) for one in own]
    for one in payments:
        if one.is_for_interest:
            part = min(one.amount, interest - paid)
            paid += part
            steps.append(Step(one.on, part, Decimal(0)))
            rest += [Payment(one.on, one.amount - part, True)] if part < one.amount else []
    return Settlement(owed, interest, paid, tuple(sorted(steps, key=lambda step: step.on)), tuple(rest))


def _settle_on_interest(debt, payments, on, terms) -> Settlement:
    """The law: a payment settles the interest that has run until then, and what is left of it the principal."""
    owed, paid, lent = debt.amount, Decimal(0), Decimal(0)  # lent: interest that payments of the principal settled
    stretches, last, steps, rest = [], debt.due, [], []
    for one in payments:
        stretches, last = [*stretches, (owed, last, one.on)], max(last, one.on)
        to_interest = min(one.amount, _interest(stretches, terms) - paid)
        left = one.amount - to_interest
        to_principal = min(left, lent if one.is_for_interest else owed)
        paid, owed = paid + to_interest, owed - to_principal
        lent += -to_principal if one.is_for_interest else to_interest
        steps.append(Step(one.on, to_interest, to_principal))
        if one.is_for_interest and left > to_principal:
            rest.append(Payment(one.on, left - to_principal, True))
    interest = _interest([*stretches, (owed, last, on)], terms)
    return Settlement(owed, interest, paid, tuple(steps), tuple(rest))


def _interest(stretches, terms) -> Decimal:
    """Interest on (amount, from the day after, up to and including) stretches, rounded once."""
    exact = Decimal(1).scaleb(-20)
    total = sum((late_interest_of([(amount, until)], since, terms.rates, exact)
                 for amount, since, until in stretches), Decimal(0))
    return total.quantize(terms.unit, ROUND_HALF_UP)


def without_fee(payments: list[Payment], fee: Decimal) -> list[Payment]:
    """Return what payments of an invoice of late interest pay beyond the flat fee, which they pay first."""
    found = []
    for one in sorted(payments, key=lambda payment: payment.on):
        part = min(fee, one.amount)
        fee -= part
        found += [Payment(one.on, one.amount - part, True)] if one.amount > part else []
    return found


def find_open(interest: Decimal, fee: Decimal, claimed: Claimed, waived: frozenset = frozenset()) -> Claim:
    """Return what is left to claim of interest and fee.

    A fee of which anything was claimed is claimed no more; what nobody noted is taken for the fee first. What was
    waived is not claimed; what was claimed of it stays claimed.
    """
    left = max(fee, Decimal(0)) if not claimed.fee else Decimal(0)
    claim = take_claimed(max(interest - claimed.interest, Decimal(0)), left, claimed.unknown)
    return claim._replace(**dict.fromkeys({INTEREST, FEE} & waived, Decimal(0)))


def carry_claimed(interest: Decimal, fee: Decimal, claimed: Claimed) -> Claimed:
    """Return what of the claimed is left for the next instalment of the same invoice, once one took its part."""
    beyond = take_claimed(max(interest - claimed.interest, Decimal(0)), Decimal(0) if claimed.fee else fee,
                          claimed.unknown).beyond
    return Claimed(max(claimed.interest - interest, Decimal(0)), claimed.fee, beyond)

"""Late-payment interest between firms (Code de commerce, art. L441-10 II and D441-5)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """A yearly rate in percent, valid from a day on until the next rate."""

    since: date
    percent: Decimal


def _periods(first: date, last: date, rates: list[Rate]):
    """Yield (days, percent) for each stretch of [first, last] under one rate;
    before the oldest rate, the oldest applies.
    """
    ordered = sorted(rates, key=lambda rate: rate.since)
    for index, rate in enumerate(ordered):
        start = first if index == 0 else max(first, rate.since)
        end = last if index + 1 == len(ordered) else min(last, ordered[index + 1].since - timedelta(days=1))
        if start <= end:
            yield (end - start).days + 1, rate.percent


def late_interest(amount: Decimal, due: date, on: date, rates: list[Rate], unit: Decimal) -> Decimal:
    """Return the interest on `amount` (incl. tax) from the day after `due` up to and including `on`.

    days / 365 at the rate of each half-year; rounded once, half up, to `unit` (0.01 for cents).
    """
    return late_interest_of([(amount, on)], due, rates, unit)


def late_interest_of(parts: list[tuple[Decimal, date]], due: date, rates: list[Rate], unit: Decimal) -> Decimal:
    """Return the interest on an amount paid in parts: each part for the days it was owed; rounded once.

    :param parts: (amount, the day until which it was owed: that of its payment, or today for what is still open).
    """
    total = Decimal(0)
    for amount, on in parts:
        if on > due and amount > 0:
            periods = _periods(due + timedelta(days=1), on, rates)
            total += sum(amount * percent * days / (100 * 365) for days, percent in periods)
    return total.quantize(unit, ROUND_HALF_UP)

"""Late-payment interest: between firms (Code de commerce, L441-10 II and D441-5) and of public bodies.

Public bodies: code de la commande publique, R2192-31.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

#: What a public body pays above the ECB's rate, and how often the legal rate an agreed one may not fall short of.
PUBLIC_POINTS, LEGAL_TIMES = Decimal(8), 3


@dataclass(frozen=True, slots=True)
class Rate:
    """A yearly rate in percent, valid from a day on until another, or until the next rate."""

    since: date
    percent: Decimal
    until: date | None = None  # last day of it


@dataclass(frozen=True, slots=True)
class HalfYear:
    """What the law fixes on 1 January and 1 July."""

    since: date
    ecb: Decimal  # main refinancing rate in percent
    legal: Decimal = Decimal(0)  # legal interest rate of professional creditors; 0: not known


class Claim(NamedTuple):
    """What is still to be claimed of a late payment, and what was claimed already beyond it."""

    interest: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    beyond: Decimal = Decimal(0)


def half_year(day: date) -> date:
    """The first day of the half-year of a day."""
    return date(day.year, 1 if day.month < 7 else 7, 1)


def half_year_end(day: date) -> date:
    """The last day of the half-year of a day."""
    return date(day.year, 6, 30) if day.month < 7 else date(day.year, 12, 31)


def yearly_rates(rows: list[HalfYear], points: Decimal, floored: bool) -> list[Rate]:
    """The rates between firms: the ECB's plus the agreed points, each for its half-year and no longer.

    :param floored: in France an agreed rate is three times the legal one at least (L441-10 II)
    """
    return [
        Rate(row.since, max(row.ecb + points, row.legal * LEGAL_TIMES) if floored else row.ecb + points,
             half_year_end(row.since))
        for row in rows
    ]


def public_rates(rows: list[HalfYear], due: date) -> list[Rate]:
    """The one rate of a public body: that of the half-year in which interest began,
    plus 8 points, not set anew (CCP R2192-31).
    """
    begins = due + timedelta(days=1)
    return [Rate(begins, row.ecb + PUBLIC_POINTS) for row in rows if half_year(row.since) == half_year(begins)][-1:]


def coming_half_year(today: date, rows: list[HalfYear], notice: int = 30) -> date | None:
    """The first day of the next half-year, when it comes within some days and nobody filled in its rate."""
    day = half_year_end(today) + timedelta(days=1)
    known = {half_year(row.since) for row in rows}
    return day if (day - today).days <= notice and day not in known else None


def unknown_half_years(first: date, last: date, rows: list[HalfYear]) -> list[date]:
    """First days of the half-years between two days for which no rate is known: no interest is claimed for them."""
    known, found, day = {half_year(row.since) for row in rows}, [], half_year(first)
    while day <= last:
        if day not in known:
            found.append(day)
        day = half_year_end(day) + timedelta(days=1)
    return found


def _periods(first: date, last: date, rates: list[Rate]):
    """Yield (days, percent) for each stretch of [first, last] under one rate;
    where none is known there is no stretch.
    """
    ordered = sorted(rates, key=lambda rate: rate.since)
    for index, rate in enumerate(ordered):
        ends = [last, *([rate.until] if rate.until else [])]
        if index + 1 < len(ordered):
            ends.append(ordered[index + 1].since - timedelta(days=1))
        start, end = max(first, rate.since), min(ends)
        if start <= end:
            yield (end - start).days + 1, rate.percent


def late_interest_of(parts: list[tuple[Decimal, date]], due: date, rates: list[Rate], unit: Decimal) -> Decimal:
    """Return the interest on an amount paid in parts: each part from the day after `due` up to and including its day.

    days / 365 at the rate of each half-year; rounded once, half up, to `unit` (0.01 for cents).

    :param parts: (amount incl. tax, the day until which it was owed: that of its payment, or today for what is still
        open).
    """
    total = Decimal(0)
    for amount, on in parts:
        if on > due and amount > 0:
            periods = _periods(due + timedelta(days=1), on, rates)
            total += sum(amount * percent * days / (100 * 365) for days, percent in periods)
    return total.quantize(unit, ROUND_HALF_UP)


def take_claimed(interest: Decimal, fee: Decimal, claimed: Decimal) -> Claim:
    """Return what is left of interest and fee after what was claimed already; the fee is claimed once, and first."""
    rest = max(claimed - fee, Decimal(0))
    return Claim(max(interest - rest, Decimal(0)), max(fee - claimed, Decimal(0)), max(rest - interest, Decimal(0)))

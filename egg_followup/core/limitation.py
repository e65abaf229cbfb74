"""Until when a debt can be claimed in court, and the clock of an order to pay (injonction de payer)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

#: years between firms (Code de commerce, L110-4), and of consumers (Code de la consommation, L218-2)
FIRMS, CONSUMERS = 5, 2
#: months before the end from which it is warned of
WARNING = 6
#: from this day on an order is served within three months, not six (decree 2026-96)
SHORTER_FROM = date(2026, 9, 1)
PAST, SOON, LATER = "past", "soon", "later"


@dataclass(frozen=True, slots=True)
class Clock:
    """The days of an order to pay that are known."""

    ordered: date | None = None
    served: date | None = None
    opposed: date | None = None


@dataclass(frozen=True, slots=True)
class Deadlines:
    """What follows from them; empty: nothing yet."""

    serve_until: date | None = None
    oppose_until: date | None = None
    enforce_from: date | None = None
    is_lapsed: bool = False  # it was served too late
    is_late: bool = False  # it was opposed too late


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def limitation(due: date, years: int, interruptions: list[date]) -> date:
    """The last day on which a debt can be claimed: years after it was due, or after the last part payment or
    acknowledgement that came in time (Code civil, 2240). A reminder interrupts nothing; neither does what comes late.
    """
    last = add_months(due, 12 * years)
    for day in sorted(interruptions):
        if due < day <= last:
            last = max(last, add_months(day, 12 * years))
    return last


def how_near(last: date, today: date) -> str:
    """Whether that day is past, near or far."""
    if today > last:
        return PAST
    return SOON if today >= add_months(last, -WARNING) else LATER


def deadlines(clock: Clock) -> Deadlines:
    """An order is served within its months, else it lapses; it is opposed within a month of that; without opposition it
    is enforced from two months after it was served.
    """
    if not clock.ordered:
        return Deadlines()
    months = 3 if clock.ordered >= SHORTER_FROM else 6
    if not clock.served:
        return Deadlines(add_months(clock.ordered, months))
    serve_until, oppose_until = add_months(clock.ordered, months), add_months(clock.served, 1)
    if clock.served > serve_until:
        return Deadlines(serve_until, is_lapsed=True)
    if clock.opposed and clock.opposed <= oppose_until:
        return Deadlines(serve_until, oppose_until)
    return Deadlines(serve_until, oppose_until, add_months(clock.served, 2), is_late=bool(clock.opposed))

"""What the law says from one day to another. Rows in, the row that holds on a day out."""

from dataclasses import dataclass
from datetime import date, timedelta

#: Days before an end on which people are told of it.
NOTICE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Dated:
    """One row: what holds from its first day to its last. Without a first day it always held, without a last it still
    does.
    """

    key: int
    start: date | None = None
    end: date | None = None
    confirmed: bool = True  # nobody has to look at it any more

    @property
    def since(self) -> date:
        return self.start or date.min

    def holds(self, day: date) -> bool:
        return self.confirmed and self.since <= day and (self.end is None or day <= self.end)


def holding(rows: list[Dated], day: date) -> Dated | None:
    """The row that holds on a day: of several the one that began last."""
    return max((row for row in rows if row.holds(day)), key=lambda row: row.since, default=None)


def has_begun(rows: list[Dated], day: date) -> bool:
    """Whether the law asks for this on a day at all: it does not before the first row begins."""
    return not rows or min(row.since for row in rows) <= day


def waiting(rows: list[Dated], today: date) -> list[Dated]:
    """Rows that somebody has to confirm, from 30 days before they begin; nothing that another row has overtaken."""
    soon = today + timedelta(days=NOTICE_DAYS)
    last = max((row.since for row in rows if row.confirmed), default=date.min)
    return [row for row in rows if not row.confirmed and last < row.since <= soon]


def ending(rows: list[Dated], today: date) -> date | None:
    """The last day of what holds, when it comes within 30 days, or has passed, and nothing follows."""
    day = today + timedelta(days=NOTICE_DAYS + 1)
    over = [row.end for row in rows if row.confirmed and row.end]
    return max(over) if over and has_begun(rows, day) and not holding(rows, day) else None

"""What a customer says under a link instead of paying: a promise, a transfer that has left, a dispute."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

PROMISE, TRANSFER, DISPUTE = KINDS = ("promise", "transfer", "dispute")
#: a transfer left so many days ago at most
TRANSFER_BACK = 15
#: what a reason has at most
MOST_SIGNS = 500


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the firm accepts; no days: not at all."""

    promise: int  # so many days ahead at most
    transfer: int  # so many days reminders wait for a transfer


@dataclass(frozen=True, slots=True)
class Row:
    """An amount that the link names."""

    id: int
    left: Decimal
    is_held: bool = False  # it is being paid or collected
    is_disputed: bool = False
    promised_on: date | None = None
    said: frozenset = frozenset()  # what was said of it before


@dataclass(frozen=True, slots=True)
class Word:
    """What the customer says."""

    kind: str
    day: date | None = None
    amount: Decimal | None = None  # None: all
    reason: str = ""


def find_takers(kind: str, rows: list[Row], today: date, bounds: Bounds) -> list[Row]:
    """Return the amounts of which this can be said: once for each, and not of what is settled or on its way."""
    owed = [row for row in rows if row.left > 0 and not row.is_held]
    if kind == DISPUTE:
        return [row for row in owed if not row.is_disputed]
    if not getattr(bounds, kind) > 0:
        return []
    free = [row for row in owed if kind not in row.said]
    if kind == TRANSFER:
        return free
    return [row for row in free if not row.is_disputed and not (row.promised_on and row.promised_on >= today)]


def find_refusal(word: Word, rows: list[Row], today: date, bounds: Bounds) -> str:
    """Return why it is not taken: "nothing", "day", "amount", "reason"; empty: it is.

    :param rows: the chosen ones of `find_takers`
    """
    if not rows:
        return "nothing"
    if word.kind == DISPUTE:
        return "" if word.reason.strip() and len(word.reason) <= MOST_SIGNS else "reason"
    first, last = get_days(word.kind, today, bounds)
    if not word.day or not first <= word.day <= last:
        return "day"
    most = sum(row.left for row in rows)
    return "" if word.amount is None or 0 < word.amount <= most else "amount"


def get_days(kind: str, today: date, bounds: Bounds) -> tuple[date, date]:
    """Return the first and the last day that can be named."""
    if kind == PROMISE:
        return today, today + timedelta(bounds.promise)
    return today - timedelta(TRANSFER_BACK), today


def reach(word: Word, rows: list[Row]) -> list[Row]:
    """Return those of these rows, the oldest first, that the amount reaches."""
    if word.amount is None:
        return rows
    found, rest = [], word.amount
    for row in rows:
        if rest <= 0:
            break
        found.append(row)
        rest -= row.left
    return found


def get_hold_until(word: Word, rows: list[Row], today: date, bounds: Bounds) -> date:
    """Return the last day on which reminders wait: a transfer never shortens what was promised."""
    if word.kind == PROMISE:
        return word.day
    return max([today + timedelta(bounds.transfer), *(row.promised_on for row in rows if row.promised_on)])

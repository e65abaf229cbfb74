"""When a debit that failed is tried again."""

import re
from calendar import monthrange
from datetime import date, timedelta

from .target_calendar import next_business_day

#: Reasons after which a debit is tried again: no funds, and none given. A refund, a missing mandate or a closed account
#: is none of them: trying again would fail again, or be unlawful (EPC173-14).
RETRIED = frozenset({"AM04", "MS03"})


def read_month_days(text: str) -> list[int] | None:
    """Return the days of a month that somebody wrote, such as "5, 28"; None: something in it is no day."""
    words = re.split(r"[\s,;/]+", (text or "").strip())
    numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 3]
    if len(numbers) < len(list(filter(None, words))) or not all(1 <= number <= 31 for number in numbers):
        return None
    return sorted(set(numbers))


def is_tried_again(code: str, times: int, tried: int) -> bool:
    """Whether a debit that failed for this reason is tried again, after it was so many times."""
    return code in RETRIED and tried < times


def find_day(failed: date, today: date, notice: int, month_days: list[int]) -> date:
    """Return the business day on which it is tried again: the first of these days of a month that leaves the customer
    his notice, else the first day that does. A day that a month does not have is its last.
    """
    day = earliest = max(failed, today) + timedelta(days=notice)
    if month_days:
        while not _is_one_of(day, month_days):
            day += timedelta(days=1)
    return next_business_day(max(day, earliest))


def _is_one_of(day: date, month_days: list[int]) -> bool:
    last = monthrange(day.year, day.month)[1]
    return day.day in {min(number, last) for number in month_days}

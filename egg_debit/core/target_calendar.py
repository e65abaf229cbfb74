"""Business days of banks: the closing days of TARGET (European Central Bank, in force since 2002)."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def compute_closing_days(year: int) -> frozenset:
    """Return the days other than week-ends on which TARGET is closed."""
    sunday = easter(year)
    fixed = {date(year, 1, 1), date(year, 5, 1), date(year, 12, 25), date(year, 12, 26)}
    return frozenset(fixed | {sunday - 2 * _ONE_DAY, sunday + _ONE_DAY})


def is_business_day(day: date) -> bool:
    """Is TARGET open on this day?"""
    return day.weekday() < 5 and day not in compute_closing_days(day.year)


def next_business_day(day: date) -> date:
    """Return this day, or the first business day after it."""
    while not is_business_day(day):
        day += _ONE_DAY
    return day


def add_business_days(day: date, count: int) -> date:
    """Return the `count`-th business day after this day (this day itself, or the next business day, for 0)."""
    day = next_business_day(day)
    for _step in range(count):
        day = next_business_day(day + _ONE_DAY)
    return day

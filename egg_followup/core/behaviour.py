"""When customers will pay: as they paid before, not as the due dates say. Medians, nothing else."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

#: How many paid items tell how a customer pays; fewer than `LEAST` tell nothing, and customers like him are asked.
LAST, LEAST = 12, 3
#: How many tell it of a group of customers, and of all of them.
LAST_OF_MANY = 120
#: What a group of customers is known by.
GROUP = "group"
#: An item that is later than any that was ever paid comes so many days from now, at the least.
SOMETIME = 14


class Paid(NamedTuple):
    """An item that was paid: by whom, when, and how many days after its due date (before it: less than nothing).

    `group`: what customers who pay alike share; none: nothing is known of it.
    """

    customer: int
    on: date
    delay: int
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """An item that is open. `known`: the day that was promised, or that it is collected on."""

    customer: int
    due: date
    amount: float
    group: int | None = None
    known: date | None = None


class _Past:
    """The delays of some customers in the order in which they paid."""

    def __init__(self):
        self.days, self.delays, self._told = [], [], {}

    def add(self, item: Paid):
        self.days.append(item.on)
        self.delays.append(item.delay)

    def get_last(self, day: date, count: int) -> list:
        """Return the delays of the last so many items that were paid before a day, the smallest first."""
        if day not in self._told:
            end = bisect_left(self.days, day)
            self._told[day] = sorted(self.delays[max(end - count, 0):end])
        return self._told[day]


class Behaviour:
    """How customers paid, as one knew it on any day: each one, those of his group, all of them."""

    def __init__(self, paid):
        self._pasts, self._told = defaultdict(_Past), {}
        pasts = self._pasts
        for item in sorted(paid, key=attrgetter("on")):
            pasts[item.customer].add(item)
            pasts[GROUP, item.group].add(item)
            pasts[None].add(item)

    def get_day(self, item: Owed, today: date) -> date:
        """Return the day, today or later, on which an open item is expected."""
        if item.known and item.known >= today:
            return item.known
        return add_days(item.due, find_delay(self.tell(item.customer, item.group, today), (today - item.due).days))

    def tell(self, customer: int, group: int | None, today: date) -> list:
        """Return [(delays, their median)] that tell when the items of a customer come: his own, then those of his
        group, then the company's; those that know enough. They are worked out once for all of his items.
        """
        key = (customer, group, today)
        if key not in self._told:
            found = []
            for whose, count in ((customer, LAST), ((GROUP, group), LAST_OF_MANY), (None, LAST_OF_MANY)):
                delays = self._pasts[whose].get_last(today, count) if whose in self._pasts else []
                if len(delays) >= LEAST:
                    found.append((delays, get_middle(delays)))
            self._told[key] = found
        return self._told[key]


def find_delay(told: list, late: int) -> int:
    """Return how many days after its due date an item is expected that is so many days late; below zero: it is not due.

    :param told: what `Behaviour.tell` knows of its customer; nothing: it comes when it is due, what is late comes now.
    """
    for delays, delay in told:
        if delay >= late:
            return delay
        first = bisect_left(delays, late)  # it should have come: when did those come that were as late?
        if first < len(delays):
            return get_middle(delays, first)
    return late + max(late // 2, SOMETIME) if told else max(late, 0)


def get_middle(ordered: list, first: int = 0) -> int:
    """Return the median of delays that are in order, from one of them on, in whole days."""
    half = (len(ordered) + first) // 2
    return ordered[half] if (len(ordered) - first) % 2 else round((ordered[half - 1] + ordered[half]) / 2)


def add_days(day: date, days: int) -> date:
    """Return a day so many days later; a day that the calendar does not have any more is its last one."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


def get_week(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(day.weekday())

"""Whom to call: one call per customer and company, and when to try again."""

from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Due:
    """An amount whose next step is a call."""

    item: int
    company: int
    customer: int
    stage: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call to one customer about all that is to be spoken of; the last of the stages is the one that is noted."""

    company: int
    customer: int
    stage: int
    items: list[int] = field(default_factory=list)


def plan_calls(dues: list[Due], rank: dict) -> list[Call]:
    """Return one call per company and customer, in the order of the dues.

    :param rank: {stage: order}; the highest rank among the dues is the stage of the call.
    """
    groups = {}
    for due in dues:
        groups.setdefault((due.company, due.customer), []).append(due)
    return [
        Call(*key, max((due.stage for due in some), key=lambda stage: rank.get(stage, -1)), [due.item for due in some])
        for key, some in groups.items()
    ]


def next_working_day(day: date) -> date:
    """The day on which a call that nobody answered is tried again: the next one that is not on a week-end."""
    following = day + timedelta(days=1)
    while following.weekday() >= SATURDAY:
        following += timedelta(days=1)
    return following

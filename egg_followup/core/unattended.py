"""Whether the daily run works today, and what keeps it from working: nothing is sent in doubt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

#: run; run, but a person confirms what leaves; not now; not before somebody has looked
RUN, ASK, WAIT, STOP = "run", "ask", "wait", "stop"
#: why
CLOCK, FAILED, BANK_OLD, BANK_UNKNOWN, LONG_AGO = "clock", "failed", "bank_old", "bank_unknown", "long_ago"
#: so many days without a daily run: much may have happened, or the clock jumped
LONG = 31


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides about a day."""

    today: date
    is_open: bool = True  # it is a day and an hour of sending
    last: date | None = None  # the day of the last daily run
    has_failed: bool = False  # that run failed, and nobody said to go on
    bank: date | None = None  # the newest figures of the bank; none: it has never told anything
    bank_days: int = 4  # how old they may be
    is_bank_needed: bool = True  # without any, a person confirms


@dataclass(frozen=True, slots=True)
class Verdict:
    act: str
    why: str = ""


def decide(facts: Facts) -> Verdict:
    """Return what the daily run does now."""
    if facts.last and facts.last > facts.today:
        return Verdict(STOP, CLOCK)
    if not facts.is_open or facts.last == facts.today:
        return Verdict(WAIT)
    if facts.has_failed:
        return Verdict(STOP, FAILED)
    if facts.bank and (facts.today - facts.bank).days > facts.bank_days:
        return Verdict(STOP, BANK_OLD)
    if not facts.bank and facts.is_bank_needed:
        return Verdict(ASK, BANK_UNKNOWN)
    if facts.last and (facts.today - facts.last).days > LONG:
        return Verdict(ASK, LONG_AGO)
    return Verdict(RUN)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run."""

    state: str
    has_problem: bool = False  # something kept it from being planned, started or sent
    sent: int = 0
    failed: int = 0


def has_failed(outcome: Outcome, *, is_over: bool) -> bool:
    """Whether a run failed as a whole; single messages that failed are told, and stop nothing.

    :param is_over: it had its time: what is not done by then failed.
    """
    if outcome.state in ("simulating", "running"):
        return is_over
    if outcome.state in ("draft", "cancelled"):
        return outcome.has_problem
    return outcome.failed > 0 and outcome.failed >= outcome.sent


def is_stuck(moved: date, today: date, is_day: Callable[[date], bool]) -> bool:
    """Whether a whole day of sending passed in which nothing moved: the evening that cuts off a run is no fault of it.

    :param moved: the last day on which something of it left, at first its own.
    """
    return any(is_day(moved + timedelta(days=number)) for number in range(1, (today - moved).days))


def find_day_to_sum_up(days: list, told: date | None, open_days: set) -> date | None:
    """Return the oldest day whose runs are to be summed up; none: nothing to tell yet.

    :param days: days of daily runs.
    :param told: the last day that was summed up.
    :param open_days: days on which something is still on its way or still to come: they are waited for, so that what
        leaves late is told too.
    """
    oldest = min((day for day in days if not told or day > told), default=None)
    return None if oldest in open_days else oldest

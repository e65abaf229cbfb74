"""When each reminder is due: dates in, dates out."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Stage:
    """A reminder, `delay` days after the one before it (after the due date for the first)."""

    id: int
    delay: int


@dataclass(frozen=True, slots=True)
class Step:
    """A stage with its date: the day it was done, else the day it is planned for."""

    stage_id: int
    on: date
    done: bool = False
    moved: bool = False

    def is_reached(self, today: date) -> bool:
        return not self.done and self.on <= today


def forecast(stages, base: date, done: dict, moved: dict) -> list[Step]:
    """Date every stage of a due item.

    :param stages: `Stage`s in their order.
    :param base: the due date; the first stage counts from it.
    :param done: {stage id: the last day it was done}. The real date wins over the planned one, so that a late reminder
        moves those that follow it.
    :param moved: {stage id: a day set by hand}.
    """
    steps, previous = [], base
    for stage in stages:
        if stage.id in done:
            step = Step(stage.id, done[stage.id], done=True)
        elif stage.id in moved:
            step = Step(stage.id, moved[stage.id], moved=True)
        else:
            step = Step(stage.id, previous + timedelta(days=stage.delay))
        steps.append(step)
        previous = step.on
    return steps


def next_step(steps: list[Step]) -> Step | None:
    """Return what is to be done: the first stage after the last one done.

    A stage that was skipped is not made up for.
    """
    last_done = max((index for index, step in enumerate(steps) if step.done), default=-1)
    return next(iter(steps[last_done + 1:]), None)


def urgency_spans(today: date, soon_days: int) -> dict:
    """Return {urgency: (first, last due date)}; the first one that fits counts, and "reached" only when a stage is
    planned for that day.

    On the due date itself an amount is not late, so it is "soon" - or "reached": as urgent as what is late, but not
    called so.
    """
    soon = today + timedelta(days=soon_days)
    return {
        "overdue": (date.min, today - timedelta(days=1)), "reached": (today, today), "soon": (today, soon),
        "later": (soon + timedelta(days=1), date.max),
    }


def urgency(due: date, next_on: date | None, today: date, soon_days: int) -> str:
    """Return "overdue", "reached", "soon" or "later"."""
    has_come = next_on is not None and next_on <= today
    return next(name for name, (first, last) in urgency_spans(today, soon_days).items()
                if first <= due <= last and (name != "reached" or has_come))

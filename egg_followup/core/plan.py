"""What a bulk run will do: which items go in which message, which are skipped, and why."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticked item (an instalment...) with all that decides its fate."""

    id: int
    group: tuple  # items with the same group may share a message: customer, document type...
    document: int
    next_stage: int | None
    next_on: date | None
    hold: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    item: int
    stage: int


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one customer; the sternest stage sets its template."""

    group: tuple
    stage: int
    items: list[Planned] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Skipped:
    item: int
    reason: str  # "hold", "no_stage", "not_yet"
    detail: str | date | None = None


def plan(candidates, rank: dict, today: date, *, given: int | None = None, per_customer: bool = True):
    """Return (messages, skipped).

    :param rank: {stage id: order}; the highest rank in a message is its stage.
    :param given: the stage for all; None lets each item have its own next stage, if its day has come.
    :param per_customer: one message for all items of a group, else one per document.
    """
    groups, skipped = {}, []
    for one in candidates:
        stage = given or one.next_stage
        if one.hold:
            skipped.append(Skipped(one.id, "hold", one.hold))
        elif not stage:
            skipped.append(Skipped(one.id, "no_stage"))
        elif not given and one.next_on and one.next_on > today:
            skipped.append(Skipped(one.id, "not_yet", one.next_on))
        else:
            key = one.group if per_customer else (*one.group, one.document)
            groups.setdefault(key, []).append(Planned(one.id, stage))
    messages = [
        Message(group, max((item.stage for item in items), key=lambda stage: rank.get(stage, -1)), items)
        for group, items in groups.items()
    ]
    return messages, skipped

"""What a bulk run will do: which items go in which message, which are skipped, and why."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticked item (an instalment...) with all that decides its fate."""

    id: int
    group: tuple  # items with the same group may share a message: recipient, document type...
    document: int
    next_stage: int | None
    next_on: date | None
    hold: str = ""
    amount: Decimal | None = None  # what it claims; None: it claims no money
    least: Decimal = Decimal(0)  # the smallest amount that is claimed
    parts: tuple = ()  # of (`Credit`, amount that it covers)


@dataclass(frozen=True, slots=True)
class Planned:
    item: int
    stage: int
    parts: tuple = ()  # of (`Credit`, amount that it covers)
    left: Decimal | None = None  # what is claimed of it

    @property
    def credit(self) -> Decimal:
        return sum((amount for _credit, amount in self.parts), Decimal(0))


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one customer; the sternest stage sets its template."""

    group: tuple
    stage: int
    items: list[Planned] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Skipped:
    item: int
    reason: str  # "hold", "small", "no_stage", "not_yet", "covered"
    detail: str | date | Decimal | tuple | None = None  # for "covered" the parts


def plan(candidates, rank: dict, today: date, *, given: int | None = None, per_customer: bool = True):
    """Return (messages, skipped).

    :param rank: {stage id: order}; the highest rank in a message is its stage.
    :param given: the stage for all; None lets each item have its own next stage, if its day has come.
    :param per_customer: one message for all items of a group, else one per document.
    """
    skipped, messages, groups = [], [], {}
    for one in candidates:
        refusal = _refuse(one, given or one.next_stage, None if given else today)
        if refusal:
            skipped.append(refusal)
            continue
        key = one.group if per_customer else (*one.group, one.document)
        groups.setdefault(key, (one, []))[1].append(_accept(one, given or one.next_stage))
    for key, (first, items) in groups.items():
        if is_covered(items, first.least):
            skipped += [Skipped(item.item, "covered", item.parts) for item in items]
        else:
            messages.append(Message(key, find_sternest(items, rank), items))
    return messages, skipped


def _refuse(one: Candidate, stage: int | None, today: date | None) -> Skipped | None:
    if one.hold:
        return Skipped(one.id, "hold", one.hold)
    if one.amount is not None and one.amount < one.least:
        return Skipped(one.id, "small", one.amount)
    if not stage:
        return Skipped(one.id, "no_stage")
    if today and one.next_on and one.next_on > today:
        return Skipped(one.id, "not_yet", one.next_on)
    return None


def _accept(one: Candidate, stage: int) -> Planned:
    if one.amount is None:
        return Planned(one.id, stage)
    return Planned(one.id, stage, one.parts, one.amount - sum((amount for _credit, amount in one.parts), Decimal(0)))


def is_covered(items, least: Decimal) -> bool:
    """Whether credits leave less than the smallest amount to claim of these planned items."""
    is_claim = all(item.left is not None for item in items)
    return is_claim and sum(item.left for item in items) < (least or Decimal("0.01"))


def find_sternest(items, rank: dict) -> int:
    """Return the stage of a message: the highest of what it claims; what credits cover does not count."""
    claimed = [item for item in items if item.left != 0]
    return max((item.stage for item in claimed), key=lambda stage: rank.get(stage, -1))


def to_rows(parts) -> list:
    """Return [[name of a credit, what it covers]] of these parts, one row per credit: what a message tells."""
    rows = {}
    for credit, amount in parts:
        row = rows.setdefault(credit.id, [credit.name, Decimal(0)])
        row[1] += amount
    return [[name, float(amount)] for name, amount in rows.values()]

"""Revisions of a quote: their numbers, and what one changed of another. No Odoo here."""
from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from string import ascii_uppercase

#: What of a line may change, in the order in which it is told.
LINE_FACTS = ("text", "quantity", "unit", "price", "discount", "subtotal")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one version; `source` is the key of the line that it comes from in the other version, None if new."""

    key: Hashable
    source: Hashable | None
    text: str
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    discount: Decimal | None = None
    subtotal: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that differs: `old` is missing of an added one, `new` of a removed one."""

    old: Line | None
    new: Line | None

    @property
    def kind(self) -> str:
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"

    @property
    def facts(self) -> list[str]:
        """Names of what differs in a changed line."""
        if self.kind != "changed":
            return []
        return [name for name in LINE_FACTS if getattr(self.old, name) != getattr(self.new, name)]


def write_index(index: int) -> str:
    """Return the letters of a version: 0 is A, the quote as it was first sent; 25 is Z, 26 is AA.

    :raises ValueError: for a number below zero.
    """
    if index < 0:
        raise ValueError("A version has no number below zero.")
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters = ascii_uppercase[rest] + letters
        index -= 1
    return letters


def next_number(number: str, index: int) -> str:
    """Return the number of the revision of a version: DV00012 (0) gives DV00012-B, which (1) gives DV00012-C."""
    base = number.removesuffix(f"-{write_index(index)}") if index else number
    return f"{base}-{write_index(index + 1)}"


def compare_lines(old: Sequence[Line], new: Sequence[Line]) -> list[LineChange]:
    """Return the lines that differ, in the order of the new version; a removed line stands where it stood."""
    known = {line.key: line for line in old}
    followed = {line.source for line in new if line.source in known}
    changes, told = [], set()
    for line in new:
        source = known.get(line.source) if line.source not in told else None
        if source:
            told.add(source.key)
            changes += _removed_before(old, source, followed, told)
        change = LineChange(source, line)
        if change.kind == "added" or change.facts:
            changes.append(change)
    return changes + [LineChange(line, None) for line in old if line.key not in followed | told]


def _removed_before(old, source, followed, told) -> list[LineChange]:
    """Removed lines that stood before `source` and are not told yet."""
    removed = []
    for line in old[:old.index(source)]:
        if line.key not in followed | told:
            told.add(line.key)
            removed.append(LineChange(line, None))
    return removed


def compare_facts(old: Mapping[str, object], new: Mapping[str, object]) -> list[tuple[str, object, object]]:
    """Return (name, old value, new value) of what differs; names of both, in the order in which they stand."""
    names = dict.fromkeys([*old, *new])
    return [(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]


def compare_rows(old: Sequence, new: Sequence) -> list[tuple]:
    """Return (old row, new row) side by side, None where one has fewer; nothing at all when they are the same."""
    return [] if list(old) == list(new) else list(zip_longest(old, new))

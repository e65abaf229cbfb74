"""Revisions of a quote: their numbers, and what one changed of another. No Odoo here."""
from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import count, zip_longest
from string import ascii_uppercase
from typing import NamedTuple

#: What of a line may change, in the order in which it is told; its place is told of a line that was moved.
LINE_FACTS = ("text", "product", "available", "quantity", "unit", "price", "discount", "taxes", "others", "subtotal")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one version; `source` is the key of the line that it comes from in the other version, None if new.

    What the customer does not read (prices of a section that hides them) is None.
    """

    key: Hashable
    source: Hashable | None
    text: str
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    discount: Decimal | None = None
    subtotal: Decimal | None = None
    product: str = ""
    taxes: str = ""
    others: str = ""
    available: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that differs: `old` is missing of an added one, `new` of a removed one; one that was `moved` stands
    elsewhere among those that stayed.
    """

    old: Line | None
    new: Line | None
    moved: bool = False

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
        place = ["place"] if self.moved else []
        return place + [name for name in LINE_FACTS if getattr(self.old, name) != getattr(self.new, name)]


class Change(NamedTuple):
    """One thing that is said otherwise in the new version."""

    label: str
    old: object
    new: object


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


def next_numbers(number: str, index: int, last: int = 0) -> Iterator[tuple[int, str]]:
    """Give the (index, number) that a revision of a version may have, the next one first: DV00012 (0) gives DV00012-B,
    DV00012-C...; an index up to `last` was given before.
    """
    base = number.removesuffix(f"-{write_index(index)}") if index else number
    for wanted in count(max(index, last) + 1):
        yield wanted, f"{base}-{write_index(wanted)}"


def compare_lines(old: Sequence[Line], new: Sequence[Line]) -> list[LineChange]:
    """Return the lines that differ, in the order of the new version; a removed line stands where it stood."""
    known = {line.key: line for line in old}
    followed = {line.source for line in new if line.source in known}
    moved = find_moved([line.key for line in old], [line.source for line in new])
    changes, told = [], set()
    for line in new:
        source = known.get(line.source) if line.source not in told else None
        if source:
            told.add(source.key)
            changes += _removed_before(old, source, followed, told)
        change = LineChange(source, line, bool(source) and source.key in moved)
        if change.kind == "added" or change.facts:
            changes.append(change)
    return changes + [LineChange(line, None) for line in old if line.key not in followed | told]


def find_moved(old: Sequence[Hashable], new: Sequence[Hashable]) -> set:
    """Return which of the keys in both stand elsewhere: the fewest that are to be moved to get from one order to the
    other. Of a key that is there twice, the first counts.
    """
    ranks = {key: rank for rank, key in enumerate(old)}
    kept = [ranks[key] for key in dict.fromkeys(new) if key in ranks]
    ends, tails = [], []  # of each length of rising row: the lowest rank it may end with, and the row
    for rank in kept:
        length = bisect_left(ends, rank)
        row = [*(tails[length - 1] if length else []), rank]
        ends[length:length + 1], tails[length:length + 1] = [rank], [row]
    stayed = set(tails[-1]) if tails else set()
    return {old[rank] for rank in kept if rank not in stayed}


def compare_texts(old: str, new: str) -> tuple[str, str]:
    """Return of two texts the lines that differ, so that one word in long terms is found."""
    before, after = old.splitlines(), new.splitlines()
    gone, come = [], []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += before[old_from:old_to]
            come += after[new_from:new_to]
    return "\n".join(gone), "\n".join(come)


def _removed_before(old, source, followed, told) -> list[LineChange]:
    """Removed lines that stood before `source` and are not told yet."""
    removed = []
    for line in old[:old.index(source)]:
        if line.key not in followed | told:
            told.add(line.key)
            removed.append(LineChange(line, None))
    return removed


def compare_facts(old: Mapping[str, object], new: Mapping[str, object]) -> list[Change]:
    """Return what differs by its name; names of both, in the order in which they stand."""
    names = dict.fromkeys([*old, *new])
    return [Change(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]


def compare_rows(old: Sequence, new: Sequence) -> list[tuple]:
    """Return (old row, new row) side by side, None where one has fewer; nothing at all when they are the same."""
    return [] if list(old) == list(new) else list(zip_longest(old, new))

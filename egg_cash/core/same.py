"""The same line of the bank in two files: of two formats, or with another day."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from .names import words
from .reference import plain
from .statement import Line, is_bank_reference

#: Characters of words that stand in other words by chance no more.
LEAST = 6


@dataclass(frozen=True, slots=True)
class Known:
    """A line that is there, from another file."""

    id: int
    on: date
    amount: Decimal
    label: str = ""
    payer: str = ""
    references: tuple = ()
    entry: str = ""  # the parts of one entry share it
    value: date | None = None


class Same(NamedTuple):
    """What was found of the lines of a file."""

    pairs: dict  # place of a line -> id of the line that it is
    alike: list  # places of lines that may be there: the day and the amount, other words


def find_same(lines: list, known: list) -> Same:
    """Tell which of these lines are there already. One that is there stands for one line, however many look like it."""
    by_sum = {}
    for one in known:
        by_sum.setdefault((one.on, one.amount), []).append(one)
    here = {}
    for place, line in enumerate(lines):
        here.setdefault((line.on, line.amount), []).append(place)
    pairs, alike = {}, []
    for sum_, places in here.items():
        there = by_sum.get(sum_, [])
        pairs |= _pair(lines, places, there)
        left = len(there) - sum(place in pairs for place in places)
        alike += [place for place in places if place not in pairs][:left]
    return Same(pairs, sorted({*alike, *_parts_of_sums(lines, known, pairs)}))


def find_moved(lines: list, known: list, first: date, last: date) -> Same:
    """Tell which of these lines are there already with another day: the same amount and words, and one of the two days
    lies between the days of booking and of value that the other one names.

    They are the same when the value dates agree, or when the file is of the day on which the other one stands and does
    not have it there. What only may be the same is added, and said: two rents of following days are two.

    :param known: lines that no line of the file is yet
    :param first: the first day of the file; `last`: the last one
    """
    pairs, alike, used = {}, [], set()
    for place, line in enumerate(lines):
        near = [(not _is_moved(line, one, first, last), abs(line.on - one.on), one.id) for one in known
                if one.id not in used and one.amount == line.amount and one.on != line.on
                and (_lies_between(line.on, one) or _lies_between(one.on, line)) and _score(line, one) > 1]
        is_open, _days, number = min(near, default=(True, None, None))
        if not is_open:
            pairs[place] = number
            used.add(number)
        elif number is not None:
            alike.append(place)
    return Same(pairs, alike)


def _lies_between(day: date, one) -> bool:
    """Whether a day is one of those of the booking and the value of a line, or between them."""
    return bool(one.value) and min(one.on, one.value) <= day <= max(one.on, one.value)


def _is_moved(line: Line, one: Known, first: date, last: date) -> bool:
    return bool(line.value) and line.value == one.value or first <= one.on <= last


def _pair(lines: list, places: list, there: list) -> dict:
    """The best agreement first, then in the order of the file."""
    scores = [(-_score(lines[place], one), place, number) for place, (number, one) in product(places, enumerate(there))]
    pairs, used = {}, set()
    for score, place, number in sorted(scores):
        if score and place not in pairs and number not in used:
            pairs[place] = there[number].id
            used.add(number)
    return pairs


def _score(line: Line, one: Known) -> int:
    """3: a reference of both. 2: the same words. 1: the words of one stand in the other's. 0: something else."""
    mine = {_compact(told) for told in (line.reference, line.end_to_end, line.structured) if is_bank_reference(told)}
    theirs = {_compact(told) for told in one.references if is_bank_reference(told or "")}
    if mine & theirs:
        return 3
    payers = set(words(line.payer)), set(words(one.payer))
    if all(payers) and not payers[0] & payers[1]:
        return 0
    labels = _compact(line.label), _compact(one.label)
    if labels[0] == labels[1]:
        return 2
    texts = [{label, label + payer, payer + label} for label, payer in zip(labels, map(_compact, (
        line.payer, one.payer)), strict=True)]
    if any(len(short) >= LEAST and short in long for short, long in [
            *product((labels[0], *mine), texts[1]), *product((labels[1], *theirs), texts[0])]):
        return 1
    return 0


def _compact(text: str) -> str:
    return re.sub("[^A-Z0-9]", "", plain(text))


def _parts_of_sums(lines: list, known: list, pairs: dict) -> list:
    """Lines that are the sum of several parts over there, or the parts of such a sum."""
    free = {one.id for one in known} - set(pairs.values())
    sums, parts = Counter(), Counter()
    for one in known:
        if one.entry and one.id in free:
            sums[one.on, one.entry] += one.amount
            parts[one.on, one.entry] += 1
    whole = {(on, amount) for (on, entry), amount in sums.items() if parts[on, entry] > 1}
    found = [place for place, line in enumerate(lines) if place not in pairs and (line.on, line.amount) in whole]
    single = {(one.on, one.amount) for one in known if one.id in free}
    groups = {}
    for place, line in enumerate(lines):
        if place not in pairs:
            groups.setdefault(line.key.rpartition("-")[0], []).append(place)
    for places in groups.values():
        total = sum((lines[place].amount for place in places), Decimal(0))
        if len(places) > 1 and (lines[places[0]].on, total) in single:
            found += places
    return found

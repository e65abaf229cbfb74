"""Items that add up to an amount."""

from decimal import Decimal

from .book import ZERO

MOST_ITEMS = 14  # items of a customer among which sums of any number are looked for
MOST_SUMS = 40_000


def find_sums(items: list, amount: Decimal, most: int) -> list:
    """Up to `most` sets of these items (the oldest first) that add up to the amount.

    Many items: all of them, the oldest ones in a row, or three at most.
    """
    items = sorted(items, key=lambda item: (item.due, item.id))[:60]
    found = _sums_in_row(items, amount)
    if len(items) <= MOST_ITEMS:
        _search(items, amount, 0, (), found, most, [MOST_SUMS])
    else:
        _search_few(items, amount, found, most)
    return found[:most]


def _sums_in_row(items: list, amount: Decimal) -> list:
    total = ZERO
    for count, item in enumerate(items, 1):
        total += item.amount
        if total == amount and count > 1:
            return [tuple(items[:count])]
    return []


def _is_same(one: tuple, other: tuple) -> bool:
    """Instalments of one document that are alike can stand for each other."""
    marks = [sorted((item.document, item.amount) for item in items) for items in (one, other)]
    return marks[0] == marks[1]


def _add(found: list, one: tuple):
    if not any(_is_same(one, other) for other in found):
        found.append(one)


def _search(items: list, left: Decimal, start: int, chosen: tuple, found: list, most: int, budget: list):
    """All sets, as long as there is time for it."""
    if left == 0 and chosen:
        _add(found, chosen)
        return
    for place in range(start, len(items)):
        budget[0] -= 1
        if len(found) >= most or budget[0] < 0:
            return
        item = items[place]
        if item.amount <= left or item.amount < 0 or any(one.amount < 0 for one in items[place + 1:]):
            _search(items, left - item.amount, place + 1, (*chosen, item), found, most, budget)


def _search_few(items: list, amount: Decimal, found: list, most: int):
    """Pairs and threes."""
    by_amount = {}
    for place, item in enumerate(items):
        by_amount.setdefault(item.amount, []).append(place)
    for first, item in enumerate(items):
        for second in range(first + 1, len(items)):
            rest = amount - item.amount - items[second].amount
            if rest == 0:
                _add(found, (item, items[second]))
            for third in by_amount.get(rest, ()):
                if third > second:
                    _add(found, (item, items[second], items[third]))
            if len(found) >= most:
                return

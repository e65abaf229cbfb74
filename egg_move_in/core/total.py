"""Whether what is moved in makes the total of the tool used before, and what makes the difference."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """A line with its amount."""

    line: int  # number in the file
    name: str
    amount: Decimal
    is_in: bool = True  # it is moved in


@dataclass(frozen=True, slots=True)
class Difference:
    """What the told total has more than what is moved in, and the items that may make it."""

    amount: Decimal
    out: tuple  # items of the file that are not moved in
    unexplained: Decimal  # what is left once those are
    suspects: tuple = ()  # (reason, Item): "twice", "sign" or "digits"


def compare(told: Decimal, items: list) -> Difference:
    """Compare the total that somebody read in the tool used before with the items of the file."""
    out = tuple(one for one in items if not one.is_in)
    moved = sum((one.amount for one in items if one.is_in), Decimal(0))
    left = told - moved - sum((one.amount for one in out), Decimal(0))
    return Difference(told - moved, out, left, tuple(_suspect(left, items)) if left else ())


def _suspect(left: Decimal, items: list):
    """Yield why an item may be what the totals differ by."""
    for one in items:
        if one.amount == -left:
            yield "twice", one  # it is here, and was not counted there
        elif one.amount * 2 == -left:
            yield "sign", one  # it is here with the other sign
        elif _is_swapped(one.amount, one.amount + left):
            yield "digits", one  # two of its figures changed places


def _is_swapped(here: Decimal, there: Decimal) -> bool:
    """Whether two amounts differ by two neighbouring figures that changed places."""
    if here <= 0 or there <= 0 or here == there:
        return False
    one, other = f"{here:.2f}".replace(".", ""), f"{there:.2f}".replace(".", "")
    places = [place for place, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1]
    return (len(one) == len(other) and len(places) == 2 and places[1] == places[0] + 1
            and one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]])

"""What a customer has with us, and what it covers of what the customer owes."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Credit:
    """What a customer has with us: what is open of a credit note, an advance or an overpayment."""

    id: int
    name: str
    amount: Decimal


def cover(items: list, credits: list) -> dict:
    """Return {item: parts} of what one customer's credits cover, the oldest items first.

    :param items: (id, amount), the oldest first
    :param credits: `Credit`s of the same customer and currency, the oldest first
    """
    supply, found = [[credit, credit.amount] for credit in credits], {}
    for item, amount in items:
        if parts := take(supply, amount):
            found[item] = parts
    return found


def take(supply: list, wanted: Decimal) -> tuple:
    """Take so much of the credits, the first of them first; less where there is less.

    :param supply: [credit, what is left of it], lowered by what is taken
    :return: (`Credit`, amount) of each that something is taken of
    """
    parts = []
    while wanted > 0 and supply:
        credit, left = supply[0]
        taken = min(left, wanted)
        parts.append((credit, taken))
        wanted -= taken
        supply[0][1] -= taken
        if not supply[0][1]:
            supply.pop(0)
    return tuple(parts)

"""How open credits lower what is debited: never more than a customer's balance, the oldest item first."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.egg_billing.core.credit import take


@dataclass(frozen=True, slots=True)
class Deduction:
    """A due item that is not debited in full."""

    item: int
    amount: Decimal  # still to debit; zero: the item is left out
    parts: tuple  # of (Credit, amount that it takes off)
    is_held: bool = False  # something would be left to debit, yet it waits


class _Lowered(NamedTuple):
    """What credits take off an item."""

    item: int
    amount: Decimal
    taken: Decimal


def deduct(items: list, credits: list, hold: bool, least: Decimal) -> list:
    """Return the `Deduction` of each item that one customer's credits lower.

    The oldest items are debited in full, the newest are covered; the one between is debited in part, or held.

    :param items: (id, amount), the oldest first
    :param credits: `Credit`s of the same customer and currency, the oldest first
    :param hold: an item that is covered in part waits, instead of being debited for the rest
    :param least: the smallest amount that can be debited
    """
    left, lowered = sum((credit.amount for credit in credits), Decimal(0)), []
    for item, amount in reversed(items):
        if left <= 0:
            break
        taken = min(amount, left)
        left -= taken
        lowered.append(_Lowered(item, amount, taken))
    supply = [[credit, credit.amount] for credit in credits]
    found = []
    for one in reversed(lowered):
        rest, parts = one.amount - one.taken, take(supply, one.taken)
        is_held = bool(rest) and (hold or rest < least)
        found.append(Deduction(one.item, Decimal(0) if is_held else rest, parts, is_held))
    return found

"""What a due item must be before it is debited in any way, by a file for the bank or by Stripe."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class DueItem:
    """A due item as the checks see it."""

    amount: Decimal
    currency: str
    due_on: date | None
    is_open_receivable: bool
    other_mode: bool = False  # it is to be paid in another way
    hold: str = ""  # a reason in words that other features give
    own_company: bool = True


def find_item_problems(one: DueItem, collect_on: date, least: Decimal, most: Decimal) -> list[str]:
    """Return the codes of all that is wrong with the item itself;
    the customer's account and mandate are no matter of this.

    :param collect_on: the day of the debit
    :param least: the smallest amount in euros that can be debited in this way
    :param most: the largest one
    """
    problems = []
    if one.hold:
        problems.append("hold")
    if one.other_mode:
        problems.append("mode")
    if one.currency != "EUR":
        problems.append("currency")
    elif not least <= one.amount <= most:
        problems.append("amount")
    if one.due_on and one.due_on > collect_on:
        problems.append("not_due")
    return problems


def find_foreign_problem(one: DueItem) -> list[str]:
    """Return what ends the check at once: nothing is told about an item of another company,
    or about what is no due item.
    """
    if not one.own_company:
        return ["company"]
    return [] if one.is_open_receivable else ["not_due_item"]

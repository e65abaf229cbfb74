"""A statement of account: what a customer owed, what came, what is owed now; one per currency."""

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Row:
    """A document or a payment: what it added to what is owed, or took off; the balance after it."""

    day: date
    title: str
    amount: float
    due: date | None = None
    balance: float = 0.0


@dataclass(frozen=True, slots=True)
class Account:
    """The rows of one currency, from the opening balance to the closing one; `late`: what of it is overdue, once what
    is in the customer's favour is taken off the oldest.
    """

    opening: float
    rows: list
    closing: float
    late: float = 0.0


def build(opening: float, rows: list, digits: int, today: date | None = None) -> Account:
    """Return the account of these rows, in the order of their days.

    :param opening: what was owed before them.
    :param digits: decimals of the currency.
    :param today: for rows that are open: what was due before this day is late.
    """
    found, balance, late, credit = [], opening, 0.0, 0.0
    for row in sorted(rows, key=lambda one: one.day):
        balance = round(balance + row.amount, digits)
        if today and row.amount > 0 and (row.due or row.day) < today:
            late += row.amount
        credit += min(row.amount, 0.0)
        found.append(replace(row, balance=balance))
    return Account(opening, found, balance, max(round(late + credit, digits), 0.0))

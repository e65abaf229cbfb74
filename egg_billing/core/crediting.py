"""What is left to credit of the lines of an invoice, after what was credited of them by quantity or by price."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

NOTHING = Decimal(0)
#: Two prices that differ by less, in proportion, are one: a price per dozen is rounded.
SAME = Decimal("1e-6")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of an invoice or of a credit note, as amounts without sign."""

    key: Hashable  # all that a line has in common with its copy; those of one key are alike too
    like: Hashable  # what they still have in common when price, unit or name were edited
    quantity: Decimal
    price: Decimal  # of one unit, less the discount of the line
    factor: Decimal = Decimal(1)  # how many reference units one unit is

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.price

    def has_price_of(self, other: "Row") -> bool:
        own, others = self.price * other.factor, other.price * self.factor
        return abs(own - others) <= SAME * max(abs(own), abs(others))


def left_to_credit(invoiced: Iterable[Row], credited: Iterable[Row], unit: Decimal) -> list[Row]:
    """Return the rows of the invoice with the quantity and the price that are left to credit, each in its place; with
    quantity 0 where nothing is.

    What was credited at the price of the line lowers its quantity; what was credited at another price is a rebate: it
    lowers the price of what is left.

    :param unit: the smallest amount of the currency: less than half of it is nothing
    """
    rows, places = list(invoiced), {}
    for index, row in enumerate(rows):
        places.setdefault(row.like, []).append(index)
    for one in credited:
        alike, quantity = places.get(one.like, ()), one.quantity
        for index in sorted(alike, key=lambda index, one=one: rows[index].key != one.key):
            quantity = _take_quantity(rows, index, one, quantity)
        amount = quantity * one.price
        for index in alike:
            amount = _take_amount(rows, index, amount, unit)
    return rows


def _take_quantity(rows, index, one, quantity) -> Decimal:
    """Lower the quantity of a row that has this price; return what of the quantity it had no room for."""
    row = rows[index]
    if not quantity or not row.quantity or not row.has_price_of(one):
        return quantity
    taken = min(row.quantity, quantity * one.factor / row.factor)
    left = row.quantity - taken
    rows[index] = replace(row, quantity=left if left > SAME * row.quantity else NOTHING)
    return quantity - taken * row.factor / one.factor


def _take_amount(rows, index, amount, unit) -> Decimal:
    """Lower the price of a row by a rebate; return what of the rebate it had no room for."""
    row = rows[index]
    taken = min(row.amount, amount)
    if not row.quantity or taken <= 0:
        return amount
    left = row.amount - taken
    rows[index] = replace(row, price=left / row.quantity) if left * 2 > unit else replace(row, quantity=NOTHING)
    return amount - taken

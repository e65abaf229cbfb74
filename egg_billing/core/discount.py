"""The footer discount of a document: which amount it takes off, and whether it may."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MODES = ("ht_percent", "ht_amount", "ttc_percent", "ttc_amount")


class DiscountError(ValueError):
    """A discount that cannot be given; `code` says why: "negative", "over_100" or "over_total"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Base:
    """What the discountable lines amount to, excluding and including VAT."""

    excluded: Decimal
    included: Decimal


def is_percent(mode: str) -> bool:
    return mode.endswith("percent")


def is_excluded(mode: str) -> bool:
    """Whether the discount is taken off the amount excluding VAT."""
    return mode.startswith("ht")


def check(mode: str, value: Decimal, base: Base | None = None) -> None:
    """Refuse a discount below 0, above 100 %, or above what there is to discount.

    :param base: leave out when the lines are not known yet. A document without amounts is not refused: lines will come.
    :raises DiscountError: with the reason as its code.
    """
    if value < 0:
        raise DiscountError("negative")
    if is_percent(mode) and value > 100:
        raise DiscountError("over_100")
    if base is not None and not is_percent(mode):
        total = base.excluded if is_excluded(mode) else base.included
        if total > 0 and value > total:
            raise DiscountError("over_total")


def target(mode: str, value: Decimal, base: Base, unit: Decimal) -> Decimal:
    """Return the exact amount to take off, excluding or including VAT as the mode says, rounded half-up to `unit`."""
    total = base.excluded if is_excluded(mode) else base.included
    amount = total * value / 100 if is_percent(mode) else value
    return (amount / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def share(full: Decimal, done: Decimal, part: Decimal, whole: Decimal, unit: Decimal) -> Decimal:
    """Return what a partial invoice takes of a fixed amount, so that all partial invoices together take exactly `full`.

    :param done: what earlier invoices took.
    :param part: value of all lines invoiced so far, this invoice included.
    :param whole: value of all lines of the order.
    """
    if not whole or part >= whole:
        return full - done
    return (full * part / whole / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit - done

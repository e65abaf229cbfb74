"""The footer discount of a document: which amount it takes off, whether it may,
and what a part of the document takes of it.

A mode is one object in `MODES`; nothing else in the suite asks which one it is.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


class DiscountError(ValueError):
    """A discount that cannot be given; `code` says why: "negative", "over_100" or "over_total"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Base:
    """What discountable lines amount to, excluding and including VAT, and how many units they are."""

    excluded: Decimal
    included: Decimal
    quantity: Decimal = Decimal(0)

    def __add__(self, other: "Base") -> "Base":
        return Base(self.excluded + other.excluded, self.included + other.included, self.quantity + other.quantity)

    def times(self, ratio: Decimal) -> "Base":
        return Base(self.excluded * ratio, self.included * ratio, self.quantity * ratio)


NOTHING = Base(Decimal(0), Decimal(0))


def rounded(amount: Decimal, unit: Decimal) -> Decimal:
    """The amount in whole units, half-up."""
    return (amount / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def proportion(full: Decimal, done: Decimal, part: Decimal, whole: Decimal, unit: Decimal) -> Decimal:
    """Return what a part of a document takes of a fixed amount, so that all parts together take exactly `full`.

    :param done: what earlier parts took; it may be more than is due now, the result is negative then.
    :param part: value of all that is taken so far, this part included.
    :param whole: value of the whole document.
    """
    if not whole or part / whole >= 1:
        return full - done
    return rounded(full * part / whole, unit) - done


@dataclass(frozen=True)
class DiscountMode:
    """How a discount is given: what its value means, and what becomes of it on parts of the document."""

    code: str
    label: str
    excluded: bool  # whether it is taken off the amount excluding VAT

    def total(self, base: Base) -> Decimal:
        """What the discount is taken off."""
        return base.excluded if self.excluded else base.included

    def weight(self, base: Base) -> Decimal:
        """By what a part of the document is measured against the whole."""
        return base.excluded

    def target(self, value: Decimal, base: Base, unit: Decimal) -> Decimal:
        """The exact amount to take off, excluding or including VAT as the mode says, in whole units, half-up."""
        raise NotImplementedError

    def check(self, value: Decimal, base: Base | None = None, slack: Decimal = Decimal(0)) -> None:
        """Refuse a discount below 0 or above what there is to discount.

        :param base: leave out when the lines are not known yet. A document without lines is not refused: they will
            come. From lines of 0.00 no amount can be taken.
        :param slack: how much more the amounts printed on the lines make than `base`; a discount of all that is printed
            is accepted.
        :raises DiscountError: with the reason as its code.
        """
        if value < 0:
            raise DiscountError("negative")
        if base is None or not (base.quantity or self.total(base)):
            return
        total = self.total(base)
        if total >= 0 and self.target(value, base, Decimal("1e-6")) > total + slack:
            raise DiscountError("over_total")

    def limited(self, value: Decimal, base: Base, slack: Decimal, unit: Decimal) -> Decimal:
        """The amount to take off: `target`, but no more than all when it is no more than what is printed on the lines.
        """
        amount, total = self.target(value, base, unit), self.total(base)
        return total if total < amount <= total + slack else amount

    def share(self, full: Decimal, done: Decimal, part: Base, whole: Base, unit: Decimal) -> Decimal:
        """What a part of the document takes of the discount; see `proportion`."""
        return proportion(full, done, self.weight(part), self.weight(whole), unit)

    def share_both(self, full: Base, done: Base, part: Base, whole: Base, unit: Decimal) -> tuple[Decimal, Decimal]:
        """What a part of the document takes of the discount, excluding and including VAT; each adds up by itself."""
        return tuple(self.share(getattr(full, side), getattr(done, side), part, whole, unit)
                     for side in ("excluded", "included"))

    def carry(self, value: Decimal, amount: Decimal) -> Decimal:
        """The value that a part of the document shows, which takes `amount`."""
        raise NotImplementedError

    def follow(self, value: Decimal, amount: Decimal, then: Base, now: Base, unit: Decimal) -> Decimal:
        """What a part that took `amount` takes after its lines were edited from `then` to `now`."""
        raise NotImplementedError


class Rate(DiscountMode):
    """A value that counts for each part by itself; what rounding or a change of mind left over is carried along."""

    def share(self, full, done, part, whole, unit):
        if (weight := self.weight(whole)) and self.weight(part) / weight > 1:
            full = rounded(full * self.weight(part) / weight, unit)  # more than all of it: the rate holds for that too
        return super().share(full, done, part, whole, unit)

    def carry(self, value, amount):
        return value

    def follow(self, value, amount, then, now, unit):
        return amount - self.target(value, then, unit) + self.target(value, now, unit)


class Percent(Rate):
    """A percentage of the total."""

    def target(self, value, base, unit):
        return rounded(self.total(base) * value / 100, unit)

    def check(self, value, base=None, slack=Decimal(0)):
        if value > 100:
            raise DiscountError("over_100")
        super().check(value, base, slack)


class Amount(DiscountMode):
    """An amount for the whole document; parts have theirs in proportion."""

    def target(self, value, base, unit):
        return rounded(value, unit)

    def carry(self, value, amount):
        return max(amount, Decimal(0))

    def follow(self, value, amount, then, now, unit):
        whole = self.weight(then)
        return rounded(amount * self.weight(now) / whole,
                       unit) if whole and 0 <= self.weight(now) / whole < 1 else amount


MODES = {mode.code: mode for mode in (
    Percent("untaxed_percent", "% excl. VAT", True), Amount("untaxed_amount", "Amount excl. VAT", True),
    Percent("taxed_percent", "% incl. VAT", False), Amount("taxed_amount", "Amount incl. VAT", False),
)}

"""How items make up the amount of a transfer: whole, some of them, less a discount or a fee, in part."""

from dataclasses import dataclass
from decimal import Decimal

from .book import GRACE, ZERO, Book, Part, Promise, Transfer
from .sums import MOST_ITEMS, find_sums


@dataclass(slots=True)
class Fit:
    """Items that make up the amount."""

    items: tuple
    reason: str  # "amount", "sum", "discount", "fee", "writeoff", "instalment", "partial", "advance"
    is_only: bool = True  # no other items make it up as well
    amounts: tuple = ()  # when an item is paid in part
    rest: Decimal = ZERO

    def to_parts(self) -> tuple:
        amounts = self.amounts or tuple(item.amount for item in self.items)
        return tuple(Part(item.id, amount) for item, amount in zip(self.items, amounts, strict=True))


def fit_named(book: Book, transfer: Transfer, documents: list) -> Fit | None:
    """How the documents that are named make up the amount: whole, by instalments, less a discount or a fee, in part."""
    items = sorted(book.items_of(documents), key=lambda item: (item.due, item.id))
    if not items:
        return None
    amount, total = transfer.amount, sum((item.amount for item in items), ZERO)
    if amount == total:
        return Fit(tuple(items), "amount" if len(items) == 1 else "sum")
    reduced = _reduced(items, transfer)
    if reduced is not None and amount == reduced:
        return Fit(tuple(items), "discount", rest=amount - total)
    if len(items) > 1:
        fit = _fit_instalments(items, amount, len(documents) == 1)
        if fit is not None:
            return fit
    if abs(amount - total) <= book.terms.tolerance:
        return Fit(tuple(items), "writeoff", rest=amount - total)
    if ZERO < total - amount <= book.terms.fee:
        return Fit(tuple(items), "fee", rest=amount - total)
    if amount > total:
        return Fit(tuple(items), "advance", rest=amount - total)
    return _fill(items, amount)


def _fit_instalments(items: list, amount: Decimal, is_one_document: bool) -> Fit | None:
    """Of one document the next instalments, or the only one of this amount; of several those that add up."""
    if is_one_document:
        total = ZERO
        for count, item in enumerate(items, 1):
            total += item.amount
            if total == amount:
                return Fit(tuple(items[:count]), "instalment")
        alike = [item for item in items if item.amount == amount]
        return Fit((alike[0],), "instalment") if alike else None
    # Some of those that are named were paid, or are not due: which, says the sum when there is one way only.
    sums = find_sums(items, amount, 2)
    whole = [found for found in sums if {item.document for item in found} == {item.document for item in items}]
    sums = whole or sums
    return Fit(sums[0], "sum", is_only=len(sums) == 1) if sums else None


def fit_hinted(book: Book, transfer: Transfer, documents: list) -> Fit | None:
    """Documents that may be meant: the one, or all, to the cent; nothing less."""
    items = [item for item in book.items_of(documents) if item.on <= transfer.on + GRACE]
    by_document = {}
    for item in items:
        by_document.setdefault(item.document, []).append(item)
    exact = [tuple(group) for group in by_document.values() if sum(
        (item.amount for item in group), ZERO) == transfer.amount]
    alone = [(item,) for item in items if item.amount == transfer.amount and (item,) not in exact]
    fits = exact + ([alone[0]] if alone and len({item.document for (item,) in alone}) == 1 else alone)
    if fits:
        return Fit(fits[0], "amount", is_only=len(fits) == 1)
    reduced = [group for group in by_document.values() if _reduced(group, transfer) == transfer.amount]
    if len(reduced) == 1:
        total = sum((item.amount for item in reduced[0]), ZERO)
        return Fit(tuple(reduced[0]), "discount", rest=transfer.amount - total)
    if 1 < len(items) <= MOST_ITEMS:
        sums = find_sums(items, transfer.amount, 2)
        if sums:
            return Fit(sums[0], "sum", is_only=len(sums) == 1)
    return None


def fit_amount(items: list, transfer: Transfer) -> Fit | None:
    """What of a customer makes up the amount to the cent, or less its discount."""
    amount = transfer.amount
    alike = [item for item in items if item.amount == amount]
    if alike:
        # Of one document the next instalment; of several nobody knows which.
        is_only = len({item.document for item in alike}) == 1 and not find_sums(
            [item for item in items if item not in alike], amount, 1)
        return Fit((alike[0],), "amount", is_only=is_only)
    reduced = [item for item in items if _reduced([item], transfer) == amount]
    if reduced:
        return Fit((reduced[0],), "discount", is_only=len(reduced) == 1, rest=amount - reduced[0].amount)
    if len(items) < 2:
        return None
    sums = find_sums(items, amount, 2)
    if not sums:
        return None
    return Fit(sums[0], "sum", is_only=len(sums) == 1)


def fit_promise(items: list, promise: Promise, transfer: Transfer) -> Fit | None:
    """What a customer promised to pay with just this amount."""
    if promise.amount != transfer.amount:
        return None
    meant = [item for item in items if item.id in promise.items] if promise.items else items
    total = sum((item.amount for item in meant), ZERO)
    if total == transfer.amount:
        return Fit(tuple(meant), "amount" if len(meant) == 1 else "sum")
    fit = _fill(meant, transfer.amount)
    if fit is not None:
        fit.is_only = bool(promise.items) and len(meant) == 1
    return fit


def fit_near(book: Book, items: list, transfer: Transfer) -> Fit | None:
    """Nothing fits to the cent: one that a fee or a small difference explains; else the oldest first. Never sure."""
    for item in items:
        if abs(transfer.amount - item.amount) <= book.terms.tolerance:
            return Fit((item,), "writeoff", is_only=False, rest=transfer.amount - item.amount)
        if ZERO < item.amount - transfer.amount <= book.terms.fee:
            return Fit((item,), "fee", is_only=False, rest=transfer.amount - item.amount)
    total = sum((item.amount for item in items), ZERO)
    if total < transfer.amount:
        return Fit(tuple(items), "advance", is_only=False, rest=transfer.amount - total) if total > 0 else None
    fit = _fill([item for item in items if item.amount > 0], transfer.amount)
    if fit is not None:
        fit.is_only = False
    return fit


def is_near(book: Book, items: list, amount: Decimal) -> bool:
    """Not a part, but an instalment (or some of them) less a fee or a slip of the pen."""
    total, slack = ZERO, max(book.terms.fee, book.terms.tolerance)
    for item in items:
        total += item.amount
        if min(abs(total - amount), abs(item.amount - amount)) <= slack:
            return True
    return False


def _fill(items: list, amount: Decimal) -> Fit | None:
    """The oldest first, the last in part."""
    chosen, amounts, left = [], [], amount
    for item in items:
        if left <= 0 or item.amount <= 0:
            break
        chosen.append(item)
        amounts.append(min(item.amount, left))
        left -= amounts[-1]
    return Fit(tuple(chosen), "partial", amounts=tuple(amounts)) if chosen and left == 0 else None


def _reduced(items: list, transfer: Transfer) -> Decimal | None:
    """What settles these items when each discount that is still open is taken."""
    total, is_any = ZERO, False
    for item in items:
        is_open = item.discounted is not None and item.discount_until is not None and (
            transfer.on <= item.discount_until + GRACE)
        is_any |= is_open
        total += item.discounted if is_open else item.amount
    return total if is_any else None

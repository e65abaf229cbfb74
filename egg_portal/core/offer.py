"""What a customer is asked to pay under a link, from what is true at this moment."""

from dataclasses import dataclass, field
from decimal import Decimal

#: What a page under a link can be about.
PAY, SETTLED, COVERED, HELD, GONE = "pay", "settled", "covered", "held", "gone"


@dataclass(frozen=True, slots=True)
class Item:
    """An amount that a link names."""

    id: int
    left: Decimal  # what is open; nothing: it is paid
    hold: str = ""  # by what it is being paid or collected now, in words


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be paid now: `items` together, `amount`."""

    state: str
    items: tuple[int, ...] = ()
    amount: Decimal = Decimal(0)
    credits: dict = field(default_factory=dict)  # {credit: how much of it is taken off}
    hold: str = ""


def make_offer(items: list[Item], parts: dict) -> Offer:
    """Return what is asked.

    :param parts: {item: (`Credit`, amount) pairs} of what the customer has with the firm and what it covers
    """
    if not items:
        return Offer(GONE)
    still_open = [item for item in items if item.left > 0]
    if not still_open:
        return Offer(SETTLED)
    free = [item for item in still_open if not item.hold]
    if not free:
        return Offer(HELD, hold=still_open[0].hold)
    credits = {}
    for item in free:
        for credit, amount in parts.get(item.id, ()):
            credits[credit.id] = credits.get(credit.id, Decimal(0)) + amount
    amount = sum((item.left for item in free), Decimal(0)) - sum(credits.values(), Decimal(0))
    ids = tuple(item.id for item in free)
    return Offer(PAY, ids, amount, credits) if amount > 0 else Offer(COVERED, ids, Decimal(0), credits)


def find_refusal(asked: Decimal, offer: Offer, is_partial_allowed: bool) -> str:
    """Return why an amount is not taken: "settled", "held", "changed", "little"; empty: it is taken.

    :param asked: what the payer saw, or typed where a part may be paid
    """
    if offer.state in (SETTLED, COVERED, GONE):
        return "settled"
    if offer.state == HELD:
        return "held"
    if asked == offer.amount:
        return ""
    if not is_partial_allowed or asked > offer.amount:
        return "changed"
    return "" if asked >= min(Decimal(1), offer.amount) else "little"

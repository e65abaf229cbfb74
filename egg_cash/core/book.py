"""What a transfer may pay, as values: open items and who may pay them, what came, what is proposed."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

from odoo.addons.egg_billing.core.iban_text import clean as clean_account

from .names import NameIndex
from .reference import NumberIndex

ZERO = Decimal(0)
#: Payouts of these are sums of many payments, with a fee: they have their own road.
PAYOUTS = ("STRIPE", "PAYPAL", "SUMUP", "GOCARDLESS", "MOLLIE")
GRACE = timedelta(days=5)  # a transfer that left in time for the discount


@dataclass(frozen=True, slots=True)
class Item:
    """An open due item; below zero it is a credit of the customer."""

    id: int
    customer: int
    amount: Decimal
    on: date  # of the document
    due: date
    document: int
    numbers: tuple = ()
    discounted: Decimal | None = None  # what settles it until `discount_until`
    discount_until: date | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """Who may pay, and how a bank may call him."""

    id: int
    names: tuple = ()
    ibans: tuple = ()  # of him, or that paid for him before


@dataclass(frozen=True, slots=True)
class Promise:
    """A customer announced a payment."""

    customer: int
    amount: Decimal
    on: date
    items: tuple = ()


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that came in."""

    id: int
    on: date
    amount: Decimal
    text: str = ""
    payer: str = ""
    iban: str = ""
    end_to_end: str = ""
    structured: str = ""
    batch: str = ""  # the collection that the bank says it is the sum of


@dataclass(frozen=True, slots=True)
class Terms:
    """What a firm lets go."""

    tolerance: Decimal = ZERO  # a difference that is written off
    fee: Decimal = ZERO  # what banks on the way may keep


@dataclass(frozen=True, slots=True)
class Part:
    """What an item gets of it."""

    item: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a transfer may pay.

    :param rest: above zero: money beyond the items (an advance, or "writeoff" when small); below zero: what the items
        get although it did not come ("fee", "discount", "writeoff")
    """

    transfer: int
    customer: int
    parts: tuple
    reasons: tuple
    is_sure: bool = False
    rest: Decimal = ZERO
    rest_kind: str = ""


@dataclass
class Book:
    """The open items, by all that they can be found by."""

    items: list
    customers: list
    promises: list = field(default_factory=list)
    terms: Terms = field(default_factory=Terms)
    today: date | None = None

    def __post_init__(self):
        self.numbers, self.names = NumberIndex(), NameIndex()
        self.by_document, self.by_customer, self.by_amount, self.by_iban = {}, {}, {}, {}
        self.taken = set()  # items that a sure proposal has
        known = {}
        for item in self.items:
            self.by_document.setdefault(item.document, []).append(item)
            self.by_customer.setdefault(item.customer, []).append(item)
            self.by_amount.setdefault(item.amount, []).append(item)
            for number in item.numbers:
                if (item.document, number) not in known:
                    known[item.document, number] = True
                    self.numbers.add(item.document, number)
        for items in (*self.by_document.values(), *self.by_customer.values()):
            items.sort(key=lambda item: (item.due, item.id))
        for customer in self.customers:
            for name in customer.names:
                self.names.add(customer.id, name)
            for iban in customer.ibans:
                self.by_iban.setdefault(clean_account(iban), set()).add(customer.id)
        self.promised = {}
        for promise in self.promises:
            self.promised.setdefault(promise.customer, []).append(promise)

    def open_of(self, items) -> list:
        return [item for item in items if item.id not in self.taken]

    def items_of(self, documents) -> list:
        """The open items of these documents."""
        return self.open_of(chain.from_iterable(self.by_document[document] for document in documents))


def is_payout(transfer: Transfer) -> bool:
    """Money of a payment provider: the sum of many payments."""
    words = f"{transfer.payer} {transfer.text}".upper()
    return any(name in words for name in PAYOUTS)

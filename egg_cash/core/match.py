"""What a transfer pays: values in, ranked proposals with their reasons out.

A proposal is sure when its evidence leaves nothing else: then a person may book it without looking. Items of two
customers are never in one.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from odoo.addons.egg_billing.core.iban_text import clean as clean_account

from .names import EXACT, NameIndex
from .reference import CUT, FULL, MEDIUM, WEAK, NumberIndex, tokens

ZERO = Decimal(0)
#: Payouts of these are sums of many payments, with a fee: they have their own road.
PAYOUTS = ("STRIPE", "PAYPAL", "SUMUP", "GOCARDLESS", "MOLLIE")
#: Money before its invoice: what has just this amount may be something else.
DEPOSIT = frozenset(("ACOMPTE", "ACOMPTES", "ARRHES", "DEPOSIT", "AVANCE", "PROVISION"))
#: Reasons to look twice: they make nothing likelier.
AGAINST = frozenset(("other_payer", "two_customers", "only_amount"))
MOST_ITEMS = 14  # items of a customer among which sums of any number are looked for
MOST_SUMS = 40_000
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


@dataclass(slots=True)
class _Fit:
    """Items that make up the amount."""

    items: tuple
    reason: str  # "amount", "sum", "discount", "fee", "writeoff", "instalment", "partial", "advance"
    is_only: bool = True  # no other items make it up as well
    amounts: tuple = ()  # when an item is paid in part
    rest: Decimal = ZERO

    def to_parts(self) -> tuple:
        amounts = self.amounts or tuple(item.amount for item in self.items)
        return tuple(Part(item.id, amount) for item, amount in zip(self.items, amounts, strict=True))


class _Found(NamedTuple):
    """A customer who may have paid."""

    customer: int
    fit: _Fit
    reasons: list


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


@dataclass(slots=True)
class _Seen:
    """A transfer, and what its words say."""

    transfer: Transfer
    named: dict  # document -> level
    by_iban: set
    by_name: dict  # customer -> level


def propose(book: Book, transfers: list) -> dict:
    """Return {transfer id: proposals, the best first}. What a sure proposal takes is not there for the next transfer.

    First the transfers that name what they pay to the cent, then the others that name something, then the rest: no
    guess takes what another transfer names.
    """
    seen = [_look(book, one) for one in sorted(transfers, key=lambda one: (one.on, one.id))]
    owners = {}
    for one in seen:
        for document, level in one.named.items():
            if level == FULL:
                owners.setdefault(document, set()).add(one.transfer.id)
    found = {}
    for step in (_by_exact_number, _by_number, _by_customer):
        for one in seen:
            if one.transfer.id in found:
                continue
            proposals = step(book, one, owners)
            if proposals and proposals[0].is_sure:
                book.taken.update(part.item for part in proposals[0].parts)
                found[one.transfer.id] = proposals
    for one in seen:  # what is left: whatever may help a person
        if one.transfer.id not in found:
            found[one.transfer.id] = _rank([*_by_exact_number(book, one, owners), *_by_number(book, one, owners),
                                            *_by_customer(book, one, owners), *_by_amount(book, one)])
    return found


def is_payout(transfer: Transfer) -> bool:
    """Money of a payment provider: the sum of many payments."""
    words = f"{transfer.payer} {transfer.text}".upper()
    return any(name in words for name in PAYOUTS)


def _look(book: Book, one: Transfer) -> _Seen:
    if is_payout(one):
        return _Seen(one, {}, set(), {})
    named = {}
    for text in (one.text, one.end_to_end, one.structured):
        for document, level in (book.numbers.find(text) if text else {}).items():
            if named.get(document) != FULL:
                named[document] = level
    by_name = book.names.find(one.payer, True) if one.payer else book.names.find(one.text, False)
    return _Seen(one, named, book.by_iban.get(clean_account(one.iban), set()) if one.iban else set(), by_name)


def _rank(proposals: list) -> list:
    """The sure and the better founded first, each set of items once, three at most; none of them is sure here."""
    best = {}
    for one in proposals:
        key = frozenset(part.item for part in one.parts)
        if key not in best or _weigh(one) > _weigh(best[key]):
            best[key] = one
    ranked = sorted(best.values(), key=lambda one: (not one.is_sure, bool(one.rest), -_weigh(one), len(one.parts)))
    return ranked[:3]


def _weigh(one: Proposal) -> int:
    """How much speaks for a proposal: that the payer is another one speaks against it."""
    return len([reason for reason in one.reasons if reason not in AGAINST])


def _evidence(one: _Seen, customer: int) -> list:
    """What else says that it is this customer."""
    found = []
    if customer in one.by_iban:
        found.append("iban")
    if customer in one.by_name:
        found.append("name")
    return found


def _speaks_for_other(one: _Seen, customer: int) -> bool:
    """The account or the name of the payer is another customer's, and not this one's as well."""
    if one.by_iban and customer not in one.by_iban:
        return True
    if EXACT in one.by_name.values():
        return one.by_name.get(customer) != EXACT
    return bool(one.transfer.payer and one.by_name) and customer not in one.by_name


def _make(one: _Seen, customer: int, fit: _Fit, reasons: list, is_sure: bool) -> Proposal:
    """A proposal; whoever it is for, it is not sure when the payer is known to be another customer."""
    kinds = {"discount": "discount", "fee": "fee", "writeoff": "writeoff", "advance": "advance"}
    is_other = _speaks_for_other(one, customer)
    told = dict.fromkeys([*reasons, fit.reason, *(["other_payer"] if is_other else [])])
    return Proposal(one.transfer.id, customer, fit.to_parts(), tuple(told), is_sure and not is_other,
                    fit.rest, kinds.get(fit.reason, "") if fit.rest else "")


# Named by a number


def _by_exact_number(book: Book, one: _Seen, owners: dict) -> list:
    """All that it names, of one customer, makes up the amount: nothing else is needed."""
    documents = [document for document, level in one.named.items() if level == FULL]
    customers = {item.customer for item in book.items_of(documents)}
    if len(customers) != 1:
        return []
    customer = customers.pop()
    fit = _fit_named(book, one.transfer, documents)
    if fit is None or fit.reason in ("partial", "advance"):
        return []
    is_sure = fit.is_only and (fit.reason in ("amount", "sum") or not _hints_more(book, one, customer, documents)) and (
        fit.reason not in ("fee", "writeoff") or len(fit.items) == 1)
    return [_make(one, customer, fit, ["number", *_evidence(one, customer)], is_sure)]


def _hints_more(book: Book, one: _Seen, customer: int, documents: list) -> bool:
    """Other open documents of the customer may be named as well."""
    others = [document for document in one.named if document not in documents]
    return any(book.by_document[document][0].customer == customer for document in others
               if book.open_of(book.by_document[document]))


def _by_number(book: Book, one: _Seen, owners: dict) -> list:
    """It names something, by which more is found: a cut number, one of several, a part."""
    found = []
    by_customer = {}
    for document, level in one.named.items():
        customer = book.by_document[document][0].customer
        by_customer.setdefault(customer, {}).setdefault(level, []).append(document)
    is_mixed = sum(FULL in levels for levels in by_customer.values()) > 1
    for customer, levels in by_customer.items():
        proposal = _by_levels(book, one, customer, levels, owners)
        if proposal is not None:
            found.append(proposal)
    sure = [proposal for proposal in found if proposal.is_sure]
    if len(sure) > 1 or is_mixed:
        found = [_doubt(proposal, "two_customers" if is_mixed else "") for proposal in found]
    return sorted(found, key=lambda proposal: not proposal.is_sure)[:3]


def _doubt(one: Proposal, reason: str = "") -> Proposal:
    reasons = (*one.reasons, reason) if reason else one.reasons
    return Proposal(one.transfer, one.customer, one.parts, reasons, False, one.rest, one.rest_kind)


def _by_levels(book: Book, one: _Seen, customer: int, levels: dict, owners: dict) -> Proposal | None:
    full = [document for document in levels.get(FULL, ()) if book.open_of(book.by_document[document])]
    evidence = _evidence(one, customer)
    if full:
        return _by_full(book, one, customer, full, levels, evidence, owners)
    hinted = [*chain.from_iterable(levels.get(level, ()) for level in (MEDIUM, WEAK, CUT))]
    for level, reason in ((MEDIUM, "number"), (WEAK, "number_part"), (CUT, "number_cut")):
        documents = [document for document in levels.get(level, ()) if book.open_of(book.by_document[document])]
        fit = _fit_hinted(book, one.transfer, documents) if documents else None
        if fit is None:
            continue
        others = [document for document in hinted if document not in {item.document for item in fit.items}]
        is_alone = fit.is_only and _fit_hinted(book, one.transfer, others) is None and (
            level != CUT or len(documents) == 1) and not _has_rival(book, one, customer, fit)
        is_sure = is_alone and (bool(evidence) or level == MEDIUM)
        return _make(one, customer, fit, [reason, *evidence], is_sure and not _is_doubtful(book, one, customer, fit))
    return None


def _by_full(book: Book, one: _Seen, customer: int, full: list, levels: dict, evidence: list,
             owners: dict) -> Proposal | None:
    transfer = one.transfer
    named = book.items_of(full)
    total = sum((item.amount for item in named), ZERO)
    if transfer.amount > total:
        fit = _complete(book, one, customer, named, transfer.amount - total, levels, owners)
        if fit is not None:
            return _make(one, customer, fit, ["number", *evidence], fit.is_only)
    fit = _fit_named(book, transfer, full)
    if fit is None or fit.reason == "partial":
        fit = _less_credits(book, one, customer, named, owners) or fit
    if fit is None:
        return None
    is_known = customer in one.by_iban or set(one.by_name) == {customer}
    is_part = fit.reason == "partial" and len(full) == 1 and is_known and not _is_near(
        book, named, transfer.amount) and not _hints_more(book, one, customer, full)
    is_whole = fit.reason in ("amount", "sum") or fit.reason != "advance" and fit.reason != "partial" and len(
        fit.items) == 1 and not _hints_more(book, one, customer, full)
    is_sure = fit.is_only and (is_part or is_whole)
    return _make(one, customer, fit, ["number", *evidence], is_sure and len(
        levels.get(FULL, ())) == len(full))


def _is_near(book: Book, items: list, amount: Decimal) -> bool:
    """Not a part, but an instalment (or some of them) less a fee or a slip of the pen."""
    total, slack = ZERO, max(book.terms.fee, book.terms.tolerance)
    for item in items:
        total += item.amount
        if min(abs(total - amount), abs(item.amount - amount)) <= slack:
            return True
    return False


def _fit_named(book: Book, transfer: Transfer, documents: list) -> _Fit | None:
    """How the documents that are named make up the amount: whole, by instalments, less a discount or a fee, in part."""
    items = sorted(book.items_of(documents), key=lambda item: (item.due, item.id))
    if not items:
        return None
    amount, total = transfer.amount, sum((item.amount for item in items), ZERO)
    if amount == total:
        return _Fit(tuple(items), "amount" if len(items) == 1 else "sum")
    reduced = _reduced(items, transfer)
    if reduced is not None and amount == reduced:
        return _Fit(tuple(items), "discount", rest=amount - total)
    if len(items) > 1:
        fit = _fit_instalments(items, amount, len(documents) == 1)
        if fit is not None:
            return fit
    if abs(amount - total) <= book.terms.tolerance:
        return _Fit(tuple(items), "writeoff", rest=amount - total)
    if ZERO < total - amount <= book.terms.fee:
        return _Fit(tuple(items), "fee", rest=amount - total)
    if amount > total:
        return _Fit(tuple(items), "advance", rest=amount - total)
    return _fill(items, amount)


def _fill(items: list, amount: Decimal) -> _Fit | None:
    """The oldest first, the last in part."""
    chosen, amounts, left = [], [], amount
    for item in items:
        if left <= 0 or item.amount <= 0:
            break
        chosen.append(item)
        amounts.append(min(item.amount, left))
        left -= amounts[-1]
    return _Fit(tuple(chosen), "partial", amounts=tuple(amounts)) if chosen and left == 0 else None


def _reduced(items: list, transfer: Transfer) -> Decimal | None:
    """What settles these items when each discount that is still open is taken."""
    total, is_any = ZERO, False
    for item in items:
        is_open = item.discounted is not None and item.discount_until is not None and (
            transfer.on <= item.discount_until + GRACE)
        is_any |= is_open
        total += item.discounted if is_open else item.amount
    return total if is_any else None


def _fit_instalments(items: list, amount: Decimal, is_one_document: bool) -> _Fit | None:
    """Of one document the next instalments, or the only one of this amount; of several those that add up."""
    if is_one_document:
        total = ZERO
        for count, item in enumerate(items, 1):
            total += item.amount
            if total == amount:
                return _Fit(tuple(items[:count]), "instalment")
        alike = [item for item in items if item.amount == amount]
        return _Fit((alike[0],), "instalment") if alike else None
    # Some of those that are named were paid, or are not due: which, says the sum when there is one way only.
    sums = _sums(items, amount, 2)
    whole = [found for found in sums if {item.document for item in found} == {item.document for item in items}]
    sums = whole or sums
    return _Fit(sums[0], "sum", is_only=len(sums) == 1) if sums else None


def _fit_hinted(book: Book, transfer: Transfer, documents: list) -> _Fit | None:
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
        return _Fit(fits[0], "amount", is_only=len(fits) == 1)
    reduced = [group for group in by_document.values() if _reduced(group, transfer) == transfer.amount]
    if len(reduced) == 1:
        total = sum((item.amount for item in reduced[0]), ZERO)
        return _Fit(tuple(reduced[0]), "discount", rest=transfer.amount - total)
    if 1 < len(items) <= MOST_ITEMS:
        sums = _sums(items, transfer.amount, 2)
        if sums:
            return _Fit(sums[0], "sum", is_only=len(sums) == 1)
    return None


def _has_rival(book: Book, one: _Seen, customer: int, fit: _Fit) -> bool:
    """Another customer that this payer may be has just this amount open; or the name is of several."""
    if fit.reason == "sum":
        return False
    rivals = {item.customer for item in book.open_of(book.by_amount.get(one.transfer.amount, ()))} - {customer}
    return any(rival in one.by_iban or rival in one.by_name for rival in rivals)


def _complete(book: Book, one: _Seen, customer: int, named: list, left: Decimal, levels: dict,
              owners: dict) -> _Fit | None:
    """What is named, and others of the customer that make up the rest to the cent in one way only."""
    have = {item.id for item in named}
    hinted = {*chain.from_iterable(levels.get(level, ()) for level in (MEDIUM, WEAK, CUT))}
    others = [item for item in _free(book, one, customer, owners) if item.id not in have]
    likely = [item for item in others if item.document in hinted]
    for pool in filter(None, (likely, others)):
        sums = _sums(pool, left, 2)
        if sums:
            return _Fit((*named, *sums[0]), "sum", is_only=len(sums) == 1)
    return None


def _less_credits(book: Book, one: _Seen, customer: int, named: list, owners: dict) -> _Fit | None:
    """What is named, less credits of the customer that make up the amount to the cent."""
    have = {item.id for item in named}
    credits = [item for item in _free(book, one, customer, owners) if item.amount < 0 and item.id not in have]
    left = one.transfer.amount - sum((item.amount for item in named), ZERO)
    sums = _sums(credits, left, 2) if left < 0 else []
    return _Fit((*named, *sums[0]), "sum", is_only=len(sums) == 1) if sums else None


def _free(book: Book, one: _Seen, customer: int, owners: dict) -> list:
    """Open items of a customer that were there on the day, and that no other transfer names."""
    return [item for item in book.open_of(book.by_customer.get(customer, ()))
            if item.on <= one.transfer.on + GRACE and owners.get(item.document, {one.transfer.id}) == {one.transfer.id}]


# By who paid


def _by_customer(book: Book, one: _Seen, owners: dict) -> list:
    """The account or the name tells the customer, the amount what he pays."""
    if any(level == FULL and book.open_of(book.by_document[document]) for document, level in one.named.items()):
        return []
    candidates = dict.fromkeys(one.by_iban) if len(one.by_iban) == 1 else dict.fromkeys([*one.by_iban, *one.by_name])
    found = []
    for customer in list(candidates)[:20]:
        fit, reasons = _fit_customer(book, one, customer, owners)
        if fit is not None:
            found.append(_Found(customer, fit, reasons))
    if not found:
        return []
    # A document that is named and is paid already: the customer pays twice, or another one; a person looks.
    is_paid = any(level == FULL for level in one.named.values()) or book.numbers.has_other(one.transfer.text)
    is_one = len(found) == 1 and not is_paid
    proposals = []
    for customer, fit, reasons in found:
        known = customer in one.by_iban or one.by_name.get(customer) == EXACT or (
            customer in one.by_name and fit.reason == "amount" and _is_telling(book, one, customer))
        is_sure = is_one and fit.is_only and known and not _names_other(book, one, customer)
        proposals.append(_make(one, customer, fit, [*_evidence(one, customer), *reasons], is_sure))
    return sorted(proposals, key=lambda proposal: (not proposal.is_sure, bool(proposal.rest)))[:3]


def _names_other(book: Book, one: _Seen, customer: int) -> bool:
    """An open document of another customer is named, though not in full."""
    named = [document for document, level in one.named.items() if level == MEDIUM]
    return any(item.customer != customer for item in book.items_of(named))


def _is_telling(book: Book, one: _Seen, customer: int) -> bool:
    """A short form of a name, and an amount that nobody else owes."""
    owers = {item.customer for item in book.open_of(book.by_amount.get(one.transfer.amount, ()))}
    return owers == {customer} and len(one.by_name) == 1


def _fit_customer(book: Book, one: _Seen, customer: int, owners: dict) -> tuple:
    transfer, items = one.transfer, _free(book, one, customer, owners)
    for promise in book.promised.get(customer, ()):
        fit = _fit_promise(items, promise, transfer)
        if fit is not None:
            return fit, ["promise"]
    fit = _fit_amount(items, transfer)
    if fit is not None and _is_doubtful(book, one, customer, fit):
        fit.is_only = False
    if fit is None and items:
        fit = _fit_near(book, items, transfer)
    return fit, []


def _is_doubtful(book: Book, one: _Seen, customer: int, fit: _Fit) -> bool:
    """Other documents of the customer are hinted at, or have this amount although another transfer names them."""
    documents = {item.document for item in fit.items}
    if DEPOSIT & {word.text for word in tokens(one.transfer.text)}:
        return True
    hinted = {document for document in one.named if book.by_document[document][0].customer == customer}
    alike = {item.document for item in book.open_of(book.by_amount.get(one.transfer.amount, ()))
             if item.customer == customer and item.on <= one.transfer.on + GRACE}
    if hinted and not hinted & documents or fit.reason != "sum" and alike - documents:
        return True
    items = [item for item in book.open_of(book.by_customer[customer]) if item.on <= one.transfer.on + GRACE]
    return fit.reason == "sum" and len(_sums(items, one.transfer.amount, 2)) > 1


def _fit_promise(items: list, promise: Promise, transfer: Transfer) -> _Fit | None:
    if promise.amount != transfer.amount:
        return None
    meant = [item for item in items if item.id in promise.items] if promise.items else items
    total = sum((item.amount for item in meant), ZERO)
    if total == transfer.amount:
        return _Fit(tuple(meant), "amount" if len(meant) == 1 else "sum")
    fit = _fill(meant, transfer.amount)
    if fit is not None:
        fit.is_only = bool(promise.items) and len(meant) == 1
    return fit


def _fit_amount(items: list, transfer: Transfer) -> _Fit | None:
    amount = transfer.amount
    alike = [item for item in items if item.amount == amount]
    if alike:
        # Of one document the next instalment; of several nobody knows which.
        is_only = len({item.document for item in alike}) == 1 and not _sums(
            [item for item in items if item not in alike], amount, 1)
        return _Fit((alike[0],), "amount", is_only=is_only)
    reduced = [item for item in items if _reduced([item], transfer) == amount]
    if reduced:
        return _Fit((reduced[0],), "discount", is_only=len(reduced) == 1, rest=amount - reduced[0].amount)
    if len(items) < 2:
        return None
    sums = _sums(items, amount, 2)
    if not sums:
        return None
    return _Fit(sums[0], "sum", is_only=len(sums) == 1)


def _fit_near(book: Book, items: list, transfer: Transfer) -> _Fit | None:
    """Nothing fits to the cent: one that a fee or a small difference explains; else the oldest first. Never sure."""
    for item in items:
        if abs(transfer.amount - item.amount) <= book.terms.tolerance:
            return _Fit((item,), "writeoff", is_only=False, rest=transfer.amount - item.amount)
        if ZERO < item.amount - transfer.amount <= book.terms.fee:
            return _Fit((item,), "fee", is_only=False, rest=transfer.amount - item.amount)
    total = sum((item.amount for item in items), ZERO)
    if total < transfer.amount:
        return _Fit(tuple(items), "advance", is_only=False, rest=transfer.amount - total) if total > 0 else None
    fit = _fill([item for item in items if item.amount > 0], transfer.amount)
    if fit is not None:
        fit.is_only = False
    return fit


def _by_amount(book: Book, one: _Seen) -> list:
    """Nobody is known, but somebody owes just this."""
    if is_payout(one.transfer):
        return []
    items = [item for item in book.open_of(book.by_amount.get(one.transfer.amount, ()))
             if item.on <= one.transfer.on + GRACE]
    customers = {item.customer for item in items}
    return [_make(one, item.customer, _Fit((item,), "amount", False), ["only_amount"], False)
            for item in items[:3]] if len(customers) <= 3 else []


# Sums


def _sums(items: list, amount: Decimal, most: int) -> list:
    """Up to `most` sets of these items (the oldest first) that add up to the amount.

    Many items: all of them, the oldest ones in a row, or three at most.
    """
    items = sorted(items, key=lambda item: (item.due, item.id))[:60]
    found = _sums_in_row(items, amount)
    if len(items) <= MOST_ITEMS:
        _search(items, amount, 0, (), found, most, [MOST_SUMS])
    else:
        _search_few(items, amount, found, most)
    return found[:most]


def _sums_in_row(items: list, amount: Decimal) -> list:
    total = ZERO
    for count, item in enumerate(items, 1):
        total += item.amount
        if total == amount and count > 1:
            return [tuple(items[:count])]
    return []


def _is_same(one: tuple, other: tuple) -> bool:
    """Instalments of one document that are alike can stand for each other."""
    marks = [sorted((item.document, item.amount) for item in items) for items in (one, other)]
    return marks[0] == marks[1]


def _add(found: list, one: tuple):
    if not any(_is_same(one, other) for other in found):
        found.append(one)


def _search(items: list, left: Decimal, start: int, chosen: tuple, found: list, most: int, budget: list):
    """All sets, as long as there is time for it."""
    if left == 0 and chosen:
        _add(found, chosen)
        return
    for place in range(start, len(items)):
        budget[0] -= 1
        if len(found) >= most or budget[0] < 0:
            return
        item = items[place]
        if item.amount <= left or item.amount < 0 or any(one.amount < 0 for one in items[place + 1:]):
            _search(items, left - item.amount, place + 1, (*chosen, item), found, most, budget)


def _search_few(items: list, amount: Decimal, found: list, most: int):
    """Pairs and threes."""
    by_amount = {}
    for place, item in enumerate(items):
        by_amount.setdefault(item.amount, []).append(place)
    for first, item in enumerate(items):
        for second in range(first + 1, len(items)):
            rest = amount - item.amount - items[second].amount
            if rest == 0:
                _add(found, (item, items[second]))
            for third in by_amount.get(rest, ()):
                if third > second:
                    _add(found, (item, items[second], items[third]))
            if len(found) >= most:
                return

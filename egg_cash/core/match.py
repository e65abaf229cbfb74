"""What a transfer pays: values in, ranked proposals with their reasons out.

A proposal is sure when its evidence leaves nothing else: then a person may book it without looking. Items of two
customers are never in one.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from odoo.addons.egg_billing.core.iban_text import clean as clean_account

from .book import GRACE, ZERO, Book, Proposal, Transfer, is_payout
from .fits import Fit, fit_amount, fit_hinted, fit_named, fit_near, fit_promise, is_near
from .names import EXACT
from .reference import CUT, FULL, MEDIUM, WEAK, tokens
from .sums import find_sums

#: Money before its invoice: what has just this amount may be something else.
DEPOSIT = frozenset(("ACOMPTE", "ACOMPTES", "ARRHES", "DEPOSIT", "AVANCE", "PROVISION"))
#: Reasons to look twice: they make nothing likelier.
AGAINST = frozenset(("other_payer", "two_customers", "only_amount"))


class _Found(NamedTuple):
    """A customer who may have paid."""

    customer: int
    fit: Fit
    reasons: list


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


def _make(one: _Seen, customer: int, fit: Fit, reasons: list, is_sure: bool) -> Proposal:
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
    fit = fit_named(book, one.transfer, documents)
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
        fit = fit_hinted(book, one.transfer, documents) if documents else None
        if fit is None:
            continue
        others = [document for document in hinted if document not in {item.document for item in fit.items}]
        is_alone = fit.is_only and fit_hinted(book, one.transfer, others) is None and (
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
    fit = fit_named(book, transfer, full)
    if fit is None or fit.reason == "partial":
        fit = _less_credits(book, one, customer, named, owners) or fit
    if fit is None:
        return None
    is_known = customer in one.by_iban or set(one.by_name) == {customer}
    is_part = fit.reason == "partial" and len(full) == 1 and is_known and not is_near(
        book, named, transfer.amount) and not _hints_more(book, one, customer, full)
    is_whole = fit.reason in ("amount", "sum") or fit.reason != "advance" and fit.reason != "partial" and len(
        fit.items) == 1 and not _hints_more(book, one, customer, full)
    is_sure = fit.is_only and (is_part or is_whole)
    return _make(one, customer, fit, ["number", *evidence], is_sure and len(
        levels.get(FULL, ())) == len(full))


def _has_rival(book: Book, one: _Seen, customer: int, fit: Fit) -> bool:
    """Another customer that this payer may be has just this amount open; or the name is of several."""
    if fit.reason == "sum":
        return False
    rivals = {item.customer for item in book.open_of(book.by_amount.get(one.transfer.amount, ()))} - {customer}
    return any(rival in one.by_iban or rival in one.by_name for rival in rivals)


def _complete(book: Book, one: _Seen, customer: int, named: list, left: Decimal, levels: dict,
              owners: dict) -> Fit | None:
    """What is named, and others of the customer that make up the rest to the cent in one way only."""
    have = {item.id for item in named}
    hinted = {*chain.from_iterable(levels.get(level, ()) for level in (MEDIUM, WEAK, CUT))}
    others = [item for item in _free(book, one, customer, owners) if item.id not in have]
    likely = [item for item in others if item.document in hinted]
    for pool in filter(None, (likely, others)):
        sums = find_sums(pool, left, 2)
        if sums:
            return Fit((*named, *sums[0]), "sum", is_only=len(sums) == 1)
    return None


def _less_credits(book: Book, one: _Seen, customer: int, named: list, owners: dict) -> Fit | None:
    """What is named, less credits of the customer that make up the amount to the cent."""
    have = {item.id for item in named}
    credits = [item for item in _free(book, one, customer, owners) if item.amount < 0 and item.id not in have]
    left = one.transfer.amount - sum((item.amount for item in named), ZERO)
    sums = find_sums(credits, left, 2) if left < 0 else []
    return Fit((*named, *sums[0]), "sum", is_only=len(sums) == 1) if sums else None


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
        fit = fit_promise(items, promise, transfer)
        if fit is not None:
            return fit, ["promise"]
    fit = fit_amount(items, transfer)
    if fit is not None and _is_doubtful(book, one, customer, fit):
        fit.is_only = False
    if fit is None and items:
        fit = fit_near(book, items, transfer)
    return fit, []


def _is_doubtful(book: Book, one: _Seen, customer: int, fit: Fit) -> bool:
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
    return fit.reason == "sum" and len(find_sums(items, one.transfer.amount, 2)) > 1


def _by_amount(book: Book, one: _Seen) -> list:
    """Nobody is known, but somebody owes just this."""
    if is_payout(one.transfer):
        return []
    items = [item for item in book.open_of(book.by_amount.get(one.transfer.amount, ()))
             if item.on <= one.transfer.on + GRACE]
    customers = {item.customer for item in items}
    return [_make(one, item.customer, Fit((item,), "amount", False), ["only_amount"], False)
            for item in items[:3]] if len(customers) <= 3 else []

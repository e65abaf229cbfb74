"""Debits at the bank: a collection comes in as one sum or debit by debit, and what banks refuse goes out again."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, combinations

from .book import Part, Proposal, Terms, Transfer, is_payout
from .reference import plain, tokens

ZERO = Decimal(0)
#: Characters of a reference that stand in a text by chance no more.
LEAST = 6
#: Words of banks for the sum of a collection.
WORDS = frozenset(("PRLV", "PRELEVEMENT", "PRELEVEMENTS", "PRELEV", "SDD", "REMISE", "REM", "LASTSCHRIFT",
                   "DOMICILIATION"))
EARLY, LATE = timedelta(days=1), timedelta(days=8)
#: Debits taken back among which those that a sum is less are looked for.
MOST_RETURNED = 12


@dataclass(frozen=True, slots=True)
class Debit:
    """Money of one customer that is on its way: in, or (below zero) out again because his bank refused."""

    item: int
    amount: Decimal
    customer: int
    end_to_end: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """Debits that a bank may credit together: a file, or a batch of it."""

    on: date
    references: tuple
    debits: tuple


@dataclass(frozen=True, slots=True)
class _Fit:
    debits: tuple
    is_only: bool = True
    rest: Decimal = ZERO


def propose_collected(collections: list, transfers: list, terms: Terms | None = None) -> dict:
    """Return {transfer id: proposals, the best first} for the transfers that have to do with collections.

    What a sure proposal takes is not there for the next transfer. Those that name what they are come first.
    """
    collections = _without_twins(collections)
    by_reference = _index(collections)
    transfers = [one for one in sorted(transfers, key=lambda one: (one.on, one.id)) if not is_payout(one)]
    found, taken = {}, set()
    for step in (_by_debit, _by_name, _by_sum):
        for one in transfers:
            if one.id in found and found[one.id][0].is_sure:
                continue
            proposals = step(one, collections, by_reference, taken, terms or Terms())
            if proposals and proposals[0].is_sure:
                taken.update(part.item for part in proposals[0].parts)
                found[one.id] = proposals
            elif proposals:
                found.setdefault(one.id, []).extend(proposals)
    return {number: _still_free(proposals, taken) for number, proposals in found.items()}


def _still_free(proposals: list, taken: set) -> list:
    """What a sure proposal of another transfer has is not offered."""
    return [one for one in proposals if one.is_sure or taken.isdisjoint(part.item for part in one.parts)]


def _without_twins(collections: list) -> list:
    """A file of one batch is the same debits twice: once, by all its names."""
    known = {}
    for one in collections:
        known.setdefault(frozenset(debit.item for debit in one.debits), []).append(one)
    return [Collection(min(one.on for one in same), tuple(dict.fromkeys(chain.from_iterable(
        one.references for one in same))), same[0].debits) for same in known.values()]


def _compact(text: str) -> str:
    return "".join(re.findall("[A-Z0-9]", plain(text)))


def _index(collections: list) -> dict:
    """What is called so: {reference: (debits of that id, collections of that name)}."""
    found = {}
    for one in collections:
        for reference in one.references:
            found.setdefault(_compact(reference), ({}, []))[1].append(one)
        for debit in one.debits:
            if debit.end_to_end:
                found.setdefault(_compact(debit.end_to_end), ({}, []))[0][debit.item] = debit
    return {reference: meant for reference, meant in found.items() if len(reference) >= LEAST}


def _words(one: Transfer) -> set:
    """What may be a reference: ids, words, and the words of the text as one."""
    texts = [one.text, one.end_to_end, one.structured, one.batch]
    words = " ".join(texts).split()
    return {_compact(word) for word in (*texts, *words)} - {""}


def _meant(one: Transfer, by_reference: dict) -> tuple:
    """The debits and the collections that a transfer names."""
    debits, named = {}, []
    for word in _words(one) & by_reference.keys():
        debits |= by_reference[word][0]
        named += by_reference[word][1]
    return tuple(debits.values()), named


def _by_debit(one: Transfer, collections, by_reference: dict, taken: set, terms: Terms) -> list:
    """It names one debit, that came in or was taken back."""
    meant = [debit for debit in _meant(one, by_reference)[0]
             if debit.item not in taken and (debit.amount > 0) == (one.amount > 0)]
    exact = [debit for debit in meant if debit.amount == one.amount]
    if exact:
        return [_make(one, _Fit((exact[0],), len(exact) == 1), ("debit", "amount"), True)]
    near = [debit for debit in meant if -terms.fee <= one.amount - debit.amount < 0]
    return [_make(one, _Fit((near[0],), rest=one.amount - near[0].amount), ("debit", "fee"), False)] if near else []


def _by_name(one: Transfer, collections, by_reference: dict, taken: set, terms: Terms) -> list:
    """It names a collection, or a batch of it."""
    proposals = []
    for collection in _meant(one, by_reference)[1]:
        free = [debit for debit in collection.debits if debit.item not in taken]
        fit = _fit(free, one.amount)
        if fit is not None:
            proposals.append(_make(one, fit, ("collection", "sum"), fit.is_only))
        elif free:
            proposals += _by_gap(one, free, terms)
    sure = {frozenset(part.item for part in proposal.parts) for proposal in proposals if proposal.is_sure}
    return sorted(proposals, key=lambda proposal: not proposal.is_sure) if len(sure) < 2 else []


def _by_gap(one: Transfer, free: list, terms: Terms) -> list:
    """The sum differs from what was asked: a fee, or the bank refused some that nobody told of yet."""
    asked = tuple(debit for debit in free if debit.amount * one.amount > 0)
    gap = one.amount - sum((debit.amount for debit in asked), ZERO)
    if not asked or gap > 0:
        return []
    if -terms.fee <= gap < 0:
        return [_make(one, _Fit(asked, rest=gap), ("collection", "fee"), False)]
    # Without the one that the gap is: a person looks.
    missing = [debit for debit in asked if debit.amount == -gap]
    if len(missing) != 1 or len(asked) < 2:
        return []
    return [_make(one, _Fit(tuple(debit for debit in asked if debit not in missing)), ("collection", "refused"), False)]


def _by_sum(one: Transfer, collections, by_reference: dict, taken: set, terms: Terms) -> list:
    """Nothing is named: the day, the bank's word for it and the sum of one collection only."""
    if one.amount <= 0:
        return []
    fits = []
    for collection in collections:
        free = [debit for debit in collection.debits if debit.item not in taken]
        if collection.on - EARLY <= one.on <= collection.on + LATE:
            fit = _fit(free, one.amount)
            fits += [fit] if fit is not None else []
    has_word = bool(WORDS & {token.text for token in tokens(one.text)})
    is_one = len({frozenset(debit.item for debit in fit.debits) for fit in fits}) == 1
    return [_make(one, fit, ("collection_sum", "sum"), has_word and is_one and fit.is_only and len(fit.debits) > 1)
            for fit in fits[:2]]


def _fit(debits: list, amount: Decimal) -> _Fit | None:
    """All that came in, less some of those that were taken back; of money that went out all that was taken back."""
    back = tuple(debit for debit in debits if debit.amount < 0)
    if amount < 0:
        return _Fit(back) if back and sum((debit.amount for debit in back), ZERO) == amount else None
    asked = tuple(debit for debit in debits if debit.amount > 0)
    gap = amount - sum((debit.amount for debit in asked), ZERO)
    if not asked or gap > 0:
        return None
    if gap == 0:
        return _Fit(asked)
    sizes = range(1, len(back) + 1) if len(back) <= MOST_RETURNED else (len(back),)
    sets = chain.from_iterable(combinations(back, size) for size in sizes)
    found = [less for less in sets if sum((debit.amount for debit in less), ZERO) == gap]
    return _Fit((*asked, *found[0]), len(found) == 1) if found else None


def _make(one: Transfer, fit: _Fit, reasons: tuple, is_sure: bool) -> Proposal:
    customers = {debit.customer for debit in fit.debits}
    return Proposal(one.id, customers.pop() if len(customers) == 1 else 0,
                    tuple(Part(debit.item, debit.amount) for debit in fit.debits), reasons, is_sure and fit.is_only,
                    fit.rest, "fee" if fit.rest else "")

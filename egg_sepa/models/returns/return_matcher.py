from odoo import fields
from odoo.fields import Domain

from ...core.return_match import compute_window, find_contradictions
from ...core.returns import Return

#: Debits that are over, or that the bank was never given: what it says of them is for a person to look at.
_ODD_STATES = {"cancelled": "cancelled", "ready": "unsent"}


class ReturnMatcher:
    """Finds the debits of a company that the refusals of a bank's file are about, and says what speaks against it."""

    def __init__(self, company, returns: list):
        self._company, self._items = company, company.env["egg.sepa.collection.item"]
        references = [one.reference for one in returns if one.reference]
        self._by_reference = {item.end_to_end: item for item in self._items.search(
            [("company_id", "=", company.id), ("end_to_end", "in", references)])}
        # Numbers of before are the same in all companies: whether another one has them too is no secret.
        others_sudo = self._items.sudo().search_fetch(
            [("company_id", "!=", company.id), ("end_to_end", "in", list(self._by_reference))], ["end_to_end"])
        self._shared = set(others_sudo.mapped("end_to_end"))
        self._used = set()

    def find(self, one: Return) -> tuple:
        """Return the debits that a refusal is about, and the codes of what speaks against taking them back."""
        if one.is_whole:
            items, doubts = self._find_whole(one)
        elif one.reference:
            items, doubts = self._find_named(one)
        else:
            items, doubts = self._find_unnamed(one)
        self._used |= set(items.ids)
        return items, ["incoming"] if one.is_incoming and items else doubts

    def _find_named(self, one):
        item = self._by_reference.get(one.reference, self._items)
        if not item:
            return item, []
        doubts = find_contradictions(one, item._to_sent())
        if not doubts and item.end_to_end in self._shared and not (one.creditor_iban or one.creditor_identifier):
            doubts = ["shared"]
        return item, doubts or self._find_odd_state(item)

    def _find_unnamed(self, one):
        """By mandate, account, amount and day; a refusal that was applied already
        takes its debit before an open one does.
        """
        if not one.mandate or one.amount is None:
            return self._items, []
        first, last = compute_window(one.code, one.on or fields.Date.context_today(self._items))
        found = self._items.search([
            ("company_id", "=", self._company.id), ("collection_id.collect_on", ">=", first),
            ("collection_id.collect_on", "<=", last),
            ("id", "not in", list(self._used)), "|", ("mandate_reference", "=", one.mandate),
            ("amended_reference", "=", one.mandate)], order="id")
        found = found.filtered(lambda item: not find_contradictions(one, item._to_sent()))
        known = found.filtered(lambda item: item.state == "returned" and item.return_date == one.on
                               and (item.return_code or "") == one.code)
        if known:
            return known[0], []
        open_ones = found.filtered(lambda item: item.state in ("pending", "booked") and not self._find_odd_state(item))
        if len(open_ones) == 1:
            return open_ones, []
        if open_ones:
            return open_ones, ["several"]
        odd = found.filtered(lambda item: self._find_odd_state(item))[:1]
        return odd, self._find_odd_state(odd) if odd else []

    def _find_whole(self, one):
        """All debits of a refused file or batch, those that were taken back already too."""
        if not one.message and not one.batch:
            return self._items, []
        names = Domain.AND(Domain(name, "=", value)
                           for name, value in (("message_ref", one.message), ("batch_ref", one.batch)) if value)
        items = self._items.search(names & Domain("company_id", "=", self._company.id))
        if not items:
            return items, []
        known = [one.count is not None, one.amount is not None, bool(one.creditor_iban), bool(one.creditor_identifier)]
        doubts = []
        if one.count not in (None, len(items)) or one.amount not in (None,
                                                                     sum(item._to_sent().amount for item in items)):
            doubts.append("totals")
        bare = Return("", one.code, creditor_iban=one.creditor_iban, creditor_identifier=one.creditor_identifier)
        doubts += find_contradictions(bare, items[0]._to_sent())
        # sudo: as above, whether another company has them too
        if not doubts and not any(known) and self._items.sudo().search_count(
            names & Domain("company_id", "!=", self._company.id), limit=1):
            doubts = ["shared"]
        return items, doubts or self._find_odd_state(items[0])

    @staticmethod
    def _find_odd_state(item):
        if item.state == "returned":
            return []
        code = _ODD_STATES.get(item.state) or _ODD_STATES.get(item.collection_id.state)
        return [code] if code else []

from dataclasses import replace
from decimal import Decimal
from itertools import chain

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.book import Book, Customer, Item, Promise, Terms, Transfer, is_payout
from ...core.collected import Collection, propose_collected
from ...core.match import propose

#: What a proposal calls the rest: the way in which it is booked.
MODES = {"advance": "advance", "writeoff": "writeoff", "fee": "fee", "discount": "discount"}

_ITEMS = """
    SELECT item.id, COALESCE(partner.commercial_partner_id, 0) AS customer, item.amount_residual_currency AS amount,
           COALESCE(move.invoice_date, move.date) AS on_day, COALESCE(item.date_maturity, move.date) AS due,
           move.id AS document, move.name, move.payment_reference, move.ref, move.invoice_origin,
           item.discount_date, item.discount_amount_currency,
           item.amount_currency = item.amount_residual_currency AS is_whole
      FROM account_move_line item
      JOIN account_move move ON move.id = item.move_id
      JOIN account_account account ON account.id = item.account_id
      LEFT JOIN res_partner partner ON partner.id = item.partner_id
     WHERE item.company_id = %(company)s AND item.currency_id = %(currency)s AND item.parent_state = 'posted'
       AND NOT COALESCE(item.reconciled, FALSE) AND item.partner_id IS NOT NULL
       AND (account.account_type = 'asset_receivable' AND item.payment_id IS NULL
            AND (item.amount_residual_currency > 0
                 OR move.move_type = 'out_refund' AND item.amount_residual_currency < 0)
            OR item.payment_id IS NOT NULL AND account.reconcile AND account.account_type = 'asset_current'
            AND item.amount_residual_currency > 0)"""
_CUSTOMERS = """
    SELECT COALESCE(commercial_partner_id, id), array_agg(DISTINCT name) FROM res_partner
     WHERE name IS NOT NULL AND (customer_rank > 0 OR commercial_partner_id IN %(customers)s)
       AND (company_id IS NULL OR company_id = %(company)s)
     GROUP BY COALESCE(commercial_partner_id, id)"""
_ACCOUNTS = """
    SELECT partner.commercial_partner_id, bank.sanitized_acc_number FROM res_partner_bank bank
      JOIN res_partner partner ON partner.id = bank.partner_id
     WHERE (bank.company_id IS NULL OR bank.company_id = %(company)s)
     UNION
    SELECT partner.commercial_partner_id, line.account_number FROM account_bank_statement_line line
      JOIN res_partner partner ON partner.id = line.partner_id
     WHERE line.account_number IS NOT NULL AND line.is_reconciled AND line.amount > 0
       AND line.company_id = %(company)s"""


class EggCashLine(models.Model):
    """Which items a line is proposed to: records to values, the core decides, values to records."""

    _inherit = "egg.cash.line"

    def _propose(self):
        """Propose anew what these lines pay. Where a person decided, his choice and tick stay: he is offered the
        proposals, none is taken for him.
        """
        for company in self.company_id:
            for currency in self.currency_id:
                lines = self.filtered(
                    lambda line, owner=company, money=currency: (line.company_id, line.currency_id) == (owner, money))
                if lines:
                    lines.with_company(company)._propose_in(company, currency)

    def _propose_in(self, company, currency):
        decided = self.filtered("is_decided")
        transfers = [line._to_transfer() for line in self]
        payouts = {one.id for one in transfers if one.amount > 0 and is_payout(one)} - set(decided.ids)
        transfers = [one for one in transfers if one.id not in payouts]
        book = self._get_book(company, currency)
        collections = self._get_open_collections(company, currency)
        owed = {item.id: item.amount for item in book.items}
        owed |= {debit.item: debit.amount for debit in chain.from_iterable(one.debits for one in collections)}
        found = self._find(book, collections, [one for one in transfers if one.id not in decided._ids])
        found |= self._find(book, collections, [one for one in transfers if one.id in decided._ids])
        for line in self:
            choices = [line._to_choice(one, owed) for one in found.get(line.id, ())]
            if line.id in payouts:
                line.write({"is_aside": True, "reasons": "payout", "is_ticked": False, "choices": []})
            elif line.is_decided:
                line.choices = choices
            else:
                line._take(choices)

    @api.model
    def _find(self, book: Book, collections: list, transfers: list) -> dict:
        """{transfer id: proposals}: first what collections are, then what customers paid."""
        found = propose_collected(collections, transfers, book.terms)
        sure = {number: proposals[0] for number, proposals in found.items() if _is_sure(proposals)}
        book.taken.update(part.item for part in chain.from_iterable(one.parts for one in sure.values()))
        others = propose(book, [one for one in transfers if one.amount > 0 and one.id not in sure])
        return found | {number: [*found.get(number, ()), *proposals][:3] if not _is_sure(proposals) else proposals
                        for number, proposals in others.items()}

    @api.model
    def _look_again(self, companies):
        """What was paid or changed by another road since it was proposed is proposed anew; where a person had decided,
        it is ticked no more.
        """
        # sudo: the caller asked for his own companies, or is the nightly job
        lines = self.sudo().search([
            ("company_id", "in", companies.ids), ("state", "=", "open"), "|", ("item_ids.reconciled", "=", True), "&",
            ("is_sure", "=", True), ("item_ids", "=", False)])
        decided = lines.filtered("is_decided")
        decided.write({"is_ticked": False, "is_sure": False})
        (lines - decided)._propose()

    def _to_transfer(self) -> Transfer:
        return Transfer(
            self.id, self.date, Decimal(str(self.currency_id.round(self._get_left()))), self.label or "",
            self.payer or "", self.statement_line_id.account_number or "", self.end_to_end or "", self.structured or "",
            self.batch or "")

    def _to_choice(self, one, owed: dict) -> dict:
        """A proposal; `rest` says what it found: what the items leave of the line, or lack."""
        rest = Decimal(str(self.currency_id.round(self._get_left()))) - sum(owed[part.item] for part in one.parts)
        return {"rest": str(rest), "customer": one.customer, "items": [part.item for part in one.parts],
                "reasons": " ".join(one.reasons), "is_sure": one.is_sure, "mode": MODES.get(one.rest_kind, "open")}

    def _take(self, choices: list):
        """Make the first of these proposals the line's."""
        first = choices[0] if choices else {}
        self.write({
            "choices": choices, "partner_id": first.get("customer") or False, "reasons": first.get("reasons") or False,
            "item_ids": [(6, 0, first.get("items", []))], "is_sure": first.get("is_sure", False),
            "is_ticked": first.get("is_sure", False), "rest_mode": first.get("mode", "open"), "error": False})

    def _get_book(self, company, currency) -> Book:
        """All that is open in a company and a currency, by values."""
        self.env.flush_all()
        rows = self.env.execute_query_dict(SQL(_ITEMS, company=company.id, currency=currency.id))
        unit = currency.decimal_places
        items = [self._to_item(row, unit) for row in rows if row["customer"]]
        held = self._get_held_items(company)
        items = [item for item in items if item.id not in held]
        customers = tuple({item.customer for item in items}) or (0,)
        names = dict(self.env.execute_query(SQL(_CUSTOMERS, company=company.id, customers=customers)))
        accounts = {}
        for customer, number in self.env.execute_query(SQL(_ACCOUNTS, company=company.id)):
            accounts.setdefault(customer, set()).add(number)
        people = [Customer(customer, tuple(names.get(customer) or ()), tuple(sorted(filter(None, accounts.get(
            customer, ()))))) for customer in {*names, *accounts} if customer]
        return Book(items, people, self._get_promises(company), self._get_terms(company, currency))

    def _get_open_collections(self, company, currency) -> list:
        """Those of `_get_collections`, without what other lines are about to be booked on."""
        collections = self._get_collections(company, currency)
        held = self._get_held_items(company) if collections else set()
        return [_without(one, held) for one in collections]

    def _to_item(self, row: dict, places: int) -> Item:
        numbers = [row["name"], row["payment_reference"], row["ref"], *(row["invoice_origin"] or "").split(",")]
        reduced = row["discount_amount_currency"] if row["discount_date"] and row["is_whole"] else None
        return Item(
            row["id"], row["customer"], _decimal(row["amount"], places), row["on_day"], row["due"], row["document"],
            tuple(dict.fromkeys(number.strip() for number in numbers if number and number.strip())),
            _decimal(reduced, places) if reduced else None, row["discount_date"] if reduced else None)

    def _get_held_items(self, company) -> set:
        """Items that other lines are about to be booked on, are ticked for, or were given by hand."""
        # sudo: which items are spoken for, whoever ticked the lines
        others = self.sudo().search([
            ("company_id", "=", company.id), ("id", "not in", self.ids), "|", ("state", "=", "queued"), "&",
            ("state", "=", "open"), "|", ("is_ticked", "=", True), ("reasons", "=", "hand")])
        return set(others.item_ids.ids)

    def _get_terms(self, company, currency) -> Terms:
        """What the company lets go, in this currency; a difference without an account to book it on is none."""
        today = fields.Date.context_today(self)

        def limit(amount: float, account) -> Decimal:
            changed = company.currency_id._convert(amount, currency, company, today) if account else 0
            return Decimal(str(changed))

        return Terms(limit(company.egg_cash_tolerance, company.egg_cash_difference_account_id),
                     limit(company.egg_cash_fee_max, company.egg_cash_fee_account_id))

    def _get_promises(self, company) -> list:
        """Hook: payments that customers announced to a company: `super()` and yours, each made by `_make_promise`.

        Whatever lets a customer say "I have sent a transfer" (a promise, a page of the portal) tells it here; nothing
        is stored for it. It is asked for whenever lines are proposed: what is announced today speaks for the lines of
        tomorrow's file. It makes nothing sure that something speaks against; what is settled is announced no more.
        """
        return []

    @api.model
    def _make_promise(self, items, on, amount: float = 0.0) -> Promise:
        """Return what a customer announced.

        :param items: the open due items that he pays, of one customer and currency
        :param on: the day for which he announced it
        :param amount: how much; 0: all that is open of these
        """
        first, money = items[0], items.currency_id[:1]
        told = money.round(amount or sum(items.mapped("amount_residual_currency")))
        return Promise(first.partner_id.commercial_partner_id.id, _decimal(told, money.decimal_places), on,
                       tuple(items.ids))

    def _get_collections(self, company, currency) -> list:
        """Hook: debits that banks were asked to collect, and those that they took back, as far as they are open at the
        bank (`core.collected.Collection`).
        """
        return []


def _without(collection: Collection, held: set) -> Collection:
    return replace(collection, debits=tuple(debit for debit in collection.debits if debit.item not in held))


def _is_sure(proposals: list) -> bool:
    return bool(proposals) and proposals[0].is_sure


def _decimal(value, places: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places))

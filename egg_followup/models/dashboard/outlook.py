"""What is expected of customers, read from the books of one company in a few statements."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from odoo.tools import SQL

from ...core.behaviour import Behaviour, Owed, Paid

#: How far back what was paid tells how customers pay.
KNOWN_DAYS = 730


@dataclass
class Item:
    """An item that is open, or was on one of the days that are looked at."""

    id: int
    customer: int
    group: int | None
    issued: date
    due: date
    residual: float
    is_open: bool
    is_disputed: bool
    promised: date | None
    allocated: list  # of [day, amount]

    def get_open_amount(self, day: date) -> float:
        """Return what was open when the day began."""
        if not self.allocated:
            return self.residual
        return self.residual + sum(amount for on, amount in self.allocated if on >= day)

    def to_owed(self, amount: float, known: date | None = None) -> Owed:
        return Owed(self.customer, self.due, amount, self.group, known)


class Expected(NamedTuple):
    """What is expected of an item, and when."""

    item: Item
    day: date
    amount: float


class Outlook:
    """When what is open in a company comes, as its customers paid so far; and what one would have expected before.

    :param first: the first day that one looks back to.
    """

    def __init__(self, env, company, first: date, today: date):
        groups = self._read_groups(env)
        self._today = today
        self._items = self._read_items(env, company, first, groups)
        self._behaviour = self._read_behaviour(env, company, first, groups)
        self._collected = env["account.move.line"].browse(
            [item.id for item in self._items if item.is_open])._get_egg_collect_days()

    @cached_property
    def coming(self) -> list:
        """The `Expected` of all that is open today and not disputed: what was promised or is collected comes on its
        day.
        """
        return [Expected(item, self._behaviour.get_day(
            item.to_owed(item.residual, self._collected.get(item.id) or item.promised), self._today), item.residual)
            for item in self._items if item.is_open and not item.is_disputed]

    def get_until(self, day: date) -> list:
        """Return the `Expected` of what comes until a day."""
        return [one for one in self.coming if one.day <= day]

    def get_in_week(self, monday: date) -> list:
        """Return the `Expected` of a week: of one that has begun, as it was known on its Monday from how customers had
        paid until then; of a later one, as it is known today.
        """
        last = monday + timedelta(6)
        if monday > self._today:
            return [one for one in self.coming if monday <= one.day <= last]
        found = []
        for item in self._items:
            amount = item.get_open_amount(monday) if item.issued < monday else 0.0
            if amount > 0:
                day = self._behaviour.get_day(item.to_owed(amount), monday)
                if day <= last:
                    found.append(Expected(item, day, amount))
        return found

    def _read_groups(self, env) -> dict:
        """Return {customer id: the first of his tags}: who shares it pays alike, as far as one knows."""
        return dict(env.execute_query(SQL(
            "SELECT partner_id, MIN(category_id) FROM res_partner_res_partner_category_rel GROUP BY partner_id")))

    def _read_items(self, env, company, first: date, groups: dict) -> list:
        parts = defaultdict(list)
        for line_id, day, amount in env.execute_query(SQL(
                """SELECT part.debit_move_id, part.max_date, part.amount FROM account_partial_reconcile part
                     JOIN account_move_line line ON line.id = part.debit_move_id AND line.company_id = %s
                    WHERE part.max_date >= %s""", company.id, first)):
            parts[line_id].append((day, float(amount)))
        rows = env.execute_query(SQL(
            """SELECT line.id, partner.commercial_partner_id, line.date, COALESCE(line.date_maturity, line.date),
                      line.amount_residual, NOT line.reconciled, COALESCE(line.egg_dispute, FALSE),
                      line.egg_promise_date
                 FROM account_move_line line
                 JOIN account_account account ON account.id = line.account_id
                                             AND account.account_type = 'asset_receivable'
                 JOIN account_move move ON move.id = line.move_id AND move.move_type IN ('out_invoice', 'out_receipt')
            LEFT JOIN res_partner partner ON partner.id = line.partner_id
                WHERE line.company_id = %s AND line.parent_state = 'posted' AND line.display_type = 'payment_term'
                  AND line.balance > 0 AND (NOT line.reconciled OR line.id = ANY(%s))""",
            company.id, list(parts)))
        return [Item(line_id, customer or 0, groups.get(customer), issued, due, float(residual), is_open, is_disputed,
                     promised, parts.get(line_id, []))
                for line_id, customer, issued, due, residual, is_open, is_disputed, promised in rows]

    def _read_behaviour(self, env, company, first: date, groups: dict) -> Behaviour:
        rows = env.execute_query(SQL(
            "SELECT partner_id, paid_on, delay FROM (%s) paid WHERE company_id = %s AND paid_on >= %s",
            env["egg.paid.item"]._table_query, company.id, first - timedelta(KNOWN_DAYS)))
        return Behaviour(Paid(customer or 0, day, delay, groups.get(customer)) for customer, day, delay in rows)

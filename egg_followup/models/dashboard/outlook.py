"""What is expected of customers, read from the books of one company in a few statements."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from odoo.tools import SQL

from ...core.behaviour import Behaviour, Owed, Paid, add_days, find_delay, get_week

#: How far back what was paid tells how customers pay.
KNOWN_DAYS = 730
#: Days of a week.
DAYS = 7


@dataclass(slots=True)
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
    allocated: list  # of (day, amount)

    def get_open_amount(self, day: date) -> float:
        """Return what was open when the day began."""
        amount = self.residual
        for on, part in self.allocated:
            if on >= day:
                amount += part
        return amount


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
        self._first, self._today = get_week(first), today
        self._items = self._read_items(env, company, first, groups)
        self.paid = self._read_paid(env, company, first, groups)
        self._behaviour = Behaviour(self.paid)
        self._collected = env["account.move.line"].browse(
            [item.id for item in self._items if item.is_open])._get_egg_collect_days()

    @cached_property
    def coming(self) -> list:
        """The `Expected` of all that is open today and not disputed: what was promised or is collected comes on its
        day.
        """
        return [Expected(item, self._behaviour.get_day(
            Owed(item.customer, item.due, item.residual, item.group, self._collected.get(item.id) or item.promised),
            self._today), item.residual)
            for item in self._items if item.is_open and not item.is_disputed]

    @cached_property
    def _coming_by_week(self) -> dict:
        found = defaultdict(list)
        for one in self.coming:
            found[get_week(one.day)].append(one)
        return found

    @cached_property
    def _past_by_week(self) -> dict:
        """Return {Monday: the `Expected` of its week as it was known on it}: each item is looked at once, for the
        Mondays on which it was open.
        """
        mondays, found = [], defaultdict(list)
        while (monday := self._first + timedelta(DAYS * len(mondays))) <= self._today:
            mondays.append(monday)
        by_customer = defaultdict(list)
        for item in self._items:
            by_customer[item.customer, item.group].append(item)
        for (customer, group), items in by_customer.items():
            told = [self._behaviour.tell(customer, group, monday) for monday in mondays]
            for item in items:
                self._add_weeks(item, mondays, told, found)
        return found

    def _add_weeks(self, item: Item, mondays: list, told: list, found: dict):
        """Add an item to the weeks in which it was expected.

        :param told: what was known of its customer on each of these Mondays (`Behaviour.tell`)
        """
        due = item.due.toordinal()
        for number in range(bisect_right(mondays, item.issued), len(mondays)):
            monday = mondays[number]
            amount = item.get_open_amount(monday)
            if amount <= 0:
                return  # what is settled stays so
            late = monday.toordinal() - due
            delay = find_delay(told[number], late)
            if delay - late < DAYS:
                found[monday].append(Expected(item, add_days(item.due, delay), amount))

    def get_until(self, day: date) -> list:
        """Return the `Expected` of what comes until a day."""
        return [one for one in self.coming if one.day <= day]

    def get_in_week(self, monday: date) -> list:
        """Return the `Expected` of a week: of one that has begun, as it was known on its Monday from how customers had
        paid until then; of a later one, as it is known today.
        """
        by_week = self._coming_by_week if monday > self._today else self._past_by_week
        return by_week.get(monday, [])

    def _read_groups(self, env) -> dict:
        """Return {customer id: the first of his tags}: who shares it pays alike, as far as one knows."""
        return dict(env.execute_query(SQL(
            "SELECT partner_id, MIN(category_id) FROM res_partner_res_partner_category_rel GROUP BY partner_id")))

    def _read_items(self, env, company, first: date, groups: dict) -> list:
        parts = defaultdict(list)
        for line_id, *part in env.execute_query(SQL(
                """SELECT debit_move_id, max_date, amount::float8 FROM account_partial_reconcile
                    WHERE max_date >= %s AND debit_move_id IN (
                          SELECT id FROM account_move_line WHERE company_id = %s)""", first, company.id)):
            parts[line_id].append(part)
        rows = env.execute_query(SQL(
            """SELECT line.id, COALESCE(partner.commercial_partner_id, 0), line.date,
                      COALESCE(line.date_maturity, line.date), line.amount_residual::float8, NOT line.reconciled,
                      COALESCE(line.egg_dispute, FALSE), line.egg_promise_date
                 FROM account_move_line line
                 JOIN account_move move ON move.id = line.move_id AND move.move_type IN ('out_invoice', 'out_receipt')
            LEFT JOIN res_partner partner ON partner.id = line.partner_id
                WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
                  AND line.display_type = 'payment_term' AND line.balance > 0
                  AND (NOT line.reconciled OR line.id = ANY(%(settled)s))
                  AND line.account_id IN (SELECT id FROM account_account WHERE account_type = 'asset_receivable')""",
            company=company.id, settled=list(parts)))
        return [Item(line_id, customer, groups.get(customer), *facts, parts.get(line_id, ()))
                for line_id, customer, *facts in rows]

    def _read_paid(self, env, company, first: date, groups: dict) -> list:
        rows = env.execute_query(SQL(
            "SELECT COALESCE(partner_id, 0), paid_on, delay FROM (%s) paid WHERE company_id = %s AND paid_on >= %s",
            env["egg.paid.item"]._table_query, company.id, first - timedelta(KNOWN_DAYS)))
        return [Paid(customer, day, delay, groups.get(customer)) for customer, day, delay in rows]

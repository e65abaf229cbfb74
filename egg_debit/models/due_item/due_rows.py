"""What a form reads of ticked due items: rows instead of records, a batch at a time,
so that memory does not grow with them.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL


class DueRow(NamedTuple):
    """A ticked item, in the order of `_DUE_FIELDS`, then its customer."""

    id: int
    move_id: int
    number: str
    label: str | None
    partner_id: int
    company_id: int
    currency_id: int
    residual: float
    due_on: date | None
    display_type: str
    parent_state: str
    mode_id: int | None
    move_type: str
    account_type: str
    mandate_id: int | None  # the one that the item names
    customer_id: int

    @property
    def amount(self) -> Decimal:
        return Decimal(str(self.residual or 0)).quantize(Decimal("0.01"))

    @property
    def text(self) -> str:
        """What the customer reads on his statement."""
        return f"{self.number} {self.label}" if self.label and self.label != self.number else self.number or ""


_DUE_FIELDS = ("id", "move_id", "move_name", "name", "partner_id", "company_id", "currency_id",
               "amount_residual_currency",
               "date_maturity", "display_type", "parent_state", "egg_payment_mode_id", "move_type", "account_type",
               "egg_mandate_id")


def _search_allowed(lines):
    """Return the query for these lines, within the rules of access.

    :raises AccessError: one of them may not be read
    """
    return lines._search([("id", "in", lines.ids)])


def sort_due_items(lines) -> list:
    """Return the ids of due items by due date.

    :raises AccessError: one of them may not be read
    """
    query = _search_allowed(lines)
    due_on, day = (lines._field_to_sql(query.table, name, query) for name in ("date_maturity", "date"))
    query.order = SQL("COALESCE(%s, %s), %s", due_on, day, SQL.identifier(query.table, "id"))
    found = [id_ for (id_,) in lines.env.execute_query(query.select())]
    if len(found) < len(lines):
        (lines - lines.browse(found)).exists().check_access("read")
    return found


def read_due_rows(lines) -> list:
    """Return these due items as `DueRow`, in their order."""
    query = _search_allowed(lines)
    columns = [lines._field_to_sql(query.table, name, query) for name in _DUE_FIELDS]
    partner = query.left_join(query.table, "partner_id", "res_partner", "id", "partner_id")
    customer = lines.env["res.partner"]._field_to_sql(partner, "commercial_partner_id", query)
    rows = {row[0]: DueRow._make(row) for row in lines.env.execute_query(query.select(*columns, customer))}
    return [rows[id_] for id_ in lines.ids if id_ in rows]

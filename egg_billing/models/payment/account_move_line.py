from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_repr

from ...core.credit import cover
from ...core.due_item import FACTS, is_due_item
from .open_credits import OpenCredits


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    egg_payment_mode_id = fields.Many2one(
        "egg.payment.mode", "Payment mode", compute="_compute_egg_payment_mode_id", store=True, readonly=False,
        copy=False,
        index="btree_not_null", help="How this amount is to be paid: the instalment's own mode, else the document's.",
    )

    egg_is_due_item = fields.Boolean(
        "Due item", compute="_compute_egg_is_due_item", search="_search_egg_is_due_item",
        help="What a customer still owes of an issued invoice: one row per instalment.")

    @api.depends("move_id.egg_payment_mode_id")
    def _compute_egg_payment_mode_id(self):
        for line in self:
            is_instalment = line.display_type == "payment_term"
            line.egg_payment_mode_id = line.move_id.egg_payment_mode_id if is_instalment else False

    @api.depends("reconciled", *FACTS)
    def _compute_egg_is_due_item(self):
        for line in self:
            line.egg_is_due_item = is_due_item(line) and not line.reconciled

    @api.model
    def _search_egg_is_due_item(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_egg_due_item_domain()
        return Domain.OR(domain if is_due else ~domain for is_due in set(map(bool, value)))

    @api.model
    def _get_egg_due_item_domain(self) -> Domain:
        """Domain of due items: what customers still owe, one row per instalment, refunds not included."""
        return Domain([*((name, "=", value) for name, value in FACTS.items()), ("reconciled", "=", False)])

    @api.model
    def _get_egg_open_credit_domain(self) -> Domain:
        """Domain of what customers have with us: open credit notes, advances and overpayments, which lower what they
        owe.

        Addons leave out what is kept for something else.
        """
        return Domain([
            ("account_type", "=", "asset_receivable"), ("parent_state", "=", "posted"), ("reconciled", "=", False),
            ("amount_residual", "<", 0)])

    def _get_egg_taken_credits(self) -> dict:
        """Hook: {open credit's id: how much of it is counted already}, by a debit under way for one."""
        return {}

    def _get_egg_open_decimal(self) -> Decimal:
        """Return what is open of this item, in its currency."""
        return Decimal(float_repr(self.amount_residual_currency, self.currency_id.decimal_places))

    def _sort_egg_by_date(self):
        """Return these items, what is due first before the others."""
        return self.sorted(lambda line: (line.date_maturity or date.max, line.id))

    def _get_egg_credit_cover(self) -> dict:
        """Return {item id: parts} of (`Credit`, amount): the credits of a customer cover the oldest of all that the
        customer owes, whatever is claimed now: so what was taken off of one item is not taken off of another the next
        time. What is being collected is paid whole.
        """
        found = {}
        for (company, currency), lines in self.grouped(lambda line: (line.company_id, line.currency_id)).items():
            credits, customers = OpenCredits(self.env, company, currency), lines.partner_id.commercial_partner_id
            credits.load(customers.ids)
            holders = customers.filtered(lambda customer, credits=credits: credits.get(customer.id))
            for customer, owed in lines._get_egg_owed_by(holders).items():
                found |= cover([(line.id, line._get_egg_open_decimal()) for line in owed], credits.get(customer.id))
        return found

    def _get_egg_owed_by(self, customers) -> dict:
        """Return {customer: all due items of the company and currency of these, the oldest first}, less what is being
        collected.
        """
        if not customers:
            return {}
        # sudo: whoever claims from a customer must count all that the customer owes
        owed_sudo = self.sudo().search(self._get_egg_due_item_domain() & Domain([
            ("partner_id.commercial_partner_id", "in", customers.ids), ("company_id", "in", self.company_id.ids),
            ("currency_id", "in", self.currency_id.ids)]))
        owed_sudo -= owed_sudo.browse(owed_sudo._get_egg_collect_reasons())
        return owed_sudo._sort_egg_by_date().grouped(lambda line: line.partner_id.commercial_partner_id)

    def _get_egg_hold_reasons(self) -> dict:
        """Return {due item id: reason in words} for those that must be neither reminded nor collected now.

        Modules add theirs (a live debit, a dispute, a promise). One batched read, never a query per item. The first
        reason found for an item stays.
        """
        paid = self.env._("Already paid.")
        return self._get_egg_collect_reasons() | {
            line.id: paid for line in self if line.reconciled or not line.amount_residual}

    def _get_egg_collect_reasons(self) -> dict:
        """Hook: {due item id: by what it is being paid or collected now, in words}; each way of paying adds its own."""
        return {}

    def _get_egg_collect_days(self) -> dict:
        """Hook: {due item id: the day on which its collection takes place}, of those whose day is known."""
        return {}

    def _get_egg_coming_debits(self) -> dict:
        """Hook: {due item id: `ComingDebit`} of those whose debit is made, or was announced; each way of debiting adds
        its own.
        """
        return {}

    def _hold_egg_items(self) -> None:
        """Hook: keep every other way of collecting from taking these due items, while a customer pays them.

        :raises psycopg2.errors.UniqueViolation: another way has one of them
        """

    def _free_egg_items(self) -> None:
        """Hook: what `_hold_egg_items` kept may be collected again."""

    def _get_egg_payment_url(self) -> str:
        """Hook: return the address under which a customer pays exactly these due items, without a log-in.

        Texts, letters and statements show it; empty: nothing of them can be paid online, or they are of several
        customers, companies or currencies.
        """
        return ""

    def _get_egg_payment_offer_amount(self) -> float:
        """Hook: return what that address asks for now: what is open, less the customer's open credits."""
        return 0.0

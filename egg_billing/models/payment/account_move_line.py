from odoo import api, fields, models
from odoo.fields import Domain

from ...core.due_item import FACTS, is_due_item


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

from odoo import api, models
from odoo.exceptions import UserError

from ...core.inside import INSIDE, RECONCILING
from ...core.rights import BILLING
from ..facts.changes import is_changed
from .account_move import _get_closed, is_moved_with_contact


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model
    def _get_egg_locked_fields(self) -> set:
        """Fields of a line that nobody changes on an issued document; layout flags stay free."""
        return {
            "name", "price_unit", "quantity", "discount", "tax_ids", "product_id", "product_uom_id", "debit", "credit",
            "balance",
            "amount_currency", "display_type", "partner_id", "currency_id", "egg_role", "extra_tax_data",
            "account_id", "sequence", "move_id", "egg_planned_date", "egg_availability_days", "egg_position_frozen",
            "egg_frozen_rank",
        }

    @api.model
    def _get_egg_open_fields(self) -> dict:
        """{field that stays open on a line of an issued document:
        group of those who may change it}, as of the document.
        """
        return {
            "date_maturity": BILLING, "no_followup": BILLING, "egg_payment_mode_id": BILLING,
            "analytic_distribution": BILLING,
            "egg_page_break_before": BILLING, "egg_page_break_after": BILLING,
        }

    @api.model
    def _get_egg_system_fields(self) -> set:
        """Fields that Odoo keeps on lines of an issued document in the rights of the user."""
        return {"reconcile_model_id"}

    def _check_egg_unlocked(self, values):
        """Refuse a change of a line of an issued document.

        :raises UserError: when a guarded field would change.
        """
        names = _get_closed(self, values)
        if not names or is_moved_with_contact(self, values, "partner_id"):
            return
        for line in self:
            if line.move_id._is_egg_locked() and any(line._is_egg_changed(name, values[name]) for name in names):
                raise UserError(self.env._(
                    "%(name)s is issued and locked: its lines cannot be changed. Correct it with a credit note.",
                    name=line.move_id.display_name,
                ))

    def _is_egg_changed(self, name, value) -> bool:
        """Whether writing `value` would change the field."""
        return is_changed(self, name, value)

    @api.model_create_multi
    def create(self, vals_list):
        self.env["account.move"].browse({vals["move_id"] for vals in vals_list
                                         if vals.get("move_id")})._check_egg_same_lines()
        return super().create(vals_list)

    def write(self, vals):
        self._check_egg_unlocked(vals)
        return super().write(vals)

    @api.model
    def _is_egg_matching(self) -> bool:
        """Whether the program, or the core's own matching, is at work."""
        return self.env.su or self.env.context.get(RECONCILING) is INSIDE

    def _check_egg_matched_by_action(self):
        """:raises UserError: these items are matched by hand, and one is of an issued document"""
        for move in self.move_id:
            if move._is_egg_locked():
                raise UserError(self.env._(
                    "%(name)s is issued and locked: what settles it is written by registering or assigning a payment.",
                    name=move.display_name))

    @api.model
    def _reconcile_plan(self, reconciliation_plan):
        return super(AccountMoveLine, self.with_context(**{RECONCILING: INSIDE}))._reconcile_plan(reconciliation_plan)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_egg_locked(self):
        self.move_id._check_egg_same_lines()

from decimal import Decimal

from odoo import api, fields, models
from odoo.addons.egg_billing.core.rights import BILLING
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "egg.followup.target"]

    _egg_followup_link = "due_item_id"
    _egg_followup_run_type = "invoice"
    _egg_followup_is_claim = True

    egg_followup_entry_ids = fields.One2many("egg.followup.entry", "due_item_id", "Follow-ups of the instalment",
                                             groups="base.group_user")
    egg_followup_shift_ids = fields.One2many("egg.followup.shift", "due_item_id", "Moved follow-up dates",
                                             groups="base.group_user")
    egg_promise_amount = fields.Monetary("Promised amount", copy=False, groups="base.group_user")
    egg_salesperson_id = fields.Many2one(related="move_id.invoice_user_id", string="Salesperson")

    @api.depends(
        "display_type", "parent_state", "reconciled", "date_maturity", "account_type", "egg_followup_shift_ids.date",
        "move_id.egg_followup_entry_ids.stage_id", "move_id.egg_followup_entry_ids.date",
        "move_id.egg_followup_entry_ids.due_item_id",
    )
    def _compute_egg_next_stage(self):
        super()._compute_egg_next_stage()

    @api.depends("date_maturity")
    def _compute_egg_urgency(self):
        super()._compute_egg_urgency()

    @api.depends("reconciled", "amount_residual", "egg_dispute", "egg_promise_date", "move_id.payment_state")
    def _compute_egg_hold_reason(self):
        super()._compute_egg_hold_reason()

    @api.depends("date_maturity", "amount_residual_currency")
    def _compute_egg_due_badge(self):
        super()._compute_egg_due_badge()

    @api.model
    def _get_egg_open_fields(self) -> dict:
        """What is agreed while a customer is reminded does not touch the invoice."""
        return super()._get_egg_open_fields() | dict.fromkeys(
            ("egg_dispute", "egg_dispute_reason", "egg_promise_date", "egg_promise_amount"), BILLING)

    def _get_egg_hold_reasons(self) -> dict:
        """Paid or being paid, disputed, promised; other modules add theirs."""
        paying = self.env._("A payment is being processed.")
        blocked = self.env._("The invoice is blocked for payment.")
        held = self.move_id._get_egg_platform_holds()
        own = {line.id: held[line.move_id.id] for line in self if line.move_id.id in held}
        own |= self._get_egg_followup_hold_reasons()
        for line in self:
            if line.move_id.payment_state in ("in_payment", "paid") and not line.reconciled:
                own[line.id] = paying
            elif line.move_id.payment_state == "blocked":
                own.setdefault(line.id, blocked)
        return own | super()._get_egg_hold_reasons()  # what core modules say comes first

    @api.model
    def _get_egg_open_domain(self):
        return super()._get_egg_open_domain() | self._get_egg_due_item_domain()

    def _is_egg_followed_up(self) -> bool:
        return self.egg_is_due_item and bool(self.id)

    @api.model
    def _get_egg_replan_domain(self):
        return self._get_egg_due_item_domain()

    def _check_egg_followup_allowed(self):
        if self.filtered(lambda line: line.display_type != "payment_term" or line.account_type != "asset_receivable"):
            raise UserError(self.env._("Only amounts due by customers can be followed up."))

    def _can_hold_egg(self):
        return self.env.su or self.env.user.has_group(BILLING)

    def _get_egg_followup_document(self):
        return self.move_id

    def _get_egg_followup_type(self) -> str:
        return "invoice"

    def _get_egg_followup_date_field(self) -> str:
        return "date_maturity"

    def _get_egg_open_amount(self):
        return self.amount_residual_currency, self.currency_id

    def _get_egg_credit_parts(self) -> dict:
        return self._get_egg_credit_cover()

    def _get_egg_owed_parts(self, today, credit=0.0) -> list:
        """Return (amount, day until which it was owed) of each payment, and of what is open;
        what was credited was not owed.

        :param credit: what open credits of the customer cover of what is open.

        Late interest runs on each amount for its days, also on what was paid meanwhile.
        """
        parts_sudo = self.sudo().matched_credit_ids  # sudo: whoever sends the letter may know when it was paid
        paid = [
            (Decimal(str(part.debit_amount_currency)), part.credit_move_id.date) for part in parts_sudo
            if not part.credit_move_id.move_id.is_sale_document()
        ]
        return [*paid, (self._get_egg_claimed_amount() - Decimal(str(credit)), today)]

    def _get_egg_done_rows(self):
        """An entry without instalment counts for every instalment of its invoice: its key is the invoice."""
        entries_sudo = self.env["egg.followup.entry"].sudo()  # sudo: what was done counts, whoever may read the history
        rows = entries_sudo._read_group(
            [("move_id", "in", self.move_id.ids)], ["move_id", "due_item_id", "stage_id"], ["date:max"],
        )
        return [(item.id or ("move", move.id), stage.id, day) for move, item, stage, day in rows]

    def _merge_egg_done(self, done: dict) -> dict:
        merged = dict(done[self.id])
        for stage_id, day in done[("move", self.move_id.id)].items():
            merged[stage_id] = max(day, merged.get(stage_id, day))
        return merged

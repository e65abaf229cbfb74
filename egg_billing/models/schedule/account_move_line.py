from odoo import api, fields, models
from odoo.tools import frozendict


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    egg_schedule_line_id = fields.Many2one(
        "egg.move.schedule.line", "Instalment", index="btree_not_null", copy=False, ondelete="set null",
        help="The instalment this receivable belongs to.",
    )
    egg_days_late = fields.Integer(
        "Days late", compute="_compute_egg_days_late", help="Days since the due date, when still open."
    )

    @api.depends("egg_schedule_line_id")
    def _compute_term_key(self):
        super()._compute_term_key()
        for line in self.filtered(lambda line: line.display_type == "payment_term" and line.egg_schedule_line_id):
            line.term_key = frozendict(
                {
                    "move_id": line.move_id.id,
                    "date_maturity": fields.Date.to_date(line.date_maturity),
                    "discount_date": line.discount_date,
                    "egg_schedule_line_id": line.egg_schedule_line_id.id,
                }
            )

    @api.depends("egg_schedule_line_id.payment_mode_id")
    def _compute_egg_payment_mode_id(self):
        super()._compute_egg_payment_mode_id()
        for line in self.filtered(lambda line: line.egg_schedule_line_id.payment_mode_id):
            line.egg_payment_mode_id = line.egg_schedule_line_id.payment_mode_id

    @api.depends("egg_schedule_line_id", "egg_schedule_line_id.title", "egg_schedule_line_id.percent", "date_maturity")
    def _compute_name(self):
        super()._compute_name()
        for line in self.filtered(lambda line: line.egg_schedule_line_id and not line.move_id.inalterable_hash):
            label = line.egg_schedule_line_id.label
            reference = line.move_id.payment_reference
            line.name = f"{reference} - {label}" if reference else label

    @api.depends("date_maturity", "reconciled")
    def _compute_egg_days_late(self):
        today = fields.Date.context_today(self)
        for line in self:
            due = line.date_maturity
            line.egg_days_late = max((today - due).days, 0) if due and not line.reconciled else 0

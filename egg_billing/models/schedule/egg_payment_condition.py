from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from ...core import schedule


class EggPaymentCondition(models.Model):
    """Payment conditions, for example 30 % on signature and the rest at 90 days end of month."""

    _name = "egg.payment.condition"
    _description = "Payment Conditions"
    _inherit = "egg.shared.mixin"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, index=True, help="Leave empty to offer it in every "
                                                                               "company."
    )
    line_ids = fields.One2many("egg.payment.condition.line", "condition_id", "Instalments", copy=True)
    preview_amount = fields.Float("For an amount of", default=1000.0, store=False)
    preview_date = fields.Date("Dated", default=fields.Date.context_today, store=False)
    preview = fields.Html(compute="_compute_preview")
    missing = fields.Float(compute="_compute_message", help="Technical: what lacks to 100 %, which a new row proposes.")
    message = fields.Char(compute="_compute_message", help="What lacks to 100 %, while editing.")

    @api.depends("line_ids.percent")
    def _compute_message(self):
        for condition in self:
            condition.message = condition.line_ids._get_percent_message()
            condition.missing = max(0.0, float(condition.line_ids._get_missing_percent()))

    @api.depends(
        "preview_amount", "preview_date", "line_ids.percent", "line_ids.rule", "line_ids.days", "line_ids.months",
        "line_ids.day_of_month", "line_ids.fixed_date", "line_ids.sequence", "line_ids.title",
        "line_ids.payment_mode_id",
    )
    def _compute_preview(self):
        for condition in self:
            currency = condition.company_id.currency_id or self.env.company.currency_id
            start = condition.preview_date or fields.Date.context_today(self)
            rows = self.env["egg.schedule.mixin"]._compute_egg_rows(
                condition.line_ids.sorted("sequence"), condition.preview_amount or 1000.0, start, currency
            )
            condition.preview = self.env["ir.qweb"]._render(
                "egg_billing.schedule_preview",
                {
                    "rows": rows,
                    "money": currency.format,
                    "day": lambda value: format_date(self.env, value),
                },
            ) if rows else False

    @api.constrains("line_ids")
    def _check_lines(self):
        for condition in self:
            condition.line_ids._check_total_percent()

    def action_set_monthly_debits(self):
        """Replace the lines by as many equal monthly direct debits as asked (12 by default)."""
        count = self.env.context.get("egg_instalments") or 12
        for condition in self:
            condition.line_ids = [Command.clear(), *self._prepare_monthly_commands(count)]
        return True

    @api.model
    def _prepare_monthly_commands(self, count: int) -> list:
        """Commands that create `count` equal monthly debits, the last one taking the rest."""
        if not 1 <= count <= 120:
            raise UserError(self.env._("Choose between 1 and 120 monthly debits."))
        mode = self.env.ref("egg_billing.payment_mode_direct_debit", raise_if_not_found=False)
        return [
            Command.create(
                {
                    "sequence": number,
                    "percent": float(percent),
                    "kind": "payment",
                    "rule": schedule.MONTHS if number > 1 else schedule.RECEIPT,
                    "months": 1,
                    "payment_mode_id": mode.id if mode else False,
                    "title": self.env._("Debit {number} of {count}"),
                }
            )
            for number, percent in enumerate(schedule.equal_percents(count), start=1)
        ]

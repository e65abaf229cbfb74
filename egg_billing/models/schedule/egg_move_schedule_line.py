from odoo import api, fields, models
from odoo.exceptions import UserError


class EggMoveScheduleLine(models.Model):
    """An instalment of an invoice. Each one has a receivable journal item of its own."""

    _name = "egg.move.schedule.line"
    _inherit = "egg.schedule.row.mixin"
    _description = "Instalment of an Invoice"
    _document_field = "move_id"

    move_id = fields.Many2one("account.move", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)

    @api.depends(
        "sequence", "percent", "kind", "rule", "days", "months", "day_of_month", "fixed_date", "title",
        "payment_mode_id",
        "move_id.egg_schedule_line_ids.percent", "move_id.egg_schedule_line_ids.sequence",
        "move_id.egg_schedule_line_ids.rule",
        "move_id.egg_schedule_line_ids.days", "move_id.egg_schedule_line_ids.months",
        "move_id.egg_schedule_line_ids.day_of_month", "move_id.egg_schedule_line_ids.fixed_date", "move_id.state",
        "move_id.invoice_date", "move_id.amount_total", "move_id.tax_totals", "move_id.currency_id",
        "move_id.delivery_date", "move_id.name",
    )
    def _compute_due(self):
        super()._compute_due()
        posted = self.filtered(lambda line: line.move_id.state == "posted")
        items = posted.move_id.line_ids.grouped("egg_schedule_line_id") if posted else {}
        for line in posted:
            item = items.get(line._origin)
            if item:
                line.date, line.amount = item[0].date_maturity, item[0].amount_currency

    @api.depends("move_id.currency_id")
    def _compute_currency_id(self):
        super()._compute_currency_id()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        if any(move.state != "draft" for move in self.move_id):
            raise UserError(self.env._("The instalments of a validated invoice cannot be deleted."))

from odoo import api, fields, models


class EggKeyFigures(models.TransientModel):
    """Margin and customer outstanding of one document, shown on click."""

    _name = "egg.key.figures"
    _description = "Key Figures"

    number = fields.Char("Document", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company currency")
    margin = fields.Monetary("Overall margin", readonly=True, help="Sales excluding taxes less the cost of what is "
                                                                   "sold.")
    margin_percent = fields.Float("Margin (%)", readonly=True)
    outstanding = fields.Monetary(
        "Customer outstanding", currency_field="company_currency_id", readonly=True,
        help="What the customer still owes on issued invoices, taxes included, in this company.",
    )
    credit_limit = fields.Monetary(currency_field="company_currency_id", readonly=True)
    is_over_limit = fields.Boolean(compute="_compute_is_over_limit")

    @api.depends("outstanding", "credit_limit")
    def _compute_is_over_limit(self):
        for figures in self:
            currency = figures.company_currency_id or figures.env.company.currency_id
            has_limit = bool(figures.credit_limit)
            figures.is_over_limit = has_limit and currency.compare_amounts(
                figures.outstanding, figures.credit_limit) > 0

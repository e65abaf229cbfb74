from odoo import fields, models


class EggMoveLineThirdPartyTax(models.Model):
    """A third-party tax on one line of an invoice."""

    _name = "egg.move.line.third.party.tax"
    _inherit = ["egg.third.party.tax.mixin", "egg.line.third.party.tax.mixin"]
    _description = "Third-party Tax of an Invoice Line"

    line_id = fields.Many2one("account.move.line", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="line_id.company_id")

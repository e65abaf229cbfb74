from odoo import fields, models


class EggOrderLineThirdPartyTax(models.Model):
    """A third-party tax on one line of a quote or an order."""

    _name = "egg.order.line.third.party.tax"
    _inherit = ["egg.third.party.tax.mixin", "egg.line.third.party.tax.mixin", "egg.payee.row.mixin"]
    _description = "Third-party Tax of an Order Line"
    _egg_payee_texts = ("name", "comment")

    line_id = fields.Many2one("sale.order.line", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="line_id.company_id")

    def _get_egg_payee_company(self):
        return self.company_id or self.env.company

from odoo import fields, models


class EggProductThirdPartyTax(models.Model):
    """The third-party taxes that a product brings to each line it is put in."""

    _name = "egg.product.third.party.tax"
    _inherit = "egg.third.party.tax.mixin"
    _description = "Third-party Tax of a Product"

    product_tmpl_id = fields.Many2one("product.template", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="product_tmpl_id.company_id", store=True)

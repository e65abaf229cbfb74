from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    egg_third_party_tax_ids = fields.One2many(
        "egg.product.third.party.tax", "product_tmpl_id", "Third-party taxes", copy=True,
        help="Taxes other than VAT that come with this product, such as the eco-participation.",
    )

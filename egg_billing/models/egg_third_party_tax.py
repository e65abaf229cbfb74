from odoo import api, fields, models
from odoo.exceptions import ValidationError


class EggThirdPartyTaxMixin(models.AbstractModel):
    """A tax other than VAT, collected for a third party: eco-participation, private copying...

    It has its own VAT and is never discounted (article L541-10-20 of the French environment code for eco-participation: the
    unit cost is passed on to the buyer without any reduction).
    """

    _name = "egg.third.party.tax.mixin"
    _description = "Third-party Tax"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, help="Printed on the documents, for example: Éco-participation DEEE.")
    amount_type = fields.Selection(
        [("fixed", "Amount"), ("percent", "% of the price")], "Computed as", required=True, default="fixed",
        help="An amount per unit sold, or a percentage of the line's price after its discount.",
    )
    amount = fields.Float(required=True, digits="Product Price", help="Excluding VAT: per unit, or in percent.")
    per_line = fields.Boolean("Once per line", help="The amount counts once for the line, whatever the quantity.")
    tax_ids = fields.Many2many("account.tax", string="VAT", help="The VAT due on this tax; it may differ from the product's.")
    comment = fields.Char()
    print_comment = fields.Boolean("Print the comment", help="Print the comment under the tax.")

    @api.constrains("amount", "amount_type")
    def _check_amount(self):
        for row in self:
            if row.amount < 0 or (row.amount_type == "percent" and row.amount > 100):
                raise ValidationError(self.env._(
                    "The tax %(name)s must be 0 or more, and at most 100 when it is a percentage.", name=row.name,
                ))

    def _prepare_copy_values(self, fiscal_position=None) -> dict:
        """Values of a row that repeats this one on another line; VAT is mapped by the fiscal position."""
        self.ensure_one()
        taxes = fiscal_position.map_tax(self.tax_ids) if fiscal_position else self.tax_ids
        return {
            "sequence": self.sequence, "name": self.name, "amount_type": self.amount_type, "amount": self.amount,
            "per_line": self.per_line, "tax_ids": [(6, 0, taxes.ids)], "comment": self.comment,
            "print_comment": self.print_comment,
        }


class EggProductThirdPartyTax(models.Model):
    """The third-party taxes that a product brings to each line it is put in."""

    _name = "egg.product.third.party.tax"
    _inherit = "egg.third.party.tax.mixin"
    _description = "Third-party Tax of a Product"

    product_tmpl_id = fields.Many2one("product.template", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="product_tmpl_id.company_id", store=True)
    tax_ids = fields.Many2many(domain="[('type_tax_use', '=', 'sale')]")


class EggLineThirdPartyTaxMixin(models.AbstractModel):
    """Rows that belong to a document's line: a change of theirs changes the document's totals."""

    _name = "egg.line.third.party.tax.mixin"
    _description = "Third-party Tax of a Document Line"

    def _get_egg_document(self):
        return self.line_id._get_egg_document()

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._get_egg_document()._sync_egg_role_lines()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self._get_egg_document()._sync_egg_role_lines()
        return result

    def unlink(self):
        documents = self._get_egg_document()
        result = super().unlink()
        documents.exists()._sync_egg_role_lines()
        return result


class EggMoveLineThirdPartyTax(models.Model):
    """A third-party tax on one line of an invoice."""

    _name = "egg.move.line.third.party.tax"
    _inherit = ["egg.third.party.tax.mixin", "egg.line.third.party.tax.mixin"]
    _description = "Third-party Tax of an Invoice Line"

    line_id = fields.Many2one("account.move.line", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    egg_third_party_tax_ids = fields.One2many(
        "egg.product.third.party.tax", "product_tmpl_id", "Third-party taxes", copy=True,
        help="Taxes other than VAT that come with this product, such as the eco-participation.",
    )

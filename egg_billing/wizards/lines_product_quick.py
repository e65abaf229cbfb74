from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context


class EggProductQuick(models.TransientModel):
    """A product made while a document is typed, by who makes documents: its name, price, kind and VAT, nothing else.

    Everything else of a product is for those who keep the catalogue.
    """

    _name = "egg.product.quick"
    _description = "Quick Product"

    name = fields.Char(required=True)
    price = fields.Float("Unit price excl. VAT", digits="Product Price")
    kind = fields.Selection([("consu", "Goods"), ("service", "Service")], "Type", default="service", required=True)
    tax_id = fields.Many2one("account.tax", "VAT", default=lambda self: self._default_tax_id(),
                             domain=lambda self: self._get_tax_domain())
    product_id = fields.Many2one("product.product", readonly=True)

    @api.model
    def _default_tax_id(self):
        return self.env.company.account_sale_tax_id.filtered_domain(self._get_tax_domain())

    @api.model
    def _get_tax_domain(self) -> list:
        """What may be charged on a sale of this company."""
        return [*self.env["account.tax"]._check_company_domain(self.env.company), ("type_tax_use", "=", "sale")]

    def create_product(self) -> int:
        """Make the product, once; return the id of its only variant.

        :raises UserError: no name, a price below zero, or a tax that is not charged on sales of this company.
        """
        self.ensure_one()
        self.check_access("write")
        if not self.product_id:
            self._check_quick()
            # sudo: who makes documents may not write in the catalogue; these four values are all that is taken, none
            # comes from what a client says in its context
            cleaned = clean_context(self.env.context)
            products_sudo = self.env["product.product"].sudo().with_context(cleaned)  # pylint: disable=W8121
            # sudo: the window's own note of what it made
            self.sudo().product_id = products_sudo.create(self._prepare_product_values())
        return self.product_id.id

    def _check_quick(self) -> None:
        if not (self.name or "").strip():
            raise UserError(self.env._("Type a name for the product."))
        if self.price < 0:
            raise UserError(self.env._("A price is not below zero."))
        if self.tax_id - self.tax_id.filtered_domain(self._get_tax_domain()):
            raise UserError(self.env._("%(tax)s is not charged on sales of this company.",
                                       tax=self.tax_id.display_name))

    def _prepare_product_values(self) -> dict:
        return {"name": self.name.strip(), "list_price": self.price, "type": self.kind,
                "taxes_id": [fields.Command.set(self.tax_id.ids)]}

from odoo import api, fields, models


class EggLeadLine(models.Model):
    """A product of a deal, before there is a quote."""

    _name = "egg.lead.line"
    _description = "Product of a Deal"
    _order = "sequence, id"

    lead_id = fields.Many2one("crm.lead", "Deal", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="lead_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product", "Product", required=True, check_company=True, domain=[("sale_ok", "=", True)],
        ondelete="restrict",
    )
    name = fields.Text("Description", compute="_compute_name", store=True, readonly=False, precompute=True)
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)
    currency_id = fields.Many2one(related="lead_id.company_currency", string="Currency")
    price_unit = fields.Float(
        "Unit price", digits="Product Price", compute="_compute_price_unit", store=True, readonly=False,
        precompute=True,
    )
    subtotal = fields.Monetary("Amount", compute="_compute_subtotal")

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            line.name = line.product_id.get_product_multiline_description_sale() if line.product_id else False

    @api.depends("product_id")
    def _compute_price_unit(self):
        for line in self:
            line.price_unit = line.product_id.lst_price

    @api.depends("quantity", "price_unit")
    def _compute_subtotal(self):
        for line in self:
            line.subtotal = line.quantity * line.price_unit

    def _prepare_order_line_values(self) -> dict:
        """Values of the quote line; a price that is still the product's own follows the customer's price list."""
        self.ensure_one()
        values = {
            "product_id": self.product_id.id, "name": self.name, "product_uom_qty": self.quantity,
            "sequence": self.sequence,
        }
        if self.currency_id.compare_amounts(self.price_unit, self.product_id.lst_price):
            values["price_unit"] = self.price_unit
        return values

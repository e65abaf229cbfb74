from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: Context key: the deal that the quote or order being typed is made from.
LEAD_KEY = "egg_deal_id"


class EggLeadLine(models.Model):
    """A product of a deal, before there is a quote."""

    _name = "egg.lead.line"
    _description = "Product of a Deal"
    _order = "sequence, id"

    lead_id = fields.Many2one("crm.lead", "Deal", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="lead_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product", "Product", required=True, check_company=True, domain=[("sale_ok", "=", True)], ondelete="restrict",
    )
    name = fields.Text("Description", compute="_compute_name", store=True, readonly=False, precompute=True)
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)
    currency_id = fields.Many2one(related="lead_id.company_currency", string="Currency")
    price_unit = fields.Float(
        "Unit price", digits="Product Price", compute="_compute_price_unit", store=True, readonly=False, precompute=True,
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
            "product_id": self.product_id.id, "name": self.name, "product_uom_qty": self.quantity, "sequence": self.sequence,
        }
        if self.currency_id.compare_amounts(self.price_unit, self.product_id.lst_price):
            values["price_unit"] = self.price_unit
        return values


class CrmLead(models.Model):
    _inherit = "crm.lead"

    egg_line_ids = fields.One2many("egg.lead.line", "lead_id", "Products", copy=True)

    def action_new_quotation(self):
        action = super().action_new_quotation()
        action["context"] = action["context"] | {LEAD_KEY: self.id}
        return action

    def action_egg_quote(self):
        """Open a new quote made from this deal: customer, contact, title, products."""
        return self._get_egg_document_action("quote")

    def action_egg_order(self):
        """Open a new order made from this deal."""
        return self._get_egg_document_action("order")

    def _get_egg_document_action(self, kind: str) -> dict:
        self.ensure_one()
        if not self.partner_id:
            raise UserError(self.env._("Choose the customer of the deal first."))
        action = self.action_new_quotation()
        action["context"] |= {"default_egg_kind": kind}
        return action

    def _prepare_egg_order_values(self) -> dict:
        """Values that a quote or an order takes from this deal."""
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id
        values = {
            "opportunity_id": self.id,
            "partner_id": customer.id,
            "egg_title": self.name,
            "origin": self.name,
            "order_line": [Command.create(line._prepare_order_line_values()) for line in self.egg_line_ids],
        }
        if self.partner_id != customer:
            values["egg_contact_id"] = self.partner_id.id
        if self.user_id:
            values["user_id"] = self.user_id.id
        return values

    def egg_create_document(self, kind="quote"):
        """Make a quote or an order from this deal at once and return it.

        :param kind: "quote" or "order".
        """
        return self.env["sale.order"].create(self._prepare_egg_order_values() | {"egg_kind": kind})


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        lead = self.env["crm.lead"].browse(self.env.context.get(LEAD_KEY) or []).exists()
        if lead:
            values |= {key: value for key, value in lead._prepare_egg_order_values().items() if key in fields}
        return values

from odoo import api, fields, models


class SaleOrder(models.Model):
    """Frozen header and copied addresses of quotes and orders."""

    _name = "sale.order"
    _inherit = ["egg.frozen.mixin", "egg.address.mixin", "sale.order"]

    _egg_rests_while_typing = ("egg_is_pricelist_frozen", "egg_frozen_currency_id")
    egg_is_pricelist_frozen = fields.Boolean("Settled price list", compute="_compute_egg_frozen_pricelist")
    egg_frozen_currency_id = fields.Many2one("res.currency", "Settled currency",
                                             compute="_compute_egg_frozen_pricelist")

    def _get_egg_frozen_fields(self) -> set:
        return super()._get_egg_frozen_fields() | {"pricelist_id"}

    @api.model
    def _close_egg_frozen_field(self, node):
        """Another price list in the currency of the document may be chosen, if there is one."""
        if node.get("name") != "pricelist_id":
            return super()._close_egg_frozen_field(node)
        if node.get("readonly") not in ("1", "True"):
            node.set("readonly", f"({node.get('readonly') or False}) or egg_is_pricelist_frozen")
            self._limit_egg_choice(node, "('currency_id', '=?', egg_frozen_currency_id)")
        return None

    @api.depends("pricelist_id", "company_id")
    def _compute_egg_frozen_pricelist(self):
        lists = self.env["product.pricelist"].search([("company_id", "in", [False, *self.company_id.ids])])
        for order in self:
            currency = order._origin.currency_id if order.egg_is_header_frozen and order._origin.pricelist_id else (
                order._origin.currency_id.browse())
            order.egg_frozen_currency_id = currency
            others = lists.filtered(lambda one, order=order: one.currency_id == order._origin.currency_id
                                    and one.company_id in (one.company_id.browse(), order.company_id))
            order.egg_is_pricelist_frozen = bool(currency) and not others - order._origin.pricelist_id

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state", "draft") != "draft":
            # sudo: no user says what is a duplicate; from its first sending on it is a document as any other
            self.sudo().filtered("egg_is_open_copy").egg_is_open_copy = False
        return result

    def _get_egg_frozen_value(self, name, record):
        """Another price list is free as long as its currency is the document's."""
        if name == "pricelist_id":
            return record.currency_id or self.company_id.currency_id
        return super()._get_egg_frozen_value(name, record)

    def _get_egg_address_partners(self):
        return self.partner_invoice_id or self.partner_id, self.partner_shipping_id or self.partner_id

    def _can_egg_edit_address(self) -> bool:
        return self.state != "cancel" and not self.locked

    @api.depends("partner_invoice_id")
    def _compute_egg_billing_address(self):
        """Another invoicing address of the customer is read at once."""
        return super()._compute_egg_billing_address()

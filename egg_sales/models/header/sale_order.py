from odoo import api, models


class SaleOrder(models.Model):
    """Frozen header and copied addresses of quotes and orders."""

    _name = "sale.order"
    _inherit = ["egg.frozen.mixin", "egg.address.mixin", "sale.order"]

    def _get_egg_frozen_fields(self) -> set:
        return super()._get_egg_frozen_fields() | {"pricelist_id"}

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

from odoo import api, models

from .crm_lead import LEAD_KEY


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        lead = self.env["crm.lead"].browse(self.env.context.get(LEAD_KEY) or []).exists()
        if lead:
            values |= {key: value for key, value in lead._prepare_egg_order_values().items() if key in fields}
        return values

    def _prepare_egg_order_values(self) -> dict:
        return super()._prepare_egg_order_values() | {"opportunity_id": self.opportunity_id.id}

    @api.model
    def _get_egg_free_fields(self):
        return super()._get_egg_free_fields() | {"opportunity_id"}

    def _get_egg_map_links(self):
        return super()._get_egg_map_links() | {
            ((order.opportunity_id._name, order.opportunity_id.id), order._get_egg_map_quote_key())
            for order in self if order.opportunity_id
        }

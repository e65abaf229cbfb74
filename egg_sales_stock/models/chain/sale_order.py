from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends("delivery_status")
    def _compute_egg_state(self):
        return super()._compute_egg_state()

    def _is_egg_delivered(self):
        return super()._is_egg_delivered() and self.delivery_status in (False, "full")

    def _get_egg_map_links(self):
        return super()._get_egg_map_links() | {
            ((order._name, order.id), (picking._name, picking.id)) for order in self for picking in order.picking_ids
        }

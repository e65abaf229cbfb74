from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends("delivery_status")
    def _compute_egg_state(self):
        return super()._compute_egg_state()

    def _is_egg_delivered(self):
        return super()._is_egg_delivered() and self.delivery_status in (False, "full")

    def _force_lines_to_invoice_policy_order(self):
        """The whole order is invoiced, less what came back of it for good; what was invoiced of that is credited."""
        super()._force_lines_to_invoice_policy_order()
        for line in self.order_line:
            refunded = line._get_egg_refunded_quantity()
            if refunded:
                line.qty_to_invoice = max(line.product_uom_qty - refunded, line.qty_delivered) - line.qty_invoiced

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        for order in self:
            links |= {((order._name, order.id), (picking._name, picking.id)) for picking in order.picking_ids}
        return links

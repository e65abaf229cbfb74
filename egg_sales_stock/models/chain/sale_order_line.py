from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_egg_refunded_quantity(self) -> float:
        """Return what came back for good of what was delivered, in the unit of this line."""
        self.ensure_one()
        moves_sudo = self.sudo().move_ids  # sudo: salespeople without rights on the warehouse invoice their orders
        return sum(move._get_egg_quantity_in(self.product_uom_id) for move in moves_sudo._get_egg_refunded_moves())

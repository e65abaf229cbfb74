from datetime import datetime, time

from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_procurement_values(self):
        """Goods are asked for the day their line is available, not for the day of the latest line."""
        values = super()._prepare_procurement_values()
        if self.egg_planned_date:
            deadline = datetime.combine(self.egg_planned_date, time(12))
            lead = values["date_deadline"] - values["date_planned"]
            values |= {"date_deadline": deadline, "date_planned": deadline - lead}
        return values

    def _get_egg_refunded_quantity(self) -> float:
        """Return what came back for good of what was delivered, in the unit of this line."""
        self.ensure_one()
        moves_sudo = self.sudo().move_ids  # sudo: salespeople without rights on the warehouse invoice their orders
        return sum(move._get_egg_quantity_in(self.product_uom_id) for move in moves_sudo._get_egg_refunded_moves())

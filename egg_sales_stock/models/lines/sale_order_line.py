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

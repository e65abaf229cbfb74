from odoo import models


class SaleReport(models.Model):
    _inherit = "sale.report"

    def _where_sale(self):
        """A deal counts once: as its newest version."""
        return f"{super()._where_sale()} AND s.egg_replaced_by_id IS NULL"

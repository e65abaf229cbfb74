from odoo import models


class SaleReport(models.Model):
    _inherit = "sale.report"

    def _where_sale(self):
        """A deal counts once: as the order, from its draft on, where its quote is kept beside it."""
        return f"""{super()._where_sale()}
            AND NOT (s.egg_kind = 'quote' AND EXISTS (
                SELECT 1 FROM sale_order made WHERE made.egg_parent_id = s.id AND made.state <> 'cancel'))"""

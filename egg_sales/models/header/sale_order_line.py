from odoo import models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["egg.line.layout.mixin", "sale.order.line"]

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        return values | {
            "egg_page_break_before": self.egg_page_break_before, "egg_page_break_after": self.egg_page_break_after,
        }

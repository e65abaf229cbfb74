from odoo import models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["egg.agreed.part.mixin", "sale.order.line"]

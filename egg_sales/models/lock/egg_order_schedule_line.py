from odoo import models


class EggOrderScheduleLine(models.Model):
    _name = "egg.order.schedule.line"
    _inherit = ["egg.agreed.part.mixin", "egg.order.schedule.line"]

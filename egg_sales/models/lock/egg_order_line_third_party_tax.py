from odoo import models


class EggOrderLineThirdPartyTax(models.Model):
    _name = "egg.order.line.third.party.tax"
    _inherit = ["egg.agreed.part.mixin", "egg.order.line.third.party.tax"]
    _egg_part_of = "line_id"

    def _get_egg_agreed_quotes(self):
        return self.line_id.order_id

from odoo import api, models


class EggFirstUse(models.TransientModel):
    _inherit = "egg.first.use"

    @api.model
    def _get_screens(self):
        return super()._get_screens() | {"quote": "egg_sales.egg_quote_action", "order": "egg_sales.egg_order_action"}

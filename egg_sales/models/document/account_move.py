from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        for move in self:
            key = (move._name, move.id)
            links |= {((order._name, order.id), key) for order in move.line_ids.sale_line_ids.order_id}
        return links

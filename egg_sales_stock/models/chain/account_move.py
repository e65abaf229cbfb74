from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    egg_picking_ids = fields.Many2many(
        "stock.picking", "egg_invoice_picking_rel", "move_id", "picking_id", "Delivery notes", copy=False,
        readonly=True,
    )

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        for move in self:
            links |= {((picking._name, picking.id), (move._name, move.id)) for picking in move.egg_picking_ids}
        return links

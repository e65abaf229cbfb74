from odoo import api, fields, models


class EggParentChoice(models.TransientModel):
    _inherit = "egg.parent.choice"

    picking_id = fields.Many2one(
        "stock.picking", "Delivery note",
        domain="[('picking_type_code', '=', 'outgoing'), ('state', '=', 'done'), ('sale_id', '!=', False)]")

    @api.model
    def _get_parents(self, kind):
        own = {"picking_id": "action_egg_invoice"} if kind == "invoice" else {}
        return super()._get_parents(kind) | own

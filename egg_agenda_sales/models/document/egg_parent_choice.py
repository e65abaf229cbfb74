from odoo import api, models


class EggParentChoice(models.TransientModel):
    _inherit = "egg.parent.choice"

    @api.model
    def _get_parents(self, kind):
        own = {"quote": {"event_id": "action_egg_quote"}, "order": {"event_id": "action_egg_order"}}
        return super()._get_parents(kind) | own.get(kind, {})

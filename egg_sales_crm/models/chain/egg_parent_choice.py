from odoo import api, fields, models


class EggParentChoice(models.TransientModel):
    _inherit = "egg.parent.choice"

    lead_id = fields.Many2one(
        "crm.lead", "Deal", domain="[('type', '=', 'opportunity'), ('partner_id', '!=', False)]")

    @api.model
    def _get_parents(self, kind):
        own = {"quote": {"lead_id": "action_egg_quote"}, "order": {"lead_id": "action_egg_order"}}
        return super()._get_parents(kind) | own.get(kind, {})

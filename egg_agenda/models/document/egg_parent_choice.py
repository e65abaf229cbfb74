from odoo import api, fields, models


class EggParentChoice(models.TransientModel):
    _inherit = "egg.parent.choice"

    event_id = fields.Many2one("calendar.event", "Event", domain="[('egg_customer_id', '!=', False)]")

    @api.model
    def _get_parents(self, kind):
        own = {"event_id": "action_egg_invoice"} if kind == "invoice" else {}
        return super()._get_parents(kind) | own

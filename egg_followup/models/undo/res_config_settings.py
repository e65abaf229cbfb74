from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_followup_undo_minutes = fields.Integer(related="company_id.egg_followup_undo_minutes", readonly=False)

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_type_required = fields.Boolean(related="company_id.egg_type_required", readonly=False)

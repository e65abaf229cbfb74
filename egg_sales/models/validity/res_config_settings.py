from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_validity_by_date = fields.Boolean(related="company_id.egg_validity_by_date", readonly=False)

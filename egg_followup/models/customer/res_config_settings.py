from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_followup_tolerance = fields.Monetary(related="company_id.egg_followup_tolerance", readonly=False,
                                             currency_field="currency_id")

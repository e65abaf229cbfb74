from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_claim_since = fields.Date(related="company_id.egg_claim_since", readonly=False)
    egg_set_off = fields.Selection(related="company_id.egg_set_off", readonly=False)

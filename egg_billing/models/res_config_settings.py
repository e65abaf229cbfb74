from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_lock_issued = fields.Boolean(related="company_id.egg_lock_issued", readonly=False)
    egg_add_attention = fields.Boolean(related="company_id.egg_add_attention", readonly=False)

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_print_enabled = fields.Boolean(related="company_id.egg_print_enabled", readonly=False)
    egg_seller_label = fields.Char(related="company_id.egg_seller_label", readonly=False)

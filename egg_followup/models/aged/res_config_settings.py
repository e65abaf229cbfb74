from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_aged_first = fields.Integer(related="company_id.egg_aged_first", readonly=False)
    egg_aged_second = fields.Integer(related="company_id.egg_aged_second", readonly=False)
    egg_aged_third = fields.Integer(related="company_id.egg_aged_third", readonly=False)

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_letter_marks = fields.Selection(related="company_id.egg_letter_marks", readonly=False)

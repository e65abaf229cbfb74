from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_pay_partial = fields.Boolean(related="company_id.egg_pay_partial", readonly=False)
    egg_pay_days = fields.Integer(related="company_id.egg_pay_days", readonly=False)

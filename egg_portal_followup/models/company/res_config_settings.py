from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_promise_days = fields.Integer(related="company_id.egg_promise_days", readonly=False)
    egg_transfer_days = fields.Integer(related="company_id.egg_transfer_days", readonly=False)

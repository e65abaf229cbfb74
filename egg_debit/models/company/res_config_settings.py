from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_debit_creditor_identifier = fields.Char(related="company_id.egg_debit_creditor_identifier", readonly=False)
    egg_debit_issuer = fields.Char(related="company_id.egg_debit_issuer", readonly=False)

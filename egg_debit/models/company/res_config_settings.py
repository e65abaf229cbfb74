from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_debit_creditor_identifier = fields.Char(related="company_id.egg_debit_creditor_identifier", readonly=False)
    egg_debit_credits = fields.Selection(related="company_id.egg_debit_credits", readonly=False)
    egg_retry_times = fields.Selection(related="company_id.egg_retry_times", readonly=False)
    egg_retry_month_days = fields.Char(related="company_id.egg_retry_month_days", readonly=False)
    egg_retry_notice_days = fields.Integer(related="company_id.egg_retry_notice_days", readonly=False)
    egg_debit_issuer = fields.Char(related="company_id.egg_debit_issuer", readonly=False)

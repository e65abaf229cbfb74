from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_cash_tolerance = fields.Monetary(
        related="company_id.egg_cash_tolerance", readonly=False, currency_field="currency_id")
    egg_cash_difference_account_id = fields.Many2one(
        related="company_id.egg_cash_difference_account_id", readonly=False)
    egg_cash_fee_max = fields.Monetary(
        related="company_id.egg_cash_fee_max", readonly=False, currency_field="currency_id")
    egg_cash_fee_account_id = fields.Many2one(related="company_id.egg_cash_fee_account_id", readonly=False)

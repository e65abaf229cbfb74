from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_followup_grouping = fields.Selection(related="company_id.egg_followup_grouping", readonly=False)
    egg_followup_soon_days = fields.Integer(related="company_id.egg_followup_soon_days", readonly=False)
    egg_interest_points = fields.Float(related="company_id.egg_interest_points", readonly=False)
    egg_interest_account_id = fields.Many2one(related="company_id.egg_interest_account_id", readonly=False)
    egg_recovery_fee = fields.Monetary(related="company_id.egg_recovery_fee", readonly=False,
                                       currency_field="currency_id")

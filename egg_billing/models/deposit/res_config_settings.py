from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_deposit_mode = fields.Selection(related="company_id.egg_deposit_mode", readonly=False)
    egg_deposit_journal_id = fields.Many2one(related="company_id.egg_deposit_journal_id", readonly=False)

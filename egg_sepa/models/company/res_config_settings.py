from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_sepa_iban = fields.Char(related="company_id.egg_sepa_iban", readonly=False)
    egg_sepa_bic = fields.Char(related="company_id.egg_sepa_bic", readonly=False)
    egg_sepa_journal_id = fields.Many2one(related="company_id.egg_sepa_journal_id", readonly=False)
    egg_sepa_lead_days = fields.Integer(related="company_id.egg_sepa_lead_days", readonly=False)
    egg_sepa_first_sequence = fields.Selection(related="company_id.egg_sepa_first_sequence", readonly=False)
    egg_sepa_prenotify = fields.Boolean(related="company_id.egg_sepa_prenotify", readonly=False)
    egg_sepa_prenotice_days = fields.Integer(related="company_id.egg_sepa_prenotice_days", readonly=False)
    egg_sepa_suspend = fields.Selection(related="company_id.egg_sepa_suspend", readonly=False)

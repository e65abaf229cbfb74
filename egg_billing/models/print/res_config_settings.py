from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_print_enabled = fields.Boolean(related="company_id.egg_print_enabled", readonly=False)
    egg_seller_label = fields.Char(related="company_id.egg_seller_label", readonly=False)
    egg_legal_guard = fields.Boolean(related="company_id.egg_legal_guard", readonly=False)
    egg_company_form = fields.Selection(related="company_id.egg_company_form", readonly=False)
    egg_legal_form = fields.Char(related="company_id.egg_legal_form", readonly=False)
    egg_share_capital = fields.Monetary(related="company_id.egg_share_capital", readonly=False)
    egg_register_town = fields.Char(related="company_id.egg_register_town", readonly=False)
    egg_vat_franchise = fields.Boolean(related="company_id.egg_vat_franchise", readonly=False)
    egg_vat_on_debits = fields.Boolean(related="company_id.egg_vat_on_debits", readonly=False)

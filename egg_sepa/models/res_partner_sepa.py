from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    egg_bank_ids = fields.One2many("res.partner.bank", "partner_id", "Bank accounts", context={"active_test": True})
    egg_mandate_ids = fields.One2many("egg.sepa.mandate", "partner_id", "Mandates")

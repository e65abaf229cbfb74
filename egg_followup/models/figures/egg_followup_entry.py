from odoo import fields, models


class EggFollowupEntry(models.Model):
    _inherit = "egg.followup.entry"

    disputed_on = fields.Date("Disputed on", readonly=True, copy=False, help="The customer disputed the amount after "
                                                                             "this reminder.")

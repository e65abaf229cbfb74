from odoo import fields, models


class EggFollowupEntry(models.Model):
    _inherit = "egg.followup.entry"

    origin = fields.Selection(selection_add=[("call", "Phone call")], ondelete={"call": "set default"})

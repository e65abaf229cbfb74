from odoo import fields, models


class EggFollowupStage(models.Model):
    _inherit = "egg.followup.stage"

    channel = fields.Selection(selection_add=[("sms", "SMS")], ondelete={"sms": "set default"})

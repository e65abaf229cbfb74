from odoo import fields, models


class EggFollowupStage(models.Model):
    _inherit = "egg.followup.stage"

    channel = fields.Selection(selection_add=[("post", "Letter by post")], ondelete={"post": "set default"})

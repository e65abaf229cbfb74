from odoo import api, fields, models


class EggFollowupStage(models.Model):
    _inherit = "egg.followup.stage"

    needs_approval = fields.Boolean(
        "Waits for approval", help="The daily run does not send it: a person looks at it first. Reminders that you "
                                   "start yourself leave as they always did.")
    is_in_list = fields.Boolean(
        "In the usual scenario", default=True, help="Otherwise only the scenarios that have this stage plan it.")

    @api.model
    def _get_planning_fields(self):
        return super()._get_planning_fields() | {"is_in_list"}

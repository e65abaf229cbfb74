from odoo import api, fields, models, tools


class EggFollowupStage(models.Model):
    _inherit = "egg.followup.stage"

    needs_approval = fields.Boolean(
        "Waits for approval", help="The daily run does not send it: a person looks at it first. Reminders that you "
                                   "start yourself leave as they always did.")
    is_in_list = fields.Boolean(
        "In the usual scenario", default=True, help="Otherwise only the scenarios that have this stage plan it.")

    def write(self, vals):
        result = super().write(vals)
        if "is_in_list" in vals:
            self._replan()
        return result

    @api.model
    @tools.ormcache()
    def _get_reminder_ranks(self) -> dict:
        """Return {stage id: its place in the list} of all reminders, archived ones too."""
        # A handful of stages. sudo: those of all companies, for whoever saves a document
        stages_sudo = self.sudo().with_context(active_test=False).search([("kind", "=", "reminder")])
        return {stage.id: rank for rank, stage in enumerate(stages_sudo)}

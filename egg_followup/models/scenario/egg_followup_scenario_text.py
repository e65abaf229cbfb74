from odoo import api, fields, models


class EggFollowupScenarioText(models.Model):
    """The text of a stage in a scenario, for one type of document, where it is not the stage's own."""

    _name = "egg.followup.scenario.text"
    _description = "Text of a Scenario"
    _inherit = "egg.followup.text.mixin"

    line_id = fields.Many2one("egg.followup.scenario.line", required=True, ondelete="cascade", index=True)

    _unique_document_type = models.Constraint(
        "UNIQUE(line_id, document_type)", "A stage of a scenario has one text per type of document.",
    )

    def _get_egg_shared_owner(self):
        return self.line_id.scenario_id

    @api.model
    def _get_planning_fields(self):
        return super()._get_planning_fields() | {"line_id"}

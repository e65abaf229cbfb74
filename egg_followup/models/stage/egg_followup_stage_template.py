from odoo import api, fields, models


class EggFollowupStageTemplate(models.Model):
    """The text of a stage for one type of document."""

    _name = "egg.followup.stage.template"
    _description = "Template of a Follow-up Stage"
    _inherit = "egg.followup.text.mixin"

    stage_id = fields.Many2one("egg.followup.stage", required=True, ondelete="cascade", index=True)
    stage_kind = fields.Selection(related="stage_id.kind")

    _unique_document_type = models.Constraint(
        "UNIQUE(stage_id, document_type)", "A stage has one template per type of document.",
    )

    def _get_egg_shared_owner(self):
        return self.stage_id

    @api.model
    def _get_template_domain(self):
        """What is said when a document is sent is about that document only."""
        own = self._get_document_models()
        return f"[('model', 'in', stage_kind == 'sent' and {own} or {['egg.followup.message', *own]})]"

    @api.model
    def _get_planning_fields(self):
        return super()._get_planning_fields() | {"stage_id"}

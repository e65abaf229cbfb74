from odoo import api, fields, models
from odoo.exceptions import ValidationError


class EggFollowupScenarioLine(models.Model):
    """A stage in a scenario; what is empty is as the stage says."""

    _name = "egg.followup.scenario.line"
    _description = "Stage of a Scenario"
    _inherit = "egg.followup.planning.mixin"
    _order = "sequence, id"
    _rec_name = "stage_id"

    scenario_id = fields.Many2one("egg.followup.scenario", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=50)
    stage_id = fields.Many2one("egg.followup.stage", "Stage", required=True, ondelete="cascade", index=True,
                               domain="[('kind', '=', 'reminder')]")
    delay_days = fields.Integer("Days after the previous stage", compute="_compute_from_stage", store=True,
                                readonly=False, precompute=True, help="The first stage counts from the due date.")
    channel = fields.Selection(lambda self: self.env["egg.followup.channel"]._get_labels(), "By",
                               help="Empty: as the stage says.")
    needs_approval = fields.Boolean("Approval", compute="_compute_from_stage", store=True, readonly=False,
                                    precompute=True, help="The daily run puts it before a person.")
    text_ids = fields.One2many("egg.followup.scenario.text", "line_id", "Texts", copy=True)

    @api.depends("stage_id")
    def _compute_from_stage(self):
        for line in self:
            line.delay_days = line.stage_id.delay_days
            line.needs_approval = line.stage_id.needs_approval

    @api.constrains("stage_id", "delay_days", "sequence", "scenario_id")
    def _check_stage(self):
        for line in self:
            if line.stage_id.kind != "reminder":
                raise ValidationError(self.env._("“%(stage)s” is no reminder.", stage=line.stage_id.name))
            owner = line.stage_id.company_id
            if owner and owner != line.scenario_id.company_id:
                raise ValidationError(self.env._("The stage “%(stage)s” belongs to %(company)s: the scenario must "
                                                 "belong to it too.", stage=line.stage_id.name, company=owner.name))
        self.scenario_id._check_lines()

    def _get_egg_shared_owner(self):
        return self.scenario_id

    def _is_for(self, document_type: str) -> bool:
        """Whether documents of this type go through this stage."""
        types = {*self.stage_id.template_ids.mapped("document_type"), *self.text_ids.mapped("document_type")}
        return self.stage_id.active and self.stage_id.kind == "reminder" and document_type in types

    @api.model
    def _get_planning_fields(self):
        return super()._get_planning_fields() | {"scenario_id", "sequence", "stage_id", "delay_days", "text_ids"}

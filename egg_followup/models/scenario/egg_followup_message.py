from odoo import fields, models


class EggFollowupMessage(models.Model):
    _inherit = "egg.followup.message"

    scenario_id = fields.Many2one("egg.followup.scenario", "Scenario", ondelete="set null", index="btree_not_null")

    def _get_text_row(self):
        """The text that the scenario has for the stage."""
        return self.scenario_id._get_text_row(self.stage_id, self.document_type)

from odoo import api, fields, models


class EggFollowupScenarioText(models.Model):
    """The text of a stage in a scenario, for one type of document, where it is not the stage's own."""

    _name = "egg.followup.scenario.text"
    _description = "Text of a Scenario"
    _inherit = "egg.shared.mixin"
    _order = "document_type, id"
    _rec_name = "document_type"

    line_id = fields.Many2one("egg.followup.scenario.line", required=True, ondelete="cascade", index=True)
    document_type = fields.Selection([("invoice", "Invoice")], "Document", required=True, default="invoice")
    template_id = fields.Many2one(
        "mail.template", "Mail template", ondelete="set null",
        domain="[('model', 'in', ['egg.followup.message', 'account.move'])]",
    )
    letter_template_id = fields.Many2one(
        "mail.template", "Letter template", ondelete="set null", domain="[('model', '=', 'egg.followup.message')]",
        help="The text of the printed letter, when it is not the one of the e-mail.",
    )

    _unique_document_type = models.Constraint(
        "UNIQUE(line_id, document_type)", "A stage of a scenario has one text per type of document.",
    )

    def _get_egg_shared_owner(self):
        return self.line_id.scenario_id

    @api.model_create_multi
    def create(self, vals_list):
        texts = super().create(vals_list)
        self.env["egg.followup.stage"]._replan()
        return texts

    def write(self, vals):
        result = super().write(vals)
        if "document_type" in vals:
            self.env["egg.followup.stage"]._replan()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["egg.followup.stage"]._replan()
        return result

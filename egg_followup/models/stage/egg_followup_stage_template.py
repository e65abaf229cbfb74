from odoo import api, fields, models


class EggFollowupStageTemplate(models.Model):
    """The text of a stage for one type of document."""

    _name = "egg.followup.stage.template"
    _description = "Template of a Follow-up Stage"
    _inherit = "egg.shared.mixin"
    _order = "document_type, id"

    stage_id = fields.Many2one("egg.followup.stage", required=True, ondelete="cascade", index=True)
    stage_kind = fields.Selection(related="stage_id.kind")
    document_type = fields.Selection([("invoice", "Invoice")], "Document", required=True, default="invoice")
    template_id = fields.Many2one(
        "mail.template", "Mail template", ondelete="set null",
        domain="[('model', 'in', stage_kind == 'sent' and ['account.move'] or ['egg.followup.message', "
               "'account.move'])]",
        help="The text of the e-mail. A template for follow-up letters can show all due amounts of a customer in a "
             "table.",
    )
    letter_template_id = fields.Many2one(
        "mail.template", "Letter template", ondelete="set null", domain="[('model', '=', 'egg.followup.message')]",
        help="The text of the printed letter, when it is not the one of the e-mail.",
    )

    _unique_document_type = models.Constraint(
        "UNIQUE(stage_id, document_type)", "A stage has one template per type of document.",
    )

    def _get_egg_shared_owner(self):
        return self.stage_id

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self.env["egg.followup.stage"]._replan()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"document_type", "stage_id"}:
            self.env["egg.followup.stage"]._replan()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["egg.followup.stage"]._replan()
        return result

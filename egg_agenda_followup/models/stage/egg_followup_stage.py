from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class EggFollowupStage(models.Model):
    _inherit = "egg.followup.stage"

    channel = fields.Selection(
        selection_add=[("call", "Phone call")], ondelete={"call": "set default"},
        help="Printed letter: bulk runs make a PDF letter of this stage even for customers who have an e-mail address. "
        "Phone call: nothing is sent; when its day comes a task says who is to be called.",
    )

    @api.depends("channel")
    def _compute_templates_state(self):
        """A call needs no text."""
        super()._compute_templates_state()
        self.filtered(lambda stage: stage.channel == "call").missing_templates = False

    @api.onchange("channel")
    def _onchange_channel(self):
        for stage in self:
            if stage.channel == "call" and not stage.template_ids:
                stage.template_ids = [Command.create({"document_type": "invoice"})]

    @api.constrains("channel", "template_ids")
    def _check_call_documents(self):
        for stage in self:
            if stage.channel == "call" and set(stage.template_ids.mapped("document_type")) - {"invoice"}:
                raise ValidationError(self.env._(
                    "A phone call is planned for the amounts of invoices: remove the other documents from the stage "
                    "“%(stage)s”.",
                    stage=stage.name,
                ))

    @api.model
    def _get_call_stage_ids(self) -> set:
        """Return the ids of the stages that are phone calls."""
        # sudo: which stages ask for a call, for whoever plans one; their numbers only
        return set(self.sudo()._search([("kind", "=", "reminder"), ("channel", "=", "call")]))

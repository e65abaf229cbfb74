from odoo import api, fields, models
from odoo.exceptions import UserError


class EggFollowupPreview(models.TransientModel):
    """A message as it would leave now."""

    _name = "egg.followup.preview"
    _description = "Preview of a Follow-up Message"

    followup_message_id = fields.Many2one("egg.followup.message", "Message", required=True, readonly=True)
    partner_id = fields.Many2one(related="followup_message_id.partner_id", related_sudo=False)
    email_to = fields.Char(related="followup_message_id.email_to", related_sudo=False)
    subject = fields.Char(compute="_compute_content")
    body = fields.Html(compute="_compute_content", sanitize=False)

    @api.model_create_multi
    def create(self, vals_list):
        previews = super().create(vals_list)
        previews.followup_message_id.check_access("read")
        return previews

    def write(self, vals):
        result = super().write(vals)
        self.followup_message_id.check_access("read")
        return result

    @api.depends("followup_message_id")
    def _compute_content(self):
        for preview in self:
            if not preview.followup_message_id.template_id:
                raise UserError(self.env._("Stage “%(stage)s” has no template.",
                                           stage=preview.followup_message_id.stage_id.name))
            content = preview.followup_message_id._prepare_content()
            preview.subject, preview.body = content["subject"], content["body_html"]

from odoo import api, fields, models


class EggSetupList(models.TransientModel):
    """The check list on a screen of its own: accountants have no settings, yet fill in much of what is missing."""

    _name = "egg.setup.list"
    _description = "Set-up Check List"

    checklist = fields.Html(compute="_compute_checklist", sanitize=False)

    @api.depends_context("company")
    def _compute_checklist(self):
        self.checklist = self.env.company._render_egg_setup_checklist()

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Set-up check list")

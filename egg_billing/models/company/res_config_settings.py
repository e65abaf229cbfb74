from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_setup_checklist = fields.Html("Set-up check list", compute="_compute_egg_setup_checklist", sanitize=False)

    @api.depends("company_id")
    def _compute_egg_setup_checklist(self):
        for settings in self:
            settings.egg_setup_checklist = settings.company_id._render_egg_setup_checklist()

    egg_lock_issued = fields.Boolean(related="company_id.egg_lock_issued", readonly=False)
    egg_add_attention = fields.Boolean(related="company_id.egg_add_attention", readonly=False)

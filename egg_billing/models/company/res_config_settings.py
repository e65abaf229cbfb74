from odoo import api, fields, models

from ...core.setup_check import progress


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_setup_checklist = fields.Html("Set-up check list", compute="_compute_egg_setup_checklist", sanitize=False)

    @api.depends("company_id")
    def _compute_egg_setup_checklist(self):
        for settings in self:
            checks = settings.company_id._get_egg_setup_checks()
            done, needed = progress(checks)
            summary = self.env._("Everything that is needed is set.") if done == needed else self.env._(
                "Steps done: %(done)s of %(needed)s", done=done, needed=needed)
            settings.egg_setup_checklist = self.env["ir.qweb"]._render(
                "egg_billing.egg_setup_checklist", {"checks": checks, "summary": summary},
            )

    egg_lock_issued = fields.Boolean(related="company_id.egg_lock_issued", readonly=False)
    egg_add_attention = fields.Boolean(related="company_id.egg_add_attention", readonly=False)

from odoo import models
from odoo.addons.egg_billing.core.setup_check import SetupCheck


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_egg_setup_checks(self) -> list:
        return [*super()._get_egg_setup_checks(), self._find_egg_setup_stages()]

    def _find_egg_setup_stages(self) -> SetupCheck:
        stages = self.env["egg.followup.stage"].search([("company_id", "in", [self.id, False])])
        missing = [
            self.env._("Stage “%(stage)s” has no template for: %(document)s.", stage=stage.name,
                       document=stage.missing_templates)
            for stage in stages if stage.missing_templates
        ]
        if not stages.filtered(lambda stage: stage.kind == "reminder"):
            missing.append(self.env._("No stage is a reminder."))
        return SetupCheck(self.env._("Follow-up stages"), tuple(missing), "egg_followup.egg_followup_stage_action")

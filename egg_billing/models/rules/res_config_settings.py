from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_frozen_header = fields.Boolean(related="company_id.egg_frozen_header", readonly=False)
    egg_open_rules = fields.Char("Rules to decide on", compute="_compute_egg_open_rules")

    @api.depends("company_id")
    def _compute_egg_open_rules(self):
        for settings in self:
            settings.egg_open_rules = " ".join(settings.company_id._get_egg_open_rules())

    def action_egg_accept_rule(self):
        """Switch on the rule named in the context, for the company whose settings these are."""
        self.company_id.write({self._get_egg_rule(): True})
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_egg_keep_habit(self):
        """Do without the rule named in the context, for good: its step is done."""
        self.company_id._keep_egg_habits([self._get_egg_rule()])
        return {"type": "ir.actions.client", "tag": "reload"}

    def _get_egg_rule(self) -> str:
        self.ensure_one()
        self.check_access("write")
        name = self.env.context.get("egg_rule")
        if name not in self.company_id._get_egg_rules():
            raise AccessError(self.env._("This is not a rule of the settings."))
        return name

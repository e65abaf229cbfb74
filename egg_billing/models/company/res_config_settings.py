from odoo import api, fields, models
from odoo.exceptions import UserError


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    egg_setup_checklist = fields.Html("Set-up check list", compute="_compute_egg_setup_checklist", sanitize=False)

    @api.depends("company_id")
    def _compute_egg_setup_checklist(self):
        for settings in self:
            settings.egg_setup_checklist = settings.company_id._render_egg_setup_checklist()

    egg_lock_issued = fields.Boolean(related="company_id.egg_lock_issued", readonly=False)
    egg_add_attention = fields.Boolean(related="company_id.egg_add_attention", readonly=False)
    egg_due_days = fields.Integer(
        "Due date, in days",
        help="An invoice is due so many days after its date, for every customer who has no payment term and every "
             "document that has no schedule of its own. 0: due on its date, or by the term you set yourself.")

    @api.model
    def get_values(self):
        return super().get_values() | {"egg_due_days": self.env.company._get_egg_due_days()}

    def set_values(self):
        super().set_values()
        if self.egg_due_days < 0:
            raise UserError(self.env._("Days until an invoice is due are not below zero."))
        if self.egg_due_days != self.company_id._get_egg_due_days():
            self.company_id._set_egg_due_days(self.egg_due_days)

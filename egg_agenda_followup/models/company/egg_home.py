from odoo import api, fields, models
from odoo.addons.egg_billing.models.company.egg_home import Waiting
from odoo.fields import Domain


class EggHome(models.TransientModel):
    _inherit = "egg.home"

    @api.model
    def _get_waiting(self):
        calls = Domain([("call_stage_id", "!=", False), ("done", "=", False),
                        ("due_date", "<=", fields.Date.context_today(self))])
        return super()._get_waiting() | {
            "calls": Waiting(self.env._("Calls to make"), "egg.task", calls, "egg_agenda_followup.action_call",
                             "fa-phone")}

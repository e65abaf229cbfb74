from odoo import api, fields, models
from odoo.addons.egg_billing.core.rights import BILLING
from odoo.addons.egg_billing.models.company.egg_home import Waiting
from odoo.fields import Domain


class EggHome(models.TransientModel):
    _inherit = "egg.home"

    @api.model
    def _get_waiting(self):
        today, mine = fields.Date.context_today(self), Domain("company_id", "in", self.env.companies.ids)
        due = mine & self.env["account.move.line"]._get_egg_due_item_domain() & Domain([
            ("egg_next_stage_id", "!=", False), ("egg_next_stage_date", "<=", today), ("egg_dispute", "=", False)])
        held = mine & Domain("state", "=", "approval")
        return super()._get_waiting() | {
            "reminders": Waiting(self.env._("Amounts to remind"), "account.move.line", due,
                                 "egg_followup.egg_bulk_invoice_action", "fa-bullhorn", BILLING),
            "approval": Waiting(self.env._("Reminders to approve"), "egg.followup.run", held,
                                "egg_followup.egg_followup_approval_action", "fa-check-square-o", BILLING),
        }

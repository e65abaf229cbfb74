from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_egg_account_actions(self) -> list:
        """A call or another task is noted from the account."""
        return super()._get_egg_account_actions() + [
            {"method": "action_egg_call", "label": self.env._("Plan a call"), "icon": "fa-phone"},
            {"method": "action_egg_agenda", "label": self.env._("Agenda"), "icon": "fa-calendar"}]

    def action_egg_call(self) -> dict:
        """Open a new task: to call this customer."""
        self.check_access("read")
        customer = self.commercial_partner_id[:1]
        return {
            "type": "ir.actions.act_window", "name": self.env._("Plan a call"), "res_model": "egg.task",
            "views": [(False, "form")], "target": "new", "context": {
                "default_egg_customer_id": customer.id,
                "default_name": self.env._("Call %(customer)s", customer=customer.name or ""),
                "default_due_date": fields.Date.to_string(fields.Date.context_today(self)),
            },
        }

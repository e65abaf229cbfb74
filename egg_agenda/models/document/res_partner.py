from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_egg_agenda(self) -> dict:
        """Open the planning on this customer's events and tasks; the filter can be taken off,
        a new entry is about the customer.
        """
        customer = self.commercial_partner_id[:1]
        action = self.env["ir.actions.act_window"]._for_xml_id("egg_agenda.action_planning")
        if not customer:
            return action | {"context": {}}
        return action | {
            "name": self.env._("Agenda: %(customer)s", customer=customer.name),
            "context": {"search_default_egg_customer_id": customer.id, "default_egg_customer_id": customer.id},
        }

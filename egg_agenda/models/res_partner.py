from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_egg_agenda(self):
        """Open the planning on this customer's events and tasks; a new entry is about this customer."""
        customer = self.commercial_partner_id[:1]
        action = self.env["ir.actions.act_window"]._for_xml_id("egg_agenda.action_planning")
        action["context"] = {
            "search_default_egg_customer_id": customer.id, "default_egg_customer_id": customer.id, "egg_customer_id": customer.id,
        }
        action["name"] = self.env._("Agenda: %(customer)s", customer=customer.name)
        return action

from odoo import api, models
from odoo.addons.egg_sales_crm.models.chain.crm_lead import LEAD_KEY


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.model
    def _get_egg_default_document(self, values):
        """A meeting planned from a deal is about the deal."""
        deal_id = values.get("opportunity_id") or self.env.context.get("default_opportunity_id")
        return super()._get_egg_default_document({**values, "res_model": "crm.lead", "res_id": deal_id} if deal_id
                                                 else values)

    def _prepare_egg_order_context(self):
        """The products of the customer's deal come along."""
        context, deal = super()._prepare_egg_order_context(), self._get_egg_deal()
        return context | {"default_opportunity_id": deal.id, LEAD_KEY: deal.id} if deal else context

    def _get_egg_deal(self):
        """Return the deal this event is about, if it is one of its customer."""
        about = (
            self.egg_document if self.egg_document and self.egg_document._name == "crm.lead" else self.opportunity_id
        )
        return about.filtered(
            lambda deal: deal.partner_id.commercial_partner_id == self.egg_customer_id.commercial_partner_id)

    def _get_egg_map_links(self):
        return super()._get_egg_map_links() | {
            (event.opportunity_id._get_egg_map_first_key(), (event._name, event.id)) for event in self
            if event.opportunity_id
        }

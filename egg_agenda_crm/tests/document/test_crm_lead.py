from odoo import Command
from odoo.addons.egg_agenda.tests.common import AgendaCase
from odoo.tests import Form, tagged


@tagged("post_install", "-at_install")
class TestCrmLead(AgendaCase):
    def test_event_of_a_deal_makes_a_quote_with_its_products(self):
        """QUO-01, QUO-02, ORD-01: an event about a deal gives the deal's products,
        and the event's own contact, title, salesperson.
        """
        product = self.env["product.product"].create({"name": "Oven", "list_price": 100})
        deal = self.env["crm.lead"].create({
            "name": "Bakery", "type": "opportunity", "partner_id": self.customer.id,
            "egg_line_ids": [Command.create({"product_id": product.id, "quantity": number}) for number in (1, 2)],
        })
        event = self.env["calendar.event"].with_context(default_opportunity_id=deal.id).create({
            "name": "Visit", "start": "2026-05-04 09:00:00", "stop": "2026-05-04 10:00:00", "user_id": self.paul.id,
        })
        self.assertEqual((event.egg_customer_id, event.egg_document), (self.customer, deal))
        event.egg_contact_id = self.contact
        for action, kind in ((event.action_egg_quote(), "quote"), (event.action_egg_order(), "order")):
            order = Form(self.env[action["res_model"]].with_context(**action["context"])).save()
            self.assertEqual(order.order_line.mapped("product_uom_qty"), [1, 2])
            self.assertEqual((order.egg_kind, order.opportunity_id, order.egg_event_id), (kind, deal, event))
            self.assertEqual((order.egg_title, order.egg_contact_id, order.user_id), ("Visit", self.contact, self.paul))

    def test_deal_of_another_customer_gives_nothing(self):
        """QUO-02: an event about one customer, linked to another one's deal, takes nothing from that deal."""
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        deal = self.env["crm.lead"].create({"name": "D", "type": "opportunity", "partner_id": other.id})
        event = self.make_event(egg_customer_id=self.customer.id, egg_document=f"crm.lead,{deal.id}")
        self.assertNotIn("default_opportunity_id", event.action_egg_quote()["context"])

    def test_event_of_a_deal_is_in_its_map(self):
        """QUO-01: a meeting planned in a deal is below it in the map, though nobody wrote what it is about."""
        deal = self.env["crm.lead"].create({"name": "Bakery", "type": "opportunity", "partner_id": self.customer.id})
        event = self.make_event(opportunity_id=deal.id)
        self.assertEqual(self.map_of(event),
                         {(deal._name, deal.id): None, (event._name, event.id): (deal._name, deal.id)})

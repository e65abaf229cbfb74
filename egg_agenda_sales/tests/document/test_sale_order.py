from odoo import Command
from odoo.addons.egg_agenda.tests.common import AgendaCase
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSaleOrder(AgendaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paul.group_ids |= cls.env.ref("sales_team.group_sale_salesman")

    def test_event_makes_a_quote(self):
        """AGE-15, QUO-02, ORD-01: the quotation takes the event's customer, contact, title and salesperson."""
        event = self.make_event(egg_customer_id=self.customer.id, egg_contact_id=self.contact.id, user_id=self.paul.id)
        action = event.action_egg_quote()
        order = Form(self.env[action["res_model"]].with_context(**action["context"])).save()
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(order.egg_contact_id, self.contact)
        self.assertEqual(order.egg_title, "Visit")
        self.assertEqual(order.user_id, self.paul)
        self.assertEqual(event.egg_order_ids, order)
        self.assertEqual(event.action_egg_open_documents()["res_id"], order.id)

    def test_event_makes_an_order(self):
        """AGE-15, ORD-01: the order, not a quotation, takes the event's customer, contact, title and salesperson."""
        event = self.make_event(egg_customer_id=self.customer.id, egg_contact_id=self.contact.id, user_id=self.paul.id)
        action = event.action_egg_order()
        order = Form(self.env[action["res_model"]].with_context(**action["context"])).save()
        self.assertEqual((order.egg_kind, order.partner_id, order.egg_contact_id),
                         ("order", self.customer, self.contact))
        self.assertEqual((order.egg_title, order.user_id, order.egg_event_id), ("Visit", self.paul, event))

    def test_event_is_in_the_document_map(self):
        """QUO-02: the map of the quotation shows the event it was made from above it,
        and the event's map the quotation.
        """
        event = self.make_event(egg_customer_id=self.customer.id)
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "egg_event_id": event.id})
        for record in (order, event):
            self.assertEqual(self.map_of(record),
                             {(event._name, event.id): None, (order._name, order.id): (event._name, event.id)})

    def test_private_event_is_busy_in_the_map(self):
        """QUO-02: a colleague sees a private event in the map as busy time, without its customer."""
        event = self.make_event(privacy="private", egg_customer_id=self.customer.id)
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "egg_event_id": event.id,
                                               "user_id": self.paul.id})
        self.env.invalidate_all()
        root = self.env["egg.document.map"].with_user(self.paul).get_map(order._name, order.id)["roots"][0]
        self.assertEqual((root["model"], root["number"], root["partner"]), ("calendar.event", "Busy", False))

    def test_documents_made_from_a_document_are_not_the_events(self):
        """QUO-02: in the window of a quotation made from an event its order,
        invoice and copy come from it, not from the event.
        """
        event = self.make_event(egg_customer_id=self.customer.id)
        quote = self.env["sale.order"].with_context(**event.action_egg_quote()["context"]).create({
            "order_line": [Command.create({"name": "Oven", "product_id": self.env["product.product"].create({
                "name": "Oven", "list_price": 100, "invoice_policy": "order", "type": "service"}).id})],
        })
        self.assertEqual(quote.egg_event_id, event)
        quote.state = "sent"
        order = quote.egg_create_order()
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertFalse((quote.copy() + order).egg_event_id + invoice.egg_event_id)
        self.assertEqual(event.egg_document_count, 1)
        self.assertEqual(self.map_of(order)[event._name, event.id], None)

    def test_meeting_planned_from_an_activity_is_about_its_document(self):
        """AGE-11: a meeting planned by an activity of an order is about the order and its customer."""
        order = self.env["sale.order"].create({"partner_id": self.contact.id, "user_id": self.paul.id})
        model = self.env["ir.model"]._get("sale.order")
        context = {"default_res_model": "sale.order", "default_res_model_id": model.id, "default_res_id": order.id}
        with Form(self.env["calendar.event"].with_context(**context)) as form:
            form.name = "Talk about the quotation"
            form.egg_type_id = self.appointment
        event = form.record
        self.assertEqual((event.egg_document, event.egg_customer_id, event.egg_contact_id),
                         (order, self.customer, self.contact))
        clerk = new_test_user(self.env, "clerk", "base.group_user", name="Clerk")
        values = self.env["calendar.event"].with_user(clerk).with_context(**context).default_get(
            ["egg_document", "egg_customer_id"])
        self.assertFalse(values.get("egg_document") or values.get("egg_customer_id"))

    def test_documents_of_an_event(self):
        """QUO-02: the button opens the only document, a list of several of a kind, the map of different kinds."""
        event = self.make_event(egg_customer_id=self.customer.id)
        values = {"partner_id": self.customer.id, "egg_event_id": event.id}
        orders = self.env["sale.order"].create([{**values}, {**values}])
        self.assertEqual(self.env["sale.order"].search(event.action_egg_open_documents()["domain"]), orders)
        self.env["account.move"].create({"move_type": "out_invoice", **values})
        self.assertEqual(event.action_egg_open_documents()["tag"], "egg_document_map")
        self.assertEqual(event.egg_document_count, 3)

    def test_the_shortcut_of_an_order(self):
        """BAR-02: an order opens the planning for its customer, and what is entered there is about the order."""
        order = self.env["sale.order"].create({"partner_id": self.contact.id})
        context = order.action_egg_agenda()["context"]
        self.assertEqual(context["search_default_egg_customer_id"], self.customer.id)
        event = self.env["calendar.event"].with_context(**context).create({
            "name": "X", "start": "2026-05-04 09:00:00", "stop": "2026-05-04 10:00:00"})
        self.assertEqual((event.egg_document, event.egg_customer_id), (order, self.customer))

    def test_types_are_changed_by_managers_only(self):
        """QLT-01: a salesperson may not change the list of types; the manager of sales may."""
        with self.assertRaises(AccessError):
            self.appointment.with_user(self.paul).name = "X"
        manager = new_test_user(self.env, "manager", "sales_team.group_sale_manager", name="Manager")
        self.appointment.with_user(manager).name = "X"

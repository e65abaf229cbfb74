from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, new_test_user


class AgendaCase(TransactionCase):
    """A customer with a contact, a colleague, and the types of events."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create({"name": "Client Alpha", "is_company": True})
        cls.contact = cls.env["res.partner"].create({"name": "Marie Durand", "parent_id": cls.customer.id})
        cls.paul = new_test_user(cls.env, "paul", "base.group_user", name="Paul")
        cls.appointment = cls.env.ref("egg_agenda.event_type_appointment")
        cls.reminder = cls.env.ref("egg_agenda.event_type_quote_reminder")

    def make_event(self, start="2026-05-04 09:00:00", kind=None, **values):
        start = fields.Datetime.to_datetime(start)
        return self.env["calendar.event"].create({
            "name": "Visit", "start": start, "stop": start + timedelta(hours=1),
            "egg_type_id": (kind or self.appointment).id, **values,
        })

    def make_task(self, **values):
        return self.env["egg.task"].create({"name": "Call back", "due_date": "2026-05-06", **values})

    def map_of(self, record):
        """Return {(model, id): parent (model, id)} of the map around a record."""
        parents = {}

        def walk(node, parent):
            parents[node["model"], node["res_id"]] = parent
            for child in node["children"]:
                walk(child, (node["model"], node["res_id"]))

        for root in self.env["egg.document.map"].get_map(record._name, record.id)["roots"]:
            walk(root, None)
        return parents

"""Every document of every addon has its place in the agenda."""

from odoo.addons.egg_agenda.tests.common import AgendaCase
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestDocuments(AgendaCase):
    def test_every_document_has_the_shortcut(self):
        """BAR-02: each document opens the planning for its customer,
        and what is entered there is about the document.
        """
        values = {"partner_id": self.customer.id}
        picking_type = self.env["stock.picking.type"].search([("code", "=", "outgoing")], limit=1)
        documents = [
            self.env["sale.order"].create(values),
            self.env["account.move"].create({"move_type": "out_invoice", **values}),
            self.env["crm.lead"].create({"name": "D", "type": "opportunity", **values}),
            self.env["purchase.order"].create(values),
            self.env["stock.picking"].create({"picking_type_id": picking_type.id, **values}),
        ]
        for document in documents:
            context = document.action_egg_agenda()["context"]
            self.assertEqual(context["search_default_egg_customer_id"], self.customer.id, document)
            event = self.env["calendar.event"].with_context(**context).create({
                "name": "X", "start": "2026-05-04 09:00:00", "stop": "2026-05-04 10:00:00"})
            self.assertEqual((event.egg_document, event.egg_customer_id), (document, self.customer))
            self.assertEqual(self.map_of(document)[event._name, event.id], (document._name, document.id))
            arch = document.get_view(view_type="form")["arch"]
            self.assertEqual(arch.count('name="action_egg_agenda"'), 1, document)

from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def action_egg_map(self):
        """Show the documents related to this event in a dialog."""
        return self.env["egg.document.map"]._prepare_action(self)

    def _get_egg_map_links(self) -> set:
        """Return the (parent, child) pairs these events know of: what they are about above, what was made from them below."""
        links = set()
        for event in self:
            key = (event._name, event.id)
            links |= {(key, order._get_egg_map_quote_key()) for order in event.egg_order_ids}
            links |= {(key, (move._name, move.id)) for move in event.egg_move_ids}
            if event.opportunity_id:
                links.add(((event.opportunity_id._name, event.opportunity_id.id), key))
            document = event.egg_document
            if document and document.exists() and hasattr(document, "_get_egg_map_links"):
                parent = document._get_egg_map_quote_key() if document._name == "sale.order" else (document._name, document.id)
                links.add((parent, key))
        return links

    def _get_egg_map_links_about(self, documents, get_key) -> set:
        """Return the (document, event) pairs of the events that are about some documents. One query for all of them.

        :param get_key: the key of a document in the map.
        """
        names = [f"{document._name},{document.id}" for document in documents]
        by_name = dict(zip(names, documents, strict=True))
        events = self.search_fetch([("egg_document", "in", names)], ["egg_document"])
        return {
            (get_key(by_name[f"{event.egg_document._name},{event.egg_document.id}"]), (event._name, event.id)) for event in events
        }

    def _prepare_egg_map_nodes(self) -> dict:
        return {(event._name, event.id): event._prepare_egg_map_node() for event in self}

    def _prepare_egg_map_node(self) -> dict:
        document_map = self.env["egg.document.map"]
        day = self.start_date or self.start.date()
        if self._check_private_event_conditions():
            # The walk along the map reads as superuser and fills the cache: what is private is left out here by rule.
            busy = self.env._("Busy")
            return document_map._prepare_node(self, "event", self.env._("Event"), 10, icon="fa-calendar", number=busy, date=day)
        return document_map._prepare_node(
            self, "event", self.egg_type_id.name or self.env._("Event"), 10, icon="fa-calendar", number=self.name,
            partner=self.egg_customer_id.display_name, date=day, state="done" if self.egg_done else "progress",
            state_label=self.env._("Done") if self.egg_done else self.env._("To do"), salesperson=self.user_id.name,
        )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        links |= {((order.egg_event_id._name, order.egg_event_id.id), order._get_egg_map_quote_key())
                  for order in self if order.egg_event_id}
        return links | self.env["calendar.event"]._get_egg_map_links_about(self, lambda order: order._get_egg_map_quote_key())


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        links |= {((move.egg_event_id._name, move.egg_event_id.id), (move._name, move.id)) for move in self if move.egg_event_id}
        return links | self.env["calendar.event"]._get_egg_map_links_about(self, lambda move: (move._name, move.id))


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        return links | self.env["calendar.event"]._get_egg_map_links_about(self, lambda lead: (lead._name, lead.id))


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        return links | self.env["calendar.event"]._get_egg_map_links_about(self, lambda picking: (picking._name, picking.id))


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        return links | self.env["calendar.event"]._get_egg_map_links_about(self, lambda purchase: (purchase._name, purchase.id))

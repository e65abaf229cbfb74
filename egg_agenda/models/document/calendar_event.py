from odoo import api, fields, models
from odoo.exceptions import UserError


class CalendarEvent(models.Model):
    """An event is about a document, and documents are made from it."""

    _name = "calendar.event"
    _inherit = ["egg.map.mixin", "calendar.event", "egg.agenda.mixin"]

    egg_move_ids = fields.One2many("account.move", "egg_event_id", "Invoices made from this event")
    egg_document_count = fields.Integer(compute="_compute_egg_document_count")

    @api.depends("egg_move_ids")
    def _compute_egg_document_count(self):
        counts = {}
        for model in self._get_egg_made_models():
            if self.ids and self.env[model].has_access("read"):  # who may not read sales still has an agenda
                for event, count in self.env[model]._read_group([("egg_event_id", "in", self.ids)], ["egg_event_id"],
                                                                ["__count"]):
                    counts[event.id] = counts.get(event.id, 0) + count
        for event in self:
            event.egg_document_count = counts.get(event._origin.id, 0)

    def _get_egg_companies(self):
        return self.user_id.sudo().company_ids  # sudo: compared only

    @api.model
    def default_get(self, fields):
        """A meeting planned from a document, by its activities or its shortcut,
        is about that document and its customer.
        """
        values = super().default_get(fields)
        if "egg_document" in fields and not values.get("egg_document"):
            document = self._get_egg_default_document(values)
            if document:
                values["egg_document"] = f"{document._name},{document.id}"
        if "egg_customer_id" in fields and not values.get("egg_customer_id"):
            document = self._get_egg_default_document(values)
            if document:
                people = self._prepare_egg_people_values(document)
                values |= {name: value for name, value in people.items() if name in fields}
        return values

    @api.model
    def _get_egg_default_document(self, values):
        """Return the document that Odoo says an event is about, if it is one of ours and may be read; else none."""
        model, res_id = values.get("res_model"), values.get("res_id")
        known = dict(self._selection_egg_document())
        if not res_id or model not in known or not self.env[model].has_access("read"):
            return None
        return self.env[model].browse(res_id).exists()._filtered_access("read") or None

    # From an event to a document ------------------------------------------

    @api.model
    def _get_egg_made_models(self) -> list:
        """Return the names of the models whose documents can be made from events, as the installed addons have it."""
        names = self.env.registry.descendants(["egg.from.event.mixin"], "_inherit")
        return [name for name in names if not self.env[name]._abstract]

    def _prepare_egg_document_context(self) -> dict:
        """Defaults of a document made from this event: customer, contact, title, and the event itself.

        :raises UserError: when the event has no customer.
        """
        self.ensure_one()
        if not self.egg_customer_id:
            raise UserError(self.env._("Say first which customer this event is about."))
        return {
            "default_partner_id": self.egg_customer_id.id, "default_egg_contact_id": self.egg_contact_id.id,
            "default_egg_title": self.name, "default_egg_event_id": self.id,
        }

    def _open_egg_document(self, model, context, name):
        return {
            "type": "ir.actions.act_window", "name": name, "res_model": model, "view_mode": "form",
            "views": [(False, "form")],
            "context": context, "target": "current",
        }

    def action_egg_invoice(self):
        """Open a new invoice prepared from this event."""
        context = self._prepare_egg_document_context() | {
            "default_move_type": "out_invoice", "default_invoice_user_id": self.user_id.id,
        }
        return self._open_egg_document("account.move", context, self.env._("New invoice"))

    def action_egg_open_documents(self):
        """Open what was made from this event: one document itself, several of a kind in a list, else the map."""
        self.ensure_one()
        readable = [self.env[model] for model in self._get_egg_made_models() if self.env[model].has_access("read")]
        found = list(filter(None, (model.search([("egg_event_id", "=", self.id)]) for model in readable)))
        if len(found) > 1:
            return self.action_egg_map()
        documents = found[0] if found else self.env["account.move"]
        action = {"type": "ir.actions.act_window", "name": self.env._("Documents"), "res_model": documents._name}
        if len(documents) == 1:
            return action | {"res_id": documents.id, "view_mode": "form", "views": [(False, "form")]}
        return action | {"view_mode": "list,form", "domain": [("egg_event_id", "=", self.id)]}

    # Document map ---------------------------------------------------------

    def _get_egg_map_links(self) -> set:
        """Return the (parent, child) pairs these events know of: what they are about above,
        what was made from them below.
        """
        links = super()._get_egg_map_links()
        for model in self._get_egg_made_models():
            made = self.env[model].search([("egg_event_id", "in", self.ids)])
            links |= {((one.egg_event_id._name, one.egg_event_id.id), one._get_egg_map_first_key()) for one in made}
        for event in self:
            document = event.egg_document
            if document and document.exists() and hasattr(document, "_get_egg_map_first_key"):
                links.add((document._get_egg_map_first_key(), (event._name, event.id)))
        return links

    def _get_egg_map_links_about(self, documents) -> set:
        """Return the (document, event) pairs of the events that are about some documents. One query for all of them."""
        names = [f"{document._name},{document.id}" for document in documents]
        by_name = dict(zip(names, documents, strict=True))
        events = self.search_fetch([("egg_document", "in", names)], ["egg_document"])
        return {
            (by_name[f"{event.egg_document._name},{event.egg_document.id}"]._get_egg_map_first_key(),
             (event._name, event.id))
            for event in events
        }

    def _prepare_egg_map_nodes(self) -> dict:
        return {(event._name, event.id): event._prepare_egg_map_node() for event in self}

    def _prepare_egg_map_node(self) -> dict:
        document_map = self.env["egg.document.map"]
        day = self.start_date or self.start.date()
        if self._check_private_event_conditions():
            # The walk along the map reads as superuser and fills the cache: what is private is left out here by rule.
            busy = self.env._("Busy")
            return document_map._prepare_node(self, "event", self.env._("Event"), 10, icon="fa-calendar", number=busy,
                                              date=day)
        return document_map._prepare_node(
            self, "event", self.egg_type_id.name or self.env._("Event"), 10, icon="fa-calendar", number=self.name,
            partner=self.egg_customer_id.display_name, date=day, state="done" if self.egg_done else "progress",
            state_label=self.env._("Done") if self.egg_done else self.env._("To do"), salesperson=self.user_id.name,
        )

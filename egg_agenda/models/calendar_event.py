from odoo import api, fields, models
from odoo.addons.egg_sales_crm.models.crm_lead import LEAD_KEY
from odoo.exceptions import UserError, ValidationError


class CalendarEvent(models.Model):
    _name = "calendar.event"
    _inherit = ["calendar.event", "egg.agenda.mixin"]

    egg_type_id = fields.Many2one(
        "egg.event.type", "Type", index=True, ondelete="restrict", tracking=True,
        help="Meeting, appointment, call... Required: the statistics count on it.",
    )
    # Not as superuser: the colour and the icon of a private event are as hidden as its type.
    egg_color = fields.Integer(related="egg_type_id.color", related_sudo=False)
    egg_icon = fields.Selection(related="egg_type_id.icon", related_sudo=False)
    egg_done = fields.Boolean("Done", tracking=True, copy=False, help="Set at once for an event entered after it took place.")
    egg_report = fields.Html(
        "Report", groups="base.group_user", help="What was said and decided: the report of the call, the meeting or the visit.",
    )
    egg_order_ids = fields.One2many("sale.order", "egg_event_id", "Quotations and orders made from this event")
    egg_move_ids = fields.One2many("account.move", "egg_event_id", "Invoices made from this event")
    egg_document_count = fields.Integer(compute="_compute_egg_document_count")

    @api.depends("egg_order_ids", "egg_move_ids")
    def _compute_egg_document_count(self):
        counts = {}
        for model in ("sale.order", "account.move"):
            if self.ids and self.env[model].has_access("read"):  # who may not read sales still has an agenda
                for event, count in self.env[model]._read_group([("egg_event_id", "in", self.ids)], ["egg_event_id"], ["__count"]):
                    counts[event.id] = counts.get(event.id, 0) + count
        for event in self:
            event.egg_document_count = counts.get(event._origin.id, 0)

    @api.model
    def default_get(self, fields):
        """A meeting planned from a document, by its activities or from a deal, is about that document and its customer."""
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
        context = self.env.context
        deal_id = values.get("opportunity_id") or context.get("default_opportunity_id")
        model, res_id = ("crm.lead", deal_id) if deal_id else (values.get("res_model"), values.get("res_id"))
        known = dict(self._selection_egg_document())
        if not res_id or model not in known or not self.env[model].has_access("read"):
            return None
        return self.env[model].browse(res_id).exists()._filtered_access("read") or None

    @api.model_create_multi
    def create(self, vals_list):
        """Events that people enter must have a type; those that come from elsewhere (invitations, synchronised calendars,
        activities) do not know of types and get the first one."""
        default = None
        for vals in vals_list:
            if "egg_type_id" in vals:
                self._check_egg_type(vals)
            else:
                default = default or self._get_egg_default_type()
                vals["egg_type_id"] = default.id
        events = super().create(vals_list)
        past = events.filtered(lambda event: not event.egg_done and event._is_event_over())
        if past:
            past.with_context(tracking_disable=True, dont_notify=True).write({"egg_done": True})
        return events

    def copy_data(self, default=None):
        """The days of a recurring event whose type is unknown are not refused: they get the default type."""
        vals_list = super().copy_data(default)
        for vals in vals_list:
            if not vals.get("egg_type_id"):
                vals.pop("egg_type_id", None)
        return vals_list

    def write(self, vals):
        if "egg_type_id" in vals:
            self._check_egg_type(vals)
        return super().write(vals)

    @api.model
    def _check_egg_type(self, vals):
        if not vals["egg_type_id"]:
            raise ValidationError(self.env._("Choose the type of the event: meeting, appointment, call..."))

    @api.model
    def _get_egg_default_type(self):
        """The type of an event whose author could not choose one."""
        kinds = self.env["egg.event.type"].sudo()  # a portal visitor who books a slot may not read the list of types
        chosen = kinds.browse(self.env.context.get("default_egg_type_id") or []).exists()
        return chosen or self.env.ref("egg_agenda.event_type_meeting", raise_if_not_found=False) or kinds.search([], limit=1)

    def action_egg_toggle_done(self):
        for event in self:
            event.egg_done = not event.egg_done
        return True

    # From an event to a document ------------------------------------------

    def _prepare_egg_document_context(self) -> dict:
        """Defaults of a document made from this event: customer, contact, title, salesperson, and the event itself.

        :raises UserError: when the event has no customer.
        """
        self.ensure_one()
        if not self.egg_customer_id:
            raise UserError(self.env._("Say first which customer this event is about."))
        return {
            "default_partner_id": self.egg_customer_id.id, "default_egg_contact_id": self.egg_contact_id.id,
            "default_egg_title": self.name, "default_egg_event_id": self.id,
        }

    def _prepare_egg_order_context(self) -> dict:
        """What quotations and orders take besides: the salesperson, and the products of the customer's deal."""
        context = self._prepare_egg_document_context() | {"default_user_id": self.user_id.id}
        deal = self._get_egg_deal()
        return context | {"default_opportunity_id": deal.id, LEAD_KEY: deal.id} if deal else context

    def _get_egg_deal(self):
        """Return the deal this event is about, if it is one of its customer."""
        about = self.egg_document if self.egg_document and self.egg_document._name == "crm.lead" else self.opportunity_id
        return about.filtered(lambda deal: deal.partner_id.commercial_partner_id == self.egg_customer_id.commercial_partner_id)

    def _open_egg_document(self, model, context, name):
        return {
            "type": "ir.actions.act_window", "name": name, "res_model": model, "view_mode": "form", "views": [(False, "form")],
            "context": context, "target": "current",
        }

    def action_egg_quote(self):
        """Open a new quotation prepared from this event."""
        return self._open_egg_document("sale.order", self._prepare_egg_order_context(), self.env._("New quotation"))

    def action_egg_order(self):
        """Open a new order prepared from this event."""
        context = self._prepare_egg_order_context() | {"default_egg_kind": "order"}
        return self._open_egg_document("sale.order", context, self.env._("New order"))

    def action_egg_invoice(self):
        """Open a new invoice prepared from this event."""
        context = self._prepare_egg_document_context() | {
            "default_move_type": "out_invoice", "default_invoice_user_id": self.user_id.id,
        }
        return self._open_egg_document("account.move", context, self.env._("New invoice"))

    def action_egg_open_documents(self):
        """Open what was made from this event: one document itself, several of a kind in a list, else the map."""
        self.ensure_one()
        orders, moves = (
            self.env[model].search([("egg_event_id", "=", self.id)]) if self.env[model].has_access("read") else self.env[model]
            for model in ("sale.order", "account.move")
        )
        if orders and moves:
            return self.action_egg_map()
        documents = orders or moves
        action = {"type": "ir.actions.act_window", "name": self.env._("Documents"), "res_model": documents._name}
        if len(documents) == 1:
            return action | {"res_id": documents.id, "view_mode": "form", "views": [(False, "form")]}
        return action | {"view_mode": "list,form", "domain": [("egg_event_id", "=", self.id)]}

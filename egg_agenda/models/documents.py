from odoo import api, fields, models
from odoo.addons.egg_billing.models.account_move_lock import BILLING

#: What a document takes from the event it is made from, before what the deal of the event says.
EVENT_FIELDS = ("partner_id", "egg_contact_id", "egg_title", "user_id")


class EggAgendaDocumentMixin(models.AbstractModel):
    """A document that events and tasks can be about; its shortcut opens the planning on its customer."""

    _name = "egg.agenda.document.mixin"
    _description = "Document with an Agenda"

    def action_egg_agenda(self):
        """Open the planning on the customer's events and tasks; what is entered there is about this document."""
        return self._link_egg_agenda(self.partner_id._get_egg_agenda_action())

    def _link_egg_agenda(self, action: dict) -> dict:
        return action | {"context": action["context"] | {"default_egg_document": f"{self._name},{self.id}"}} if self.id else action


class EggFromEventMixin(models.AbstractModel):
    """A document that can be made from an event."""

    _name = "egg.from.event.mixin"
    _description = "Document Made from an Event"
    _inherit = ["egg.agenda.document.mixin"]

    egg_event_id = fields.Many2one("calendar.event", "Made from event", index="btree_not_null", copy=False, ondelete="set null")


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "egg.from.event.mixin"]

    @api.model
    def default_get(self, fields):
        """What the event says goes before what its deal says."""
        values, context = super().default_get(fields), self.env.context
        if context.get("default_egg_event_id"):
            values |= {name: context[f"default_{name}"] for name in EVENT_FIELDS if name in fields and context.get(f"default_{name}")}
        return values

    def copy_data(self, default=None):
        """A copy comes from the document, not from the event, even in the window where the document was made from it."""
        return [{"egg_event_id": False, **values} for values in super().copy_data(default)]

    def _prepare_invoice(self):
        return super()._prepare_invoice() | {"egg_event_id": False}

    def action_egg_agenda(self):
        return self._link_egg_agenda(super().action_egg_agenda())


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "egg.from.event.mixin"]

    @api.model
    def _get_egg_open_fields(self) -> dict:
        return super()._get_egg_open_fields() | {"egg_event_id": BILLING}

    def copy_data(self, default=None):
        """A copy comes from the document, not from the event, even in the window where the document was made from it."""
        return [{"egg_event_id": False, **values} for values in super().copy_data(default)]

    def action_egg_agenda(self):
        return self._link_egg_agenda(super().action_egg_agenda())


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "egg.agenda.document.mixin"]


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "egg.agenda.document.mixin"]


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "egg.agenda.document.mixin"]

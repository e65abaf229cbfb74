from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["egg.from.event.mixin", "sale.order"]

    _egg_agenda_invisible = "not partner_id"

    def _prepare_invoice(self):
        """An invoice comes from its order, even in the window where the order was made from an event."""
        return super()._prepare_invoice() | {"egg_event_id": False}

    def _prepare_egg_kept_quote_values(self):
        """The quote was made from the event; what it became is of it too."""
        return super()._prepare_egg_kept_quote_values() | {"egg_event_id": self.egg_event_id.id}

from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["egg.from.event.mixin", "sale.order"]

    _egg_agenda_invisible = "not partner_id"

    def _prepare_invoice(self):
        """An invoice comes from its order, even in the window where the order was made from an event."""
        return super()._prepare_invoice() | {"egg_event_id": False}

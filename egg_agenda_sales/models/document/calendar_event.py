from odoo import api, fields, models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    egg_order_ids = fields.One2many("sale.order", "egg_event_id", "Quotations and orders made from this event")

    @api.depends("egg_order_ids")
    def _compute_egg_document_count(self):
        super()._compute_egg_document_count()

    def _prepare_egg_order_context(self) -> dict:
        """What quotations and orders take besides what all documents take: the salesperson."""
        return self._prepare_egg_document_context() | {"default_user_id": self.user_id.id}

    def action_egg_quote(self):
        """Open a new quotation prepared from this event."""
        return self._open_egg_document("sale.order", self._prepare_egg_order_context(), self.env._("New quotation"))

    def action_egg_order(self):
        """Open a new order prepared from this event."""
        context = self._prepare_egg_order_context() | {"default_egg_kind": "order"}
        return self._open_egg_document("sale.order", context, self.env._("New order"))

from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    egg_event_id = fields.Many2one("calendar.event", "Made from event", index="btree_not_null", copy=False, ondelete="set null")

    def action_egg_agenda(self):
        """Open the agenda of this document's customer."""
        return self.partner_id.action_egg_agenda()

    def _prepare_invoice(self):
        return super()._prepare_invoice() | {"egg_event_id": self.egg_event_id.id}


class AccountMove(models.Model):
    _inherit = "account.move"

    egg_event_id = fields.Many2one("calendar.event", "Made from event", index="btree_not_null", copy=False, ondelete="set null")

    def action_egg_agenda(self):
        """Open the agenda of this document's customer."""
        return self.partner_id.action_egg_agenda()

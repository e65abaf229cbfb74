from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    egg_event_id = fields.Many2one("calendar.event", "Made from event", index="btree_not_null", copy=False, ondelete="set null")


class AccountMove(models.Model):
    _inherit = "account.move"

    egg_event_id = fields.Many2one("calendar.event", "Made from event", index="btree_not_null", copy=False, ondelete="set null")

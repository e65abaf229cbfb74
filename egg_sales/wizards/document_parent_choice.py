from odoo import api, fields, models


class EggParentChoice(models.TransientModel):
    _inherit = "egg.parent.choice"

    quote_id = fields.Many2one(
        "sale.order", "Quote", domain="[('egg_kind', '=', 'quote'), ('egg_state', '=', 'progress')]")
    order_id = fields.Many2one(
        "sale.order", "Order",
        domain="[('egg_kind', '=', 'order'), ('state', '=', 'sale'), ('invoice_status', '!=', 'invoiced')]")

    @api.model
    def _get_parents(self, kind):
        own = {"order": {"quote_id": "action_egg_order"},
               "invoice": {"order_id": "action_egg_invoice", "quote_id": "action_egg_invoice"}}
        return super()._get_parents(kind) | own.get(kind, {})

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    egg_wants_order_number = fields.Boolean(
        "Wants its order number on invoices", tracking=True,
        help="Invoices without the customer's own order number are named before they are issued (C. com. L441-9).")

    def _commercial_fields(self):
        return [*super()._commercial_fields(), "egg_wants_order_number"]

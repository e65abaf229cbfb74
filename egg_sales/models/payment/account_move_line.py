from odoo import api, models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model
    def _get_egg_open_credit_domain(self) -> Domain:
        """What was paid on an order is kept for its invoices, as long as there are some to make."""
        kept = Domain("payment_id.egg_order_id", "!=", False) & Domain("payment_id.egg_order_id.invoice_status", "!=",
                                                                       "invoiced")
        return super()._get_egg_open_credit_domain() & ~kept

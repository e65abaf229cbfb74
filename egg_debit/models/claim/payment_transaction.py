from odoo import api, models
from odoo.fields import Domain


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    @api.model
    def _get_egg_debit_domain(self) -> Domain:
        """Hook: domain of the transactions by which the firm debits: customers make all others themselves."""
        return Domain.FALSE

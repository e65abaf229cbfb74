from odoo import api, models


class PaymentTransaction(models.Model):
    """A debit is drawn by the firm: it is no payment that the customer makes on a page."""

    _inherit = "payment.transaction"

    def _is_egg_of_invoices(self):
        return super()._is_egg_of_invoices() and not self.filtered_domain(self._get_egg_debit_domain())

    @api.model
    def _get_egg_drawn_domain(self):
        return super()._get_egg_drawn_domain() | self._get_egg_debit_domain()

from odoo import api, models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    @api.model
    def _get_egg_drawn_domain(self):
        """A debit is drawn by the firm: it is no payment that the customer makes on a page."""
        return super()._get_egg_drawn_domain() | self._get_egg_debit_domain()

from odoo import models
from odoo.addons.egg_billing.core.discount import rounded
from odoo.addons.egg_billing.models.totals.egg_totals_mixin import dec


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _prepare_egg_limited_values(self, wished, included, unit) -> dict:
        """Values of this deduction when it is to be `included` instead of `wished`."""
        excluded = included * -dec(self.price_subtotal) / wished
        return self.sale_line_ids[:1]._prepare_egg_deduction_values(rounded(excluded, unit), included)

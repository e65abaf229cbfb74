from odoo import api, models
from odoo.addons.egg_billing.core.discount import rounded
from odoo.addons.egg_billing.models.totals.egg_totals_mixin import dec


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.depends("is_downpayment")
    def _compute_epd_needed(self):
        """A deposit is money that was asked as it is: an early discount that is always granted is taken off the goods,
        on the last invoice, and neither off a deposit nor off its deduction. Firms that do not lock issued documents
        go on as they did.
        """
        super()._compute_epd_needed()
        for line in self.filtered("is_downpayment"):
            company_sudo = line.company_id.sudo()  # sudo: the setting of a company whose form one may not open
            if company_sudo.egg_lock_issued:
                line.epd_needed = False

    def _prepare_egg_limited_values(self, wished, included, unit) -> dict:
        """Values of this deduction when it is to be `included` instead of `wished`."""
        excluded = included * -dec(self.price_subtotal) / wished
        return self.sale_line_ids[:1]._prepare_egg_deduction_values(rounded(excluded, unit), included)

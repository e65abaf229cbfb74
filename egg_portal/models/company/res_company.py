from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """How customers pay from a message."""

    _inherit = "res.company"

    egg_pay_partial = fields.Boolean("Part payments", help="Who opens the link of a message may pay less than it "
                                                           "names; the oldest amounts are settled first.")
    egg_pay_days = fields.Integer("Days of a link", default=90,
                                  help="So many days after a message was made its link opens the payment page.")

    @api.constrains("egg_pay_days")
    def _check_egg_pay_days(self):
        for company in self:
            if not 1 <= company.egg_pay_days <= 3650:
                raise ValidationError(self.env._("A link works for 1 to 3650 days."))

    def _has_egg_online_payment(self) -> bool:
        """Whether customers find a provider on the payment page of this company."""
        self.ensure_one()
        # sudo: whoever writes to a customer may know that he can pay online
        providers_sudo = self.env["payment.provider"].sudo()
        return bool(providers_sudo.search_count([
            *providers_sudo._check_company_domain(self), ("state", "in", ("enabled", "test")),
            ("is_published", "=", True)], limit=1))

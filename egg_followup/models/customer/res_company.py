from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_followup_tolerance = fields.Monetary(
        "Smallest amount that is reminded", default=1.0,
        help="What is open of less than this, in the currency of the company, is not reminded; 0: every cent is.",
        groups="base.group_user")

    @api.constrains("egg_followup_tolerance")
    def _check_egg_followup_tolerance(self):
        if any(company.egg_followup_tolerance < 0 for company in self):
            raise ValidationError(self.env._("The smallest amount that is reminded is 0 or more."))

    def _get_egg_tolerance_in(self, currency, day) -> float:
        """The smallest amount that is reminded, in a currency."""
        self.ensure_one()
        return self.currency_id._convert(self.egg_followup_tolerance, currency, self, day)

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_interest_points = fields.Float(
        "Points above the ECB rate", default=10.0,
        help="Late-payment interest between firms: the ECB's refinancing rate plus these points (10 by law, 3 times the legal "
        "interest rate at least; Code de commerce, art. L441-10).",
    )
    egg_recovery_fee = fields.Monetary(
        "Flat recovery fee", default=40.0, help="Per late invoice, between firms (Code de commerce, art. D441-5).",
    )

    def _get_egg_interest_rates(self) -> list:
        """Return the yearly rates of late interest of this company (`core.interest.Rate`)."""
        self.ensure_one()
        rates_sudo = self.env["egg.followup.rate"].sudo()  # sudo: the rates are law, known to whoever prints a letter
        return rates_sudo._to_rates(self)

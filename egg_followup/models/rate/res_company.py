from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_interest_points = fields.Float(
        "Points above the ECB rate", compute="_compute_egg_late_rules", store=True, readonly=False,
        help="Late-payment interest between firms: the ECB's refinancing rate plus these points; 0: no interest. In "
             "France 10 by law, 3 times the legal interest rate at least (Code de commerce, art. L441-10).",
    )
    egg_recovery_fee = fields.Monetary(
        "Flat recovery fee", compute="_compute_egg_late_rules", store=True, readonly=False,
        help="Per late invoice, between firms. In France €40 (Code de commerce, art. D441-5).",
    )

    egg_interest_account_id = fields.Many2one(
        "account.account", "Account of late interest", check_company=True, ondelete="restrict",
        domain="[('account_type', 'in', ('income', 'income_other'))]",
        help="Where late interest and recovery fees that you claim are booked; empty: 7631 of the French chart, else "
             "the journal's account.",
    )

    @api.depends("account_fiscal_country_id")
    def _compute_egg_late_rules(self):
        """What French law adds to a late payment, for French companies; the others add nothing unless they say so."""
        for company in self:
            french = company._is_egg_french()
            company.egg_interest_points = company.egg_interest_points or (10.0 if french else 0.0)
            company.egg_recovery_fee = company.egg_recovery_fee or (40.0 if french else 0.0)

    def _get_egg_interest_rates(self) -> list:
        """Return the yearly rates of late interest of this company (`core.interest.Rate`)."""
        self.ensure_one()
        if not self.egg_interest_points:
            return []
        rates_sudo = self.env["egg.followup.rate"].sudo()  # sudo: the rates are law, known to whoever prints a letter
        return rates_sudo._to_rates(self)

    def _get_egg_recovery_fee_in(self, currency, day) -> float:
        """The flat recovery fee in a currency."""
        self.ensure_one()
        return self.currency_id._convert(self.egg_recovery_fee, currency, self, day)

    def _get_egg_interest_account(self):
        """The account that claims of late interest are booked on; none: that of the journal."""
        self.ensure_one()
        company_sudo = self.sudo()  # sudo: whoever makes the invoice books it where the company says
        if company_sudo.egg_interest_account_id or not self._is_egg_french():
            return company_sudo.egg_interest_account_id
        accounts = self.env["account.account"].with_company(self)
        return accounts.search([*accounts._check_company_domain(self), ("code", "=like", "7631%")], limit=1)

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.egg_billing.core.setup_check import SetupCheck
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...core.interest import coming_half_year, public_rates, unknown_half_years, yearly_rates


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
             "the journal's account.", groups="base.group_user",
    )

    @api.constrains("egg_interest_points", "egg_recovery_fee")
    def _check_egg_late_rules(self):
        if any(company.egg_interest_points < 0 or company.egg_recovery_fee < 0 for company in self):
            raise ValidationError(self.env._("Late interest and the flat fee are 0 or more."))

    @api.depends("account_fiscal_country_id")
    def _compute_egg_late_rules(self):
        """What French law adds to a late payment, for French companies; the others add nothing unless they say so."""
        for company in self:
            french = company._is_egg_french()
            company.egg_interest_points = company.egg_interest_points or (10.0 if french else 0.0)
            company.egg_recovery_fee = company.egg_recovery_fee or (40.0 if french else 0.0)

    def _get_egg_interest_rates(self, partner) -> Callable:
        """Return a function that tells the yearly rates (`core.interest.Rate`) of what was due on a day.

        :param partner: who owes it; a public body pays one rate, that of the half-year in which interest began
        """
        self.ensure_one()
        rows = self._get_egg_half_years() if self.egg_interest_points else []
        if partner.commercial_partner_id.egg_public_body:
            return partial(public_rates, rows)
        rates = yearly_rates(rows, Decimal(str(self.egg_interest_points)), self._is_egg_french())
        return lambda due: rates

    def _get_egg_half_years(self) -> list:
        # sudo: the rates are law, known to whoever prints a letter
        return self.env["egg.followup.rate"].sudo()._get_half_years()

    def _get_egg_setup_checks(self):
        return [*super()._get_egg_setup_checks(), self._find_egg_setup_rates()]

    def _find_egg_setup_rates(self) -> SetupCheck:
        """Half-years in which something is owed too long and whose rate nobody filled in: it is never guessed."""
        today, missing = fields.Date.context_today(self), []
        if self.egg_interest_points:
            # sudo: only the oldest date, for whoever reads the settings
            lines_sudo = self.env["account.move.line"].sudo()
            late = lines_sudo.search(lines_sudo._get_egg_due_item_domain() & Domain([
                ("company_id", "=", self.id), ("date_maturity", "<", today)]), order="date_maturity", limit=1)
            first = max(late.date_maturity or today, today - relativedelta(years=5))
            missing = [
                self.env._("No ECB rate for the half-year from %(day)s: no late interest is claimed for it.",
                           day=format_date(self.env, day))
                for day in unknown_half_years(first, today, self._get_egg_half_years())
            ]
            coming = coming_half_year(today, self._get_egg_half_years())
            missing += [self.env._(
                "The present rate holds until %(end)s. On %(day)s enter the ECB rate of that day and, once its decree "
                "is out, the legal interest rate of professional creditors.",
                end=format_date(self.env, coming - relativedelta(days=1)), day=format_date(self.env, coming),
            )] if coming else []
        return SetupCheck(self.env._("Rates of late interest"), tuple(missing), "egg_followup.egg_followup_rate_action")

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

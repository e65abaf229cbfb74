from itertools import product

from odoo import api, fields, models
from odoo.addons.egg_billing.core.setup_check import SetupCheck
from odoo.exceptions import ValidationError

from ...core.creditor_identifier import clean_creditor_identifier, find_creditor_identifier_fault


class ResCompany(models.Model):
    """The company as creditor: what stands on its mandates, and their numbers."""

    _inherit = "res.company"

    egg_debit_creditor_identifier = fields.Char(
        "Creditor identifier (ICS)", help="Given by your bank. In France: FR, two digits, three characters, six digits."
    )
    egg_debit_issuer = fields.Char("Issuer", help="Name your customers see on their statement. Empty: the company's "
                                                  "name.")

    egg_debit_credits = fields.Selection(
        [("part", "Debit the rest"), ("hold", "Hold the item")], "Open credits", default="part", required=True,
        help="Credit notes, advances and overpayments of a customer are taken off what is debited, the newest items "
             "first. "
             "What happens with an item that they cover in part.", groups="base.group_user")

    @api.constrains("egg_debit_creditor_identifier")
    def _check_egg_debit_creditor_identifier(self):
        reasons = {
            "format": self.env._("it begins with two letters and two digits, like FR72ZZZ123456"),
            "length": self.env._("it does not have the length of its country (13 characters in France)"),
            "checksum": self.env._("its check digits do not agree with the rest"),
            "country": self.env._("it is not from the country of the company"),
        }
        for company in self.filtered("egg_debit_creditor_identifier"):
            fault = find_creditor_identifier_fault(company.egg_debit_creditor_identifier,
                                                   "FR" if company.country_id.code == "FR" else "")
            if fault:
                raise ValidationError(self.env._("The creditor identifier %(identifier)s is not right: %(reason)s.",
                                                 identifier=company.egg_debit_creditor_identifier,
                                                 reason=reasons[fault]))

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_egg_debit_series()
        return companies

    def write(self, values):
        if values.get("egg_debit_creditor_identifier"):
            values = values | {
                "egg_debit_creditor_identifier": clean_creditor_identifier(values["egg_debit_creditor_identifier"])}
        return super().write(values)

    @api.model
    def _get_egg_debit_series(self) -> dict:
        """Hook: {code: (name, prefix)} of the series of numbers that each company has for its debits."""
        return {"egg.debit.mandate": (self.env._("SEPA mandate (RUM)"), "RUM-%(year)s-")}

    def _create_egg_debit_series(self):
        """Give each of these companies its own numbers; those that have them keep them."""
        # Series are technical records that only administrators may make, whoever creates the company.
        sequences_sudo, series = self.env["ir.sequence"].sudo(), self._get_egg_debit_series()
        found = sequences_sudo.with_context(active_test=False).search([("code", "in", list(series)),
                                                                       ("company_id", "in", self.ids)])
        known = {(one.code, one.company_id) for one in found}
        found.filtered(lambda one: not one.active).active = True  # switched off when the addon was uninstalled
        sequences_sudo.create([
            {"name": f"{label} {company.name}", "code": code, "prefix": prefix, "padding": 5, "company_id": company.id}
            for company, (code, (label, prefix)) in product(self, series.items()) if (code, company) not in known
        ])

    @api.model
    def _create_egg_missing_debit_series(self):
        """Called when an addon is installed, for the companies that are already there."""
        self.search([])._create_egg_debit_series()  # pylint: disable=no-search-all

    def _take_egg_debit_number(self, code: str) -> str:
        """Return the next number of one of this company's series."""
        return self.env["ir.sequence"].with_company(self).next_by_code(code)

    def _get_egg_debit_issuer(self) -> str:
        """Name of the creditor in debits and on mandates."""
        return self.egg_debit_issuer or self.name

    def _get_egg_setup_checks(self) -> list:
        checks = super()._get_egg_setup_checks()
        if self.currency_id.name != "EUR":  # SEPA knows euros only
            return checks
        missing = tuple(self._get_egg_debit_gaps())
        return [*checks,
                SetupCheck(self.env._("Direct debits"), missing, "egg_billing.egg_settings_action", optional=True,
                           field="egg_debit_creditor_identifier")]

    def _get_egg_debit_gaps(self) -> list:
        """Hook: what is still to be filled in before this company can debit, in words."""
        return [] if self.egg_debit_creditor_identifier else [self.env._("The creditor identifier (ICS) is empty: "
                                                                         "ask your bank for it.")]

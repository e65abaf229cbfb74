from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.iban import find_iban_fault, is_bic, mask_iban
from ..core.ics import clean_ics, find_ics_fault


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_sepa_ics = fields.Char(
        "Creditor identifier (ICS)", help="Given by your bank. In France: FR, two digits, three characters, six digits."
    )
    egg_sepa_iban = fields.Char("IBAN", help="Account that is credited, when the bank journal does not say.")
    egg_sepa_bic = fields.Char("BIC")
    egg_sepa_issuer = fields.Char("Issuer", help="Name your customers see on their statement. Empty: the company's name.")
    egg_sepa_journal_id = fields.Many2one(
        "account.journal", "Bank for direct debits", check_company=True, domain="[('type', '=', 'bank')]"
    )
    egg_sepa_lead_days = fields.Integer("Lead days", default=2, help="Bank days between today and the day of collection.")
    egg_sepa_first_sequence = fields.Selection(
        [("RCUR", "Recurrent (RCUR)"), ("FRST", "First (FRST)")], "First debit", default="RCUR", required=True,
        help="How the first debit of a mandate is announced. Banks accept both since 2016; some want FRST.",
    )
    egg_sepa_prenotify = fields.Boolean("Pre-notification", help="Announce each debit to the customer by e-mail.")
    egg_sepa_prenotice_days = fields.Integer(
        "Days of notice", default=14, help="14 days unless agreed otherwise with the customer."
    )
    egg_sepa_suspend = fields.Selection(
        [("never", "Never"), ("mandate", "When the account or the mandate is at fault"), ("always", "After each return")],
        "Suspend the mandate", default="mandate", required=True,
    )

    @api.constrains("egg_sepa_ics")
    def _check_egg_sepa_ics(self):
        reasons = {
            "format": self.env._("it begins with two letters and two digits, like FR72ZZZ123456"),
            "length": self.env._("it does not have the length of its country (13 characters in France)"),
            "checksum": self.env._("its check digits do not agree with the rest"),
            "country": self.env._("it is not from the country of the company"),
        }
        for company in self.filtered("egg_sepa_ics"):
            fault = find_ics_fault(company.egg_sepa_ics, "FR" if company.country_id.code == "FR" else "")
            if fault:
                raise ValidationError(self.env._("The creditor identifier %(ics)s is not right: %(reason)s.",
                                                 ics=company.egg_sepa_ics, reason=reasons[fault]))

    @api.constrains("egg_sepa_iban", "egg_sepa_bic", "egg_sepa_lead_days")
    def _check_egg_sepa_account(self):
        for company in self:
            if company.egg_sepa_iban and find_iban_fault(company.egg_sepa_iban):
                raise ValidationError(self.env._("The IBAN %(iban)s of the company is not right. Please check what you typed.",
                                                 iban=mask_iban(company.egg_sepa_iban)))
            if company.egg_sepa_bic and not is_bic(company.egg_sepa_bic):
                raise ValidationError(
                    self.env._(
                        "The BIC %(bic)s is not right: 8 or 11 capitals and digits, as on the bank details.",
                        bic=company.egg_sepa_bic,
                    )
                )
            if company.egg_sepa_lead_days < 1:
                raise ValidationError(self.env._("At least one day of lead is needed."))

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_egg_sepa_series()
        return companies

    def write(self, values):
        if values.get("egg_sepa_ics"):
            values = values | {"egg_sepa_ics": clean_ics(values["egg_sepa_ics"])}
        return super().write(values)

    def _create_egg_sepa_series(self):
        """Give each of these companies its own numbers for mandates and collections; those that have them keep them."""
        # Series are technical records that only administrators may make, whoever creates the company.
        sequences_sudo = self.env["ir.sequence"].sudo()
        series = {"egg.sepa.mandate": (self.env._("SEPA mandate (RUM)"), "RUM-%(year)s-"),
                  "egg.sepa.collection": (self.env._("Direct debit collection"), "PRLV-%(year)s-")}
        found = sequences_sudo.with_context(active_test=False).search([("code", "in", list(series)), ("company_id", "in", self.ids)])
        known = {(one.code, one.company_id) for one in found}
        found.filtered(lambda one: not one.active).active = True  # switched off when the addon was uninstalled
        sequences_sudo.create([
            {"name": f"{label} {company.name}", "code": code, "prefix": prefix, "padding": 5, "company_id": company.id}
            for company in self for code, (label, prefix) in series.items() if (code, company) not in known
        ])

    @api.model
    def _create_egg_missing_sepa_series(self):
        """Called when the addon is installed, for the companies that are already there."""
        self.search([])._create_egg_sepa_series()  # pylint: disable=no-search-all

    def _get_egg_sepa_number(self, code: str) -> str:
        """Return the next number of one of this company's series."""
        return self.env["ir.sequence"].with_company(self).next_by_code(code)

    def _get_egg_sepa_issuer(self) -> str:
        """Name of the creditor in files and on mandates."""
        return self.egg_sepa_issuer or self.name

from odoo import api, fields, models
from odoo.fields import Domain

from ...core import einvoice


class ResPartner(models.Model):
    _inherit = "res.partner"

    egg_einvoice_missing = fields.Char(
        "Missing for e-invoicing", compute="_compute_egg_einvoice", search="_search_egg_einvoice_missing",
        compute_sudo=False, groups="base.group_user",
        help="What a French platform needs before it can deliver invoices to this customer.")
    egg_einvoice_score = fields.Integer("Readiness (%)", compute="_compute_egg_einvoice", compute_sudo=False,
                                        groups="base.group_user")

    @api.depends("is_company", "country_id", "company_registry", "peppol_endpoint", "peppol_eas", "email")
    @api.depends_context("lang", "company")
    def _compute_egg_einvoice(self):
        names = self.env["egg.legal.mention"]._get_levels(self.env.company)
        for partner in self:
            checks = einvoice.check_buyer(
                partner.commercial_partner_id._get_egg_einvoice_party(email=partner.email))
            partner.egg_einvoice_missing = ", ".join(
                names[code][1] for code in einvoice.missing(checks) if code in names) or False
            partner.egg_einvoice_score = einvoice.score(checks)

    @api.model
    def _get_egg_invoiced_firms_domain(self) -> Domain:
        """Firms that are customers, as the readiness list shows them."""
        return Domain([("is_company", "=", True), ("parent_id", "=", False), ("customer_rank", ">", 0)])

    def _search_egg_einvoice_missing(self, operator, value):
        """Customers that lack something, or nothing; what is missing is decided in Python,
        on firms that are customers.
        """
        if operator not in ("=", "!=") or value:
            return NotImplemented
        self._check_field_access(self._fields["egg_einvoice_missing"], "read")
        lacking = self.search(self._get_egg_invoiced_firms_domain()).filtered("egg_einvoice_missing")
        return [("id", "in" if operator == "!=" else "not in", lacking.ids)]

    def _get_egg_einvoice_party(self, email="") -> einvoice.Party:
        """The electronic identity of a firm (or private person), by its commercial partner's record.

        :param email: address of the contact that is invoiced
        """
        self.ensure_one()
        country = self.country_id or self.env.company.account_fiscal_country_id
        return einvoice.Party(
            firm=self.is_company, french=country.code == "FR", registry=self.company_registry or "",
            endpoint=self.peppol_endpoint or "",
            endpoint_scheme=self.peppol_eas or "", email=email or self.email or "")

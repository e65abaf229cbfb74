from odoo import models
from odoo.fields import Domain

from ...core import einvoice
from ...core.setup_check import SetupCheck


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_egg_setup_checks(self):
        checks = super()._get_egg_setup_checks()
        return [*checks, self._find_egg_setup_einvoice()] if self._is_egg_french() else checks

    def _get_egg_einvoice_seller(self) -> einvoice.Party:
        """The electronic identity of this company."""
        self.ensure_one()
        party = self.partner_id.commercial_partner_id._get_egg_einvoice_party()
        return einvoice.Party(
            firm=True, french=True, registry=self.company_registry or party.registry, endpoint=party.endpoint,
            endpoint_scheme=party.endpoint_scheme, email=self.email or party.email)

    def _find_egg_setup_einvoice(self) -> SetupCheck:
        """Whether customers can be sent electronic invoices: small firms have to from 2027-09-01 on (CGI 289 bis)."""
        missing = []
        if einvoice.missing(einvoice.check_seller(self._get_egg_einvoice_seller())):
            missing.append(self.env._("The company's SIREN is needed."))
        partners = self.env["res.partner"]
        customers = partners.search_count(partners._get_egg_invoiced_firms_domain() & Domain([
            ("company_id", "in", [self.id, False]), ("country_id.code", "=", "FR"),
            ("company_registry", "in", (False, ""))]))
        if customers:
            missing.append(self.env._("Customers without SIREN: %(count)s", count=customers))
        return SetupCheck(
            self.env._("Electronic invoices (from 1 September 2027)"), tuple(missing),
            "egg_billing.egg_einvoice_partner_action", optional=True)

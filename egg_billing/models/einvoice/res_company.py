from odoo import models

from ...core import einvoice
from ...core.setup_check import SetupCheck


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_egg_setup_checks(self):
        checks = super()._get_egg_setup_checks()
        return [*checks, self._find_egg_setup_einvoice()] if self._is_egg_french() else checks

    def _find_egg_setup_einvoice(self) -> SetupCheck:
        """Whether customers can be sent electronic invoices: small firms have to from 2027-09-01 on (CGI 289 bis)."""
        party = self.partner_id.commercial_partner_id._get_egg_einvoice_party()
        missing = []
        if einvoice.missing_of_seller(party):
            missing.append(self.env._("The company's SIREN is needed."))
        customers = self.env["res.partner"].search_count([
            ("is_company", "=", True), ("parent_id", "=", False), ("customer_rank", ">", 0),
            ("company_id", "in", [self.id, False]), ("country_id.code", "=", "FR"),
            ("company_registry", "in", (False, ""))])
        if customers:
            missing.append(self.env._("Customers without SIREN: %(count)s", count=customers))
        return SetupCheck(
            self.env._("Electronic invoices (from 1 September 2027)"), tuple(missing),
            "egg_billing.egg_einvoice_partner_action", optional=True)

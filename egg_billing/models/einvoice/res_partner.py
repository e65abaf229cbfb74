from odoo import models

from ...core import einvoice


class ResPartner(models.Model):
    _inherit = "res.partner"

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

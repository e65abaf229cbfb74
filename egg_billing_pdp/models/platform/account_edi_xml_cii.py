from odoo import models


class AccountEdiXmlCii(models.AbstractModel):
    _inherit = "account.edi.xml.cii"

    def _get_egg_french_values(self, invoice):
        """The notes that the platform's own addon writes are the printed sentences already: none stands twice
        (BR-FR-06).
        """
        values = super()._get_egg_french_values(invoice)
        return values | {"notes": []} if invoice._l10n_fr_pdp_get_default_notes() else values

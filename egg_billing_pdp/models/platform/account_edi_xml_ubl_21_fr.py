from odoo import models


class AccountEdiXmlUbl21Fr(models.AbstractModel):
    _inherit = "account.edi.xml.ubl_21_fr"

    def _get_egg_header_notes(self, invoice):
        """As for Factur-X: each note of this format has a place of its own."""
        notes = super()._get_egg_header_notes(invoice)
        return [] if invoice._l10n_fr_pdp_get_default_notes() else notes

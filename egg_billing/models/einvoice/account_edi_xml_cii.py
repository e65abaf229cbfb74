from odoo import models

from ...core import einvoice


class AccountEdiXmlCii(models.AbstractModel):
    _inherit = "account.edi.xml.cii"

    def _export_invoice_vals(self, invoice):
        """Add what French platforms ask for (BR-FR of flow 2) to Factur-X files of French sellers."""
        vals = super()._export_invoice_vals(invoice)
        vals["egg_fr"] = invoice._is_egg_einvoiced() and self._get_egg_french_values(invoice)
        if vals["egg_fr"]:
            vals["seller_specified_legal_organization"] = vals["egg_fr"]["seller"]["siren"]
            vals["buyer_specified_legal_organization"] = vals["egg_fr"]["buyer"]["siren"]
            vals["ExchangedDocument_vals"] = {**vals["ExchangedDocument_vals"],
                                              "type_code": vals["egg_fr"]["type_code"]}
        return vals

    def _get_egg_french_values(self, invoice) -> dict:
        document, company = invoice._get_egg_einvoice_document(), invoice.company_id
        foreign = invoice.currency_id != company.currency_id
        return {
            "frame": einvoice.billing_frame(document), "type_code": einvoice.type_code(document),
            "notes": invoice._get_egg_einvoice_notes(), "preceding": invoice._get_egg_preceding_invoices(),
            "seller": self._get_egg_party_values(invoice._get_egg_einvoice_seller()),
            "buyer": self._get_egg_party_values(invoice._get_egg_einvoice_buyer()),
            "tax_currency": company.currency_id.name if foreign else False,
            "tax_amount": abs(invoice.amount_tax_signed),
        }

    def _get_egg_party_values(self, party) -> dict:
        return {"siren": einvoice.siren(party), "siret": einvoice.siret(party), "address": einvoice.address(party)}

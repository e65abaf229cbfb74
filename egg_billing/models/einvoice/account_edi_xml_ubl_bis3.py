from odoo import models

from ...core import einvoice


class AccountEdiXmlUblBis3(models.AbstractModel):
    _inherit = "account.edi.xml.ubl_bis3"

    def _add_invoice_header_nodes(self, document_node, vals):
        """Add what French rules ask for and Peppol allows.

        The process identifier stays Peppol's (PEPPOL-EN16931-R007), and all notes are one (R002): "#PMD#text#PMT#text".
        """
        super()._add_invoice_header_nodes(document_node, vals)
        invoice = vals["invoice"]
        if not invoice._is_egg_einvoiced():
            return
        document = invoice._get_egg_einvoice_document()
        if vals["document_type"] == "invoice" and vals["process_type"] != "selfbilling":
            document_node["cbc:InvoiceTypeCode"] = {"_text": einvoice.type_code(document)}
        notes = "".join(f"#{code}#{text}" for code, text in self._get_egg_header_notes(invoice))
        said = (document_node.get("cbc:Note") or {}).get("_text") or ""
        if notes:
            document_node["cbc:Note"] = {"_text": "\n".join(filter(None, [said, notes]))}
        preceding = invoice._get_egg_preceding_invoices()
        if preceding:
            document_node["cac:BillingReference"] = [{
                "cac:InvoiceDocumentReference": {"cbc:ID": {"_text": move.name},
                                                 "cbc:IssueDate": {"_text": move.invoice_date}},
            } for move in preceding]

    def _get_egg_header_notes(self, invoice) -> list:
        """[(code, text)] of the notes that stand in the one note of the header. A format that has a place of its own
        for them leaves them out here.
        """
        return invoice._get_egg_einvoice_notes()

    def _get_party_node(self, vals):
        node = super()._get_party_node(vals)
        invoice = vals.get("invoice")
        if not invoice or not invoice._is_egg_einvoiced():
            return node
        party = invoice._get_egg_einvoice_seller() if vals["role"] == "supplier" else invoice._get_egg_einvoice_buyer()
        number, address = einvoice.siren(party), einvoice.address(party)
        if number:
            node["cac:PartyLegalEntity"]["cbc:CompanyID"] = {"_text": number, "schemeID": einvoice.SIREN}
        if address and not node.get("cbc:EndpointID"):
            node["cbc:EndpointID"] = {"_text": address.value, "schemeID": address.scheme}
        return node

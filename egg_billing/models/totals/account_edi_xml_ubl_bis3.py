from itertools import chain
from typing import NamedTuple

from odoo import models
from odoo.addons.account_edi_ubl_cii.models.account_edi_common import FloatFmt


class CategoryKey(NamedTuple):
    """What tells apart the tax categories of a UBL document."""

    code: str
    percent: float | None
    currency: object


def _category_key(category) -> CategoryKey:
    percent = (category.get("cbc:Percent") or {}).get("_text")
    return CategoryKey(category["cbc:ID"]["_text"], percent, category.get("_currency"))


class AccountEdiXmlUblBis3(models.AbstractModel):
    _inherit = "account.edi.xml.ubl_bis3"

    def _setup_base_lines(self, vals):
        """BR-CO-10 to 16: each line's amount is the one that is booked.

        The core rounds the amounts before the line's own discount once more, all together, so that with global rounding
        a cent goes to another line than in the entry, or is made up where a footer discount stands apart from the
        lines.
        """
        super()._setup_base_lines(vals)
        for base_line in vals["base_lines"]:
            details = base_line["tax_details"]
            for suffix in ("", "_currency"):
                excluded = details[f"total_excluded{suffix}"] + details[f"delta_total_excluded{suffix}"]
                details[f"gross_total_excluded{suffix}"] = excluded + details[f"discount_amount{suffix}"]

    def _ubl_get_tax_subtotal_node(self, vals, tax_subtotal):
        """BR-E-08, BR-IC-08, BR-G-08...: the base of each category is the sum of its lines, allowances and charges.

        The core sees to it for the standard rates only; the other bases are rounded apart from the lines.
        """
        node = super()._ubl_get_tax_subtotal_node(vals, tax_subtotal)
        document, currency = vals["document_node"], tax_subtotal["currency"]
        keys = ("cac:InvoiceLine", "cac:CreditNoteLine", "cac:DebitNoteLine")
        lines = list(chain.from_iterable(document.get(key) or [] for key in keys))
        amounts = []
        for category in node["cac:TaxCategory"]:
            kind = _category_key(category)
            if kind.code == "S":
                continue
            amounts += [
                line["cbc:LineExtensionAmount"]["_text"] for line in lines
                if kind in map(_category_key, line["cac:Item"]["cac:ClassifiedTaxCategory"])
            ]
            amounts += [
                one["cbc:Amount"]["_text"] * (1 if one["cbc:ChargeIndicator"]["_text"] == "true" else -1)
                for one in document["cac:AllowanceCharge"] if kind in map(_category_key, one["cac:TaxCategory"])
            ]
        if amounts:
            total = FloatFmt(sum(amounts), min_dp=currency.decimal_places)
            node["cbc:TaxableAmount"] = {"_text": total, "currencyID": currency.name}
        return node

    def _add_invoice_monetary_total_nodes(self, document_node, vals):
        """BR-CO-13: the total without VAT is the lines less the allowances plus the charges;
        the core forgets the last two.
        """
        super()._add_invoice_monetary_total_nodes(document_node, vals)
        node = document_node[self._get_tags_for_document_type(vals)["monetary_total"]]
        delta = sum(
            one["cbc:Amount"]["_text"] * (1 if one["cbc:ChargeIndicator"]["_text"] == "true" else -1)
            for one in document_node["cac:AllowanceCharge"]
        )
        if not vals["currency_id"].is_zero(delta):
            for tag in ("cbc:TaxExclusiveAmount", "cbc:TaxInclusiveAmount"):
                node[tag]["_text"] = FloatFmt(float(node[tag]["_text"]) + delta, min_dp=vals["currency_dp"])

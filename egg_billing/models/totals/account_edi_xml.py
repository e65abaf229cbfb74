"""Electronic invoices: the footer discount is a document-level allowance,
and all sums add up to the cent (EN 16931).
"""

from itertools import chain
from typing import NamedTuple

from odoo import models
from odoo.addons.account_edi_ubl_cii.models.account_edi_common import FloatFmt

#: UNTDID 5189: "Discount", and what the core writes for a discount that depends on the date of payment.
DISCOUNT_REASON_CODE, EARLY_REASON_CODE = "95", "64"
#: What stands apart from the lines: the footer discount, and an early-payment discount that reduces VAT in any case.
APART = ("global_discount", "early_payment")


class CategoryKey(NamedTuple):
    """What tells apart the tax categories of a UBL document."""

    code: str
    percent: float | None
    currency: object


def _category_key(category) -> CategoryKey:
    percent = (category.get("cbc:Percent") or {}).get("_text")
    return CategoryKey(category["cbc:ID"]["_text"], percent, category.get("_currency"))


class AccountEdiUbl(models.AbstractModel):
    _inherit = "account.edi.ubl"

    def _ubl_is_early_payment_base_line(self, base_line):
        """The footer discount takes the road of the only document-level allowance that the core knows."""
        return super()._ubl_is_early_payment_base_line(base_line) or base_line["special_type"] == "global_discount"

    def _ubl_default_allowance_charge_early_payment_grouping_key(self, base_line, tax_data, vals, currency):
        key = super()._ubl_default_allowance_charge_early_payment_grouping_key(base_line, tax_data, vals, currency)
        return key and {**key, "egg_discount": base_line["special_type"] == "global_discount"}

    def _ubl_get_allowance_charge_early_payment(self, vals, early_payment_values):
        node = super()._ubl_get_allowance_charge_early_payment(vals, early_payment_values)
        if any(category.get("egg_discount") for category in early_payment_values["tax_categories"].values()):
            node["cbc:AllowanceChargeReasonCode"] = {"_text": DISCOUNT_REASON_CODE}
            node["cbc:AllowanceChargeReason"] = {"_text": self.env._("General discount")}
        return node


class AccountEdiXmlUbl20(models.AbstractModel):
    _inherit = "account.edi.xml.ubl_20"

    def _is_document_allowance_charge(self, base_line):
        return super()._is_document_allowance_charge(base_line) or base_line["special_type"] == "global_discount"


class AccountEdiXmlCii(models.AbstractModel):
    _inherit = "account.edi.xml.cii"

    def _export_invoice_vals(self, invoice):
        """Put the footer discount (BG-20) apart from the lines, and take every sum from the same rounded amounts."""
        vals = super()._export_invoice_vals(invoice)
        base_lines = invoice._get_rounded_base_and_tax_lines()[0]
        by_line = {base_line["record"]: base_line for base_line in base_lines if base_line["record"]}
        vals["egg_allowances"] = self._get_egg_allowances(invoice, base_lines)
        has_fixed = any(tax.amount_type == "fixed"
                        for tax in invoice.invoice_line_ids.tax_ids.flatten_taxes_hierarchy())
        lines = [
            one for one in vals["invoice_line_vals_list"]
            if one["line"] not in by_line or by_line[one["line"]]["special_type"] not in APART
        ]
        for index, one in enumerate(lines, start=1):
            one["index"] = index
            if not has_fixed and one["line"] in by_line:
                one["line_total_amount"] = invoice._get_egg_excluded(by_line[one["line"]])
        vals["invoice_line_vals_list"] = lines
        vals["egg_line_total"] = sum(one["line_total_amount"] for one in lines)
        for is_charge, total in ((False, "egg_allowance_total"), (True, "egg_charge_total")):
            vals[total] = sum(one["amount"] for one in vals["egg_allowances"] if one["is_charge"] is is_charge)
        if not has_fixed:
            vals["tax_basis_total_amount"] = invoice.amount_untaxed
            vals["tax_total_amount"] = invoice.amount_tax
            self._round_egg_tax_details(invoice, vals, base_lines)
            self._add_egg_exempt_charge(vals)
        return vals

    def _get_egg_category(self, invoice, tax):
        supplier = invoice.company_id.partner_id.commercial_partner_id
        return self._get_tax_category_code(invoice.partner_id.commercial_partner_id, supplier, tax)

    def _get_egg_allowances(self, invoice, base_lines) -> list:
        """One allowance or charge per kind, VAT category and rate: dicts of amount, is_charge, category, rate, reason
        and its code.
        """
        found = {}
        for base_line in base_lines:
            kind = base_line["special_type"]
            if kind not in APART:
                continue
            taxes = [data["tax"] for data in base_line["tax_details"]["taxes_data"]
                     if data["tax"].amount_type == "percent"]
            category, rate = (self._get_egg_category(invoice, taxes[0]), taxes[0].amount) if taxes else ("E", 0.0)
            early = kind == "early_payment"
            reason = base_line.get("name") or self.env._("General discount")
            if early:
                reason = self.env._("Conditional cash/payment discount")
            entry = found.setdefault((kind, category, rate), {
                "amount": 0.0, "category": category, "rate": rate, "reason": reason,
                "code": EARLY_REASON_CODE if early else DISCOUNT_REASON_CODE})
            entry["amount"] -= invoice._get_egg_excluded(base_line)
        for entry in found.values():
            entry["is_charge"] = entry["amount"] < 0
            if entry["is_charge"]:
                entry.update(amount=-entry["amount"], code="ZZZ")
        return [entry for entry in found.values() if not invoice.currency_id.is_zero(entry["amount"])]

    def _add_egg_exempt_charge(self, vals):
        """The charge that gives back the base of an early-payment discount has no VAT: the breakdown has a row for it
        (BR-E-08).
        """
        amount = sum(one["amount"] for one in vals["egg_allowances"] if one["is_charge"] and one["category"] == "E")
        if not amount:
            return
        details = vals["tax_details"]["tax_details"]
        exempt = next((one for key, one in details.items() if key["tax_category_code"] == "E"), None)
        if exempt:
            exempt["base_amount_currency"] += amount
            return
        details["egg_exempt"] = {
            "calculated_amount": 0.0, "base_amount_currency": amount, "tax_category_code": "E", "amount": 0.0,
            "amount_type": "percent",
            "tax_exemption_reason": self.env._("Exempt from tax"), "tax_exemption_reason_code": None,
        }

    def _round_egg_tax_details(self, invoice, vals, base_lines):
        """VAT breakdown: bases are the sums of the lines' and allowances' amounts, VAT is what the invoice says."""
        bases, amounts = {}, {}
        for base_line in base_lines:
            for data in base_line["tax_details"]["taxes_data"]:
                key = (self._get_egg_category(invoice, data["tax"]), data["tax"].amount)
                bases[key] = bases.get(key, 0.0) + invoice._get_egg_excluded(base_line)
                amounts[key] = amounts.get(key, 0.0) + data["tax_amount_currency"]
        for key, detail in vals["tax_details"]["tax_details"].items():
            category = (key["tax_category_code"], key["amount"])
            if category in bases:
                detail["base_amount_currency"] = bases[category]
                detail["calculated_amount"] = invoice.currency_id.round(amounts[category]) or 0.0


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

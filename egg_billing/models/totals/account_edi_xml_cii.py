from odoo import models

from .apart import APART, DISCOUNT_REASON_CODE, EARLY_REASON_CODE


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

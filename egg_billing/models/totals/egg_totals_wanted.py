from odoo import api, models


class EggTotalsMixin(models.AbstractModel):
    """What the generated lines of a document should be, as the tax engine sees them."""

    _inherit = "egg.totals.mixin"

    def _get_egg_ordinary_lines(self):
        """The lines that people enter: no generated line, no section or note, no deposit."""
        return self[self._get_egg_lines_field()].filtered(
            lambda line: line._is_egg_priced() and not line.egg_role and line._is_egg_discountable()
        )

    def _round_egg_base_lines(self, base_lines):
        tax = self.env["account.tax"]
        tax._add_tax_details_in_base_lines(base_lines, self.company_id)
        tax._round_base_lines_tax_details(base_lines, self.company_id)
        return base_lines

    @api.model
    def _get_egg_excluded(self, base_line) -> float:
        details = base_line["tax_details"]
        return details["total_excluded_currency"] + details["delta_total_excluded_currency"]

    @api.model
    def _get_egg_tax(self, base_line) -> float:
        return sum(data["tax_amount_currency"] for data in base_line["tax_details"]["taxes_data"])

    def _settle_egg_wanted_lines(self) -> list:
        """Return what the generated lines should be, once the carried discounts are settled;
        a discount above the total is refused.
        """
        return self._build_egg_wanted_lines(strict=True)

    def _get_egg_wanted_lines(self) -> list:
        """Return what the generated lines should be: dicts with role, key, name, price_unit, quantity, tax_ids,
        extra_tax_data. A discount above the total is left out, as the unsaved form shows it.
        """
        return self._build_egg_wanted_lines(strict=False)

    def _build_egg_wanted_lines(self, strict) -> list:
        self.ensure_one()
        lines = self._get_egg_ordinary_lines()
        if not (lines.egg_third_party_tax_ids or self._has_egg_footer_fields()):
            return []
        if not self.currency_id:
            return []  # a form that begins: its currency is computed in a moment, and the totals with it
        return self._compute_egg_wanted_lines([self._get_egg_base_line(line) for line in lines], strict)

    def _has_egg_footer_fields(self) -> bool:
        """Whether the document's own fields ask for generated lines."""
        return bool(self.egg_shipping_amount or self.egg_discount_value or self.egg_discount_parts)

    def _compute_egg_wanted_lines(self, base_lines, strict) -> list:
        """The generated lines for these ordinary lines, as the tax engine sees them;
        `record` of each may be a `DraftLine`.
        """
        base_lines = self._round_egg_base_lines(base_lines)
        if strict:
            self._settle_egg_discount_parts(base_lines)
        wanted = self._get_egg_wanted_discount(base_lines, strict)
        wanted += self._get_egg_wanted_third_party(base_lines)
        if amount := self._get_egg_shipping(base_lines):
            taxes = self._get_egg_shipping_taxes()
            wanted.append({
                "role": "shipping", "key": "shipping", "name": self.env._("Shipping"), "quantity": 1.0,
                "price_unit": self._get_egg_price(amount, taxes), "tax_ids": taxes, "extra_tax_data": False,
                "sequence": 9800,
                "cost": amount,
            })
        return wanted

    def _get_egg_shipping(self, base_lines) -> float:
        """The shipping cost of this document, excluding VAT; a part of another document may have its share only."""
        return self.egg_shipping_amount

    def _get_egg_price(self, amount: float, taxes) -> float:
        """The unit price for which these taxes give `amount` excluding VAT."""
        if any(tax.price_include for tax in taxes.flatten_taxes_hierarchy()):
            return taxes.compute_all(amount, currency=self.currency_id, handle_price_include=False)["total_included"]
        return amount

    def _get_egg_row_amount(self, row, base_line) -> float:
        """What one third-party tax comes to on its line, excluding VAT."""
        if row.amount_type == "percent":
            amount = self._get_egg_excluded(base_line) * row.amount / 100
        elif row.per_line:
            amount = row.amount
        else:
            amount = base_line["quantity"] * row._get_unit_amount(base_line["record"])
        return self.currency_id.round(amount)

    def _get_egg_wanted_third_party(self, base_lines) -> list:
        """One generated line per tax: the same name, VAT and account;
        a hundred lines with a tax make one more line, no hundred.
        """
        wanted = {}
        for base_line in base_lines:
            for row in base_line["record"].egg_third_party_tax_ids:
                taxes, account = row.tax_ids._origin, row.account_id._origin
                key = f"{row.name}/{','.join(map(str, sorted(taxes.ids)))}/{account.id or ''}"
                entry = wanted.setdefault(key, {
                    "role": "third_party_tax", "key": key, "name": row.name, "quantity": 1.0, "price_unit": 0.0,
                    "tax_ids": taxes,
                    "extra_tax_data": False, "sequence": 9600, "account": account,
                })
                entry["price_unit"] += self._get_egg_row_amount(row, base_line)
        for entry in wanted.values():
            entry["cost"] = self.currency_id.round(entry["price_unit"])
            entry["price_unit"] = self._get_egg_price(entry["cost"], entry["tax_ids"])
        return list(wanted.values())

    def _get_egg_virtual_base_lines(self) -> list:
        """Base lines of an unsaved form: what people entered, and what the generated lines will be once saved."""
        ordinary = self[self._get_egg_lines_field()].filtered(lambda line: line._is_egg_priced() and not line.egg_role)
        base_lines = [self._get_egg_base_line(line) for line in ordinary]
        for one in self._get_egg_wanted_lines():
            values = {
                "price_unit": one["price_unit"], "quantity": one["quantity"], "tax_ids": one["tax_ids"],
                "currency_id": self.currency_id, "rate": self._get_egg_currency_rate(), "sign": 1, "discount": 0.0,
                "partner_id": self.partner_id, "extra_tax_data": one["extra_tax_data"],
                "egg_role": one["role"], "egg_name": one["name"],
            }
            if base_lines:
                values["sign"], values["is_refund"] = base_lines[0]["sign"], base_lines[0]["is_refund"]
            if one["role"] == "discount":
                values["special_type"] = "global_discount"
            base_lines.append(self.env["account.tax"]._prepare_base_line_for_taxes_computation(
                {"extra_tax_data": one["extra_tax_data"]}, **values,
            ))
        return base_lines

from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from odoo import api, models

#: Key in the cursor's cache: what forms come to while an onchange runs.
LIVE = "egg_live_totals"
#: What a third-party tax adds follows these.
ROW_FIELDS = ("name", "amount_type", "amount", "per_line", "tax_ids", "account_id")


class LiveInputs(NamedTuple):
    """What the totals of an unsaved form follow: values of the document, its lines and their third-party taxes."""

    document: list
    rate: float
    parts: list | bool
    lines: list
    rows: list


@dataclass
class LiveTotals:
    """What an unsaved form comes to: the base lines that people entered and the generated ones."""

    inputs: LiveInputs | None
    discountable: list  # with their taxes, rounded together, where the footer is used
    base_lines: list
    # Once somebody asks:
    rounded: list | None = None  # all of them with their taxes
    tax_totals: dict | None = None


def copy_base_line(line: dict) -> dict:
    """A base line whose taxes, once worked out, can be rounded among other lines: rounding starts from the raw ones."""
    details = line.get("tax_details")
    if not details:
        return dict(line)
    return line | {"tax_details": details | {"taxes_data": [dict(data) for data in details["taxes_data"]]}}


class EggTotalsMixin(models.AbstractModel):
    """What the generated lines of a document should be, as the tax engine sees them."""

    _inherit = "egg.totals.mixin"

    def _get_egg_ordinary_lines(self):
        """The lines that people enter: no generated line, no section or note, no deposit."""
        return self[self._get_egg_lines_field()]._filter_egg_entered().filtered(
            lambda line: line._is_egg_discountable())

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
        """Return what the generated lines should be, once the carried discounts are settled: dicts with role, key,
        name, price_unit, quantity, tax_ids, extra_tax_data.

        :raises ValidationError: a discount is above the total
        """
        self.ensure_one()
        lines = self._get_egg_ordinary_lines()
        if not (lines.egg_third_party_tax_ids or self._has_egg_footer_fields()):
            return []
        if not self.currency_id:
            return []  # a form that begins: its currency is computed in a moment, and the totals with it
        return self._compute_egg_wanted_lines([self._get_egg_base_line(line) for line in lines], strict=True)

    def _has_egg_footer_fields(self) -> bool:
        """Whether the document's own fields ask for generated lines."""
        return bool(self.egg_shipping_amount or self.egg_discount_value or self.egg_discount_parts)

    def _compute_egg_wanted_lines(self, base_lines, strict) -> list:
        """The generated lines for these ordinary lines, as the tax engine sees them; `record` of each may be a
        `DraftLine`. Unless `strict`, a discount above the total is left out, as the unsaved form shows it.
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

    def _get_egg_virtual_rounded_lines(self) -> list:
        """Base lines of an unsaved form: what people entered, and what the generated lines will be once saved; with
        their taxes, rounded together.
        """
        return [dict(line) for line in self._round_egg_live_totals(self._get_egg_live_totals())]

    def _round_egg_live_totals(self, live) -> list:
        if live.rounded is None:
            lines = [copy_base_line(line) for line in live.base_lines]
            tax = self.env["account.tax"]
            tax._add_tax_details_in_base_lines([line for line in lines if "tax_details" not in line], self.company_id)
            tax._round_base_lines_tax_details(lines, self.company_id)
            live.rounded = lines
        return live.rounded

    def _get_egg_virtual_early_lines(self, generated) -> list:
        """Hook: base lines of an early-payment discount that is "always" granted; they make nothing in all.

        :param generated: base lines of the generated lines, which have their share of it.
        """
        return []

    def _prepare_egg_early_lines(self, generated, percent) -> list:
        """Base lines of what an early-payment discount of `percent`, always granted, takes of generated lines: off the
        base of their VAT, and back without VAT.
        """
        early, tax = [], self.env["account.tax"]
        values = {"quantity": 1.0, "currency_id": self.currency_id, "sign": 1, "special_type": "early_payment",
                  "rate": self._get_egg_currency_rate()}
        for base_line in self._round_egg_base_lines([dict(line) for line in generated]):
            amount = self.currency_id.round(self._get_egg_excluded(base_line) * percent / 100)
            bearing = base_line["tax_ids"].flatten_taxes_hierarchy().filtered(lambda one: one.amount_type != "fixed")
            early += [tax._prepare_base_line_for_taxes_computation(self, price_unit=price, tax_ids=taxes, **values)
                      for price, taxes in ((-amount, bearing), (amount, tax))]
        return early

    def _sum_egg_live_totals(self) -> dict:
        """The totals of an unsaved form as the tax engine sums them up."""
        live = self._get_egg_live_totals()
        if live.tax_totals is None:
            live.tax_totals = self.env["account.tax"]._get_tax_totals_summary(
                base_lines=list(self._round_egg_live_totals(live)), company=self.company_id,
                currency=self.currency_id or self.company_id.currency_id)
        return live.tax_totals

    def _get_egg_live_totals(self) -> LiveTotals:
        """What an unsaved form comes to; during an onchange it is worked out once, until one of its inputs changes."""
        self.ensure_one()
        kept = self.env.cr.cache.get(LIVE)
        if kept is None:
            return self._build_egg_live_totals(None)
        # Amounts are computed with all rights, what the form shows of them with the user's: it is one document.
        inputs, key = self._get_egg_live_inputs(), (self.env.context, self._name, self.id)
        if key not in kept or kept[key].inputs != inputs:
            kept[key] = self._build_egg_live_totals(inputs)
        return kept[key]

    @contextmanager
    def _keep_egg_live_totals(self):
        """While this lasts, what a form comes to is worked out once; nothing changes but the form."""
        cache = self.env.cr.cache
        cache[LIVE] = {}
        try:
            yield
        finally:
            cache.pop(LIVE, None)

    @api.model
    def _get_egg_live_fields(self) -> list[str]:
        """Fields of a document that the totals of an unsaved form follow; adopters add their own."""
        return ["company_id", "partner_id", "currency_id", "fiscal_position_id", "egg_discount_mode",
                "egg_discount_value", "egg_shipping_amount", "egg_shipping_tax_ids"]

    def _get_egg_live_inputs(self) -> LiveInputs:
        """All that the totals of an unsaved form follow."""
        lines = self[self._get_egg_lines_field()]
        names = lines._get_egg_live_fields()
        return LiveInputs(
            document=[self[name] for name in self._get_egg_live_fields()],
            rate=self._get_egg_currency_rate(), parts=self.egg_discount_parts,
            lines=[list(map(line.__getitem__, names)) for line in lines],
            rows=[list(map(row.__getitem__, ROW_FIELDS)) for row in lines.egg_third_party_tax_ids],
        )

    def _build_egg_live_totals(self, inputs) -> LiveTotals:
        priced = self[self._get_egg_lines_field()]._filter_egg_entered()
        base_lines = [self._get_egg_base_line(line) for line in priced]
        discountable = [line for line in base_lines if line["record"]._is_egg_discountable()]
        is_used = self._has_egg_footer_fields() or priced.egg_third_party_tax_ids
        wanted = self._compute_egg_wanted_lines(discountable, strict=False) if is_used and self.currency_id else []
        generated = self._get_egg_generated_base_lines(wanted, base_lines)
        return LiveTotals(inputs, discountable, base_lines + generated + self._get_egg_virtual_early_lines(generated))

    def _get_egg_generated_base_lines(self, wanted, ordinary) -> list:
        """The generated lines of an unsaved form as the tax engine sees them."""
        base_lines = []
        for one in wanted:
            values = {
                "price_unit": one["price_unit"], "quantity": one["quantity"], "tax_ids": one["tax_ids"],
                "currency_id": self.currency_id, "rate": self._get_egg_currency_rate(), "sign": 1, "discount": 0.0,
                "partner_id": self.partner_id, "extra_tax_data": one["extra_tax_data"],
                "egg_role": one["role"], "egg_name": one["name"],
            }
            if ordinary:
                values["sign"], values["is_refund"] = ordinary[0]["sign"], ordinary[0]["is_refund"]
            if one["role"] == "discount":
                values["special_type"] = "global_discount"
            base_lines.append(self.env["account.tax"]._prepare_base_line_for_taxes_computation(
                {"extra_tax_data": one["extra_tax_data"]}, **values,
            ))
        return base_lines

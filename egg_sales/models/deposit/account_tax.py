from itertools import combinations, product

from odoo import api, models

#: Amounts of a part that count instead of those that follow from its price.
BY_HAND = ("manual_total_excluded", "manual_total_excluded_currency", "manual_tax_amounts")
#: How far two prices are moved to reach an amount that the taxes of none of them reach alone.
CENTS = (1, -1, 2, -2)


class AccountTax(models.Model):
    _inherit = "account.tax"

    @api.model
    def _prepare_down_payment_lines(self, base_lines, company, amount_type, amount, computation_key="down_payment",
                                    grouping_function=None):
        """A fixed deposit comes out to the cent, whatever the mix of taxes.

        Prices keep no fractions of a cent, which a later rounding of the whole would add up again; a cent that is
        missing then is the price of the largest part that can take it.
        """
        parts = super()._prepare_down_payment_lines(
            base_lines, company, amount_type, amount, computation_key=computation_key,
            grouping_function=grouping_function,
        )
        if not parts or amount_type != "fixed":
            return parts
        currency = parts[0]["currency_id"]
        parts = [part | {"price_unit": self._get_egg_part_price(part)} for part in parts]
        missing = currency.round(amount - self._get_egg_parts_total(parts, company))
        trials = self._get_egg_part_trials(parts, missing) if missing else ()
        parts = next((trial for trial in trials
                      if currency.is_zero(amount - self._get_egg_parts_total(trial, company))), parts)
        return self._get_egg_worked_out(parts, company)

    @api.model
    def _get_egg_part_price(self, part) -> float:
        """The price of a part of a deposit without fractions of a cent."""
        currency, quantity = part["currency_id"], part["quantity"] or 1.0
        if part["tax_details"]["taxes_data"]:
            return currency.round(part["price_unit"] * quantity) / quantity
        details = part["tax_details"]
        return currency.round(details["total_excluded_currency"] + details["delta_total_excluded_currency"]) / quantity

    @api.model
    def _get_egg_part_trials(self, parts, missing):
        """Yield the parts with other prices: what is missing in one of them, the largest first; then a few cents in two
        of them, where the taxes of none take just what is missing.

        The amounts of such a part follow from its price: none of them is fixed any more.
        """
        ranks = sorted(range(len(parts)), key=lambda rank: -abs(parts[rank]["price_unit"] * parts[rank]["quantity"]))
        for rank in ranks:
            yield self._get_egg_shifted(parts, {rank: missing})
        unit = parts[0]["currency_id"].rounding
        for one, other in combinations(ranks, 2):
            for here, there in product(CENTS, repeat=2):
                yield self._get_egg_shifted(parts, {one: here * unit, other: there * unit})

    @api.model
    def _get_egg_shifted(self, parts, shifts) -> list:
        return [part | {"price_unit": part["price_unit"] + shifts[rank] / (part["quantity"] or 1.0),
                        **dict.fromkeys(BY_HAND)} if rank in shifts else part
                for rank, part in enumerate(parts)]

    @api.model
    def _get_egg_worked_out(self, parts, company) -> list:
        """Return the parts with their amounts and taxes, rounded as the document that they make will be."""
        worked_out = [dict(part) for part in parts]
        self._add_tax_details_in_base_lines(worked_out, company)
        self._round_base_lines_tax_details(worked_out, company)
        return worked_out

    @api.model
    def _get_egg_parts_total(self, parts, company) -> float:
        """What these parts come to, tax included, in their currency."""
        found = 0.0
        for part in self._get_egg_worked_out(parts, company):
            details = part["tax_details"]
            found += details["total_excluded_currency"] + details["delta_total_excluded_currency"]
            found += sum(tax["tax_amount_currency"] for tax in details["taxes_data"])
        return found

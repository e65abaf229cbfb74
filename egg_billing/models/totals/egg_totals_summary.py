from markupsafe import Markup
from odoo import models
from odoo.tools import formatLang


class EggTotalsMixin(models.AbstractModel):
    """The totals as people read them, on screens and on paper."""

    _inherit = "egg.totals.mixin"

    def _compute_egg_totals_summary(self):
        """Products, discount, third-party taxes and shipping, one row each;
        empty when there is only the products' total.
        """
        for document in self:
            # Without a currency it is being cleared in a form.
            if not document.currency_id or not document._has_egg_generated_lines():
                document.egg_totals_summary = False
                continue
            totals = document._get_egg_totals()
            rows = [(self.env._("Products excl. VAT"), totals["lines_untaxed"])]
            if totals["discount"]:
                rows.append((totals["discount_label"], totals["discount"]))
            rows += [(tax["name"], tax["amount"]) for tax in totals["third_party"]]
            if totals["shipping"]:
                rows.append((self.env._("Shipping"), totals["shipping"]))
            document.egg_totals_summary = len(rows) > 1 and document._render_egg_totals_summary(rows)

    def _has_egg_generated_lines(self) -> bool:
        """Whether there is anything in the totals beside what people entered; in an unsaved form: will be."""
        lines = self[self._get_egg_lines_field()]
        if any(line.egg_role for line in lines):
            return True
        return not self.id and (self._has_egg_footer_fields() or bool(lines.egg_third_party_tax_ids))

    def _render_egg_totals_summary(self, rows):
        cells = Markup("").join(
            Markup('<tr><td>%s</td><td class="text-end text-nowrap ps-3">%s</td></tr>')
            % (label, formatLang(self.env, amount, currency_obj=self.currency_id))
            for label, amount in rows
        )
        return Markup('<table class="table table-sm table-borderless mb-0 o_egg_totals_summary">%s</table>') % cells

    def _get_egg_totals(self) -> dict:
        """Return the totals of a document, saved or not, for screens and prints, as floats in the document's currency.

        Keys: currency, lines_untaxed, discount (negative), discount_label, third_party (list of name, amount),
        shipping, untaxed, vat (list of name, base, amount), tax, total.
        """
        self.ensure_one()
        return self._prepare_egg_totals(*self._get_egg_totals_parts())

    def _get_egg_totals_parts(self) -> tuple:
        """(lines, taxes) of the totals: (role, name, amount excl. VAT) of each priced line; {VAT: (base, amount)}."""
        if self.id:
            lines = self[self._get_egg_lines_field()].filtered(lambda line: line._is_egg_priced())
            base_lines = [self._get_egg_base_line(line) | {"egg_role": line.egg_role, "egg_name": line.name}
                          for line in lines]
            base_lines += self._get_egg_early_payment_base_lines()
            self._round_egg_base_lines(base_lines)
        else:
            base_lines = self._get_egg_virtual_rounded_lines()
        taxes = {}
        for base_line in base_lines:
            for data in base_line["tax_details"]["taxes_data"]:
                base, amount = taxes.get(data["tax"], (0.0, 0.0))
                base += self._get_egg_taxed_base(base_line, data)
                taxes[data["tax"]] = base, amount + data["tax_amount_currency"]
        return [(line.get("egg_role"), line.get("egg_name"), self._get_egg_excluded(line))
                for line in base_lines], taxes

    def _get_egg_taxed_base(self, base_line, data) -> float:
        """Base of a tax on a line: what the line is booked with, as the core shares out the cents of a rounding
        twice, once for the lines and once for their taxes; of a tax on another tax, what the core says.
        """
        details = base_line["tax_details"]
        is_the_line = abs(details["raw_total_excluded_currency"] - data["raw_base_amount_currency"]) < 1e-6
        return self._get_egg_excluded(base_line) if is_the_line else data["base_amount_currency"]

    def _get_egg_early_payment_base_lines(self) -> list:
        """Hook: what an early-payment discount that is "always" granted takes off the base of the VAT;
        it makes nothing in all.
        """
        return []

    def _prepare_egg_totals(self, lines: list, taxes: dict) -> dict:
        amounts, third_party = dict.fromkeys(("ordinary", "discount", "shipping"), 0.0), {}
        for role, name, excluded in lines:
            if role == "third_party_tax":
                third_party[name] = third_party.get(name, 0.0) + excluded
            else:
                amounts[role or "ordinary"] += excluded
        rounded = self.currency_id.round
        vat = {}  # one row per rate, whichever taxes bear it
        for tax, (base, amount) in sorted(taxes.items(), key=lambda item: (-item[0].amount, item[0].id)):
            row = vat.setdefault((tax.invoice_label or tax.name, tax.amount), [0.0, 0.0])
            row[0] += base
            row[1] += amount
        vat_rows = [{"name": name, "base": rounded(base), "amount": rounded(amount)}
                    for (name, _rate), (base, amount) in vat.items()]
        return {
            "currency": self.currency_id, "lines_untaxed": rounded(amounts["ordinary"]),
            "discount": rounded(amounts["discount"]),
            "discount_label": self._get_egg_discount_label() if rounded(amounts["discount"]) else "",
            "third_party": [{"name": name, "amount": rounded(amount)} for name, amount in third_party.items()],
            "shipping": rounded(amounts["shipping"]), "untaxed": self.amount_untaxed, "vat": vat_rows,
            "tax": self.amount_tax, "total": self.amount_total,
        }

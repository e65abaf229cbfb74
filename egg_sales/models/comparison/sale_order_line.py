from dataclasses import replace
from decimal import Decimal

from odoo import models
from odoo.tools import float_repr, format_date

from ...core.revision import Line


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _to_egg_version_line(self, old, place) -> Line:
        """Return this line as plain values.

        :param old: the version that it is compared with: its line that this one comes from is the source
        :param place: where it stands
        """
        source = self.egg_source_line_id
        while source and source.order_id != old:
            source = source.egg_source_line_id
        line = Line(self.id, source.id or None, self.name or "", place=place)
        if self.display_type:
            return replace(line, **self._prepare_egg_section_facts())
        line = replace(
            line, quantity=_to_decimal(self.product_uom_qty, 4), unit=self.product_uom_id.name or "",
            product=self.product_id.display_name or "", taxes=", ".join(self.tax_ids.mapped("name")),
            available=format_date(self.env, self.egg_planned_date) if self.egg_planned_date else "",
        )
        if self._is_egg_hidden("collapse_prices"):
            return line
        money = self.currency_id
        others = [f"{tax.name} {money.format(tax.amount) if tax.amount_type == 'fixed' else f'{tax.amount} %'}"
                  for tax in self.egg_third_party_tax_ids]
        return replace(
            line, price=_to_decimal(self.price_unit, 4), discount=_to_decimal(self.discount, 2),
            subtotal=_to_decimal(self.price_subtotal, money.decimal_places), others=", ".join(others),
        )

    def _prepare_egg_section_facts(self) -> dict:
        """A section that hides its lines or their prices says what they come to; any other says its text only."""
        if not (self.collapse_composition or self.collapse_prices) or self._is_egg_hidden("collapse_prices"):
            return {}
        total = self._get_section_totals("price_subtotal")
        return {"subtotal": _to_decimal(total, self.currency_id.decimal_places)}

    def _is_egg_hidden(self, how) -> bool:
        """Whether the section or subsection that this line stands in hides it, or its price, from the customer.

        :param how: the field of the section that says so
        """
        return self.parent_id[how] or self.parent_id.parent_id[how]


def _to_decimal(value, digits) -> Decimal:
    return Decimal(float_repr(value, digits))

from math import copysign

from odoo import models
from odoo.fields import Command
from odoo.tools import frozendict

from ...core import crediting as core
from ..totals.egg_totals_mixin import dec


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_egg_credit_key(self) -> frozendict:
        """What a line of a credit note has in common with the line of the invoice that it credits."""
        self.ensure_one()
        return frozendict(
            product=self.product_id._origin.id, name=self.name, price=self.price_unit, discount=self.discount,
            unit=self.product_uom_id._origin.id, taxes=frozenset(self.tax_ids.ids), is_negative=self.quantity < 0,
        )

    def _get_egg_credit_row(self) -> core.Row:
        """This line of an invoice or a credit note, to be compared with others."""
        price = dec(self.price_unit) * (1 - dec(self.discount) / 100)
        like = frozendict(
            product=self.product_id._origin.id, name=not self.product_id and self.name,
            taxes=frozenset(self.tax_ids.ids), is_negative=(self.quantity < 0) != (price < 0),
            unit=(self.product_uom_id.parent_path or "").split("/")[0],
        )
        return core.Row(self._get_egg_credit_key(), like, abs(dec(self.quantity)), abs(price),
                        dec(self.product_uom_id.factor or 1.0))

    def _get_egg_rows_left(self, credited) -> list[core.Row]:
        """What is left to credit of each of these lines, after the lines of credit notes that were made."""
        unit = dec(self.currency_id[:1].rounding or 0.01)
        return core.left_to_credit([line._get_egg_credit_row() for line in self],
                                   [line._get_egg_credit_row() for line in credited], unit)

    def _prepare_egg_lowered_commands(self, left: core.Row) -> list:
        """Commands that make this line of a new credit note what is left to credit."""
        whole, values = self._get_egg_credit_row(), {}
        quantity, uom = float(left.quantity), self.product_uom_id
        quantity = uom.round(quantity) if uom else round(quantity, 6)
        if not quantity:
            return [Command.delete(self.id)]
        if left.quantity != whole.quantity:
            values["quantity"] = copysign(quantity, self.quantity)
        if left.price != whole.price:
            values["price_unit"] = round(self.price_unit * float(left.price / whole.price), 6)
        return [Command.update(self.id, values)] if values else []

    def _get_egg_rounding_gain(self, sign=1) -> float:
        """How much more this line amounts to, tax included, than its quantity times its price.

        :param sign: -1: how much less
        """
        taxes = self.tax_ids.flatten_taxes_hierarchy()
        if any(tax.amount_type != "percent" for tax in taxes):
            return self.currency_id.rounding
        added = sum((dec(tax.amount) for tax in taxes if not tax.price_include), dec(0))
        exact = dec(self.quantity) * dec(self.price_unit) * (1 - dec(self.discount) / 100) * (1 + added / 100)
        return float(max(sign * (dec(self.price_total) - exact), dec(0)))

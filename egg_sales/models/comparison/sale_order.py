from decimal import Decimal

from odoo import models
from odoo.tools import float_repr, format_date

from ...core import revision as core


class SaleOrder(models.Model):
    """What a version of a quote changed of another, in words."""

    _inherit = "sale.order"

    def action_egg_compare(self):
        """Compare this version with the one before; the first with the one after."""
        self.ensure_one()
        old = self.egg_revised_ids[:1] or self
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare versions"),
            "res_model": "egg.quote.comparison",
            "view_mode": "form",
            "target": "new",
            "context": {"default_old_id": old.id, "default_new_id": old.egg_replaced_by_id.id},
        }

    def _prepare_egg_comparison(self, old) -> dict:
        """Return what this version changed of an older one, in words: values of the template `revision_comparison`."""
        labels = {"text": self.env._("Text"), "quantity": self.env._("Quantity"), "unit": self.env._("Unit"),
                  "price": self.env._("Unit price"), "discount": self.env._("Discount"),
                  "subtotal": self.env._("Amount")}
        rows = []
        for change in core.compare_lines(old._to_egg_version_lines(old), self._to_egg_version_lines(old)):
            line = change.new or change.old
            row = {"kind": change.kind, "text": line.text}
            if change.kind == "changed":
                rows.append(row | {"facts": [
                    (labels[name], self._write_egg_fact(name, getattr(change.old, name)),
                     self._write_egg_fact(name, getattr(change.new, name))) for name in change.facts]})
            else:
                told = self._write_egg_line(line)
                rows.append(row | {"facts": [("", told, "") if change.kind == "removed" else ("", "", told)]})
        return {
            "old": old.name, "new": self.name, "lines": rows,
            "facts": core.compare_facts(old._get_egg_version_facts(), self._get_egg_version_facts()),
            "instalments": core.compare_rows(old._get_egg_version_instalments(), self._get_egg_version_instalments()),
            "totals": core.compare_facts(old._get_egg_version_totals(), self._get_egg_version_totals()),
        }

    def _to_egg_version_lines(self, old) -> list:
        """Return the lines of this version as plain values; their source is the line of `old` that they come from."""
        lines = self.order_line.filtered(lambda line: not line.egg_role and not line.is_downpayment)
        return [line._to_egg_version_line(old) for line in lines.sorted(lambda line: (line.sequence, line.id))]

    def _write_egg_fact(self, name, value) -> str:
        """Write one fact of a line as the customer reads it."""
        if not isinstance(value, Decimal):
            return value or ""
        if name in ("price", "subtotal"):
            return self.currency_id.format(float(value))
        number = self.env["ir.qweb.field.float"].value_to_html(float(value), {"precision": 2})
        return f"{number} %" if name == "discount" else str(number)

    def _write_egg_line(self, line) -> str:
        """Write a line that was added or removed: how many, at what price, what it comes to."""
        if line.quantity is None:
            return line.text
        words = {name: self._write_egg_fact(name, getattr(line, name)) for name in core.LINE_FACTS}
        less = f" − {words['discount']}" if line.discount else ""
        return f"{words['quantity']} {words['unit']} × {words['price']}{less} = {words['subtotal']}"

    def _get_egg_version_facts(self) -> dict:
        """Return {label: text} of what is said once on this version, besides lines, instalments and totals."""
        modes = dict(self._fields["egg_discount_mode"]._description_selection(self.env))
        value = self.egg_discount_value
        discount = value and f"{self._write_egg_fact('quantity', Decimal(float_repr(value, 2)))} · " \
                             f"{modes.get(self.egg_discount_mode, '')}"
        shipping = self.egg_shipping_amount
        return {
            self.env._("General discount"): discount or "",
            self.env._("Shipping"): shipping and self.currency_id.format(shipping) or "",
            self.env._("Valid until"): format_date(self.env, self.validity_date) if self.validity_date else "",
        }

    def _get_egg_version_instalments(self) -> list:
        """Return the instalments of this version, each in one sentence."""
        return [" · ".join(filter(None, [
            row["label"], row["date"] and format_date(self.env, row["date"]), self.currency_id.format(row["amount"])]))
            for row in self._get_egg_schedule_rows()]

    def _get_egg_version_totals(self) -> dict:
        money = self.currency_id.format
        return {self.env._("Untaxed amount"): money(self.amount_untaxed), self.env._("Taxes"): money(self.amount_tax),
                self.env._("Total"): money(self.amount_total)}

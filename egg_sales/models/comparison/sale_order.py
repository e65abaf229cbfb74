from decimal import Decimal

from odoo import models
from odoo.tools import float_repr, format_date, html2plaintext

from ...core import revision as core


class SaleOrder(models.Model):
    """What a version of a quote changed of another, in words."""

    _inherit = "sale.order"

    def action_egg_compare(self):
        """Compare this version with the one before; the first with the one after."""
        self.ensure_one()
        before = self._get_egg_version_before()
        old, new = (before, self) if before else (self, self.egg_replaced_by_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare versions"),
            "res_model": "egg.quote.comparison",
            "view_mode": "form",
            "target": "new",
            "context": {"default_old_id": old.id, "default_new_id": new.id},
        }

    def _prepare_egg_comparison(self, old) -> dict:
        """Return what this version changed of an older one, in words: values of the template `revision_comparison`."""
        return {
            "old": old.name, "new": self.name, "lines": self._prepare_egg_line_changes(old),
            "facts": core.compare_facts(old._get_egg_version_facts(), self._get_egg_version_facts()) + [
                core.Change(change.label, *core.compare_texts(change.old, change.new)) for change in core.compare_facts(
                    old._get_egg_version_texts(), self._get_egg_version_texts())],
            "instalments": core.compare_rows(old._get_egg_version_instalments(), self._get_egg_version_instalments()),
            "totals": core.compare_facts(old._get_egg_version_totals(), self._get_egg_version_totals()),
        }

    def _prepare_egg_line_changes(self, old) -> list:
        """Return the lines that differ: dicts with kind, text and facts, the core's `Change`s in words."""
        labels, rows = self._get_egg_line_labels(), []
        for change in core.compare_lines(old._to_egg_version_lines(old), self._to_egg_version_lines(old)):
            row = {"kind": change.kind, "text": (change.new or change.old).text}
            if change.kind == "changed":
                row["facts"] = [core.Change(labels[name], old._write_egg_fact(name, getattr(change.old, name)),
                                            self._write_egg_fact(name, getattr(change.new, name)))
                                for name in change.facts]
            elif change.kind == "removed":
                row["facts"] = [core.Change("", old._write_egg_line(change.old), "")]
            else:
                row["facts"] = [core.Change("", "", self._write_egg_line(change.new))]
            rows.append(row)
        return rows

    def _get_egg_line_labels(self) -> dict:
        """Return {name of a fact of a line: what it is called}."""
        return {
            "place": self.env._("Position"), "text": self.env._("Text"), "product": self.env._("Product"),
            "available": self.env._("Available on"), "quantity": self.env._("Quantity"), "unit": self.env._("Unit"),
            "price": self.env._("Unit price"), "discount": self.env._("Discount"), "taxes": self.env._("Taxes"),
            "others": self.env._("Other taxes"), "subtotal": self.env._("Amount"),
        }

    def _to_egg_version_lines(self, old) -> list:
        """Return the lines of this version as plain values; their source is the line of `old` that they come from.

        What a section hides from the customer is not in them: the table is the customer's too.
        """
        lines = self.order_line.filtered(
            lambda line: not (line.egg_role or line.is_downpayment or line._is_egg_hidden("collapse_composition")))
        return [line._to_egg_version_line(old, place)
                for place, line in enumerate(lines.sorted(lambda line: (line.sequence, line.id)), 1)]

    def _write_egg_fact(self, name, value) -> str:
        """Write one fact of a line of this version as the customer reads it."""
        if not isinstance(value, Decimal):
            return str(value or "")
        if name in ("price", "subtotal"):
            return self.currency_id.format(float(value))
        number = self.env["ir.qweb.field.float"].value_to_html(float(value), {"precision": 2})
        return f"{number} %" if name == "discount" else str(number)

    def _write_egg_line(self, line) -> str:
        """Write a line that was added or removed: how many, at what price, what it comes to."""
        if line.quantity is None:
            return line.text
        words = {name: self._write_egg_fact(name, getattr(line, name)) for name in core.LINE_FACTS}
        if line.price is None:
            return f"{words['quantity']} {words['unit']}"
        less = f" − {words['discount']}" if line.discount else ""
        return f"{words['quantity']} {words['unit']} × {words['price']}{less} = {words['subtotal']}"

    def _get_egg_version_facts(self) -> dict:
        """Return {label: text} of what is said once on this version, besides lines, instalments, totals and texts."""
        modes = dict(self._fields["egg_discount_mode"]._description_selection(self.env))
        value = self.egg_discount_value
        discount = value and f"{self._write_egg_fact('quantity', Decimal(float_repr(value, 2)))} · " \
                             f"{modes.get(self.egg_discount_mode, '')}"
        shipping = self.egg_shipping_amount
        condition_sudo = self.egg_general_condition_id.sudo()  # archived or foreign texts stay on their documents
        delivery = self.commitment_date and self.company_id._get_egg_day(self.commitment_date)
        return {
            self.env._("Title"): self.egg_title or "",
            self.env._("Your contact"): self.egg_contact_id.name or "",
            self.env._("Your reference"): self.client_order_ref or "",
            self.env._("Valid until"): format_date(self.env, self.validity_date) if self.validity_date else "",
            self.env._("Delivery date"): format_date(self.env, delivery) if delivery else "",
            self.env._("Payment mode"): self.egg_payment_mode_id.name or "",
            self.env._("Payment terms"): self.payment_term_id.name or "",
            self.env._("General discount"): discount or "",
            self.env._("Shipping"): shipping and self.currency_id.format(shipping) or "",
            self.env._("General terms of sale"): condition_sudo.name or "",
        }

    def _get_egg_version_texts(self) -> dict:
        """Return {label: text} of what is said at length on this version: of these only what differs is told."""
        return {
            self.env._("Billing address"): self.egg_billing_address or "",
            self.env._("Delivery address"): self.egg_delivery_address or "",
            self.env._("Comments 1"): html2plaintext(self.egg_comment_1 or "").strip(),
            self.env._("Comments 2"): html2plaintext(self.egg_comment_2 or "").strip(),
            self.env._("Terms and conditions"): html2plaintext(self.note or "").strip(),
            self.env._("Particular conditions"): html2plaintext(self.egg_particular_conditions or "").strip(),
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

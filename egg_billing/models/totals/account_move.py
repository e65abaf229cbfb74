from odoo import api, models

from .egg_totals_line_mixin import NEW_DOCUMENT
from .egg_totals_mixin import SYNCING

#: A change of one of these on a line changes what the generated lines are.
LINE_TRIGGERS = {"price_unit", "quantity", "discount", "tax_ids", "product_id", "display_type", "egg_third_party_tax_ids"}
MOVE_TRIGGERS = {
    "invoice_line_ids", "line_ids", "egg_discount_mode", "egg_discount_value", "egg_shipping_amount", "egg_shipping_tax_ids",
    "egg_discount_parts", "currency_id",
}
RATE_TRIGGERS = {"invoice_date", "invoice_currency_rate"}


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "egg.totals.mixin"]

    def _get_egg_lines_field(self) -> str:
        return "invoice_line_ids"

    def _get_egg_base_line(self, line) -> dict:
        return self._prepare_product_base_line_for_taxes_computation(line)

    def _get_egg_totals_parts(self):
        """An issued invoice is read from its journal items: what was booked, without computing the taxes of each line again."""
        return self._get_egg_booked_totals_parts() if self._has_egg_booked_totals() else super()._get_egg_totals_parts()

    def _has_egg_booked_totals(self) -> bool:
        """Whether the journal items tell base and amount of the VAT as the tax engine does: one percentage, outside the price, on all lines.

        With several rates the engine spreads cents over the bases in ways that no journal item shows.
        """
        if self.state != "posted" or any(item.display_type == "epd" for item in self.line_ids):
            return False
        items = self.line_ids.filtered(lambda item: item.display_type in ("product", "tax"))
        if len({item.tax_ids._ids for item in items if item.display_type == "product"}) != 1 or len(tax := items.tax_ids) != 1:
            return False
        return tax.amount_type == "percent" and not tax.price_include and not tax.has_negative_factor and all(
            item.egg_role != "discount" and item.tax_line_id <= tax for item in items)

    def _get_egg_booked_totals_parts(self) -> tuple:
        sign = self.direction_sign
        items = self.line_ids.filtered(lambda item: item.display_type == "product")
        lines = [(item.egg_role, item.name, sign * item.amount_currency) for item in items]
        return lines, {items.tax_ids: (self.amount_untaxed, self.amount_tax)}

    def _get_egg_discount_group(self, line):
        return line.egg_discount_group

    def _get_egg_currency_rate(self) -> float:
        return self.invoice_currency_rate

    def _is_egg_totals_open(self) -> bool:
        return self.state == "draft" and self.is_sale_document()

    def _may_egg_shipping_be_negative(self) -> bool:
        """A credit note that pays a deposit back may keep the shipping; its own reversal repeats that."""
        return self.move_type == "out_refund" or bool(self.reversed_entry_id)

    def _prepare_egg_role_line_values(self, wanted: dict) -> dict:
        values = super()._prepare_egg_role_line_values(wanted) | {"quantity": wanted["quantity"]}
        if account := wanted.get("account"):
            values["account_id"] = account.id
        return values

    def _get_egg_agreed_fields(self) -> list[str]:
        return [*super()._get_egg_agreed_fields(), "account_id"]

    def _prepare_product_base_line_for_taxes_computation(self, product_line):
        base_line = super()._prepare_product_base_line_for_taxes_computation(product_line)
        if product_line.egg_role == "discount":
            base_line["special_type"] = "global_discount"
        return base_line

    def _get_rounded_base_and_tax_lines(self, round_from_tax_lines=True):
        """In an unsaved form the generated lines are not there yet, or are those of before the edit."""
        if self.id or not self.is_sale_document():
            return super()._get_rounded_base_and_tax_lines(round_from_tax_lines)
        if not (self.egg_discount_value or self.egg_discount_parts or self.egg_shipping_amount or self.invoice_line_ids.egg_third_party_tax_ids
                or any(line.egg_role for line in self.invoice_line_ids)):
            return super()._get_rounded_base_and_tax_lines(round_from_tax_lines)
        return self._round_egg_base_lines(self._get_egg_virtual_base_lines()), []

    @api.depends("egg_discount_mode", "egg_discount_value", "egg_shipping_amount", "egg_shipping_tax_ids",
                 "invoice_line_ids.egg_third_party_tax_ids.amount")
    def _compute_tax_totals(self):
        super()._compute_tax_totals()

    @api.depends_context("lang")
    @api.depends("tax_totals", "invoice_line_ids.price_subtotal")
    def _compute_egg_totals_summary(self):
        invoices = self.filtered(lambda move: move.is_sale_document())
        (self - invoices).egg_totals_summary = False
        super(AccountMove, invoices)._compute_egg_totals_summary()

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get(SYNCING):
            return super().create(vals_list)
        for vals in vals_list:
            self._drop_egg_role_commands(vals)
        moves = super(AccountMove, self.with_context(**{SYNCING: True, NEW_DOCUMENT: True})).create(vals_list).with_env(self.env)
        moves._sync_egg_role_lines(fresh=True)
        return moves

    @api.model
    def _drop_egg_role_commands(self, vals):
        """A copy or a reversal repeats all lines; the generated ones are made anew from the copied fields."""
        for field in ("line_ids", "invoice_line_ids"):
            if field in vals and vals[field]:
                vals[field] = [
                    command for command in vals[field]
                    if not (command[0] == 0 and isinstance(command[2], dict) and command[2].get("egg_role"))
                ]

    def action_switch_move_type(self):
        """The lines change sign when the total was negative, and what was carried over with them; the rest follows."""
        if not all(move.id for move in self):
            return super().action_switch_move_type()
        turned = self.filtered(lambda move: move.amount_total < 0)
        result = super(AccountMove, self.with_context(**{SYNCING: True})).action_switch_move_type()
        for move in turned.with_context(**{SYNCING: True}):
            move.egg_shipping_amount = -move.egg_shipping_amount
            move.egg_discount_parts = [
                part | {name: -part[name] for name in ("carried", "base", "shipping") if part.get(name)}
                for part in move.egg_discount_parts or []
            ] or False
        self._sync_egg_role_lines()
        return result

    def write(self, vals):
        if self.env.context.get(SYNCING) or not self._is_egg_totals_change(vals, MOVE_TRIGGERS, RATE_TRIGGERS):
            return super().write(vals)
        if not any(move.is_sale_document() for move in self):
            return super().write(vals)
        self._check_egg_role_commands(vals)
        result = super(AccountMove, self.with_context(**{SYNCING: True})).write(vals)
        self._sync_egg_role_lines()
        return result

    def _check_egg_role_commands(self, vals):
        """Generated lines are not for hands, through the lines' field either."""
        edited = [
            command[1] for field in ("invoice_line_ids", "line_ids") for command in vals.get(field) or []
            if command[0] in (2, 3) or (command[0] == 1 and LINE_TRIGGERS & command[2].keys())
        ]
        if edited:
            self.env["account.move.line"].browse(edited).exists()._check_egg_role_edit({"price_unit": 0})

    def _prepare_egg_child_values(self) -> dict:
        return super()._prepare_egg_child_values() | self._prepare_egg_totals_values()

from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.addons.egg_billing.models.totals.egg_totals_wanted import LIVE


class OfferedPrice(NamedTuple):
    """What one of a line costs, and by which rule of the price list."""

    rule: models.BaseModel
    values: dict  # of the line's fields


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = [
        "egg.line.position.mixin", "egg.line.unit.mixin", "egg.line.availability.mixin", "egg.line.sync.mixin",
        "egg.payee.row.mixin", "sale.order.line",
    ]
    _egg_payee_texts = ("name",)
    _egg_given_price = "="  # the core takes no notice of a price that came with the line

    def _get_egg_payee_company(self):
        return self.company_id or self.env.company

    # Computes -------------------------------------------------------------

    def _keep_egg_prices(self):
        """The core keeps a price that was typed, in the unit it was typed for."""
        if self.env.context.get("force_price_recomputation"):
            return self.browse()
        manual = self.filtered(lambda line: not line.qty_invoiced and line._has_egg_manual_price())
        return manual._convert_egg_prices()

    def _has_egg_manual_price(self) -> bool:
        """Whether the price was typed: the core's own test (sale.order.line._compute_price_unit),
        or given with the new line.
        """
        if (self.egg_price_basis or "").startswith("="):
            return True
        currency = self.currency_id or self.company_id.currency_id or self.env.company.currency_id
        return bool(currency.compare_amounts(self.technical_price_unit, self.price_unit))

    def _get_egg_offered_prices(self) -> dict:
        """Return {line: (rule of the price list, price, discount)} of what is offered now."""
        names = ("price_unit", "technical_price_unit", "discount")
        return {line: OfferedPrice(line.pricelist_item_id, {name: line[name] for name in names}) for line in self}

    def _keep_egg_offered_prices(self, offered: dict):
        """Give each line its offered price back after a customer changed how many he takes, unless the price list has
        another rule for that many.
        """
        for line, was in offered.items():
            changed = any(line[name] != value for name, value in was.values.items())
            if changed and line.pricelist_item_id == was.rule:
                line.write(was.values)

    def _get_egg_availability_start(self) -> date:
        return self.order_id._get_egg_schedule_start()

    @api.depends("order_id.date_order")
    def _compute_egg_planned_date(self):
        super()._compute_egg_planned_date()

    # Creation and changes -------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._make_egg_comment(vals)
        return super().create(vals_list)

    @api.model
    def _make_egg_comment(self, vals):
        """A text without product nor price is a comment: printed as it is, without any amount."""
        products = ("product_id", "product_template_id", "price_unit", "is_downpayment", "display_type", "egg_role",
                    "combo_item_id")
        if vals.get("name") and not any(vals.get(name) for name in products):
            if not any(self.env.context.get(f"default_{name}") for name in products):
                vals["display_type"] = "line_note"

    def _get_linked_lines(self):
        """While somebody types, the core asks this of each line, and looks at all lines each time to find none."""
        kept, lines = self.env.cr.cache.get(LIVE), self.order_id.order_line
        if kept is None:
            return super()._get_linked_lines()
        key = (self.env, "linked", lines._ids)
        if key not in kept:
            kept[key] = any(line.linked_line_id or line.linked_virtual_id for line in lines)
        return super()._get_linked_lines() if kept[key] else self.browse()

    # Chain ----------------------------------------------------------------

    def _get_egg_catalogue_values(self) -> dict:
        if self.display_type or not self.product_id or self.egg_role or self.is_downpayment or self.combo_item_id:
            return {}
        line = self.with_company(self.company_id).with_context(lang=self.order_id._get_lang())
        taxes = line.product_id.taxes_id._filter_taxes_by_company(line.company_id)
        fiscal_position = line.order_id.fiscal_position_id
        return {
            "name": line._get_sale_order_line_multiline_description_sale(),
            "price_unit": line.product_id._get_tax_included_unit_price_from_price(
                line._get_display_price(), product_taxes=taxes, fiscal_position=fiscal_position,
            ),
            "tax_ids": fiscal_position.map_tax(taxes),
        }

    def _prepare_invoice_line(self, **optional_values):
        return super()._prepare_invoice_line(**optional_values) | {
            "egg_planned_date": self.egg_planned_date, "egg_position_frozen": self.egg_position_frozen,
        }

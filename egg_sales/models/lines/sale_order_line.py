from datetime import date

from odoo import api, fields, models
from odoo.addons.egg_billing.core.inside import INSIDE
from odoo.addons.egg_billing.models.lines.egg_line_position_mixin import LATER


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = [
        "sale.order.line", "egg.line.position.mixin", "egg.line.unit.mixin", "egg.line.availability.mixin",
        "egg.line.sync.mixin", "egg.payee.row.mixin",
    ]
    _egg_payee_texts = ("name",)

    def _get_egg_payee_company(self):
        return self.company_id or self.env.company

    # Computes -------------------------------------------------------------

    def _compute_price_unit(self):
        forced = self.env.context.get("force_price_recomputation")
        priced = self.filtered(lambda line: not line.display_type and not line.egg_role)
        manual = self.browse() if forced else priced.filtered(lambda line: not line.qty_invoiced
                                                              and line._has_egg_manual_price())
        converted = manual._convert_egg_prices()
        super(SaleOrderLine, self - converted)._compute_price_unit()
        for line in priced:
            line.egg_price_basis = line._get_egg_price_basis()

    def _has_egg_manual_price(self) -> bool:
        """Whether the price was typed: the core's own test (sale.order.line._compute_price_unit),
        or given with the new line.
        """
        if (self.egg_price_basis or "").startswith("="):
            return True
        currency = self.currency_id or self.company_id.currency_id or self.env.company.currency_id
        return bool(currency.compare_amounts(self.technical_price_unit, self.price_unit))

    def _get_egg_availability_start(self) -> date:
        return fields.Datetime.context_timestamp(self, self.order_id.date_order or fields.Datetime.now()).date()

    @api.depends("order_id.date_order")
    def _compute_egg_planned_date(self):
        super()._compute_egg_planned_date()

    # Creation and changes -------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._make_egg_comment(vals)
            if "price_unit" in vals:
                vals.setdefault("egg_price_basis", f"={vals.get('product_id') or 0},{vals.get('product_uom_id') or 0}")
        lines = super().create(vals_list)
        if self.env.context.get(LATER) is not INSIDE:
            lines.order_id._settle_egg_positions()
        return lines

    @api.model
    def _make_egg_comment(self, vals):
        """A text without product nor price is a comment: printed as it is, without any amount."""
        products = ("product_id", "product_template_id", "price_unit", "is_downpayment", "display_type", "egg_role",
                    "combo_item_id")
        if vals.get("name") and not any(vals.get(name) for name in products):
            if not any(self.env.context.get(f"default_{name}") for name in products):
                vals["display_type"] = "line_note"

    def write(self, vals):
        self._add_egg_price_basis(vals)
        result = super().write(vals)
        if self._needs_egg_positions(vals):
            self.order_id._settle_egg_positions()
        return result

    def unlink(self):
        orders = self.order_id if self.env.context.get(LATER) is not INSIDE else self.env["sale.order"]
        result = super().unlink()
        orders.exists()._settle_egg_positions()
        return result

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

from datetime import date

from odoo import api, fields, models
from odoo.addons.egg_billing.models.totals.egg_totals_wanted import LIVE

#: What one of a line costs.
OFFERED = ("price_unit", "technical_price_unit", "discount")
#: What the seller changes to say anew what it costs.
PRICED = {"price_unit", "discount", "product_id", "product_uom_id"}


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = [
        "egg.line.position.mixin", "egg.line.unit.mixin", "egg.line.availability.mixin", "egg.line.sync.mixin",
        "egg.payee.row.mixin", "sale.order.line",
    ]
    _egg_payee_texts = ("name",)
    egg_offer = fields.Json(
        "Offered for", copy=False,
        help="Price, discount and rule of the price list when a customer first changed online how many he takes.")
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

    def _remember_egg_offer(self):
        """Keep what each of these lines was offered for, before a customer changes how many he takes."""
        for line in self.filtered(lambda one: not one.egg_offer):
            line.egg_offer = {"rule": line._get_egg_price_rule().id} | {name: line[name] for name in OFFERED}

    def _keep_egg_offer(self):
        """Give these lines the price back for which they were offered, whatever the price list says meanwhile, unless
        it has another rule for so many.
        """
        for line in self.filtered("egg_offer"):
            offered = {name: line.egg_offer[name] for name in OFFERED}
            changed = any(line[name] != value for name, value in offered.items())
            if changed and line._get_egg_price_rule().id == line.egg_offer["rule"]:
                line.with_context(egg_offer_kept=True).write(offered)

    def _get_egg_price_rule(self):
        """Return the rule of the price list for this line; for an item of a combo the combo's."""
        return (self._get_linked_line() if self.combo_item_id else self).pricelist_item_id

    def _get_egg_availability_start(self) -> date:
        return self.order_id._get_egg_schedule_start()

    @api.depends("order_id.date_order")
    def _compute_egg_planned_date(self):
        super()._compute_egg_planned_date()

    # Creation and changes -------------------------------------------------

    def write(self, vals):
        """Who sells says anew what it costs: what a customer was offered before is forgotten."""
        context = self.env.context
        is_program = context.get("egg_offer_kept") or (
            context.get("sale_write_from_compute") and not context.get("force_price_recomputation"))
        if not is_program and not PRICED.isdisjoint(vals) and any(self.mapped("egg_offer")):
            vals = vals | {"egg_offer": False}
        return super().write(vals)

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

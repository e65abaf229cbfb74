from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.egg_billing.core import discount as core
from odoo.addons.egg_billing.models.egg_totals_mixin import SYNCING, dec

LINE_TRIGGERS = {
    "price_unit", "product_uom_qty", "discount", "tax_ids", "product_id", "display_type", "product_uom_id", "egg_third_party_tax_ids",
}
ORDER_TRIGGERS = {
    "order_line", "egg_discount_mode", "egg_discount_value", "egg_shipping_amount", "egg_shipping_tax_ids", "currency_id",
    "pricelist_id", "partner_id", "fiscal_position_id", "date_order",
}
ROLE_PRODUCTS = {
    "discount": "egg_sales.product_discount", "third_party_tax": "egg_sales.product_third_party_tax",
    "shipping": "egg_sales.product_shipping",
}


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "egg.totals.mixin"]

    def _get_egg_lines_field(self) -> str:
        return "order_line"

    def _get_egg_base_line(self, line) -> dict:
        return line._prepare_base_line_for_taxes_computation()

    def _get_egg_currency_rate(self) -> float:
        return self.currency_rate

    def _is_egg_totals_open(self) -> bool:
        return self.state != "cancel" and not self.locked

    def _prepare_egg_role_line_values(self, wanted: dict) -> dict:
        product = self.env.ref(ROLE_PRODUCTS[wanted["role"]])
        values = super()._prepare_egg_role_line_values(wanted) | {
            "product_id": product.id, "product_uom_id": product.uom_id.id, "product_uom_qty": wanted["quantity"],
            "technical_price_unit": wanted["price_unit"],
        }
        if wanted["role"] != "discount":
            # What is collected for others, or passed on, is no margin.
            values["purchase_price"] = wanted["price_unit"]
        if parent := wanted.get("parent"):
            values["egg_parent_line_id"] = parent.id
        return values

    # The unsaved form -----------------------------------------------------

    def _has_egg_virtual_lines(self) -> bool:
        return not self.id and bool(
            self.egg_discount_value or self.egg_shipping_amount or self.order_line.egg_third_party_tax_ids
            or any(line.egg_role for line in self.order_line)
        )

    def _get_priced_lines(self):
        lines = super()._get_priced_lines()
        if self._has_egg_virtual_lines():
            return lines.filtered(lambda line: not line.egg_role)
        return lines

    def _add_base_lines_for_early_payment_discount(self):
        lines = super()._add_base_lines_for_early_payment_discount()
        if self._has_egg_virtual_lines():
            ordinary = len(self._get_priced_lines())
            lines += self._get_egg_virtual_base_lines()[ordinary:]
        return lines

    @api.depends("egg_discount_mode", "egg_discount_value", "egg_shipping_amount", "egg_shipping_tax_ids",
                 "order_line.egg_third_party_tax_ids.amount")
    def _compute_amounts(self):
        super()._compute_amounts()

    @api.depends("egg_discount_mode", "egg_discount_value", "egg_shipping_amount", "egg_shipping_tax_ids",
                 "order_line.egg_third_party_tax_ids.amount")
    def _compute_tax_totals(self):
        super()._compute_tax_totals()

    # Generated lines ------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get(SYNCING):
            return super().create(vals_list)
        orders = super(SaleOrder, self.with_context(**{SYNCING: True})).create(vals_list).with_env(self.env)
        orders._sync_egg_role_lines()
        return orders

    def write(self, vals):
        if self.env.context.get(SYNCING) or not ORDER_TRIGGERS & vals.keys():
            return super().write(vals)
        edited = [
            command[1] for command in vals.get("order_line") or []
            if command[0] in (2, 3) or (command[0] == 1 and LINE_TRIGGERS & command[2].keys())
        ]
        if edited:
            self.env["sale.order.line"].browse(edited).exists()._check_egg_role_edit({"price_unit": 0})
        result = super(SaleOrder, self.with_context(**{SYNCING: True})).write(vals)
        self._sync_egg_role_lines()
        return result

    def _get_copiable_order_lines(self):
        return super()._get_copiable_order_lines().filtered(lambda line: not line.egg_role)

    def _get_update_prices_lines(self):
        return super()._get_update_prices_lines().filtered(lambda line: not line.egg_role)

    # Invoicing ------------------------------------------------------------

    def _get_invoiceable_lines(self, final=False):
        """The invoice makes its own generated lines: it is a live document too."""
        return super()._get_invoiceable_lines(final).filtered(lambda line: not line.egg_role)

    def _prepare_invoice(self):
        return super()._prepare_invoice() | self._prepare_egg_invoice_totals()

    def _prepare_egg_invoice_totals(self) -> dict:
        """The discount and shipping cost that the next invoice of this order takes.

        A percentage stays one. An amount is shared over partial invoices by the value of their lines; the last takes the rest,
        so that all invoices together discount exactly what the order says. Shipping goes on the first invoice.
        """
        values = self._prepare_egg_totals_values()
        earlier = self.invoice_ids.filtered(lambda move: move.state != "cancel" and move.move_type == "out_invoice")
        values["egg_shipping_amount"] = max(0.0, self.egg_shipping_amount - sum(earlier.mapped("egg_shipping_amount")))
        if self.egg_discount_value and not core.is_percent(self.egg_discount_mode):
            values["egg_discount_value"] = self._get_egg_discount_share(earlier)
        return values

    def _get_egg_discount_share(self, earlier) -> float:
        lines = self._get_egg_ordinary_lines()
        whole = sum(dec(line.price_subtotal) for line in lines)
        part = sum(
            dec(line.price_subtotal) * dec(line.qty_invoiced + line.qty_to_invoice) / dec(line.product_uom_qty)
            for line in lines if line.product_uom_qty
        )
        done = sum((dec(move.egg_discount_value) for move in earlier), dec(0))
        unit = dec(self.currency_id.rounding)
        return float(max(dec(0), core.share(dec(self.egg_discount_value), done, part, whole, unit)))


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "egg.totals.line.mixin"]

    egg_parent_line_id = fields.Many2one("sale.order.line", "Line taxed", ondelete="cascade", copy=False, index="btree_not_null")
    egg_third_party_tax_ids = fields.One2many(
        "egg.order.line.third.party.tax", "line_id", "Third-party taxes", copy=True,
        help="Taxes other than VAT on this line, each with its own VAT.",
    )

    def _get_egg_document(self):
        return self.order_id

    @api.onchange("product_id")
    def _onchange_egg_third_party_taxes(self):
        for line in self:
            values = line._prepare_egg_default_third_party_taxes().get(line, [])
            line.egg_third_party_tax_ids = [(5, 0, 0)] + [(0, 0, one) for one in values]

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._fill_egg_third_party_taxes(vals_list)
        if not self.env.context.get(SYNCING):
            lines.order_id._sync_egg_role_lines()
        return lines

    def _fill_egg_third_party_taxes(self, vals_list):
        """Give new lines the taxes of their products, unless the caller said which ones."""
        empty = self.browse([
            line.id for line, vals in zip(self, vals_list, strict=True)
            if vals.get("product_id") and "egg_third_party_tax_ids" not in vals and not line.egg_role
        ])
        if not empty:
            return
        values = [
            {**one, "line_id": line.id} for line, rows in empty._prepare_egg_default_third_party_taxes().items() for one in rows
        ]
        if values:
            self.env["egg.order.line.third.party.tax"].with_context(**{SYNCING: True}).create(values)

    def write(self, vals):
        self._check_egg_role_edit(vals)
        result = super().write(vals)
        if LINE_TRIGGERS & vals.keys() and not self.env.context.get(SYNCING):
            self.order_id._sync_egg_role_lines()
        return result

    def unlink(self):
        if self._is_egg_hand_edit():
            raise UserError(self.env._(
                "This line is computed from the discount, the shipping cost or the taxes of the document. Change those instead."
            ))
        orders = self.order_id
        result = super().unlink()
        if not self.env.context.get(SYNCING):
            orders.exists()._sync_egg_role_lines()
        return result

    def _compute_qty_to_invoice(self):
        """Generated lines are never invoiced from the order: the invoice makes its own."""
        generated = self.filtered("egg_role")
        generated.qty_to_invoice = 0.0
        super(SaleOrderLine, self - generated)._compute_qty_to_invoice()

    def _compute_invoice_status(self):
        generated = self.filtered("egg_role")
        super(SaleOrderLine, self - generated)._compute_invoice_status()
        for line in generated:
            line.invoice_status = "invoiced" if line.state == "sale" else "no"

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        if not self.display_type:
            values["egg_third_party_tax_ids"] = [(0, 0, row._prepare_copy_values()) for row in self.egg_third_party_tax_ids]
        return values


class EggOrderLineThirdPartyTax(models.Model):
    """A third-party tax on one line of a quote or an order."""

    _name = "egg.order.line.third.party.tax"
    _inherit = ["egg.third.party.tax.mixin", "egg.line.third.party.tax.mixin"]
    _description = "Third-party Tax of an Order Line"

    line_id = fields.Many2one("sale.order.line", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True)

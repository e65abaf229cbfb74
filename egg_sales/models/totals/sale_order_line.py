from odoo import api, fields, models
from odoo.addons.egg_billing.core.inside import INSIDE
from odoo.addons.egg_billing.models.totals.draft_line import NEW_DOCUMENT
from odoo.addons.egg_billing.models.totals.egg_totals_mixin import SYNCING

from .sale_order import FINAL, ROLE_PRODUCTS


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["egg.totals.line.mixin", "sale.order.line"]

    egg_third_party_tax_ids = fields.One2many(
        "egg.order.line.third.party.tax", "line_id", "Third-party taxes", copy=True,
        help="Taxes other than VAT on this line, each with its own VAT.",
    )

    @api.model
    def _get_egg_document_field(self) -> str:
        return "order_id"

    @api.model
    def _get_egg_live_fields(self) -> list[str]:
        return [*super()._get_egg_live_fields(), "product_uom_qty", "is_downpayment"]

    @api.model
    def _prepare_egg_draft_values(self, document, values) -> dict:
        return super()._prepare_egg_draft_values(document, values) | {"quantity": values.get("product_uom_qty", 1.0)}

    @api.model
    def _prepare_create_values(self, vals_list):
        """Read the products of generated lines together with all others, not on their own later."""
        if self.env.context.get(NEW_DOCUMENT) is INSIDE:
            find = self.env["ir.model.data"]._xmlid_to_res_id
            product_ids = {values["product_id"] for values in vals_list if values.get("product_id")}
            product_ids |= {find(name, raise_if_not_found=True) for name in ROLE_PRODUCTS.values()}
            self.env["product.product"].browse(product_ids).product_tmpl_id.mapped("uom_id")
        return super()._prepare_create_values(vals_list)

    @api.model
    def _is_egg_draft_ordinary(self, values) -> bool:
        return (
            super()._is_egg_draft_ordinary(values) and not values.get("is_delivery")
            and not ((values.get("extra_tax_data") or {}).get("computation_key") or "").startswith("global_discount,")
        )

    def _is_egg_discountable(self) -> bool:
        return not self.is_downpayment and not self._is_global_discount() and not self._is_delivery()

    @api.model
    def _get_egg_third_party_view(self) -> str:
        return "egg_sales.sale_order_line_view_form_third_party_tax"

    @api.model
    def _get_egg_totals_triggers(self) -> set[str]:
        return super()._get_egg_totals_triggers() | {"product_uom_qty", "product_uom_id"}

    def _must_egg_stay(self) -> bool:
        """The invoices of the order refer to its generated lines."""
        return self.state == "sale" and bool(self.order_id.sudo().invoice_ids)  # sudo: all invoices count

    def _check_line_unlink(self):
        """On a confirmed order too, generated lines go when the discount, the tax or the shipping goes."""
        lines = super()._check_line_unlink()
        return lines.filtered(lambda line: not line.egg_role) if self.env.context.get(SYNCING) is INSIDE else lines

    def _get_egg_quantity_after_invoice(self) -> float:
        """What will be invoiced once the next invoice is made; only a final one takes returned goods back."""
        next_quantity = self.qty_to_invoice if self.env.context.get(FINAL) else max(0.0, self.qty_to_invoice)
        return self.qty_invoiced + next_quantity

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

    @api.depends("order_id.order_line.price_total", "order_id.order_line.qty_delivered", "invoice_lines.price_total",
                 "invoice_lines.move_id.state")
    def _compute_amount_to_invoice(self):
        """A generated line follows the goods: what is due of it is in proportion, less what was invoiced."""
        generated = self.filtered("egg_role")
        super(SaleOrderLine, self - generated)._compute_amount_to_invoice()
        for line in generated:
            line.amount_to_invoice = line._get_egg_generated_due("price_total") - line.amount_invoiced

    @api.depends("order_id.order_line.price_total", "order_id.order_line.qty_delivered", "invoice_lines.price_total",
                 "invoice_lines.move_id.state")
    def _compute_untaxed_amount_to_invoice(self):
        """As `amount_to_invoice`, excluding VAT."""
        generated = self.filtered("egg_role")
        super(SaleOrderLine, self - generated)._compute_untaxed_amount_to_invoice()
        for line in generated:
            due = line._get_egg_generated_due("price_subtotal") if line.state == "sale" else 0.0
            line.untaxed_amount_to_invoice = due - line.untaxed_amount_invoiced

    def _get_egg_generated_due(self, name) -> float:
        """What is due of this generated line, as the goods are: ordered, delivered, or invoiced ahead."""
        goods = self.order_id._get_egg_ordinary_lines()
        whole = sum(goods.mapped(name))
        due = sum(one[name] * one._get_egg_due_quantity() / one.product_uom_qty for one in goods if one.product_uom_qty)
        return self.currency_id.round(self[name] * (due / whole if whole else 1.0))

    def _get_egg_due_quantity(self) -> float:
        """What is to be invoiced of this line in all, as it stands."""
        if self.product_id.invoice_policy != "delivery":
            return self.product_uom_qty
        return self.qty_delivered + self._get_egg_posted_ahead()

    def _get_egg_third_party_left(self, row) -> float | None:
        """Return what of a tax that counts once per line is not invoiced yet: it is on the first invoice of the line,
        and what a credit note gave back comes again with its goods; None for the others.
        """
        if not row._is_egg_once_per_line():
            return None
        if not self.qty_invoiced:
            return row.amount
        left = row.amount
        # sudo: all invoices count, whoever makes the next one
        for line in self.sudo().invoice_lines.filtered(lambda one: one.parent_state != "cancel"):
            for tax in line.egg_third_party_tax_ids.filtered(lambda one: one._is_egg_once_per_line()):
                if (tax.name, tax.tax_ids) != (row.name, row.tax_ids):
                    continue
                move = line.move_id
                amount = move._get_egg_row_amount(tax, move._get_egg_base_line(line))
                left -= amount if move.move_type == "out_invoice" else -amount
        return self.currency_id.round(left)

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        if not self.display_type:
            rows = [(row, self._get_egg_third_party_left(row)) for row in self.egg_third_party_tax_ids]
            values["egg_third_party_tax_ids"] = [
                (0, 0, row._prepare_copy_values() | ({} if left is None else {"amount": left}))
                for row, left in rows if left is None or left > 0]
        return values

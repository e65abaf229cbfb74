from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    egg_source_line_id = fields.Many2one(
        "sale.order.line", "Line of the quote", copy=False, index="btree_not_null", ondelete="set null",
        help="The line of the quote that this line of the order comes from.",
    )

    egg_qty_ahead = fields.Float(
        "Invoiced ahead", digits="Product Unit", compute="_compute_egg_qty_ahead", store=True, copy=False,
        help="What the button “Invoice” billed of this line before its delivery. It did not come back: it is not "
             "credited by itself.",
    )

    @api.depends("qty_invoiced", "qty_delivered")
    def _compute_egg_qty_ahead(self):
        """It becomes less as the goods are delivered or the invoice is credited; only
        `_force_lines_to_invoice_policy_order` sets it.
        """
        for line in self:
            line.egg_qty_ahead = max(min(line.egg_qty_ahead, line.qty_invoiced - line.qty_delivered), 0.0)

    @api.depends("egg_qty_ahead")
    def _compute_qty_to_invoice(self):
        """What was invoiced ahead waits for its delivery."""
        super()._compute_qty_to_invoice()
        for line in self:
            if line.egg_qty_ahead and line.qty_to_invoice < 0:
                ahead = min(line.egg_qty_ahead, max(line.product_uom_qty - line.qty_delivered, 0.0))
                line.qty_to_invoice = min(line.qty_to_invoice + ahead, 0.0)

    def _get_egg_posted_ahead(self) -> float:
        """What issued invoices billed of this line before its delivery."""
        return max(min(self.egg_qty_ahead, self.qty_invoiced_posted - self.qty_delivered), 0.0)

    @api.depends("egg_qty_ahead")
    def _compute_amount_to_invoice(self):
        super()._compute_amount_to_invoice()
        for line in self:
            if line.product_uom_qty and (ahead := line._get_egg_posted_ahead()):
                line.amount_to_invoice += line.price_total / line.product_uom_qty * ahead

    @api.depends("egg_qty_ahead")
    def _compute_untaxed_amount_to_invoice(self):
        super()._compute_untaxed_amount_to_invoice()
        for line in self:
            if line.product_uom_qty and (ahead := line._get_egg_posted_ahead()):
                line.untaxed_amount_to_invoice += line.price_subtotal / line.product_uom_qty * ahead

    def _prepare_egg_tie_values(self) -> dict:
        """Values that tie a copy of this line to the copy of its main line: the parts of a combo, as the form does."""
        values = {"virtual_id": f"egg-{self.id}"} if self.linked_line_ids else {}
        return values | ({"linked_virtual_id": f"egg-{self.linked_line_id.id}"} if self.linked_line_id else {})

    @api.model_create_multi
    def create(self, vals_list):
        sources = self.browse([values["egg_source_line_id"] for values in vals_list
                               if values.get("egg_source_line_id")])
        if sources:
            copies = dict(zip(sources.ids, sources.copy_data(), strict=True))
            vals_list = [dict(values) for values in vals_list]
            for values in vals_list:
                source = copies.get(values.get("egg_source_line_id"), {})
                # A form sends only the columns it shows: what it does not know comes from the quote's line.
                values.update({k: v for k, v in source.items() if k not in values
                               and k not in ("order_id", "linked_line_id")})
        return super().create(vals_list)

from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    egg_source_line_id = fields.Many2one(
        "sale.order.line", "Line of the quote", copy=False, index="btree_not_null", ondelete="set null",
        help="The line of the quote that this line of the order comes from.",
    )

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

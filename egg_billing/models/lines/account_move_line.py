from datetime import date

from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = [
        "egg.line.layout.mixin", "egg.line.position.mixin", "egg.line.availability.mixin", "egg.line.sync.mixin",
        "account.move.line",
    ]

    def _get_egg_availability_start(self) -> date:
        return self.move_id.invoice_date or fields.Date.context_today(self)

    @api.depends("move_id.invoice_date")
    def _compute_egg_planned_date(self):
        super()._compute_egg_planned_date()

    def _get_egg_catalogue_values(self) -> dict:
        if self.display_type != "product" or not self.product_id or self.egg_role:
            return {}
        move, product = self.move_id, self.product_id.with_context(lang=self.partner_id.lang or self.env.lang)
        return {
            "name": "\n".join(filter(None, (product.display_name, product.description_sale))),
            "price_unit": product._get_tax_included_unit_price(
                move.company_id, move.currency_id, move.date, "sale", fiscal_position=move.fiscal_position_id,
                product_uom=self.product_uom_id,
            ),
            "tax_ids": self._get_computed_taxes(),
        }

    def _is_egg_label_printed(self):
        return super()._is_egg_label_printed() and self.move_id.is_sale_document(include_receipts=True)

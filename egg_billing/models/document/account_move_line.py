from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _is_egg_margin_line(self) -> bool:
        """Third-party taxes are collected for others: they are no margin."""
        return self.egg_role != "third_party_tax"

    def _get_egg_cost(self, day) -> float:
        """Return the cost of one line in the invoice's currency at the rate of `day`."""
        product = self.product_id.with_company(self.company_id)
        uom = self.product_uom_id or product.uom_id
        cost = product.uom_id._compute_price(product.standard_price, uom) if product else 0.0
        return product.cost_currency_id._convert(cost * self.quantity, self.currency_id, self.company_id,
                                                 day) if cost else 0.0

from odoo import models


class StockForecastedProduct(models.AbstractModel):
    _inherit = "stock.forecasted_product_product"

    def _product_sale_domain(self, product_template_ids, product_ids):
        """The goods of a quote whose order stands leave once: with the order."""
        return [*super()._product_sale_domain(product_template_ids, product_ids), ("order_id.egg_state", "!=", "done")]

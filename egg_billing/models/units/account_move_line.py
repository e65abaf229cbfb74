from odoo import api, models


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["egg.line.unit.mixin", "account.move.line"]

    def _keep_egg_prices(self):
        return self.filtered(lambda line: line._has_egg_price_of_form()) | super()._keep_egg_prices()

    def _has_egg_price_of_form(self) -> bool:
        """Whether a form asks again about a line that it has priced:
        the totals that it shows are of the price that it shows.
        """
        return not isinstance(self.id, int) and self.egg_price_basis == self._get_egg_price_basis()

    @api.model
    def new(self, values=None, origin=None, ref=None):
        """A line that comes with its price keeps it: a vendor bill filled from elsewhere, for example."""
        if values and not origin and "price_unit" in values and "egg_price_basis" not in values:
            product, unit = (getattr(values.get(name), "_origin", values.get(name))
                             for name in ("product_id", "product_uom_id"))
            values = {**values,
                      "egg_price_basis": f"{getattr(product, 'id', product) or 0},{getattr(unit, 'id', unit) or 0}"}
        return super().new(values, origin, ref)

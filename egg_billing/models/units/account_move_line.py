from odoo import api, models


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "egg.line.unit.mixin"]

    def _compute_price_unit(self):
        priced = self.filtered(lambda line: line.display_type == "product" and not line.egg_role)
        kept = priced.filtered(lambda line: line._has_egg_price_of_form()) | priced._convert_egg_prices()
        super(AccountMoveLine, self - kept)._compute_price_unit()
        for line in priced:
            line.egg_price_basis = line._get_egg_price_basis()

    def _has_egg_price_of_form(self) -> bool:
        """Whether a form asks again about a line that it has priced:
        the totals that it shows are of the price that it shows.
        """
        return not isinstance(self.id, int) and self.egg_price_basis == self._get_egg_price_basis()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if "price_unit" in vals:
                vals.setdefault("egg_price_basis", f"{vals.get('product_id') or 0},{vals.get('product_uom_id') or 0}")
        return super().create(vals_list)

    @api.model
    def new(self, values=None, origin=None, ref=None):
        """A line that comes with its price keeps it: a vendor bill filled from elsewhere, for example."""
        if values and not origin and "price_unit" in values and "egg_price_basis" not in values:
            product, unit = (getattr(values.get(name), "_origin", values.get(name))
                             for name in ("product_id", "product_uom_id"))
            values = {**values,
                      "egg_price_basis": f"{getattr(product, 'id', product) or 0},{getattr(unit, 'id', unit) or 0}"}
        return super().new(values, origin, ref)

    def write(self, vals):
        self._add_egg_price_basis(vals)
        return super().write(vals)

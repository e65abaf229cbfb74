from odoo import api, fields, models
from odoo.tools import SQL


class EggLineUnitMixin(models.AbstractModel):
    """A price typed by hand follows the unit: 10.00 a month becomes 120.00 a year.

    The core recomputes prices of the catalogue in the new unit, but leaves (orders) or loses (invoices) those typed by
    hand.
    """

    _name = "egg.line.unit.mixin"
    _inherit = ["egg.totals.line.mixin", "egg.history.mixin"]
    _description = "Line whose Price Follows its Unit"

    #: What stands before the basis of a price that was given with the new line.
    _egg_given_price = ""

    egg_price_basis = fields.Char(
        compute="_compute_price_unit", store=True, precompute=True, readonly=False,
        help="Technical: the product and the unit that the price is for; with = in front, the price was given with "
             "the new line.",
    )

    @api.model
    def _get_egg_history(self):
        """The price that a line has is the price of its unit; computing the column would compute the price too."""
        basis = SQL("COALESCE(old.product_id, 0) || ',' || COALESCE(old.product_uom_id, 0)")
        return super()._get_egg_history() | {"egg_price_basis": basis}

    def _compute_price_unit(self):
        priced = self._filter_egg_entered()
        super(EggLineUnitMixin, self - priced._keep_egg_prices())._compute_price_unit()
        for line in priced:
            line.egg_price_basis = line._get_egg_price_basis()

    def _keep_egg_prices(self):
        """Convert the prices of lines whose unit changed;
        return those that the core does not price anew. Adopters say which.
        """
        return self._convert_egg_prices()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if "price_unit" in vals:
                product_id, unit_id = vals.get("product_id") or 0, vals.get("product_uom_id") or 0
                vals.setdefault("egg_price_basis", f"{self._egg_given_price}{product_id},{unit_id}")
        return super().create(vals_list)

    def write(self, vals):
        self._add_egg_price_basis(vals)
        return super().write(vals)

    def _get_egg_price_basis(self) -> str:
        return f"{self.product_id._origin.id or 0},{self.product_uom_id._origin.id or 0}"

    @api.model
    def _add_egg_price_basis(self, vals):
        """Complete values that come with a price: it is the price of the unit they name."""
        if "price_unit" in vals and "product_uom_id" in vals and "egg_price_basis" not in vals:
            product = vals["product_id"] if "product_id" in vals else self[:1].product_id.id
            vals["egg_price_basis"] = f"{product or 0},{vals['product_uom_id'] or 0}"

    def _convert_egg_prices(self):
        """Convert the prices of lines whose unit changed while their product stayed; return these lines."""
        converted = self.browse()
        for line in self:
            product_id, unit_id = map(int, (line.egg_price_basis or "0,0").lstrip("=").split(","))
            old = self.env["uom.uom"].browse(unit_id) if unit_id else line.product_id.uom_id
            new = line.product_uom_id._origin
            if not (line.egg_price_basis and old and new and old != new and line.price_unit):
                continue
            if product_id == (line.product_id._origin.id or 0) and old._has_common_reference(new):
                line.price_unit = old._compute_price(line.price_unit, new)
                converted |= line
        return converted

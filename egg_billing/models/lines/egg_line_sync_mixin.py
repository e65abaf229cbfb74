from odoo import models
from odoo.tools import float_compare


class EggLineSyncMixin(models.AbstractModel):
    """A line that knows what the catalogue says about it."""

    _name = "egg.line.sync.mixin"
    _description = "Line Synchronised with the Catalogue"

    def _get_egg_catalogue_values(self) -> dict:
        """Return name, price_unit and tax_ids as the catalogue would fill them now; {} for a line it has no say on."""
        raise NotImplementedError

    def _get_egg_catalogue_changes(self) -> dict:
        """The catalogue's values that differ from the line's. The line's discount is no matter of the catalogue."""
        self.ensure_one()
        digits = self.env["decimal.precision"].precision_get("Product Price")
        values = self._get_egg_catalogue_values()
        changes = {}
        if not values:
            return changes
        if (values["name"] or "").strip() != (self.name or "").strip():
            changes["name"] = values["name"]
        if float_compare(values["price_unit"], self.price_unit, precision_digits=digits):
            changes["price_unit"] = values["price_unit"]
        if values["tax_ids"] != self.tax_ids._origin:
            changes["tax_ids"] = values["tax_ids"]
        return changes

from decimal import Decimal

from odoo import models
from odoo.tools import float_repr

from ...core.revision import Line


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _to_egg_version_line(self, old) -> Line:
        """Return this line as plain values.

        :param old: the version that it is compared with: its line that this one comes from is the source
        """
        source = self.egg_source_line_id
        while source and source.order_id != old:
            source = source.egg_source_line_id
        if self.display_type:
            return Line(self.id, source.id or None, self.name or "")
        return Line(
            self.id, source.id or None, self.name or "", _to_decimal(self.product_uom_qty, 4),
            self.product_uom_id.name or "", _to_decimal(self.price_unit, 4), _to_decimal(self.discount, 2),
            _to_decimal(self.price_subtotal, self.currency_id.decimal_places),
        )


def _to_decimal(value, digits) -> Decimal:
    return Decimal(float_repr(value, digits))

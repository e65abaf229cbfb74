from odoo import models
from odoo.tools import frozendict


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_egg_credit_key(self) -> frozendict:
        """What a line of a credit note has in common with the line of the invoice that it credits."""
        self.ensure_one()
        return frozendict(
            product=self.product_id.id, name=self.name, price=self.price_unit, discount=self.discount,
            unit=self.product_uom_id.id, taxes=frozenset(self.tax_ids.ids), is_negative=self.quantity < 0,
        )

from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_egg_credit_key(self) -> tuple:
        """What a line of a credit note has in common with the line of the invoice that it credits."""
        self.ensure_one()
        return (self.product_id.id, self.name, self.price_unit, self.discount, self.product_uom_id.id,
                frozenset(self.tax_ids.ids), self.quantity < 0)

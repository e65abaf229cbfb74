from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _is_egg_discountable(self) -> bool:
        return super()._is_egg_discountable() and not self.is_downpayment

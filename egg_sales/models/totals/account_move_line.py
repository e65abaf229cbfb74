from odoo import models
from odoo.tools import frozendict


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _is_egg_discountable(self) -> bool:
        return super()._is_egg_discountable() and not self.is_downpayment

    def _get_egg_credit_key(self) -> frozendict:
        """Lines that are alike may be of different orders, each with its own discount."""
        return frozendict(super()._get_egg_credit_key(), orders=frozenset(self.sale_line_ids.ids))

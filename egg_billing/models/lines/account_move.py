from odoo import models

from ...core.inside import INSIDE
from .egg_line_position_mixin import LATER


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "egg.position.mixin"]

    def _can_egg_move_lines(self) -> bool:
        return self.state == "draft" and self.is_sale_document()

    def write(self, vals):
        if "invoice_line_ids" not in vals:
            return super().write(vals)
        result = super(AccountMove, self.with_context(**{LATER: INSIDE})).write(vals)
        self._settle_egg_positions()
        return result

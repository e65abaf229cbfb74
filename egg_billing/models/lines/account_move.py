from odoo import models

from ...core.inside import INSIDE
from .egg_line_position_mixin import LATER


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "egg.position.mixin", "egg.sync.mixin"]

    def _can_egg_move_lines(self) -> bool:
        return self.state == "draft" and self.is_sale_document()

    def _get_egg_sync_refusal(self):
        if self.state != "draft" or not self.is_sale_document():
            return self.env._("%(name)s is not a draft: its lines can no longer be synchronised.",
                              name=self.display_name)
        return super()._get_egg_sync_refusal()

    def write(self, vals):
        if "invoice_line_ids" not in vals:
            return super().write(vals)
        result = super(AccountMove, self.with_context(**{LATER: INSIDE})).write(vals)
        self._settle_egg_positions()
        return result

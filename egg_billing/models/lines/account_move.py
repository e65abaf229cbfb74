from odoo import models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["egg.position.mixin", "egg.sync.mixin", "account.move"]

    def _can_egg_move_lines(self) -> bool:
        return self.state == "draft" and self.is_sale_document()

    def _get_egg_sync_refusal(self):
        if self.state != "draft" or not self.is_sale_document():
            return self.env._("%(name)s is not a draft: its lines can no longer be synchronised.",
                              name=self.display_name)
        return super()._get_egg_sync_refusal()

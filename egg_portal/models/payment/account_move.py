from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        self.line_ids._free_egg_left_payments()
        self.line_ids._check_egg_not_paid_online()
        return super().button_draft()

    def button_cancel(self):
        self.line_ids._free_egg_left_payments()
        self.line_ids._check_egg_not_paid_online()
        return super().button_cancel()

    def _has_to_be_paid(self):
        """An invoice is not paid whole on its page while one of its instalments is being paid from a message."""
        return super()._has_to_be_paid() and not self.line_ids._get_egg_paid_online()

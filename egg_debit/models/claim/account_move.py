from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        self.line_ids._check_egg_no_live_debit()
        return super().button_draft()

    def button_cancel(self):
        self.line_ids._check_egg_no_live_debit()
        return super().button_cancel()

    def _has_to_be_paid(self):
        """A customer must not pay online what is being debited."""
        return super()._has_to_be_paid() and not self.line_ids._get_egg_live_debits()

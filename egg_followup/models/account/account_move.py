from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_egg_account(self) -> dict:
        """Open the account of the document's customer."""
        self.check_access("read")
        return self.partner_id[:1].action_egg_account()

from odoo import models


class EggTask(models.Model):
    _inherit = "egg.task"

    def action_egg_account(self) -> dict:
        """Open the account of the customer who is to be called."""
        self.check_access("read")
        return self.egg_customer_id[:1].action_egg_account()

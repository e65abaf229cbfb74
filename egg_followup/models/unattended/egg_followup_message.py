from odoo import models


class EggFollowupMessage(models.Model):
    _inherit = "egg.followup.message"

    def _as_egg_actor(self):
        """What is done to a message of a daily run is done by those who approve it."""
        messages = super()._as_egg_actor()
        messages.run_id.with_env(self.env)._check_egg_approver()
        return messages

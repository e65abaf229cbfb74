from odoo import models


class EggFollowupDocument(models.AbstractModel):
    """Reminders that come back arrive on the document that they were about."""

    _inherit = "egg.followup.document"

    def _message_receive_bounce(self, email, partner):
        """A reminder that came back was none: its stage is undone."""
        super()._message_receive_bounce(email, partner)
        bounce = self.env.context.get("egg_bounce") or {"message_id": False, "is_final": True}
        if bounce["is_final"]:
            # sudo: the mail gateway notes what came back
            self.env["egg.followup.message"].sudo()._receive_bounce(self, email, bounce["message_id"])

    # Hooks

    def _get_egg_salesperson(self):
        """Return the user in charge of the document; nobody: who sent the reminder."""
        return self.env["res.users"]

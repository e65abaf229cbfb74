from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _message_receive_bounce(self, email, partner):
        """An address that gave mail back is known as dead, until a mail comes from it."""
        super()._message_receive_bounce(email, partner)
        if self.env.context.get("egg_bounce", {}).get("is_final", True):
            self.filtered(lambda one: one.email_normalized == email).write({"egg_dead_email": email})

    def _message_reset_bounce(self, email):
        super()._message_reset_bounce(email)
        self.filtered("egg_dead_email").write({"egg_dead_email": False})

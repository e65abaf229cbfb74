from odoo import models
from odoo.tools import email_normalize


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _note_egg_dead_email(self, email):
        """An address that gave mail back is known as dead, until a mail comes from it."""
        address = email_normalize(email)
        self.filtered(lambda one: address and one.email_normalized == address).write({"egg_dead_email": address})

    def _message_reset_bounce(self, email):
        super()._message_reset_bounce(email)
        self.filtered("egg_dead_email").write({"egg_dead_email": False})

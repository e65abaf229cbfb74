from odoo import models
from odoo.tools import html2plaintext


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _get_egg_told(self) -> dict:
        """Return {id: {text, files}} of these messages, the files as a page links to them."""
        return {message.id: {
            "text": html2plaintext(message.body or ""),
            "files": [{"id": file.id, "name": file.name} for file in message.attachment_ids],
        } for message in self}

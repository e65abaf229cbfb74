from odoo import api, models

from ...core import reply


class MailThread(models.AbstractModel):
    """What comes in is told apart: what a person wrote, what a program answered, and what came back."""

    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        bounced = message_dict.get("bounced_message")
        return super(MailThread, self.with_context(
            egg_bounce={"message_id": bounced.id if bounced else False, "is_final": reply.is_final_bounce(email_message)},
        ))._routing_handle_bounce(email_message, message_dict)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        automatic = reply.is_automatic(message)
        return super(MailThread, self.with_context(egg_automatic_answer=automatic))._message_route_process(
            message, message_dict, routes)

from odoo import api, models

from ...core import reply


class MailThread(models.AbstractModel):
    # What comes in is told apart: what a person wrote, what a program answered, and what came back.
    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        bounced = message_dict.get("bounced_message")
        told = {"message_id": bounced.id if bounced else False, "is_final": reply.is_final_bounce(email_message)}
        return super(MailThread, self.with_context(egg_bounce=told))._routing_handle_bounce(email_message, message_dict)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        answer = {name: message_dict.get(name) for name in ("parent_id", "author_id", "subject")}
        threads = {(route[0], route[1]) for route in routes or ()}
        result = super()._message_route_process(message, message_dict, routes)
        if answer["parent_id"] and not reply.is_automatic(message):
            # sudo: the mail gateway notes what the customer wrote
            self.env["egg.followup.message"].sudo()._receive_answer(answer, threads)
        return result

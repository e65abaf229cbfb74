from odoo import api, models

from ...core import reply


class MailThread(models.AbstractModel):
    # What comes in is told apart: what a person wrote, what a program answered, and what came back.
    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        result = super()._routing_handle_bounce(email_message, message_dict)
        email = message_dict["bounced_email"]
        if email and reply.is_final_bounce(email_message):
            message_dict["bounced_partner"]._note_egg_dead_email(email)
            # sudo: the mail gateway notes what came back
            self.env["egg.followup.message"].sudo()._receive_bounce(message_dict["bounced_message"], email)
        return result

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        answer = {name: message_dict.get(name) for name in ("parent_id", "author_id", "subject")}
        threads = {(route[0], route[1]) for route in routes or ()}
        result = super()._message_route_process(message, message_dict, routes)
        if answer["parent_id"] and not reply.is_automatic(message):
            # sudo: the mail gateway notes what the customer wrote
            self.env["egg.followup.message"].sudo()._receive_answer(answer, threads)
        return result

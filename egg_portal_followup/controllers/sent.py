from odoo import http
from odoo.addons.egg_portal.controllers.sent import MOST, SentPortal
from odoo.http import content_disposition, request


class LettersPortal(SentPortal):
    """Reminders, letters and statements as they left, for the customer's firm that got them."""

    def _get_egg_sent_rows(self):
        messages = self._get_egg_own_messages()
        return super()._get_egg_sent_rows() + [
            {"day": one.sent_at.date(), "title": one.mail_message_id.subject or one.stage_id.name,
             "url": f"/my/sent/{one.id}"} for one in messages]

    def _get_egg_own_messages(self):
        customer = request.env.user.partner_id.commercial_partner_id
        if not request.env.user.share:
            return request.env["egg.followup.message"]
        # sudo: portal users read no message as such; these were sent to the customer's own firm
        return request.env["egg.followup.message"].sudo().search(
            [("partner_id.commercial_partner_id", "=", customer.id), ("state", "in", ("sent", "uncertain"))],
            order="sent_at desc, id desc", limit=MOST)

    @http.route("/my/sent/<int:message_id>", type="http", auth="user", methods=["GET"], website=True, sitemap=False)
    def portal_my_egg_letter(self, message_id, **_parameters):
        message_sudo = self._get_egg_own_messages().filtered(lambda one: one.id == message_id)
        if not message_sudo:
            return request.redirect("/my/sent")
        values = self._prepare_portal_layout_values() | {
            "letter": message_sudo, "told": message_sudo.mail_message_id, "page_name": "egg_sent"}
        return request.render("egg_portal_followup.portal_my_letter", values)

    @http.route("/my/sent/<int:message_id>/<int:file_id>", type="http", auth="user", methods=["GET"], website=True,
                sitemap=False)
    def portal_my_egg_letter_file(self, message_id, file_id, **_parameters):
        """A file that left with the message."""
        message_sudo = self._get_egg_own_messages().filtered(lambda one: one.id == message_id)
        file_sudo = message_sudo.mail_message_id.attachment_ids.filtered(lambda one: one.id == file_id)
        if not file_sudo:
            return request.not_found()
        return request.make_response(file_sudo.raw, [
            ("Content-Type", "application/octet-stream"), ("Content-Disposition", content_disposition(file_sudo.name))])

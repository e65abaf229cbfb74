from odoo import http
from odoo.addons.egg_portal.controllers.sent import MOST, SentPortal
from odoo.http import content_disposition, request


class MessagesPortal(SentPortal):
    """Reminders, letters and statements as they left, for the firm that they are about."""

    def _get_egg_sent_rows(self):
        return super()._get_egg_sent_rows() + [
            {"kind": one._name, "day": self._to_egg_day(one.sent_at), "title": one._get_egg_sent_title(),
             "url": f"/my/sent/{one.id}"}
            for one in self._find_egg_messages(limit=MOST)]

    def _find_egg_messages(self, *more, limit=None):
        # sudo: portal users read no message as such; these are about the customer's own firm
        messages_sudo = request.env["egg.followup.message"].sudo()
        if not request.env.user.share:
            return messages_sudo
        return messages_sudo._find_egg_sent_to(request.env.user.partner_id.commercial_partner_id, *more, limit=limit)

    @http.route("/my/sent/<int:message_id>", type="http", auth="user", methods=["GET"], website=True, sitemap=False)
    def portal_my_egg_message(self, message_id, **_parameters):
        message_sudo = self._find_egg_messages(("id", "=", message_id))
        if not message_sudo:
            return request.redirect("/my/sent")
        values = self._prepare_portal_layout_values() | {
            "title": message_sudo._get_egg_sent_title(), "day": self._to_egg_day(message_sudo.sent_at),
            "message": message_sudo, "body": message_sudo.mail_message_id.body,
            "files": message_sudo._get_egg_sent_files(), "page_name": "egg_sent"}
        return request.render("egg_portal_followup.portal_my_message", values)

    @http.route("/my/sent/<int:message_id>/<int:file_id>", type="http", auth="user", methods=["GET"], website=True,
                sitemap=False)
    def portal_my_egg_message_file(self, message_id, file_id, **_parameters):
        """A file that left with the message; nothing that a browser would run is shown in it."""
        message_sudo = self._find_egg_messages(("id", "=", message_id))
        files_sudo = message_sudo._get_egg_sent_files() if message_sudo else message_sudo.attachment_ids
        file_sudo = files_sudo.filtered(lambda one: one.id == file_id)
        if not file_sudo:
            return request.not_found()
        return request.make_response(file_sudo.raw, [
            ("Content-Type", "application/octet-stream"), ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"), ("Content-Disposition", content_disposition(file_sudo.name))])

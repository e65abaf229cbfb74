from odoo import http
from odoo.addons.egg_portal.controllers.sent import MOST, SentPortal
from odoo.http import content_disposition, request


class LettersPortal(SentPortal):
    """Reminders, letters and statements as they left, for the firm that they are about."""

    def _get_egg_sent_rows(self):
        return super()._get_egg_sent_rows() + [
            {"day": self._to_egg_day(one.sent_at), "title": one._get_egg_sent_title(), "url": f"/my/sent/{one.id}"}
            for one in self._find_egg_letters(limit=MOST)]

    def _find_egg_letters(self, *more, limit=None):
        # sudo: portal users read no message as such; these are about the customer's own firm
        letters_sudo = request.env["egg.followup.message"].sudo()
        if not request.env.user.share:
            return letters_sudo
        return letters_sudo._find_egg_sent_to(request.env.user.partner_id.commercial_partner_id, *more, limit=limit)

    @http.route("/my/sent/<int:letter_id>", type="http", auth="user", methods=["GET"], website=True, sitemap=False)
    def portal_my_egg_letter(self, letter_id, **_parameters):
        letter_sudo = self._find_egg_letters(("id", "=", letter_id))
        if not letter_sudo:
            return request.redirect("/my/sent")
        values = self._prepare_portal_layout_values() | {
            "title": letter_sudo._get_egg_sent_title(), "day": self._to_egg_day(letter_sudo.sent_at),
            "letter": letter_sudo, "body": letter_sudo.mail_message_id.body,
            "files": letter_sudo._get_egg_sent_files(), "page_name": "egg_sent"}
        return request.render("egg_portal_followup.portal_my_letter", values)

    @http.route("/my/sent/<int:letter_id>/<int:file_id>", type="http", auth="user", methods=["GET"], website=True,
                sitemap=False)
    def portal_my_egg_letter_file(self, letter_id, file_id, **_parameters):
        """A file that left with the message; nothing that a browser would run is shown in it."""
        letter_sudo = self._find_egg_letters(("id", "=", letter_id))
        files_sudo = letter_sudo._get_egg_sent_files() if letter_sudo else letter_sudo.attachment_ids
        file_sudo = files_sudo.filtered(lambda one: one.id == file_id)
        if not file_sudo:
            return request.not_found()
        return request.make_response(file_sudo.raw, [
            ("Content-Type", "application/octet-stream"), ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"), ("Content-Disposition", content_disposition(file_sudo.name))])

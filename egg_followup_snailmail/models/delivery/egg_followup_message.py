from odoo import models
from odoo.addons.egg_billing.tools.pdf import merge
from odoo.addons.egg_followup.tools.transport import Lost, NotNow, Refused, Unreachable
from odoo.exceptions import AccessError, UserError

from ..channel.post_channel import LATER, UNREACHABLE, Letter


class EggFollowupMessage(models.Model):
    """A letter that the service prints and posts: sent is what the service took, and nothing else."""

    _inherit = "egg.followup.message"

    def _is_letter_attached(self):
        return self.channel == "post" or super()._is_letter_attached()

    def _make_posted_letter(self) -> Letter:
        """Return the pages: the letter, then the documents that it speaks of.

        :raises UserError: it may have been posted by a try before: paper is not posted twice
        """
        if self.repeated or self.state == "sending":
            raise UserError(self.env._("The answer of the service was lost: see in Odoo's account whether it was "
                                       "posted before you send another one."))
        files = self.attachment_ids.sorted("id")  # the letter is made last
        return Letter(merge([one.raw for one in (files[-1:] | files[:-1])]))

    def _post_letter(self, content: Letter):
        """Hand the letter over to the service; what it refuses leaves no trace.

        :raises Unreachable: no credit, no account
        :raises Lost: no answer: perhaps it is posted
        :raises NotNow:
        :raises Refused:
        """
        try:
            with self.env.cr.savepoint():
                letter = self._create_post_letter(content)
                letter._snailmail_print_valid_address()
                if letter.state != "sent":
                    raise self._read_post_refusal(letter.error_code or "UNKNOWN_ERROR")
        except AccessError as failure:
            raise Lost(self.env._("The postal service does not answer."), uncertain=True) from failure

    def _create_post_letter(self, content: Letter):
        """Return Odoo's own letter of these pages, on the main document."""
        document, letters = self._get_main_document(), self.env["snailmail.letter"]
        attachment = self.env["ir.attachment"].create({
            "name": self.env._("Letter.pdf"), "raw": content.pdf, "mimetype": "application/pdf",
            "res_model": document._name, "res_id": document.id})
        letter = letters.create({
            "model": document._name, "res_id": document.id, "partner_id": self.partner_id.id,
            "company_id": self.company_id.id, "user_id": self.user_id.id, "attachment_id": attachment.id})
        pages = letter._overwrite_margins(content.pdf)
        attachment.raw = letter._append_cover_page(pages) if letter.cover else pages
        return letter

    def _read_post_refusal(self, code: str) -> Exception:
        """Return what a reason of the service means for this letter."""
        texts = {
            "CREDIT_ERROR": self.env._("No credit for letters is left: buy some in Odoo's settings. What waits leaves "
                                       "then by itself."),
            "TRIAL_ERROR": self.env._("The account for letters of Odoo is not registered: register it in the "
                                      "settings."),
            "NO_PRICE_AVAILABLE": self.env._("The service posts no letters to this country."),
            "FORMAT_ERROR": self.env._("The service cannot print these pages."),
            "MISSING_REQUIRED_FIELDS": self.env._("The postal address is not complete."),
            "UNKNOWN_ERROR": self.env._("The postal service has a problem: tried again later."),
        }
        text = texts.get(code) or self.env._("The postal service refused: %(code)s.", code=code)
        if code in UNREACHABLE:
            return Unreachable(text)
        return NotNow(text) if code in LATER else Refused(text)

    def _get_posted_message(self):
        """Return the `mail.message` of the letter that was posted just now."""
        document = self._get_main_document()
        return self.env["snailmail.letter"].search(
            [("model", "=", document._name), ("res_id", "=", document.id), ("partner_id", "=", self.partner_id.id),
             ("state", "=", "sent")], order="id desc", limit=1).message_id

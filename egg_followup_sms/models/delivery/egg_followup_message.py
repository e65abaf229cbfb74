from uuid import uuid4

import requests
from odoo import Command, fields, models
from odoo.addons.egg_followup.tools.transport import Lost, NotNow, Refused, Unreachable
from odoo.exceptions import AccessError
from odoo.tools.urls import urljoin

from ...core.sms_text import read_answer
from ..channel.sms_channel import Sms

#: How the connection failed before anything was said.
_NEVER_SAID = (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.InvalidURL)


class EggFollowupMessage(models.Model):
    """A message by SMS: sent through the company's provider of SMS, and what that tells of it later."""

    _inherit = "egg.followup.message"

    sms_uuid = fields.Char(readonly=True, copy=False, help="By which the service tells what became of the SMS.")
    delivered_at = fields.Datetime("Delivered on", readonly=True, copy=False)

    _unique_sms_uuid = models.UniqueIndex("(sms_uuid) WHERE sms_uuid IS NOT NULL")

    def _make_sms(self) -> Sms:
        """Return the text that is ready; a repeat goes under the same number as the first try."""
        if not self.sms_uuid:
            self.sms_uuid = uuid4().hex
        return Sms(self.partner_id._get_egg_sms_number(), self._get_sms_text(), self.sms_uuid)

    def _send_sms(self, content: Sms):
        """Hand the text over to the service.

        :raises Unreachable: no credit, no account, no connection
        :raises Lost: no answer: perhaps it left
        :raises NotNow:
        :raises Refused:
        """
        api = self.company_id._get_sms_api_class()(self.env)
        api._set_company(self.company_id)
        batch = [{"content": content.text, "numbers": [{"number": content.number, "uuid": content.uuid}]}]
        try:
            [result] = api._send_sms_batch(batch, delivery_reports_url=urljoin(self.get_base_url(), "/sms/status"))
        except AccessError as failure:
            raise self._read_sms_failure(failure) from failure
        answer = read_answer(result.get("state"))
        if answer.outcome == "unreachable":
            raise Unreachable(self._get_sms_reason(answer.code))
        if answer.outcome == "later":
            raise NotNow(self._get_sms_reason(answer.code))
        if answer.outcome == "refused":
            raise Refused(self._get_sms_reason(answer.code))

    def _read_sms_failure(self, failure: AccessError) -> Exception:
        """Return what it means that the service could not be asked."""
        cause = failure.__context__
        text = self.env._("The SMS service does not answer.")
        is_silent = isinstance(cause, requests.exceptions.ConnectionError) and "NewConnectionError" in repr(cause)
        if is_silent or isinstance(cause, _NEVER_SAID):
            return Unreachable(text)
        return Lost(text, uncertain=True)

    def _get_sms_reason(self, code: str) -> str:
        """Return why the service did not take the text, in words."""
        texts = {
            "insufficient_credit": self.env._("No SMS credit is left: buy some in Odoo's settings. What waits leaves "
                                              "then by itself."),
            "unregistered": self.env._("The SMS account of Odoo is not registered: register it in the settings."),
            "server_error": self.env._("The SMS service has a problem: tried again later."),
            "wrong_number_format": self.env._("The number %(number)s is wrong.", number=self.email_to or ""),
            "country_not_supported": self.env._("No SMS are sent to the country of %(number)s.",
                                                number=self.email_to or ""),
            "duplicate_message": self.env._("The service had this SMS already."),
        }
        return texts.get(code) or self.env._("The SMS service refused: %(code)s.", code=code)

    def _log_sms(self, content: Sms):
        """Return the `mail.message` on the main document that shows the text and what becomes of it."""
        document = self._get_main_document()
        message = document._message_log(body=content.text, author_id=self.user_id.partner_id.id, message_type="sms")
        # sudo: what becomes of an SMS is kept by the program
        self.env["mail.notification"].sudo().create({
            "mail_message_id": message.id, "res_partner_id": self.partner_id.id, "notification_type": "sms",
            "sms_number": content.number, "notification_status": "pending", "is_read": True,
            "sms_tracker_ids": [Command.create({"sms_uuid": content.uuid})]})
        return message

    # What the service tells later

    def _note_sms_delivered(self):
        self.filtered(lambda one: not one.delivered_at).delivered_at = fields.Datetime.now()

    def _note_sms_failed(self, code: str):
        """It was no reminder: its stages are undone."""
        for message in self.filtered(lambda one: one.state in ("sent", "uncertain")):
            told = message._in_company_language()
            told.write({"delivered_at": False})
            told._undo_left(told.env._("The SMS to %(number)s was not delivered (%(code)s).", number=told.email_to,
                                       code=code))

    def _prepare_retry_values(self):
        """What is tried anew is another SMS."""
        return super()._prepare_retry_values() | {"sms_uuid": False, "delivered_at": False}

from odoo import fields, models
from odoo.tools import format_date

from ..message.egg_followup_message import Dropped


class EggFollowupMessage(models.Model):
    """A reminder is a mail of the thread of its document: answers and returned mails find back to it."""

    _inherit = "egg.followup.message"

    def _deliver(self, transport):
        """What the job notes is written in the language of the company, whatever that of the job is."""
        language = self.company_id.partner_id.lang or self.user_id.lang or self.env.lang
        return super(EggFollowupMessage, self.with_context(lang=language))._deliver(transport)

    # Send

    def _prepare_thread_values(self, content) -> dict:
        """Values of the message on the document by which answers and returned mails come back to it, at the addresses
        of the company.
        """
        document, company = self._get_main_document(), self.company_id
        salesperson = document._get_egg_salesperson() or self.user_id
        reply_to = content["reply_to"] or document._notify_get_reply_to(
            default=salesperson.email_formatted or content["email_from"], author_id=self.user_id.partner_id.id,
        )[document.id]
        return {
            "reply_to": reply_to or False, "record_company_id": company.id,
            "record_alias_domain_id": company.alias_domain_id.id,
        }

    def _create_notification(self, mail_message, mail):
        """The state of the mail on the document: sent; returned, once it comes back."""
        return self.env["mail.notification"].create({
            "mail_message_id": mail_message.id, "mail_mail_id": mail.id, "author_id": mail_message.author_id.id,
            "res_partner_id": self.partner_id.id, "mail_email_address": self.partner_id.email_normalized,
            "notification_type": "email", "notification_status": "sent", "is_read": True,
        })

    # Receive

    def _receive_answer(self, document, answer):
        """Pause the reminders of the customer who answered one, and leave a task for the salesperson.

        :param answer: what the gateway read of the mail.
        """
        parent_id = answer.get("parent_id")
        message = self.search([("mail_message_id", "=", parent_id)], limit=1) if parent_id else self
        author = self.env["res.partner"].browse(answer.get("author_id") or [])
        if not message or (author and not author.partner_share):
            return
        message = message.with_context(lang=message.company_id.partner_id.lang or message.user_id.lang)
        day = format_date(message.env, fields.Date.context_today(message))
        text = message.env._("answered on %(day)s: %(subject)s", day=day, subject=answer.get("subject") or "—")
        customer = message.partner_id.commercial_partner_id.with_company(message.company_id)
        customer.egg_followup_pause_reason = text
        user = message._get_answer_user(document)
        document.activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id,
            summary=message.env._("Answer to “%(stage)s”", stage=message.stage_id.name),
            note=message.env._(
                "%(customer)s answered. Reminders are paused until you let them go on (page Reminders of the customer).",
                customer=customer.name),
        )

    def _get_answer_user(self, document):
        """Return who reads an answer: the salesperson, else who sent the reminder; somebody who sees the document."""
        for user in document._get_egg_salesperson() | self.user_id:
            if user.active and self.company_id in user.company_ids and document.with_user(user).has_access("read"):
                return user
        return self.env["res.users"].browse(self.env.uid)

    def _receive_bounce(self, document, email, mail_message_id):
        """Note that a reminder came back: it has failed, and its stages are undone.

        :param mail_message_id: the message that came back; unknown: the last one to this address about the document.
        """
        domain = [("state", "=", "sent"), ("channel", "=", "email")]
        if mail_message_id:
            message = self.search([*domain, ("mail_message_id", "=", mail_message_id)], limit=1)
        else:
            message = self.search([
                *domain, ("email_to", "=", email), ("mail_message_id.model", "=", document._name),
                ("mail_message_id.res_id", "=", document.id)], order="id desc", limit=1)
        if message:
            message.with_context(
                lang=message.company_id.partner_id.lang or message.user_id.lang)._undo_returned(email)

    def _undo_returned(self, email):
        items = self.item_ids.filtered(lambda item: item.state == "sent")
        reason = self.env._("The mail to %(address)s came back.", address=email)
        self.write({"state": "failed", "reason": reason})
        items.write({"state": "failed", "reason": reason})
        self.env["egg.followup.entry"].search([("followup_message_id", "=", self.id), ("origin", "=", "bulk")]).unlink()
        for item in items:
            item._get_targets()._get_egg_followup_document()._message_log(body=self.env._(
                "%(stage)s: the mail to %(address)s came back. The customer was not reminded.",
                stage=item.stage_id.name, address=email))

    def action_retry(self):
        """What came back is not sent to the same address again: it is printed."""
        self.check_access("read")
        failed = self._as_egg_actor().filtered(lambda message: message.state == "failed" and message.channel == "email")
        for message in failed.filtered(lambda one: one.partner_id.email_normalized and
                                       not one.partner_id._has_egg_live_email()):
            row = message.stage_id.template_ids.filtered(lambda one: one.document_type == message.document_type)
            message.write({"channel": "letter", "state": "to_print", "email_to": False, "message_id": False,
                           "template_id": (row.letter_template_id or row.template_id).id,
                           "reason": message.partner_id._get_egg_letter_reason()})
            message.item_ids.filtered(lambda item: item.state == "failed").write({"state": "planned", "reason": False})
            message.run_id.filtered(lambda run: run.state == "done").write({"state": "running"})
        return super().action_retry()

    def _check_address(self):
        """:raises Dropped: mail to this address came back since the message was planned."""
        if self.channel == "email" and self.partner_id.email_normalized and not self.partner_id._has_egg_live_email():
            raise Dropped(self.env._("Mail to %(address)s came back: make a new simulation, it prints a letter.",
                                     address=self.partner_id.email_normalized))

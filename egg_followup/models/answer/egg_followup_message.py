from odoo import fields, models
from odoo.tools import format_date


class EggFollowupMessage(models.Model):
    """A reminder is a mail of the thread of its document: answers and returned mails find back to it."""

    _inherit = "egg.followup.message"

    def _deliver(self, channel, line):
        """What the job notes is written in the language of the company, whatever that of the job is."""
        language = self.company_id.partner_id.lang or self.user_id.lang or self.env.lang
        return super(EggFollowupMessage, self.with_context(lang=language))._deliver(channel, line)

    # Send

    def _prepare_content(self):
        """Answers go where Odoo sends those to the document: to the company's catchall, or to the salesperson."""
        content = super()._prepare_content()
        if not content["reply_to"]:
            document = self._get_main_document()
            salesperson = document._get_egg_salesperson() or self.user_id
            content["reply_to"] = document._notify_get_reply_to(
                default=salesperson.email_formatted or content["email_from"], author_id=self.user_id.partner_id.id,
            )[document.id]
        return content

    def _create_message(self, content, attachments):
        """The message is one of the company's domain; its notification tells the state of the mail on the document:
        sent, or returned once it comes back.
        """
        company = self.company_id
        own = self.with_context(default_record_company_id=company.id,
                                default_record_alias_domain_id=company.alias_domain_id.id)
        mail_message = super(EggFollowupMessage, own)._create_message(content, attachments).with_env(self.env)
        self.env["mail.notification"].create({
            "mail_message_id": mail_message.id, "author_id": mail_message.author_id.id,
            "res_partner_id": self.partner_id.id, "mail_email_address": self.partner_id.email_normalized,
            "notification_type": "email", "notification_status": "sent", "is_read": True,
        })
        return mail_message

    def _get_hidden_reasons(self, targets):
        """What waits for an address that gave mail back meanwhile does not leave."""
        reasons = super()._get_hidden_reasons(targets)
        if self.channel == "email" and self.partner_id.email_normalized and not self.partner_id._has_egg_live_email():
            text = self.env._("Mail to %(address)s came back: make a new simulation, it prints a letter.",
                              address=self.partner_id.email_normalized)
            reasons |= dict.fromkeys(targets.ids, text)
        return reasons

    # Receive

    def _receive_answer(self, answer: dict, threads: set):
        """Pause the reminders of the customer who answered one, and leave a task for the salesperson.

        :param answer: message that is answered, author and subject, as the gateway read them.
        :param threads: (model, id) of the documents that the answer arrived on.
        """
        message = self.search([("mail_message_id", "=", answer["parent_id"])], limit=1)
        author = self.env["res.partner"].browse(answer["author_id"] or [])
        told = message.mail_message_id
        if (told.model, told.res_id) not in threads or (author and not author.partner_share):
            return
        document = self.env[told.model].browse(told.res_id)
        message = message.with_context(lang=message.company_id.partner_id.lang or message.user_id.lang)
        day = format_date(message.env, fields.Date.context_today(message))
        text = message.env._("answered on %(day)s: %(subject)s", day=day, subject=answer["subject"] or "—")
        customer = document.partner_id.commercial_partner_id.with_company(message.company_id)
        customer.egg_followup_pause_reason = text
        user = message._get_answer_user(document)
        document.activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id,
            summary=message.env._("Answer to “%(stage)s”", stage=message.stage_id.name),
            note=message.env._(
                "%(customer)s answered. Reminders are paused until you let them go on (page Reminders of the "
                "customer).",
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
        domain = [("state", "in", ("sent", "uncertain")), ("channel", "=", "email")]
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
        items = self.item_ids.filtered(lambda item: item.state in ("sent", "uncertain"))
        reason = self.env._("The mail to %(address)s came back.", address=email)
        self.write({"state": "failed", "reason": reason})
        items.write({"state": "failed", "reason": reason})
        self.env["egg.followup.entry"].search([("followup_message_id", "=", self.id), ("origin", "=", "bulk")]).unlink()
        for item in items:
            item._get_targets()._get_egg_followup_document()._message_log(body=self.env._(
                "%(stage)s: the mail to %(address)s came back. The customer was not reminded.",
                stage=item.stage_id.name, address=email))

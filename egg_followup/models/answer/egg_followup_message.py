from odoo import fields, models
from odoo.tools import format_date


class EggFollowupMessage(models.Model):
    """A reminder is a mail of the thread of its document: answers and returned mails find back to it."""

    _inherit = "egg.followup.message"

    # Send

    def _prepare_content(self):
        """Answers go where Odoo sends those to the document: to the company's catchall, or to the salesperson."""
        content = super()._prepare_content()
        if not content["reply_to"]:
            document = self._get_main_document()
            salesperson = document._get_egg_seller() or self.user_id
            content["reply_to"] = document._notify_get_reply_to(
                default=salesperson.email_formatted or content["email_from"], author_id=self.user_id.partner_id.id,
            )[document.id]
        return content

    def _get_hidden_reasons(self, targets):
        """What waits for a contact who is not reached any more does not leave: the address gave mail back or is gone,
        the contact was archived.
        """
        reasons = super()._get_hidden_reasons(targets)
        for message in self:
            if text := message._get_unreached_text():
                items = message.item_ids.filtered(lambda item: item.state == "planned")
                reasons |= dict.fromkeys(items._get_targets().ids, text)
        return reasons

    def _get_unreached_text(self) -> str:
        """Return why the contact is not reached by the message any more; empty: it is."""
        partner = self.partner_id
        if not partner.active and partner != self._get_debtor():
            return self.env._("The contact %(contact)s was archived: make a new simulation, it finds another.",
                              contact=partner.display_name)
        if self.env["egg.followup.channel"]._get_channel(self.channel).is_reaching(partner):
            return ""
        if self.channel == "email" and partner.email_normalized:
            return self.env._("Mail to %(address)s came back: make a new simulation, it prints a letter.",
                              address=partner.email_normalized)
        return self.env._("The address of the customer is gone: make a new simulation.")

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
        message = message._in_company_language()
        day = format_date(message.env, fields.Date.context_today(message))
        text = message.env._("answered on %(day)s: %(subject)s", day=day, subject=answer["subject"] or "—")
        customer = message._get_debtor().with_company(message.company_id)
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
        for user in document._get_egg_seller() | self.user_id:
            if user.active and self.company_id in user.company_ids and document.with_user(user).has_access("read"):
                return user
        return self.env["res.users"].browse(self.env.uid)

    def _receive_bounce(self, mail_message, email):
        """Note that a reminder came back: it was none, so it has failed, and its stages are undone.

        :param mail_message: the `mail.message` that came back.
        """
        message = self.search([
            ("state", "in", ("sent", "uncertain")), ("channel", "=", "email"),
            ("mail_message_id", "in", mail_message.ids)], limit=1)
        if message:
            message._in_company_language()._undo_returned(email)

    def _undo_returned(self, email):
        self._undo_left(self.env._("The mail to %(address)s came back.", address=email))

    def _undo_left(self, reason: str):
        """What left did not reach the customer: it was no reminder, and its stages are undone.

        :param reason: a sentence
        """
        items = self.item_ids.filtered(lambda item: item.state in ("sent", "uncertain"))
        self.write({"state": "failed", "reason": reason, "sent_at": False})
        items.write({"state": "failed", "reason": reason})
        self.env["egg.followup.entry"].search([("followup_message_id", "=", self.id), ("origin", "=", "bulk")]).unlink()
        for item in items:
            item._get_targets()._get_egg_followup_document()._message_log(body=self.env._(
                "%(stage)s: %(reason)s The customer was not reminded.", stage=item.stage_id.name, reason=reason))

from collections.abc import Callable
from typing import NamedTuple

from odoo import Command, models
from odoo.tools.mail import append_content_to_html, email_split_and_format_normalize

from ...tools.transport import Transport


class Mail(NamedTuple):
    """A mail that is ready: what it says, and how it is handed over (see `Transport.send`)."""

    values: dict
    key: tuple
    connect: Callable
    hand_over: Callable


class Route(NamedTuple):
    """The model of servers that knows the company's mail domain, the server or none, the sender of the session."""

    servers: models.Model
    server: models.Model
    smtp_from: str


class EggFollowupMessage(models.Model):
    """A message as an e-mail: made in memory, as core would send it, and kept on the document once it has left."""

    _inherit = "egg.followup.message"

    def _open_transport(self) -> Transport:
        return Transport(self._commit)

    def _make_mail(self) -> Mail:
        """Return the mail, rendered and ready; nothing of it is written."""
        self.ensure_one()
        content = self._prepare_content()
        mail = self.env["mail.mail"].new(self._prepare_mail_values(content))
        mail.recipient_ids.invalidate_recordset(flush=False)  # what an earlier mail in memory knew of them
        servers, server, smtp_from = self._find_route(mail)
        emails = []
        for email in mail._prepare_outgoing_list(mail_server=server):
            sender = servers.with_context(send_validated_to=email["email_to_normalized"])
            emails.append((sender, self._build_email(sender, content["email_from"], email, server)))
        server_id = server.id or None

        def hand_over(session):
            for sender, email in emails:
                sender.send_email(email, mail_server_id=server_id, smtp_session=session)

        return Mail(content, (server_id, mail.record_alias_domain_id.id, smtp_from),
                    lambda: servers._connect__(mail_server_id=server_id, smtp_from=smtp_from), hand_over)

    def _prepare_mail_values(self, content) -> dict:
        document = self._get_main_document()
        return {
            "model": document._name, "res_id": document.id, "subject": content["subject"],
            "message_id": self.message_id, "email_from": content["email_from"], "reply_to": content["reply_to"],
            "body_html": self._add_layout(content["body_html"]), "is_notification": True,
            "recipient_ids": [Command.link(self.partner_id.id)], "mail_server_id": self.template_id.mail_server_id.id,
            "record_alias_domain_id": self.company_id.alias_domain_id.id,
            "headers": repr({"X-Auto-Response-Suppress": "OOF"}),
        }

    def _find_route(self, mail) -> Route:
        # sudo: the company's mail domain, for whoever reminds
        servers, domain = self.env["ir.mail_server"], self.company_id.alias_domain_id.sudo()
        if domain:
            servers = servers.with_context(domain_notifications_email=domain.default_from_email,
                                           domain_bounce_address=domain.bounce_email)
        sender = (email_split_and_format_normalize(mail.email_from) or [mail.email_from])[0]
        if mail.mail_server_id:
            return Route(servers, mail.mail_server_id, sender)
        # A handful of mail servers. sudo: whoever reminds does not read them.
        found = servers.sudo().search([], order="sequence, id")  # pylint: disable=no-search-all
        server, smtp_from = servers._find_mail_server(sender, mail._filter_mail_mail_servers(found))
        return Route(servers, server or self.env["ir.mail_server"], smtp_from)

    def _build_email(self, sender, email_from: str, email: dict, server):
        body, attachments = self._collect_files(email["body"], server)
        return sender._build_email__(
            email_from=(email_split_and_format_normalize(email_from) or [email_from])[0], email_to=email["email_to"],
            subject=email["subject"], body=body, body_alternative=email["body_alternative"],
            email_cc=email["email_cc"], reply_to=email["reply_to"], attachments=attachments,
            message_id=email["message_id"], references=email["references"], object_id=email["object_id"],
            subtype="html", subtype_alternative="plain", headers=email["headers"],
        )

    def _collect_files(self, body, server):
        """Return (body, attachments) of the mail; as core does, files of documents are links when they are too heavy.
        """
        files = self._get_files().sudo()  # sudo: the files of what was checked to be readable
        owned = files.filtered(lambda one: one.res_model not in (False, "mail.message") and one.res_id)
        # sudo: what a mail server takes, for whoever reminds
        limit = (server or self.env["ir.mail_server"]).sudo()._get_max_email_size() * 1024 * 1024 if owned else 0
        if owned and sum(files.mapped("file_size")) > limit:
            owned.generate_access_token()
            links = self.env["ir.qweb"]._render("mail.mail_attachment_links", {"attachments": owned})
            body, files = append_content_to_html(body, links, plaintext=False), files - owned
        return body, [(one.name, one.raw, one.mimetype) for one in files.sorted("id") if one.raw is not False]

    def _create_messages(self, contents: dict) -> dict:
        """Keep the mails on their documents, as of the company's domain; the notification of each tells there what
        became of it: sent, or returned once it comes back.

        :param contents: {message: what it says}
        :return: {message id: `mail.message`}
        """
        subtype = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        mail_messages = self.env["mail.message"].create(
            [message._prepare_message_values(content) | {"subtype_id": subtype}
             for message, content in contents.items()])
        found = dict(zip([message.id for message in contents], mail_messages, strict=True))
        for message in contents:
            message._get_files().filtered(lambda one: not one.res_model).write(
                {"res_model": "mail.message", "res_id": found[message.id].id})
        self.env["mail.notification"].create([{
            "mail_message_id": found[message.id].id, "author_id": found[message.id].author_id.id,
            "res_partner_id": message.partner_id.id, "mail_email_address": message.partner_id.email_normalized,
            "notification_type": "email", "notification_status": "sent", "is_read": True,
        } for message in contents])
        return found

    def _prepare_message_values(self, content) -> dict:
        document, company = self._get_main_document(), self.company_id
        return {
            "model": document._name, "res_id": document.id, "message_type": "email_outgoing",
            "body": content["body_html"],
            "subject": content["subject"], "message_id": self.message_id, "email_from": content["email_from"],
            "author_id": self.user_id.partner_id.id, "partner_ids": self.partner_id.ids,
            "reply_to": content["reply_to"] or False, "attachment_ids": self._get_files().ids,
            "record_company_id": company.id, "record_alias_domain_id": company.alias_domain_id.id,
        }

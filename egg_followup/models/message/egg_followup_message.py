import logging
import smtplib
from contextlib import contextmanager
from decimal import Decimal
from typing import NamedTuple

import psycopg2
from odoo import SUPERUSER_ID, Command, api, fields, models
from odoo.addons.base.models.ir_mail_server import MailDeliveryException
from odoo.exceptions import UserError
from odoo.modules import module
from odoo.tools import format_date
from odoo.tools.image import image_data_uri
from odoo.tools.pdf import merge_pdf

from ...core.interest import late_interest_of

_logger = logging.getLogger(__name__)

#: how often a message is tried again when the server answers "not now" (4xx)
MAX_ATTEMPTS = 6
#: first key of the advisory locks on messages
LOCK_SPACE = 0x0E66


class Owed(NamedTuple):
    """Fee and interest that are still to be claimed, and what was claimed already beyond them."""

    fee: float
    interest: float
    claimed: Decimal


class Unreachable(Exception):
    """The mail server cannot be reached: nothing else can leave either.

    `uncertain`: it went away while it was taking the mail.
    """

    def __init__(self, text: str, uncertain: bool = False):
        super().__init__(text)
        self.uncertain = uncertain


class NotNow(Exception):
    """The mail server does not want this mail for the moment (4xx)."""


class Changed(Exception):
    """What is owed changed while the message was being made: it is made again."""


class Dropped(Exception):
    """Nothing of the message is to be sent any more."""


class Transport:
    """SMTP sessions that are kept open for a whole batch, one per mail configuration."""

    def __init__(self):
        self.sessions = {}
        self.problem = ""

    def send(self, mail):
        """Hand one `mail.mail` to its server.

        :raises Unreachable: the server is down or went away.
        :raises NotNow: the server wants this mail later.
        :raises MailDeliveryException, AssertionError: the server or the address refuses this mail for good.
        """
        for server_id, alias_domain_id, smtp_from, _ids in mail._split_by_mail_configuration():
            key = (server_id, alias_domain_id, smtp_from)
            session = self._get_session(mail, key)
            server = mail.env["ir.mail_server"].browse(server_id)
            try:
                mail._send(raise_exception=True, smtp_session=session, alias_domain_id=alias_domain_id,
                           mail_server=server)
            except smtplib.SMTPServerDisconnected as error:
                self.sessions.pop(key, None)
                raise Unreachable(str(error), uncertain=True) from error
            except MailDeliveryException as error:
                self._refused(key, error)

    def _refused(self, key, error):
        """Find out what a refusal means; the session is made ready for the next mail, or forgotten."""
        cause = error.__context__ or error
        if isinstance(cause, OSError) and not isinstance(cause, smtplib.SMTPException):
            self.sessions.pop(key, None)
            raise Unreachable(str(cause), uncertain=True) from error
        codes = self._get_codes(cause)
        if 421 in codes:
            self.sessions.pop(key, None)
            raise Unreachable(_get_text(cause)) from error
        self._is_alive(key)
        if codes and all(400 <= code < 500 for code in codes):
            raise NotNow(_get_text(cause)) from error
        raise error

    @staticmethod
    def _get_codes(error) -> list:
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return [code for code, _text in error.recipients.values()]
        return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []

    def _get_session(self, mail, key):
        """Return an open session: the one there is, if the server still answers."""
        if key not in self.sessions or not self._is_alive(key):
            try:
                self.sessions[key] = mail.env["ir.mail_server"]._connect__(mail_server_id=key[0], smtp_from=key[2])
            except (OSError, smtplib.SMTPException, UserError) as error:
                raise Unreachable(str(error)) from error
        return self.sessions[key]

    def _is_alive(self, key) -> bool:
        try:
            if self.sessions[key].rset()[0] == 250:
                return True
        except (OSError, smtplib.SMTPException):
            _logger.info("The mail server closed the session: a new one is opened.")
        del self.sessions[key]
        return False

    def close(self):
        for session in self.sessions.values():
            try:
                session.quit()
            except (OSError, smtplib.SMTPException):
                _logger.info("The mail session was already closed.")


def _get_text(error) -> str:
    """Return a line that a person understands: what the mail server answered, when it is about that."""
    cause = error.__context__ if isinstance(error, MailDeliveryException) and error.__context__ else error
    if isinstance(cause, smtplib.SMTPRecipientsRefused):
        answers = cause.recipients.items()
        return "; ".join(f"{address}: {code} {_decode(text)}" for address, (code, text) in answers)
    if isinstance(cause, smtplib.SMTPResponseException):
        return f"{cause.smtp_code} {_decode(cause.smtp_error)}"
    return " ".join(" ".join(str(part) for part in cause.args).split()) or str(cause)


def _decode(text) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else str(text)


class EggFollowupMessage(models.Model):
    """One message of a run to one customer, by e-mail or on paper."""

    _name = "egg.followup.message"
    _description = "Follow-up Message"
    _inherit = ["egg.facts.mixin"]
    _egg_actors = ""  # whoever a rule shows the message
    _order = "id"
    _rec_name = "partner_id"

    run_id = fields.Many2one("egg.followup.run", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    user_id = fields.Many2one(related="run_id.user_id")
    partner_id = fields.Many2one("res.partner", "Customer", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    document_type = fields.Selection([("invoice", "Invoice")], required=True)
    stage_id = fields.Many2one("egg.followup.stage", "Stage", required=True, ondelete="restrict")
    template_id = fields.Many2one("mail.template", "Text", ondelete="set null")
    channel = fields.Selection([("email", "E-mail"), ("letter", "Printed letter")], "By", required=True)
    email_to = fields.Char("Address")
    state = fields.Selection(
        [("planned", "Planned"), ("queued", "Waiting"), ("sending", "Being sent"), ("to_print", "To print"),
         ("sent", "Sent"),
         ("skipped", "Skipped"), ("failed", "Failed"), ("cancelled", "Cancelled")],
        required=True, default="planned", index=True,
    )
    reason = fields.Char()
    attempts = fields.Integer()
    repeated = fields.Boolean(
        help="The sending was interrupted at an unknown point, so the message was sent again under the same "
             "Message-ID: the customer's mail program recognises the second copy.",
    )
    message_id = fields.Char("Message-ID")
    sent_at = fields.Datetime()
    item_ids = fields.One2many("egg.followup.item", "followup_message_id", "Items")
    item_count = fields.Integer(compute="_compute_amounts")
    amount_due = fields.Monetary(compute="_compute_amounts")
    interest = fields.Monetary("Late interest", compute="_compute_amounts")
    recovery_fee = fields.Monetary("Recovery fee", compute="_compute_amounts")
    amount_claimed = fields.Monetary("Amount claimed", compute="_compute_amounts")
    items_table = fields.Html("Amounts due", compute="_compute_items_table", sanitize=False)
    mail_message_id = fields.Many2one("mail.message", "Message", ondelete="set null", readonly=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments", help="Printed before the sending, for "
                                                                                  "these facts.")
    facts = fields.Char(help="The items and amounts that the attachments were printed for.")

    _unique_message_id = models.UniqueIndex("(message_id) WHERE message_id IS NOT NULL")

    @api.depends("item_ids.state", "stage_id")
    def _compute_amounts(self):
        for message in self:
            rows = message._get_rows()
            message.item_count = len(rows)
            message.amount_due = sum(row["amount"] for row in rows)
            message.interest = sum(row["interest"] for row in rows)
            message.recovery_fee = sum(row["fee"] for row in rows)
            message.amount_claimed = message.amount_due + message.interest + message.recovery_fee

    def _compute_items_table(self):
        for message in self:
            in_language = message.with_context(lang=message.partner_id.lang or message.env.lang)
            values = {
                "message": in_language, "rows": in_language._get_rows(), "bank": in_language._get_bank_account(),
                "money": in_language.currency_id.format,
            }
            message.items_table = self.env["ir.qweb"].with_context(lang=in_language.env.context["lang"])._render(
                "egg_followup.message_items", values,
            )

    def _get_rows(self) -> list:
        """Return one dict per item that the message speaks of, with what is owed at this moment.

        Late interest runs from the day after the due date; the flat fee is due once per late invoice, by firms only.
        What an invoice of late interest claims already is not claimed again.
        """
        self.ensure_one()
        today, rows, claimed = fields.Date.context_today(self), [], {}
        company, public = self.company_id, self.partner_id.commercial_partner_id.egg_public_body
        rates = company._get_egg_interest_rates() if self.stage_id.with_interest else []
        unit = Decimal(str(self.currency_id.rounding))
        for item in self.item_ids.filtered(lambda one: one.state in ("planned", "sent")):
            target = item._get_targets()
            document, due = target._get_egg_followup_document(), target._get_egg_followup_base_date()
            amount = target._get_egg_open_amount()[0] if item.state == "planned" else item.amount
            is_claimed = not item.credit or item.credit < amount
            interest = fee = 0.0
            is_late = self.stage_id.with_interest and self.document_type == "invoice" and due and due < today
            if is_late and is_claimed and document._is_egg_interest_bearing():
                own = company._get_egg_interest_rates(self.partner_id, due) if public else rates
                interest = late_interest_of(target._get_egg_owed_parts(today, item.credit), due, own, unit)
                if document not in claimed:
                    claimed[document] = document._get_egg_interest_claimed()
                    fee = Decimal(str(self.company_id._get_egg_recovery_fee_in(self.currency_id, today)))
                fee, interest, claimed[document] = self._take_claimed(fee, interest, claimed[document])
            rows.append({
                "item": item, "document": document, "due": due, "due_text": format_date(self.env, due) if due else "",
                "days_late": max((today - due).days, 0) if due else 0, "stage": item.stage_id, "amount": amount,
                "interest": interest, "fee": fee, "credit": item.credit,
            })
        return sorted(rows, key=lambda row: (row["due"] or today, row["item"].id))

    def _get_bank_account(self):
        """The account to pay to: that of the first invoice, else the company's first."""
        return self._get_main_document()._get_egg_payment_bank() or self.company_id.bank_ids[:1]

    @api.model
    def _take_claimed(self, fee, interest, claimed) -> Owed:
        """What is left of fee and interest after what was claimed already, and what of that is left for other amounts
        due.
        """
        rest = max(claimed - Decimal(fee), Decimal(0))
        fee_left, interest_left = max(Decimal(fee) - claimed, Decimal(0)), max(interest - rest, Decimal(0))
        return Owed(float(fee_left), float(interest_left), max(rest - interest, Decimal(0)))

    # Actions

    def action_retry(self):
        """Put failed messages back into the queue."""
        failed = self._as_egg_actor().filtered(lambda message: message.state == "failed")
        if not failed:
            return True
        failed.write({"state": "queued", "reason": False, "attempts": 0})
        failed.item_ids.filtered(lambda item: item.state == "failed").write({"state": "planned", "reason": False})
        failed.run_id.filtered(lambda run: run.state == "done").write({"state": "running"})
        self.env["egg.followup.run"]._trigger()
        return True

    def action_preview(self):
        """Show the message as it would leave now."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window", "name": self.env._("Preview"), "res_model": "egg.followup.preview",
            "target": "new",
            "view_mode": "form", "views": [(False, "form")], "context": {"default_followup_message_id": self.id},
        }

    # Send

    @contextmanager
    def _transport(self):
        transport = Transport()
        try:
            yield transport
        finally:
            transport.close()

    def _deliver(self, transport) -> str:
        """Send one message, at most once as far as a program can know.

        Whoever holds the message's lock owns it; a lock dies with its process. "Being sent" is committed before the
        mail server is spoken to, and all that follows from the sending (entries, messages) is written before it and
        committed right after. So a message that is found "being sent" without a lock was cut off: it is sent again,
        under the same Message-ID.

        :return: the state reached, "busy" when another worker has it, "unreachable" when the mail server does not
            answer.
        """
        self.ensure_one()
        if not self._lock():
            return "busy"
        try:
            self._commit()  # the lock is ours: look at the message as it is now
            self.invalidate_recordset()
            if not self.exists() or self.state not in ("queued", "sending"):
                return "busy"
            return self._deliver_locked(transport)
        finally:
            self._unlock()

    def _deliver_locked(self, transport) -> str:
        try:
            # Printing first, in a transaction of its own: it reads assets that another process may be serving.
            self._in_transaction(self._print_attachments)
            self._in_transaction(self._mark_as_being_sent)
            self._in_transaction(lambda: self._send(transport))
        except Dropped as error:
            text = str(error)
            self._in_transaction(lambda: self._close("skipped", text))
        except Unreachable as error:
            transport.problem = text = str(error)
            uncertain = error.uncertain
            self._in_transaction(lambda: self._postpone(text, uncertain, away=True))
            return "unreachable"
        except (NotNow, Changed) as error:
            text = str(error)
            self._in_transaction(lambda: self._postpone(text))
        except (psycopg2.errors.SerializationFailure, psycopg2.errors.LockNotAvailable,
                psycopg2.errors.UniqueViolation):
            _logger.info("Message %s met another transaction: it is tried again.", self.id)
            self._in_transaction(lambda: self._postpone(self.env._("Changed meanwhile: tried again.")))
        except psycopg2.OperationalError:
            raise  # no database, no work
        except Exception as error:  # noqa: BLE001 - one bad customer never stops the others
            _logger.warning("Message %s failed: %s", self.id, error)
            text = _get_text(error)
            self._in_transaction(lambda: self._close("failed", text))
        return self.state

    def _lock(self) -> bool:
        self.env.cr.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, self.id])
        return self.env.cr.fetchone()[0]

    def _unlock(self):
        self.env.cr.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, self.id])

    def _commit(self):
        if not module.current_test:
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _in_transaction(self, function):
        """Run a step in a transaction of its own (a savepoint in tests): all of it, or nothing."""
        if module.current_test:
            with self.env.cr.savepoint():
                return function()
        try:
            result = function()
            self.env.flush_all()
            self.env.cr.commit()  # pylint: disable=invalid-commit
            return result
        except BaseException:
            self.env.cr.rollback()
            raise

    def _mark_as_being_sent(self):
        interrupted = self.state == "sending"
        self.write({
            "state": "sending", "attempts": self.attempts + 1, "repeated": self.repeated or interrupted,
            "reason": self.env._("Interrupted, then sent again under the same Message-ID.") if interrupted else False,
        })

    def _postpone(self, reason: str, uncertain: bool = False, away: bool = False):
        """Back into the queue. What may have been taken stays "being sent": its next sending counts as a repeat.

        A mail that its server does not want too often has failed; a server that is away is waited for.
        """
        if self.attempts >= MAX_ATTEMPTS and not away:
            return self._close("failed", reason)
        return self.write({"state": "sending" if uncertain else "queued", "reason": reason})

    def _close(self, state: str, reason: str):
        self.write({"state": state, "reason": reason})
        self.item_ids.filtered(lambda item: item.state == "planned").write({"state": state, "reason": reason})

    def _send(self, transport):
        """Write all that follows from the sending, then send: a commit after it cannot fail for what we wrote."""
        self._drop_what_is_settled()
        if self.facts != self._get_facts():
            raise Changed(self.env._("Changed meanwhile: tried again."))
        content = self._prepare_content()
        mail_message = self._create_message(content, self.attachment_ids)
        self.write({"state": "sent", "sent_at": fields.Datetime.now(), "mail_message_id": mail_message.id})
        self._create_entries("bulk", mail_message)
        mail = self._create_mail(mail_message, content)
        self.env.flush_all()
        transport.send(mail)

    def _drop_what_is_settled(self):
        """Look at each item again, now: paid, disputed, reminded meanwhile... is left out."""
        items = self.item_ids.filtered(lambda item: item.state == "planned")
        targets = items._get_targets()
        targets.invalidate_recordset()
        reasons = (items._get_meanwhile_reasons() | targets._get_egg_reminder_reasons()
                   | self._get_hidden_reasons(targets))
        for item in items:
            reason = reasons.get(item._get_targets().id)
            if reason:
                item.write({"state": "skipped", "reason": reason})
        left = self._renew_credits(items.filtered(lambda item: item.state == "planned"))
        if not left:
            raise Dropped("; ".join(dict.fromkeys(items.mapped("reason"))) or self.env._("Nothing left to remind."))
        sternest = self._get_claimed_items(left).stage_id.sorted(lambda stage: (stage.sequence, stage.id))[-1:]
        if sternest != self.stage_id and not self.run_id.stage_id:
            row = sternest.template_ids.filtered(lambda one: one.document_type == self.document_type)
            self.write({"stage_id": sternest.id, "template_id": row.template_id.id})
        if not self.template_id:
            raise UserError(self.env._("Stage “%(stage)s” has no template.", stage=self.stage_id.name))

    def _get_hidden_reasons(self, targets) -> dict:
        """Return {id: reason} of what the user of the run may not see,
        or what belongs to another company: it is not written about.
        """
        user, company = self.run_id.user_id, self.run_id.company_id
        shown = targets.browse()
        if user.id == SUPERUSER_ID or company in user.company_ids:
            own = targets.env(user=user.id, su=False, context={"allowed_company_ids": company.ids})
            seen = targets.filtered(lambda one: one.company_id == company).with_env(own)._filtered_access(
                "read").with_env(targets.env)
            documents = seen._get_egg_followup_document().with_env(own)._filtered_access("read")
            shown = seen.filtered(lambda one: one._get_egg_followup_document().id in documents._ids)
        text = self.env._("%(user)s, who started the run, may not see this document.", user=user.name)
        return {one.id: text for one in targets - shown}

    def _get_main_document(self):
        planned = self.item_ids.filtered(lambda item: item.state in ("planned", "sent"))
        return planned[:1]._get_targets()._get_egg_followup_document()

    def _prepare_content(self) -> dict:
        """Return subject, body and addresses, rendered in the customer's language."""
        self.ensure_one()
        record = self if self.template_id.model == self._name else self._get_main_document()
        template = self.template_id
        # The customer's language, whatever the template says.
        template = template.with_context(lang=self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang)
        values = {
            name: template._render_field(name, record.ids, set_lang=self.partner_id.lang)[record.id]
            for name in ("subject", "body_html", "email_from", "reply_to")
        }
        company = self.company_id
        values["email_from"] = values["email_from"] or self.user_id.email_formatted or company.email_formatted
        return values

    def _add_layout(self, body):
        """Return the body in the company's mail layout, in the customer's language."""
        language = self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang
        return self.template_id.with_context(lang=language)._render_encapsulate(
            self.template_id.email_layout_xmlid or "egg_followup.mail_layout", body,
            context_record=self._get_main_document(),
            add_context={"company": self.company_id, "model_description": ""},
        )

    def _get_facts(self) -> str:
        rows = [f"{row['item'].id}:{row['stage'].id}:{row['amount']}:{row['credit']}" for row in self._get_rows()]
        return f"{self.stage_id.id}@{';'.join(rows)}"

    def _print_attachments(self):
        """Print the documents as PDF, and the letter, as the run and the stage ask for."""
        self._drop_what_is_settled()
        facts = self._get_facts()
        if self.facts == facts:
            return  # printed for an attempt before
        attachments = self.env["ir.attachment"]
        if self.run_id.attach_pdf:
            documents = dict.fromkeys(row["document"] for row in self._get_rows())
            for document in documents:
                attachments |= self._get_document_pdf(document)
        if self.stage_id.attach_letter:
            told = self.with_context(lang=self.partner_id.lang or self.env.lang)
            attachments |= self._create_pdf(self._render_pdf(), told.env._("Letter.pdf"))
        self.write({"facts": facts, "attachment_ids": [Command.set(attachments.ids)]})

    def _get_document_pdf(self, document):
        """The stored legal PDF when there is one, else the document printed now, as an attachment."""
        stored = document._get_egg_legal_attachment()
        if stored:
            return stored
        return self._create_pdf(document._get_egg_pdf(), f"{(document.name or 'document').replace('/', '_')}.pdf")

    def _create_pdf(self, content: bytes, name: str):
        return self.env["ir.attachment"].create({"name": name, "raw": content, "mimetype": "application/pdf"})

    def _create_message(self, content, attachments):
        document = self._get_main_document()
        mail_message = self.env["mail.message"].create({
            "model": document._name, "res_id": document.id, "message_type": "email_outgoing",
            "body": content["body_html"],
            "subject": content["subject"], "message_id": self.message_id, "email_from": content["email_from"],
            "author_id": self.user_id.partner_id.id, "partner_ids": self.partner_id.ids,
            "subtype_id": self.env.ref("mail.mt_comment").id,
            "reply_to": content["reply_to"] or False, "attachment_ids": attachments.ids,
        })
        attachments.filtered(lambda one: not one.res_model).write({"res_model": "mail.message",
                                                                   "res_id": mail_message.id})
        return mail_message

    def _create_mail(self, mail_message, content):
        return self.env["mail.mail"].create({
            "mail_message_id": mail_message.id, "body_html": self._add_layout(content["body_html"]),
            "recipient_ids": self.partner_id.ids, "auto_delete": True,
            "is_notification": True, "mail_server_id": self.template_id.mail_server_id.id, "headers": repr({
                "X-Auto-Response-Suppress": "OOF",
            }),
        })

    def _create_entries(self, origin: str, mail_message=None):
        """Note the stage of each item in the history of its document."""
        values, documents = [], {}
        for item in self.item_ids.filtered(lambda one: one.state == "planned"):
            target = item._get_targets()
            document = target._get_egg_followup_document()
            documents.setdefault(document._name, self.env[document._name].browse())
            documents[document._name] |= document
            values.append({
                target._egg_followup_link: target.id, "stage_id": item.stage_id.id, "origin": origin,
                "user_id": item.run_id.user_id.id,
                "followup_message_id": item.followup_message_id.id,
                "message_id": mail_message.id if mail_message else False,
                "comment": item.followup_message_id.email_to or self.env._("Printed letter"),
            })
            item.write({"state": "sent", "amount": target._get_egg_open_amount()[0], "reason": False})
        self.env["egg.followup.entry"].create(values)
        for found in documents.values():
            self._log_on_documents(found, mail_message)

    def _log_on_documents(self, documents, mail_message):
        """The main document has the mail itself; the others get a line."""
        others = documents.filtered(lambda one: not mail_message or one.id != mail_message.res_id)
        texts = {}
        for message in self:
            for item in message.item_ids:
                document = item._get_targets()._get_egg_followup_document()
                texts[document.id] = self.env._(
                    "%(stage)s: %(how)s.", stage=item.stage_id.name,
                    how=message.email_to or self.env._("printed letter"),
                )
        if others:
            # signed by whoever started the run, not by the job
            others._message_log_batch({one.id: texts[one.id] for one in others if one.id in texts},
                                      author_id=self.user_id[:1].partner_id.id)

    # Print

    def _render_pdf(self) -> bytes:
        """The letters of one company as one PDF, each on a page of its own and in its customer's language."""
        bodies = [message._render_page() for message in self]
        return self.env["ir.actions.report"]._render_egg_pages(bodies, self.company_id[:1])

    def _render_pdf_with_documents(self) -> bytes:
        """The same, each letter followed by the documents it speaks of,
        in the order of its table, when the run asks for them.
        """
        if not self.run_id.attach_pdf:
            return self._render_pdf()
        parts = []
        for message in self:
            parts.append(message._render_pdf())
            for document in dict.fromkeys(row["document"] for row in message._get_rows()):
                parts.append(document._get_egg_legal_attachment().raw or document._get_egg_pdf())
        return merge_pdf(parts)

    def _render_page(self):
        self.ensure_one()
        language = self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang
        message = self.with_context(lang=language)
        day = format_date(message.env, fields.Date.context_today(self), lang_code=language)
        address = self.partner_id._display_address(without_company=True)
        return self.env["ir.qweb"].with_context(lang=language)._render("egg_followup.letter_page", {
            "message": message, "content": message._prepare_content(), "image_data_uri": image_data_uri,
            "place_and_date": ", ".join(filter(None, (self.company_id.city, day))),
            "address": [self.partner_id.name or "", *filter(None, map(str.strip, address.splitlines()))],
        })

    def _print(self):
        """Make one PDF of these letters, in their order; their stages are done with it. What is settled is left out."""
        ready = self.browse()
        for message in self:
            try:
                message._drop_what_is_settled()
                ready |= message
            except Dropped as dropped:
                message._close("skipped", str(dropped))
        if not ready:
            return self.env["ir.attachment"]
        run = ready.run_id[:1]
        attachment = self.env["ir.attachment"].create({
            "name": self.env._("Letters %(run)s.pdf", run=run.name.replace("/", "-")),
            "raw": ready._render_pdf_with_documents(),
            "mimetype": "application/pdf", "res_model": run._name, "res_id": run.id,
        })
        ready._create_entries("bulk")
        ready.write({"state": "sent", "sent_at": fields.Datetime.now()})
        return attachment

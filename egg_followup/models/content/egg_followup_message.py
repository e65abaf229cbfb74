import logging
from collections import defaultdict
from contextlib import contextmanager
from typing import NamedTuple

import psycopg2
from odoo import SUPERUSER_ID, Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, get_lang

_logger = logging.getLogger(__name__)

#: where the texts of messages are kept while they are made
TEXTS = "egg_followup_texts"


class Dropped(Exception):
    """Nothing of the message is to be sent any more."""


class LateFacts(NamedTuple):
    """What is known of the items of some messages right before they leave."""

    reasons: dict  # {target id: why it is not reminded}
    claims: dict  # {target id: what it comes to}, see `egg.followup.run._prepare_claims`

    def is_dropping(self, message) -> bool:
        """Whether nothing is left of a message."""
        return all(self.reasons.get(item._get_targets().id) for item in message.item_ids if item.state == "planned")


class EggFollowupMessage(models.Model):
    """What a message says at this moment: of which items, in which words, with which files."""

    _inherit = "egg.followup.message"

    def _get_late_facts(self) -> LateFacts:
        """Look at each item of these messages (one run) again, now."""
        items = self.item_ids.filtered(lambda item: item.state == "planned")
        targets = items._get_targets()
        targets.invalidate_recordset()
        reasons = (items._get_meanwhile_reasons() | targets._get_egg_reminder_reasons()
                   | self._get_hidden_reasons(targets))
        return LateFacts(reasons, self.run_id._prepare_claims(targets))

    def _drop_what_is_settled(self, late: LateFacts | None = None):
        """Look at each item again, now: paid, disputed, reminded meanwhile... is left out.

        :param late: what is known of the items, when it was looked up for several messages just now
        """
        late = late or self._get_late_facts()
        items = self.item_ids.filtered(lambda item: item.state == "planned")
        for item in items:
            target = item._get_targets()
            if late.reasons.get(target.id):
                item.write({"state": "skipped", "reason": late.reasons[target.id]})
            else:
                item.amount = target._get_egg_open_amount()[0]  # what the customer is told
        stage = self._renew_credits(items.filtered(lambda item: item.state == "planned"), late.claims)
        if not stage:
            raise Dropped("; ".join(dict.fromkeys(items.mapped("reason"))) or self.env._("Nothing left to remind."))
        if stage != self.stage_id:
            self.stage_id = stage
            channel = self.env["egg.followup.channel"]._get_channel(self.channel)
            self.template_id = channel.get_template(self._get_text_row())
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
        items = self._get_told_items() or self.item_ids
        return items[:1]._get_targets()._get_egg_followup_document()

    def _get_debtor(self):
        """Return the customer who owes all that the message speaks of; who reads it may belong to another firm."""
        return self._get_main_document().partner_id.commercial_partner_id

    def _prepare_content(self) -> dict:
        """Return subject, body and addresses, rendered in the customer's language."""
        self.ensure_one()
        kept = self.env.cr.cache.get(TEXTS, {}).get(self.id)
        values = dict(kept or self._render_texts()[self.id])
        for name in ("subject", "email_from", "reply_to"):
            values[name] = " ".join(str(values[name] or "").split())  # a header is one line
        values["email_from"] = values["email_from"] or self._get_default_sender()
        return values

    def _render_texts(self) -> dict:
        """Return {message id: {field of the template: text}}, in the language of each customer, whatever the template
        says.
        """
        texts = defaultdict(dict)
        for (template, language), messages in self.grouped(lambda one: (one.template_id, one._get_language())).items():
            template = template.with_context(lang=language)  # noqa: PLW2901
            records = {one.id: one.id if template.model == self._name else one._get_main_document().id
                       for one in messages}
            for name in ("subject", "body_html", "email_from", "reply_to"):
                rendered = template._render_field(name, list(set(records.values())), set_lang=language)
                for message_id, record_id in records.items():
                    texts[message_id][name] = rendered[record_id]
        return texts

    @contextmanager
    def _keeping_texts(self):
        """Render the texts of these messages together, for what is made of each of them; when one of them is broken,
        each is rendered by itself, which finds it.
        """
        try:
            self.env.cr.cache[TEXTS] = self._render_texts()
        except psycopg2.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told where it belongs
            _logger.info("The texts of messages %s are not rendered together: %s", self.ids, error)
        try:
            yield
        finally:
            self.env.cr.cache.pop(TEXTS, None)

    def _get_default_sender(self) -> str:
        return self.user_id.email_formatted or self.company_id.email_formatted or ""

    def _get_sender(self) -> str:
        """Return the address that the message would leave from; empty when there is none."""
        record = self if self.template_id.model == self._name else self._get_main_document()
        try:
            sender = self.template_id._render_field("email_from", record.ids)[record.id]
        except UserError:
            return self._get_default_sender()  # a broken text fails by itself, with its reason
        return email_normalize(sender or self._get_default_sender(), strict=False) or ""

    def _add_layout(self, body):
        """Return the body in the company's mail layout, in the customer's language."""
        return self.template_id.with_context(lang=self._get_language())._render_encapsulate(
            self.template_id.email_layout_xmlid or "egg_followup.mail_layout", body,
            context_record=self._get_main_document(),
            add_context={"company": self.company_id, "model_description": "", "direction": self._get_direction()},
        )

    def _get_direction(self):
        """"rtl" where the customer's language is written from right to left, else None."""
        return "rtl" if get_lang(self.env, self._get_language()).direction == "rtl" else None

    def _get_facts(self) -> str:
        """What the files say: of which amounts they are, which files they are, and the day of a letter's interest."""
        rows = [f"{row['item'].id}:{row['stage'].id}:{row['amount']}:{row['credit']}" for row in self._get_rows()]
        letter = fields.Date.context_today(self) if self._is_letter_attached() else ""
        return f"{self.stage_id.id}/{int(self.run_id.attach_pdf)}/{letter}@{';'.join(rows)}"

    def _has_files(self) -> bool:
        return self.run_id.attach_pdf or self._is_letter_attached()

    def _is_letter_attached(self) -> bool:
        """Whether the message goes with its letter as a file."""
        return self.stage_id.attach_letter

    def _get_files(self):
        """Return the files that go with the message."""
        return self.attachment_ids if self._has_files() else self.env["ir.attachment"]

    def _print_attachments(self, ahead):
        """Print the documents as PDF, and the letter, as the run and the stage ask for.

        :param ahead: `PrintAhead` of the batch.
        """
        self._drop_what_is_settled()
        facts = self._get_facts()
        if self.facts == facts and self._has_all_files():
            return  # printed for an attempt before
        attachments = self.env["ir.attachment"]
        if self.run_id.attach_pdf:
            documents = dict.fromkeys(row["document"] for row in self._get_rows())
            for document in documents:
                attachments |= self._provide_document_pdf(document, ahead.get(document, facts))
        if self._is_letter_attached():
            told = self.with_context(lang=self._get_language())
            attachments |= self._create_pdf(self._render_pdf(), told.env._("Letter.pdf"))
        for file in attachments:
            if not file.raw:
                raise UserError(self.env._(
                    "The file %(file)s is missing on the server: have it restored, or send without documents.",
                    file=file.name))
        self.write({"facts": facts, "attachment_ids": [Command.set(attachments.ids)]})

    def _has_all_files(self) -> bool:
        """Whether what was printed for an attempt before is still there."""
        wanted = len({row["document"] for row in self._get_rows()}) if self.run_id.attach_pdf else 0
        return len(self.attachment_ids) == wanted + self._is_letter_attached()

    def _provide_document_pdf(self, document, printed: bytes | None):
        """The legal PDF, stored now if it never was, else the document as it is printed now, as an attachment."""
        if not (stored := document._get_egg_legal_attachment()):
            document._store_egg_pdf()
            stored = document._get_egg_legal_attachment()
        if stored:
            return stored
        name = f"{(document.name or 'document').replace('/', '_')}.pdf"
        return self._create_pdf(printed or document._get_egg_pdf(), name)

    def _create_pdf(self, content: bytes, name: str):
        return self.env["ir.attachment"].create({"name": name, "raw": content, "mimetype": "application/pdf"})

import logging
from functools import partial
from itertools import chain

import psycopg2
from odoo import fields, models
from odoo.addons.egg_billing.core.bidi import close_texts
from odoo.addons.egg_billing.tools.pdf import merge
from odoo.exceptions import UserError
from odoo.tools import format_date, split_every
from odoo.tools.image import image_data_uri

from ...tools.envelope import join_letters
from ..content.egg_followup_message import Dropped
from ..content.print_ahead import PRINTED_TOGETHER, PrintAhead

_logger = logging.getLogger(__name__)


class EggFollowupMessage(models.Model):
    """A message on paper: a page of its own, and the pages of the documents behind it."""

    _inherit = "egg.followup.message"

    def _render_pdf(self) -> bytes:
        """This letter as a PDF, in its customer's language."""
        return self.env["ir.actions.report"]._render_egg_pages([self._render_page()], self.company_id)

    def _render_page(self):
        self.ensure_one()
        language = self._get_language()
        message = self.with_context(lang=language)
        day = format_date(message.env, fields.Date.context_today(self), lang_code=language)
        address = self.partner_id._display_address(without_company=True)
        markup = self.env["ir.qweb"].with_context(lang=language)._render("egg_followup.letter_page", {
            "message": message, "content": message._prepare_content(), "image_data_uri": image_data_uri,
            "direction": message._get_direction(),
            "place_and_date": message._get_place_and_date(self.company_id.city, day),
            "address": [self.partner_id.name or "", *filter(None, map(str.strip, address.splitlines()))],
        })
        return type(markup)(close_texts(markup)) if message._get_direction() else markup

    def _get_place_and_date(self, place: str, day: str) -> str:
        """Return the line above a letter."""
        return self.env._("%(place)s, %(day)s", place=place, day=day) if place else day

    def _print(self):
        """Make one PDF of these letters, in their order; their stages are done with it. What is settled is left out,
        and a letter that cannot be made fails alone.

        :return: the attachment; none: nothing was left to print.
        """
        letters = self._draw_letters()
        if not letters:
            return self.env["ir.attachment"]
        ready = self.browse().union(*letters)
        run = ready.run_id[:1]
        attachment = self.env["ir.attachment"].create({
            "name": self.env._("Letters %(run)s.pdf", run=run.name.removeprefix("RUN/").replace("/", "-")),
            "raw": self._join_letters(list(letters.values())),
            "mimetype": "application/pdf", "res_model": run._name, "res_id": run.id,
        })
        ready._keep_letters(letters)
        ready._create_entries("bulk")
        ready.write({"state": "sent", "sent_at": fields.Datetime.now()})
        return attachment

    def _join_letters(self, letters: list) -> bytes:
        """Return one PDF of these letters, with the marks that the company's envelope machine reads."""
        marks = self.company_id[:1].egg_letter_marks
        if marks in (False, "none"):
            return merge(list(chain.from_iterable(letters)))
        return join_letters(letters, marks == "both_sides")

    def _draw_letters(self) -> dict:
        """Return {message: [its letter, each document that follows it]} as PDFs; those that cannot be made are closed
        and say why.
        """
        pages = {message: page for message in self if (page := message._try(message._make_page))}
        letters, ahead = self._draw_pages(pages), PrintAhead()
        for together in split_every(PRINTED_TOGETHER, list(letters), list):
            ahead.print(self.browse().union(*together))
            for message in together:
                documents = message._try(partial(message._read_documents, ahead))
                if documents is None:
                    del letters[message]
                else:
                    letters[message] += documents
        return letters

    def _draw_pages(self, pages: dict) -> dict:
        """Return {message: [PDF of its page]}: all in one run of the engine; when it fails, one by one."""
        Report, company = self.env["ir.actions.report"], self.company_id[:1]
        try:
            return {message: [pdf] for message, pdf in zip(
                pages, Report._render_egg_page_files(list(pages.values()), company), strict=True)} if pages else {}
        except UserError:
            found = {message: message._try(partial(Report._render_egg_page_files, [page], company))
                     for message, page in pages.items()}
            return {message: pdfs for message, pdfs in found.items() if pdfs}

    def _make_page(self):
        self._drop_what_is_settled()
        return self._render_page()

    def _read_document(self, document) -> bytes:
        if not document._get_egg_legal_attachment():
            document._store_egg_pdf()
        return document._get_egg_legal_attachment().raw or document._get_egg_pdf()

    def _read_documents(self, ahead) -> list:
        """Return the PDFs of the documents that the letter speaks of, in the order of its table, when the run asks for
        them.
        """
        if not self.run_id.attach_pdf:
            return []
        with self._keeping_rows():
            documents, facts = dict.fromkeys(row["document"] for row in self._get_rows()), self._get_facts()
        found = []
        for document in documents:
            pdf = ahead.get(document, facts) or self._read_document(document)
            try:
                found.append(merge([pdf]))
            except Exception as problem:
                raise UserError(self.env._("The PDF of %(document)s cannot be read: take it off the document, or print "
                                           "without the documents.", document=document.display_name)) from problem
        return found

    def _try(self, step):
        """Return what a step of the printing of this letter makes; none: the letter is closed and says why."""
        try:
            with self.env.cr.savepoint():
                return step()
        except Dropped as dropped:
            self._close("skipped", str(dropped))
        except psycopg2.OperationalError:
            raise  # no database, or another transaction is in the way: all of it is done again
        except Exception as error:  # noqa: BLE001 - one bad letter never stops the others
            _logger.warning("Letter %s failed: %s", self.id, error)
            self._close("failed", " ".join(str(error).split()))
        return None

import logging

import psycopg2
from odoo import fields, models
from odoo.tools import format_date
from odoo.tools.image import image_data_uri
from odoo.tools.pdf import merge_pdf

from ..content.egg_followup_message import Dropped

_logger = logging.getLogger(__name__)


class EggFollowupMessage(models.Model):
    """A message on paper: a page of its own, and the pages of the documents behind it."""

    _inherit = "egg.followup.message"

    def _render_pdf(self, pages=None) -> bytes:
        """The letters of one company as one PDF, each on a page of its own and in its customer's language.

        :param pages: what `_render_page` returned for each of them, when it is at hand.
        """
        bodies = pages or [message._render_page() for message in self]
        return self.env["ir.actions.report"]._render_egg_pages(bodies, self.company_id[:1])

    def _render_pdf_with_documents(self, pages: dict) -> bytes:
        """The same, each letter followed by the documents it speaks of,
        in the order of its table, when the run asks for them.

        :param pages: {message: its page}.
        """
        if not self.run_id.attach_pdf:
            return self._render_pdf([pages[message] for message in self])
        parts = []
        for message in self:
            parts.append(message._render_pdf([pages[message]]))
            for document in dict.fromkeys(row["document"] for row in message._get_rows()):
                parts.append(document._ensure_egg_legal_attachment().raw or document._get_egg_pdf())
        return merge_pdf(parts)

    def _render_page(self):
        self.ensure_one()
        language = self._get_language()
        message = self.with_context(lang=language)
        day = format_date(message.env, fields.Date.context_today(self), lang_code=language)
        address = self.partner_id._display_address(without_company=True)
        return self.env["ir.qweb"].with_context(lang=language)._render("egg_followup.letter_page", {
            "message": message, "content": message._prepare_content(), "image_data_uri": image_data_uri,
            "place_and_date": ", ".join(filter(None, (self.company_id.city, day))),
            "address": [self.partner_id.name or "", *filter(None, map(str.strip, address.splitlines()))],
        })

    def _print(self):
        """Make one PDF of these letters, in their order; their stages are done with it. What is settled is left out,
        and a letter that cannot be made fails alone.

        :return: the attachment; none: nothing was left to print.
        """
        pages = {message: page for message in self if (page := message._make_page())}
        if not pages:
            return self.env["ir.attachment"]
        ready = self.browse().union(*pages)
        run = ready.run_id[:1]
        attachment = self.env["ir.attachment"].create({
            "name": self.env._("Letters %(run)s.pdf", run=run.name.replace("/", "-")),
            "raw": ready._render_pdf_with_documents(pages),
            "mimetype": "application/pdf", "res_model": run._name, "res_id": run.id,
        })
        ready._create_entries("bulk")
        ready.write({"state": "sent", "sent_at": fields.Datetime.now()})
        return attachment

    def _make_page(self):
        """Return the page of a letter as it is to be printed now; none: the letter is closed and says why."""
        try:
            self._drop_what_is_settled()
            return self._render_page()
        except Dropped as dropped:
            self._close("skipped", str(dropped))
        except psycopg2.Error:
            raise  # nothing more can be written in this transaction
        except Exception as error:  # noqa: BLE001 - one bad letter never stops the others
            _logger.warning("Letter %s failed: %s", self.id, error)
            self._close("failed", " ".join(str(error).split()))
        return None

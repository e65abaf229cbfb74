"""Documents of several messages, printed together."""

import logging
from collections import defaultdict

import psycopg2

_logger = logging.getLogger(__name__)

#: messages whose documents are printed in one run of the engine
PRINTED_TOGETHER = 20


class PrintAhead:
    """The PDFs of what several messages speak of, drawn by the engine in one run instead of one each.

    What changed since, or could not be printed with the others, is printed with its own message, which then fails
    alone. Issued invoices get the one PDF that is kept of them, as by any other road that they leave by.
    """

    def __init__(self):
        self._pdfs, self._seen = {}, set()

    def print(self, messages) -> None:
        """Print what these messages join; what was printed for others before is forgotten."""
        self._pdfs, self._seen, facts = {}, self._seen | set(messages.ids), {}
        try:
            for message in messages.filtered("run_id.attach_pdf"):
                told = message._in_company_language()
                with told._keeping_rows():
                    documents = dict.fromkeys(row["document"] for row in told._get_rows())
                    told_facts = told._get_facts()
                facts |= {document: told_facts for document in documents if not document._get_egg_legal_attachment()}
            self._draw(facts)
        except psycopg2.Error:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told where it belongs
            _logger.info("Documents of messages %s are not printed together: %s", messages.ids, error)

    def _draw(self, facts: dict):
        by_language = defaultdict(list)
        for document in facts:
            by_language[document._name, document.env.lang].append(document)
        for documents in by_language.values():
            documents[0].union(*documents)._store_egg_pdf()
            left = [document for document in documents if not document._get_egg_legal_attachment()]
            pdfs = left[0].union(*left)._get_egg_pdfs() if len(left) > 1 else {}
            self._pdfs |= {document: (facts[document], document.write_date, pdfs.get(document.id))
                           for document in documents}

    def knows(self, message_id: int) -> bool:
        """Whether a message was looked at."""
        return message_id in self._seen

    def get(self, document, facts: str) -> bytes | None:
        """Return the PDF of a document, if nothing changed since it was printed.

        :param facts: what its message says now (see `_get_facts`).
        """
        known, written, pdf = self._pdfs.get(document, (None, None, None))
        return pdf if known == facts and written == document.write_date else None

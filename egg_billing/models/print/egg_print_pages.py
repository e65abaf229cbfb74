from decimal import Decimal

from odoo import models
from odoo.tools import groupby

from ...core import bidi, print_layout
from ...tools.pdf import merge
from .print_columns import PICTURE, ShownColumn
from .print_formats import PrintFormats

#: With more instalments and payments than this, they follow the totals instead of being held together with them.
LONG_CLOSING = 2

#: Of many instalments or payments so many stay with the mentions on the last page.
LAST_ROWS = 3

#: A second comment of at most so many characters, without pictures, stays with what is above it.
SHORT_COMMENT = 500


def _is_heading(row: dict) -> bool:
    return row["kind"] in ("section", "subsection") and not row.get("goes_on")


def _mark_rows(blocks: list) -> list:
    """Tell each row how it looks: shaded in turn, as the piece of a text before or behind it."""
    odd = True
    for block in blocks:
        odd = odd if block[0].get("rest") else not odd
        for row in block:
            looks = {"egg-even": odd, "egg-goes-on": row.get("goes_on"), "egg-rest": row.get("rest")}
            row["looks"] = " ".join(name for name, is_so in looks.items() if is_so)
    return blocks


def _is_short(texts: list) -> bool:
    """Whether these texts have room where the page must not break."""
    return not any("<img" in text for text in texts) and sum(len(text.striptags()) for text in texts) <= SHORT_COMMENT


class EggPrintMixin(models.AbstractModel):
    """The pages of a document: its PDF, and the values that they show."""

    _inherit = "egg.print.mixin"

    def action_egg_preview_pdf(self):
        """Show the PDF in the browser, before it is downloaded or sent; several documents as one file."""
        ids = ",".join(map(str, self.ids))
        return {"type": "ir.actions.act_url", "target": "new", "url": f"/egg/print/preview/{self._name}/{ids}"}

    def _get_egg_pdf(self) -> bytes:
        """The document's PDF as customers get it: the stored legal PDF of an issued invoice, else freshly made, to look
        at: nothing is stored.

        Needs the right to read the document. :raises UserError: when no PDF can be made here.
        """
        self.ensure_one()
        self.check_access("read")
        stored = self._get_egg_stored_pdf()  # pylint: disable=assignment-from-none
        if stored:
            return stored
        report = self._get_egg_report()
        # `force_report_rendering`: under tests the core returns HTML unless told otherwise.
        Report = self.env["ir.actions.report"].with_context(force_report_rendering=True).with_company(self.company_id)
        if not self._is_egg_printed():
            return Report._render_qweb_pdf(report.report_name, self.ids)[0]
        streams = Report._render_qweb_pdf_prepare_streams(report.report_name, {"report_type": "pdf"}, res_ids=self.ids)
        return streams[self.id]["stream"].getvalue()

    def _get_egg_joint_pdf(self) -> bytes:
        """The PDFs of several documents one after the other, in their order; the engine draws many of them in one run.

        Needs the right to read them all. :raises UserError: when no PDF can be made here.
        """
        contents = self._get_egg_pdfs()
        return merge([contents[document.id] for document in self])

    def _get_egg_pdfs(self) -> dict:
        """Return {id: PDF} of several documents; the engine draws many of them in one run.

        Needs the right to read them all. :raises UserError: when no PDF can be made here.
        """
        self.check_access("read")
        contents = {}
        for (is_egg, report, company), group in groupby(self,
                                                        lambda one: (one._is_egg_printed(), one._get_egg_report(),
                                                                     one.company_id)):
            documents = self.browse([document.id for document in group])
            if is_egg:
                Report = self.env["ir.actions.report"].with_company(company)
                streams = Report._render_qweb_pdf_prepare_streams(report.report_name, {"report_type": "pdf"},
                                                                  res_ids=documents.ids)
                contents |= {document.id: streams[document.id]["stream"].getvalue() for document in documents}
            else:
                contents |= {document.id: document._get_egg_pdf() for document in documents}
        return contents

    def _is_egg_printed(self) -> bool:
        """Whether this document has the EGG layout rather than Odoo's own report."""
        return self._get_egg_print_company().egg_print_enabled

    def _get_egg_stored_pdf(self) -> bytes | None:
        """The legal PDF that was issued and must not change; None when there is none."""
        return None

    def _store_egg_pdf(self) -> None:
        """Hook: keep the PDFs of those of these documents that are issued and have none yet; what leaves the house by
        any road is that one.
        """

    def _get_egg_print_company(self):
        """The document's company, readable by whoever may print the document."""
        # letterhead fields of a company that one may not open
        company_sudo = (self.company_id or self.env.company).sudo()
        return company_sudo

    def _get_egg_print_values(self, **options) -> dict:
        """All that the pages show, in the language of `self`: plain values and markup for `egg_billing.print_document`.

        :param options: `hide_payments`: print as if the option were off; `proforma`: print a pro forma.
        """
        self.ensure_one()
        formats = PrintFormats(self)
        show_payments = self.egg_print_payments and not options.get("hide_payments")
        return {
            **self._get_egg_print_frame(formats, **options), **self._get_egg_print_tables(formats),
            **self._get_egg_print_closing(formats, show_payments),
        }

    def _get_egg_print_frame(self, formats, **options) -> dict:
        """What stands above the lines, and on each page."""
        company = self._get_egg_print_company()
        return {
            "document": self,
            "has_vat": company._has_egg_vat(),
            "company": company,
            "lang": self.env.lang,
            "direction": formats.direction,
            "layout": self.egg_print_layout or "classic",
            "letterhead": self._get_egg_letterhead(),
            "heading": self._get_egg_print_heading(**options),
            "number": self._get_egg_print_number(),
            "title": self.egg_title if self.egg_print_title else False,
            "sender": self.egg_sender or "",
            "footer": self.egg_footer or "",
            "identity": self._get_egg_print_identity(),
            "address": self._get_egg_print_address(),
            "delivery": self._get_egg_print_delivery() if self.egg_print_delivery_address else False,
            "references": [(label, value) for label, value in self._get_egg_print_references(formats, **options)
                           if value],
            "comment_1": self._get_egg_comment("egg_comment_1"),
        }

    def _get_egg_print_tables(self, formats) -> dict:
        """The lines: a table per page that somebody asked for; the last rows stay with the totals."""
        rows = self._get_egg_print_rows(formats)
        columns = self._get_egg_print_columns(rows)
        rows = self._cut_egg_print_rows(rows, columns)
        breaks = [print_layout.Break(row.get("break_before", False), row.get("break_after", False)) for row in rows]
        tables = print_layout.split_pages(rows, breaks)
        headings = next((place for place, row in enumerate(reversed(rows[:-1])) if not _is_heading(row)),
                        max(len(rows) - 1, 0))
        tables, last_rows = print_layout.keep_last_rows(tables, 1 + headings)
        blocks = [_mark_rows(print_layout.keep_headings(table, _is_heading)) for table in tables]
        _mark_rows([last_rows] if last_rows else [])
        return {
            "columns": columns,
            "tables": blocks,
            "last_rows": last_rows,
        }

    def _get_egg_print_closing(self, formats, show_payments: bool) -> dict:
        """What stands below the lines."""
        comment_2 = self._get_egg_comment("egg_comment_2") if self.egg_has_comment_2 else False
        notes = [text for text in map(self._prepare_egg_text, self._get_egg_print_notes()) if text]
        schedule = self._get_egg_print_schedule(formats)
        payments = self._get_egg_print_payments(formats) if show_payments else []
        return {
            "notes": notes,
            "notes_are_short": _is_short(notes),
            "comment_2": comment_2,
            "comment_2_is_short": bool(comment_2) and _is_short([comment_2]),
            "totals": self._get_egg_print_totals(formats, show_payments),
            "totals_every_page": self.egg_print_totals_every_page,
            "schedule": schedule,
            "payments": payments,
            "settlement": dict(zip(("schedule", "payments"), print_layout.keep_ending(schedule, payments, LAST_ROWS),
                                   strict=True)),
            "long_closing": len(schedule) + len(payments) > LONG_CLOSING,
            "payment_codes": self._get_egg_print_codes(),
            "bank": self._get_egg_print_bank(),
            "mentions": self._get_egg_print_mentions(),
            "signature": self._has_egg_signature_box(),
            "signed": self._get_egg_print_signed(formats),
        }

    def _get_egg_localized(self):
        """This document in its customer's language."""
        return self.with_context(lang=self.partner_id.lang or self.env.lang)

    def _render_egg_document(self, **options) -> tuple:
        """(values, markup) of one document: header, body and footer in its customer's language."""
        document = self._get_egg_localized()
        values = document._get_egg_print_values(**options)
        markup = document.env["ir.qweb"]._render("egg_billing.print_document", values)
        return values, type(markup)(bidi.close_texts(markup)) if values["direction"] == "rtl" else markup

    def _get_egg_page_shape(self, values: dict) -> tuple:
        """(top, bottom) margins in millimetres that hold the header and the footer of this document."""
        footer_lines = len(values["footer"].splitlines()) + bool(values["identity"])
        bottom = 14 + 3.6 * max(1, footer_lines)
        if values["totals_every_page"]:
            bottom += 7 + 3.6 * max(2, len(values["totals"]["vat"]) + 1)
        return 32 if values["letterhead"]["logo"] or values["letterhead"]["tagline"] else 22, round(bottom, 1)

    def _get_egg_print_columns(self, rows: list) -> list:
        """Columns as wide as their longest text; the rows are told how to keep their decimal marks in line."""
        wanted = self._get_egg_wanted_columns(rows)
        longest = {column.name: self._get_egg_longest(column, rows) for column in wanted if column.look != PICTURE}
        widths = print_layout.build_columns({column.name: column.width for column in wanted}, longest,
                                            self._get_egg_print_points())
        has_vat = self._get_egg_print_company()._has_egg_vat()
        shown = []
        for column, sized in zip(wanted, widths, strict=True):
            head = column.get_head(self, has_vat)
            shown.append(ShownColumn(column.name, sized.width, head, column.look, head if column.is_told else "",
                                     column.look == PICTURE, f"pad_{column.name}"))
        return shown

    def _get_egg_wanted_columns(self, rows: list) -> list:
        """Those of `_get_egg_column_list` whose option is on."""
        return [column for column in self._get_egg_column_list() if not column.option or column.option(self, rows)]

    def _get_egg_longest(self, column, rows: list) -> str:
        texts = [row[column.name] for row in rows]
        if column.is_aligned:
            pads = print_layout.pad_figures(texts, PrintFormats(self).lang.decimal_point or ".")
            for row, pad in zip(rows, pads, strict=True):
                row[f"pad_{column.name}"] = pad
            texts = [text + pad for text, pad in zip(texts, pads, strict=True)]
        elif column.is_wrapped:
            texts = " ".join(texts).split()
        return max(texts, key=print_layout.text_width, default="") if column.width else ""

    def _get_egg_print_points(self) -> Decimal:
        """Size of the type."""
        return Decimal(8) if self.egg_print_layout == "compact" else Decimal(9)

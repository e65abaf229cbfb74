import io
import json
import logging
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import NamedTuple

import lxml.html
from markupsafe import Markup
from odoo import api, models
from odoo.addons.base.models.ir_actions_report import _split_table, _wkhtml
from odoo.exceptions import UserError

from ...core.styles import clean_styles
from ...tools.engine import EngineCall, EngineProblem, EngineTooSlow
from ...tools.pdf import compose, split_at_headings

_logger = logging.getLogger(__name__)

#: Documents in one run of wkhtmltopdf: its memory grows with each, starting it costs about as much as two of them. Half
#: of it draws while the other half is prepared, so few documents are cut into two runs as well.
BATCH = 10

#: Where the engine sends whatever it would fetch: nobody listens there.
NO_NETWORK = "http://127.0.0.1:9"

#: Seconds that a run of the engine may take, and more for each of its documents.
TIME_LIMIT, TIME_PER_BODY = 60, 15

#: Above this size of a document (in characters) its tables are cut for the engine, as the core does it.
LARGE_BODY = 4 * 1024 * 1024

#: The remark in the stylesheet behind which heads and feet need nothing.
FRAME_END = "/* Up to here"

#: A heading that nobody sees, by which the engine says where a body begins.
PAGE_START = Markup('<h1 style="font-size:1px;line-height:1px;margin:0;color:#ffffff">.</h1>')


def _share_blocks(blocks: list) -> dict:
    """Heads or feet as the engine's page of them takes them: each text once, and the number of each document's own."""
    numbers = {}
    order = [numbers.setdefault(block, len(numbers)) for block in blocks]
    return {"blocks": Markup(json.dumps(list(numbers)).replace("<", "\\u003c")), "order": Markup(json.dumps(order))}


def _share_pictures(heads) -> Markup:
    """Take the pictures out of the heads; return a stylesheet with each once.

    The engine reads all heads anew for every page.
    """
    pictures = {}
    for head in heads:
        for image in head.iter("img"):
            number = pictures.setdefault(image.attrib.pop("src", ""), len(pictures))
            image.set("class", f"{image.get('class', '')} egg-picture-{number}".strip())
    return Markup("").join(Markup('.egg-picture-%s { content: url("%s"); }\n') % (number, source)
                           for source, number in pictures.items())


class Pieces(NamedTuple):
    """What the core's `_prepare_html` returns, by name."""

    bodies: list
    ids: list
    header: str
    footer: str
    arguments: dict


@dataclass(eq=False)
class PrintJob:
    """Documents whose pages the engine is drawing.

    Handed to the core in its steps: HTML, pieces for the engine, PDF.
    """

    ids: list
    html: bytes
    pieces: tuple
    run: EngineCall | None

    def stop(self):
        if self.run:
            self.run.stop()


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _get_egg_report_models(self) -> dict:
        """{name of a core report: options of the EGG document that takes its place}."""
        return {
            "account.report_invoice_with_payments": {},
            "account.report_invoice": {"hide_payments": True},
        }

    def _get_egg_documents(self, report_ref, res_ids):
        """The records among `res_ids` that are printed in the EGG layout; empty for other reports.

        With `egg_stock_report` in the context Odoo's own report is used (comparisons, trouble-shooting).
        """
        report = self._get_report(report_ref)
        if not res_ids or report.report_name not in self._get_egg_report_models() or self.env.context.get(
            "egg_stock_report"):
            return None
        return self.env[report.model].browse(res_ids).filtered(lambda document: document._is_egg_printed())

    @api.model
    def _get_egg_print_job(self):
        """The documents being drawn: an object of this process, that no client can name."""
        job = self.env.context.get("egg_print_job")
        return job if isinstance(job, PrintJob) else None

    def _get_egg_print_options(self, report_ref, data) -> dict:
        options = dict(self._get_egg_report_models()[self._get_report(report_ref).report_name])
        # Not by the context of the core's portal, which takes any invoice without a stored PDF for a pro forma.
        if (data or {}).get("proforma"):
            options["proforma"] = True
        return options

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """What is printed, or sent with a mail, of an issued document is the one PDF that is kept of it."""
        documents = self._get_egg_documents(report_ref, [res_ids] if isinstance(res_ids, int) else res_ids)
        if documents and not self._get_egg_print_options(report_ref, data).get("proforma"):
            documents._store_egg_pdf()
        return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_html(self, report_ref, docids, data=None):
        ids = [docids] if isinstance(docids, int) else docids
        job = self._get_egg_print_job()
        if job and job.ids == list(ids or ()):
            return job.html, "html"
        documents = self._get_egg_documents(report_ref, ids)
        if not documents or len(documents) != len(set(ids)):
            return super()._render_qweb_html(report_ref, docids, data=data)
        return self._render_egg_html(documents, **self._get_egg_print_options(report_ref, data)), "html"

    def _render_egg_html(self, documents, **options) -> bytes:
        """One HTML file with the pages of these documents, each in its customer's language."""
        parts, shapes = [], []
        for document in documents:
            values, part = document._render_egg_document(**options)
            parts.append(part)
            shapes.append(document._get_egg_page_shape(values))
        company = documents[0]._get_egg_print_company()
        html = self.env["ir.qweb"]._render("egg_billing.print_file", {
            "css": self._get_egg_css(company), "parts": parts, "margin_top": max(shape[0] for shape in shapes),
            "margin_bottom": max(shape[1] for shape in shapes),
        })
        return str(html).encode()

    def _prepare_html(self, html, report_model=False):
        job = self._get_egg_print_job()
        if job and html is job.html:
            return job.pieces
        if b"data-report-egg" not in (html[:2000] if isinstance(html, bytes) else str(html)[:2000].encode()):
            return super()._prepare_html(html, report_model=report_model)
        root = lxml.html.fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8"))
        css = self._localize_egg_fonts(Markup(root.find(".//style").text))
        frame_css = css.partition(FRAME_END)[0]

        def outer(node):
            return Markup(lxml.html.tostring(node, encoding="unicode", with_tail=False))

        def shell(body, css=css, **values):
            return str(self.env["ir.qweb"]._render("egg_billing.print_shell",
                                                   {"css": css, "body": body, "blocks": False, **values}))

        blocks = {"header": [], "article": [], "footer": []}
        clean_styles(root.find(".//main"))
        for node in root.find(".//main"):
            for name in blocks.keys() & (node.get("class") or "").split():
                blocks[name].append(node)
        articles = blocks["article"]
        pictures = _share_pictures(blocks["header"])
        headers, footers = ([lxml.html.tostring(node, encoding="unicode", with_tail=False) for node in blocks[name]]
                            for name in ("header", "footer"))
        bodies = [shell(outer(article)) for article in articles]
        ids = [int(article.get("data-oe-id")) for article in articles]
        arguments = {name: value for name, value in root.items() if name.startswith("data-report-")}
        head = shell("", frame_css + pictures, **_share_blocks(headers))
        return Pieces(bodies, ids, head, shell("", frame_css, **_share_blocks(footers)), arguments)

    @api.model
    def _build_wkhtmltopdf_args(self, paperformat_id, landscape, specific_paperformat_args=None,
                                set_viewport_size=False):
        arguments = super()._build_wkhtmltopdf_args(paperformat_id, landscape, specific_paperformat_args,
                                                    set_viewport_size)
        if not (specific_paperformat_args or {}).get("data-report-egg"):
            return arguments
        # The last of an argument counts. Nothing is fetched and nothing waits: all is inside the file.
        arguments += ["--margin-left", "0", "--margin-right", "0", "--javascript-delay", "1",
                      "--disable-smart-shrinking",
                      "--load-error-handling", "ignore", "--load-media-error-handling", "ignore", "--orientation",
                      "Portrait",
                      "--proxy", NO_NETWORK]
        for folder in self._get_egg_font_folders():
            arguments += ["--allow", folder]
        if specific_paperformat_args.get("data-report-no-script"):
            arguments.append("--disable-javascript")
        return arguments

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        documents = self._get_egg_documents(report_ref, res_ids)
        # Within a job the core asks for its documents one by one, when it cannot tell their pages apart: they are
        # finished with the job.
        if not documents or len(res_ids) != len(set(res_ids)) or self._get_egg_print_job():
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        self._check_egg_engine()
        options = self._get_egg_print_options(report_ref, data)
        streams, to_render = {}, documents.browse()
        for document in documents:
            stored = None if self.env.context.get("egg_new_layout") else document._get_egg_stored_pdf()
            if stored:
                streams[document.id] = {"stream": io.BytesIO(stored), "attachment": document.invoice_pdf_report_id}
            else:
                to_render |= document
        with closing(self._run_egg_jobs(report_ref, data, to_render)) as jobs:
            for job in jobs:
                made = super(IrActionsReport, self.with_context(egg_print_job=job))._render_qweb_pdf_prepare_streams(
                    report_ref, data, res_ids=job.ids)
                made.pop(False, None)
                streams |= made
        self._finish_egg_streams(to_render, streams, **options)
        others = [res_id for res_id in res_ids if res_id not in documents._ids]
        if others:
            streams |= super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=others)
        return {res_id: streams[res_id] for res_id in [*res_ids, *(key for key in streams if key not in res_ids)]}

    def _run_egg_jobs(self, report_ref, data, documents):
        """Yield a `PrintJob` per batch of documents, in their order;
        the next is prepared and started before one is waited for.
        """
        with ExitStack() as stack:
            before = None
            for batch in self._get_egg_batches(documents):
                job = self._start_egg_job(report_ref, data, batch)
                stack.callback(job.stop)
                if before:
                    yield before
                before = job
            if before:
                yield before

    def _start_egg_job(self, report_ref, data, batch) -> PrintJob:
        """Prepare the pages of a batch and let the engine draw them, beside this process."""
        report = self._get_report(report_ref)
        html = self.with_context(debug=False)._render_qweb_html(report_ref, batch.ids, data=data)[0]
        pieces = report.with_context(debug=False)._prepare_html(html, report_model=report.model)
        bodies, _ids, header, footer, shape = pieces
        if any(len(body) > LARGE_BODY for body in bodies):
            return PrintJob(batch.ids, html, pieces, None)
        arguments = self._build_wkhtmltopdf_args(report.get_paperformat(), self.env.context.get("landscape"),
                                                 specific_paperformat_args=shape)
        return PrintJob(batch.ids, html, pieces, EngineCall(_wkhtml().bin, arguments, bodies, header, footer))

    def _run_wkhtmltopdf(self, bodies, *args, **kwargs):
        job, shape = self._get_egg_print_job(), kwargs.get("specific_paperformat_args")
        if job and job.run and bodies is job.pieces[0]:
            run = job.run
        elif (shape or {}).get("data-report-egg"):
            run = self._start_egg_engine(bodies, **kwargs)
        else:
            return super()._run_wkhtmltopdf(bodies, *args, **kwargs)
        limit = TIME_LIMIT + TIME_PER_BODY * len(bodies)
        try:
            return run.result(limit)
        except EngineTooSlow as problem:
            _logger.warning("wkhtmltopdf was ended after %s seconds.", limit)
            raise UserError(self.env._(
                "The PDF could not be made within %(seconds)s seconds: the engine was ended. Look for something very "
                "large in the text of the document, or print fewer documents at a time.", seconds=limit)) from problem
        except EngineProblem as problem:
            _logger.warning("wkhtmltopdf stopped with status %s: %s", problem.code, problem)
            raise UserError(self.env._(
                "The PDF could not be made: the server's wkhtmltopdf stopped (status %(code)s). Print fewer "
                "documents at a time; if that does not help, ask your administrator to look at the server's memory "
                "and log.", code=problem.code)) from problem

    def _start_egg_engine(self, bodies, report_ref=False, header=None, footer=None, landscape=False,
                          specific_paperformat_args=None,
                          set_viewport_size=False) -> EngineCall:
        """Start the engine as the core would, but without a session's cookie, and so that it can be ended."""
        paperformat = (self._get_report(report_ref) if report_ref else self).get_paperformat()
        arguments = self._build_wkhtmltopdf_args(
            paperformat, landscape, specific_paperformat_args=specific_paperformat_args,
            set_viewport_size=set_viewport_size)
        return EngineCall(_wkhtml().bin, arguments, [self._cut_egg_tables(str(body)) for body in bodies], header or "",
                          footer or "")

    @api.model
    def _cut_egg_tables(self, body: str) -> str:
        """Very long tables cost the engine more and more time for each row: they are cut into several."""
        if len(body) <= LARGE_BODY:
            return body
        tree = lxml.html.fromstring(body)
        _split_table(tree, 500)
        return lxml.html.tostring(tree, encoding="unicode")

    def _get_egg_batches(self, documents):
        """Documents of one company and one shape of page, at most `BATCH` together."""
        groups = documents.grouped(lambda document: (document.company_id, document.egg_print_totals_every_page))
        for group in groups.values():
            for start in range(0, len(group), BATCH):
                yield group[start:start + BATCH]

    def _finish_egg_streams(self, documents, streams, **options):
        """Append conditions and stamp watermarks; the streams are replaced in place."""
        annexes = {document.id: document._get_egg_localized()._get_egg_print_annexes() for document in documents}
        texts = set()
        for document in documents:
            company = document._get_egg_print_company()
            texts.update((str(annex), company) for annex in annexes[document.id] if not isinstance(annex, bytes))
        texts = list(texts)
        rendered = dict(zip(texts, self._render_egg_annexes(texts), strict=True)) if texts else {}
        for document in documents:
            company = document._get_egg_print_company()
            pages = [annex if isinstance(annex, bytes) else rendered[(str(annex), company)]
                     for annex in annexes[document.id]]
            word = document._get_egg_localized()._get_egg_watermark(**options)
            background = self._get_egg_background(company)
            if pages or word or background:
                stream = streams[document.id]["stream"]
                streams[document.id]["stream"] = io.BytesIO(compose(stream.getvalue(), pages, word, background))

    def _render_egg_annexes(self, texts: list) -> list[bytes]:
        """PDF of each text (markup, company) on pages of its own. Scripts do not run, nothing is fetched."""
        annex = Markup('<div class="egg-annex">%s</div>')
        return [self._render_egg_pages([annex % self._inline_egg_images(body)], company) for body, company in texts]

    def _render_egg_pages(self, bodies: list, company) -> bytes:
        """One PDF with each body (markup) on pages of its own, in the company's font and colours.

        Nothing is fetched or run.

        :raises UserError: when PDFs cannot be made on this server.
        """
        self._check_egg_engine()
        css = self._localize_egg_fonts(self._get_egg_css(company))
        shells = [
            str(self.env["ir.qweb"]._render("egg_billing.print_shell", {
                "css": css, "blocks": False, "body": self._get_egg_clean_page(body),
            }))
            for body in bodies
        ]
        report = self.env.ref("account.account_invoices").with_company(company)
        return report._run_wkhtmltopdf(shells, report_ref=report, specific_paperformat_args={
            "data-report-egg": "1", "data-report-no-script": "1", "data-report-margin-top": "15",
            "data-report-margin-bottom": "15", "data-report-header-spacing": "0", "data-report-dpi": "96",
        })

    def _render_egg_page_files(self, bodies: list, company) -> list[bytes]:
        """One PDF of each body, as `_render_egg_pages` makes them; the engine draws all in one run.

        :raises UserError: when PDFs cannot be made on this server, or one of these cannot.
        """
        if len(bodies) == 1:
            return [self._render_egg_pages(bodies, company)]
        files = split_at_headings(self._render_egg_pages([PAGE_START + body for body in bodies], company))
        if len(files) == len(bodies):
            return files
        return [self._render_egg_pages([body], company) for body in bodies]  # they have such headings of their own

    @api.model
    def _get_egg_clean_page(self, body) -> Markup:
        page = lxml.html.fragment_fromstring(str(body), create_parent="div")
        page.set("class", "article")
        clean_styles(page)
        return Markup(lxml.html.tostring(page, encoding="unicode"))

    @api.model
    def _check_egg_engine(self):
        """:raises UserError: when wkhtmltopdf is missing,
        or has no patched Qt (headers and page numbers would be lost).
        """
        advice = self.env._("Ask your administrator to install version 0.12.6 with patched Qt.")
        state = self.get_wkhtmltopdf_state()
        if state == "install":
            raise UserError(self.env._("PDFs cannot be made: wkhtmltopdf is not installed on the server. %(advice)s",
                                       advice=advice))
        if state in ("broken", "upgrade"):
            raise UserError(self.env._("PDFs cannot be made: the server's wkhtmltopdf does not start or is too old. "
                                       "%(advice)s", advice=advice))
        if not self._has_egg_patched_engine():
            raise UserError(self.env._(
                "PDFs cannot be made: the server's wkhtmltopdf lacks patched Qt, page heads and totals would be "
                "lost. %(advice)s",
                advice=advice))

    @api.model
    def _has_egg_patched_engine(self) -> bool:
        return _wkhtml().is_patched_qt

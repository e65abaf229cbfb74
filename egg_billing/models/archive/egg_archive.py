import hashlib
import logging
import os
import tempfile

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...core import archive as core

_logger = logging.getLogger(__name__)

#: Documents whose PDF is made in one step, and that are read together.
PRINTED, READ = 20, 200
#: Bytes after which a further ZIP is begun: a file is held in memory once.
FULL = 100 * 1024 * 1024
#: What marks the working files of the job. No user makes or changes a file that has a mark (`egg.facts.mixin`).
MADE = "made"


class EggArchive(models.Model):
    """The issued documents of a company and a year, as files that are read without Odoo.

    Built by a job: first the PDFs of documents that were never printed, a few at a time, then the ZIP. A large year has
    several ZIPs, each with its own list.
    """

    _name = "egg.archive"
    _description = "Yearly Archive"
    _inherit = ["egg.facts.mixin"]
    _order = "year desc, id desc"
    _rec_name = "year"
    _egg_actors = "account.group_account_manager"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    year = fields.Integer(
        "Calendar year", required=True, default=lambda self: fields.Date.context_today(self).year - 1, aggregator=None)
    state = fields.Selection(
        [("draft", "To build"), ("waiting", "Being built"), ("done", "Built"), ("failed", "Stopped")],
        "Status", default="draft", required=True, readonly=True, index=True)
    document_count = fields.Integer("Documents", readonly=True)
    printed_count = fields.Integer("PDFs made for it", compute="_compute_printed_count")
    built_at = fields.Datetime("Built on", readonly=True)
    built_user_id = fields.Many2one("res.users", "Built by", readonly=True)
    fault = fields.Text("What went wrong", readonly=True)
    part_ids = fields.One2many("egg.archive.part", "archive_id", "Files", readonly=True)

    _unique_year = models.Constraint("UNIQUE(company_id, year)", "There is an archive of this year already: build it "
                                                                 "anew.")

    @api.depends("year", "company_id")
    def _compute_display_name(self):
        for archive in self:
            archive.display_name = f"{archive.company_id.name or ''} {archive.year}"

    def _compute_printed_count(self):
        # sudo: how many working files the job has made, for whoever reads the archive
        rows = self.env["ir.attachment"].sudo()._read_group(
            self._get_made_domain(), groupby=["res_id"], aggregates=["__count"])
        counts = dict(rows)
        for archive in self:
            archive.printed_count = counts.get(archive.id, 0)

    @api.constrains("year")
    def _check_year(self):
        for archive in self:
            if not 2000 <= archive.year <= fields.Date.context_today(archive).year:
                raise ValidationError(self.env._("Choose a year up to the present one."))

    @api.model
    def _get_egg_given_fields(self) -> set:
        return super()._get_egg_given_fields() | {"company_id", "year"}

    def _get_egg_free_fields(self) -> set:
        return super()._get_egg_free_fields() | ({"company_id", "year"} if self.state == "draft" else set())

    def action_build(self):
        """Have the archives built, in the background; what was built before is replaced once the new one is there."""
        for archive_sudo in self._as_egg_actor():
            if archive_sudo.state == "waiting":
                raise UserError(self.env._("The archive of %(year)s is being built.", year=archive_sudo.year))
            if not archive_sudo._get_documents():
                raise UserError(self.env._("Nothing was issued in %(year)s.", year=archive_sudo.year))
            archive_sudo.write({"state": "waiting", "fault": False, "built_user_id": self.env.uid})
        self.env.ref("egg_billing.cron_archive")._trigger_egg()

    def _get_documents(self):
        """The issued documents of the year, by journal and number, cancelled ones too."""
        # sudo: all documents of the company, whoever may see which
        return self.env["account.move"].sudo().search(
            self._get_documents_domain(), order="journal_id, sequence_prefix, sequence_number, id")

    def _get_documents_domain(self) -> list:
        self.ensure_one()
        return [
            ("company_id", "=", self.company_id.id),
            ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
            ("journal_id.egg_is_opening", "=", False),
            ("invoice_date", ">=", f"{self.year}-01-01"), ("invoice_date", "<=", f"{self.year}-12-31"),
            ("name", "not in", (False, "", "/")),
            "|", ("state", "=", "posted"), "&", ("state", "=", "cancel"), ("posted_before", "=", True),
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_waiting(self):
        if any(archive.state == "waiting" for archive in self):
            raise UserError(self.env._("The archive is being built: delete it afterwards."))

    def unlink(self):
        """Their files go with them."""
        self.check_access("unlink")
        self.sudo().part_ids.unlink()  # sudo: the files of these, which the user may delete
        return super().unlink()

    # Building

    @api.model
    def _cron_build(self):
        """Build what waits. Each step is committed; a further call goes on where one stopped."""
        commit = self.env["ir.cron"]._commit_progress
        for archive in self.search([("state", "=", "waiting")], order="id"):
            try:
                is_over = archive._build(commit)
            except Exception as problem:
                self.env.cr.rollback()
                _logger.exception("The archive %s could not be built.", archive.id)
                archive.write({"state": "failed", "fault": str(problem)})
                is_over = True
            if not is_over:
                commit(remaining=1)
                return
            commit(1, remaining=0)

    def _build(self, commit) -> bool:
        """Take the next steps; return whether the archive is built, or time is over before."""
        self.ensure_one()
        documents = self._get_documents()
        self.document_count = len(documents)
        missing = self._get_unprinted(documents)
        if any(move._is_egg_printed() for move in missing):
            self.env["ir.actions.report"]._check_egg_engine()
        for start in range(0, len(missing), PRINTED):
            self._print_documents(missing[start:start + PRINTED])
            if not commit(1, remaining=1):
                return False
        self._pack(documents)
        return True

    def _get_unprinted(self, documents):
        """Those that were never printed: their PDF is made for the archive."""
        made = {int(name) for name in self._get_made_files().mapped("name")}
        return documents.filtered(
            lambda move: move.state == "posted" and not move.invoice_pdf_report_id and move.id not in made)

    def _get_made_files(self):
        return self.env["ir.attachment"].sudo().search(self._get_made_domain())  # sudo: working files of the job

    def _get_made_domain(self) -> list:
        return [("res_model", "=", self._name), ("res_id", "in", self.ids), ("res_field", "=", MADE)]

    def _print_documents(self, documents):
        """Make the PDFs of a few documents and keep them until the ZIP is written.

        One that cannot be printed does not stop the others: the reason stands in its place.
        """
        try:
            contents = documents._get_egg_pdfs()
        except UserError:
            contents = {move.id: self._print_or_explain(move) for move in documents}
        rows = [{"name": str(move_id), "raw": content, "res_model": self._name, "res_id": self.id,
                 "res_field": MADE}
                for move_id, content in contents.items()]
        self.env["ir.attachment"].sudo().create(rows)  # sudo: working files of the job

    def _print_or_explain(self, move) -> bytes:
        try:
            return move._get_egg_pdf()
        except UserError as problem:
            return str(problem).encode()

    def _pack(self, documents):
        """Write the ZIPs, and put them in the place of those of before."""
        self.part_ids.unlink()
        told = self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)
        writer = ArchiveWriter(told)
        for start in range(0, len(documents), READ):
            writer.add_documents(documents[start:start + READ])
            self.env.flush_all()
            self.env.invalidate_all()
        writer.close()
        self.write({"state": "done", "built_at": fields.Datetime.now(), "fault": told._get_print_fault()})
        self._get_made_files().unlink()

    def _get_print_fault(self):
        """What to say of documents whose PDF could not be made; False: all have one."""
        reasons = [file.raw or b"" for file in self._get_made_files()]
        reasons = [one.decode(errors="replace") for one in reasons if not one.startswith(b"%PDF")]
        return bool(reasons) and self.env._(
            "Documents in the archive without a PDF: %(count)s. What is said of the first: %(reason)s",
            count=len(reasons), reason=reasons[0])

    def _keep_part(self, number, target, count):
        """Keep a ZIP that was written as a file of this archive."""
        target.seek(0)
        content = target.read()
        name = core.safe_name(f"{self.company_id.name}-{self.year}-{number}") + ".zip"
        part = self.env["egg.archive.part"].create({
            "archive_id": self.id, "number": number, "file_name": name, "document_count": count,
            "size": len(content) // 1024, "sha256": hashlib.sha256(content).hexdigest()})
        # sudo: a field that is kept as a file, without its text twice in memory
        self.env["ir.attachment"].sudo().create({
            "name": "file", "res_model": part._name, "res_id": part.id, "res_field": "file", "raw": content,
            "type": "binary", "mimetype": "application/zip"})


class ArchiveWriter:
    """Writes the documents of an archive into one ZIP after the other."""

    def __init__(self, archive):
        self.archive, self.env = archive, archive.env
        self.number = self.count = 0
        self.made = {int(file.name): file.id for file in archive._get_made_files()}
        self.kinds, self.states = (self._get_labels(name) for name in ("move_type", "state"))
        self._begin()

    def _get_labels(self, name) -> dict:
        return dict(self.env["account.move"]._fields[name]._description_selection(self.env))

    def _begin(self):
        self.target = tempfile.TemporaryFile()
        self.pack, self.rows, self.journal = core.Pack(self.target), [], []
        self.number, self.count = self.number + 1, 0

    def add_documents(self, documents):
        """Write these documents; a full ZIP is ended, and another begun."""
        files = self._get_files(documents)
        messages = self._get_messages(documents)
        for move in documents:
            if self.pack.size >= FULL:
                self._end()
                self._begin()
            self._add(move, files.get(move.id, []), messages.get(move.id, []))

    def close(self):
        self._end()

    def _end(self):
        tables = {
            "documents.csv": [self._get_document_titles(), *self.rows],
            "journal.csv": [self._get_journal_titles(), *self.journal],
            "numbers.csv": self._get_number_rows(),
        }
        for name, rows in tables.items():
            self.pack.add(name, core.table(rows))
        self.pack.add("READ-ME.txt", self._get_explanation().encode("utf-8-sig"))
        self.pack.close()
        self.archive._keep_part(self.number, self.target, self.count)
        self.target.close()

    def _get_files(self, documents) -> dict:
        """{id: [stored file]}: PDF and electronic invoice as they were handed over."""
        # sudo: the files of all documents
        found = self.env["ir.attachment"].sudo().search([
            ("res_model", "=", documents._name), ("res_id", "in", documents.ids),
            ("res_field", "in", list(documents._get_egg_file_fields()))], order="id")
        return found.grouped("res_id")

    def _get_messages(self, documents) -> dict:
        """{id: [message]}: what the company sent of these documents, with files. Answers and notes are none of it."""
        sent = Domain("message_type", "=", "email_outgoing") | (
            Domain("message_type", "=", "comment") & Domain("subtype_id", "=", self.env.ref("mail.mt_comment").id))
        own = Domain("author_id", "=", False) | Domain("author_id.partner_share", "=", False)
        # sudo: the history of all documents
        found = self.env["mail.message"].sudo().search(
            Domain("model", "=", documents._name) & Domain("res_id", "in", documents.ids)
            & Domain("attachment_ids", "!=", False) & sent & own, order="id")
        return found.grouped("res_id")

    def _add(self, move, files, messages):
        self.count += 1
        names = []
        folder = core.safe_name(move.journal_id.code)
        for file in files:
            is_pdf = file.mimetype == "application/pdf"
            label = self.env._("PDF as issued") if is_pdf else self.env._("Electronic invoice")
            names.append(self._add_file(move, folder, file, os.path.splitext(file.name or "")[1] or ".pdf", label))
        if made_id := self.made.get(move.id):
            file = self.env["ir.attachment"].sudo().browse(made_id)  # sudo: a working file of the job
            is_pdf = (file.raw or b"").startswith(b"%PDF")
            label = self.env._("PDF made for the archive") if is_pdf else self.env._("No PDF could be made")
            names.append(self._add_file(move, folder, file, ".pdf" if is_pdf else ".txt", label))
        if move.egg_is_relayout:
            self.journal.append([move.name, self.env._("Printed anew since, as a duplicate"), "", "", "", ""])
        self.journal += [self._get_sending(move, message) for message in messages]
        self.rows.append(self._get_document_row(move, names))

    def _add_file(self, move, folder, file, ending, label) -> str:
        name, digest = self.pack.add(f"{folder}/{core.safe_name(move.name)}{ending}", file.raw or b"")
        self.journal.append([move.name, label, self._moment(file.create_date), file.create_uid.name, name, digest])
        return name

    def _get_sending(self, move, message) -> list:
        people = message.notified_partner_ids | message.partner_ids
        told = ", ".join(filter(None, (partner.email or partner.name for partner in people)))
        files = ", ".join(message.attachment_ids.mapped("name"))
        # Users write in a history, too. Who made an entry, and when, is never theirs to say.
        label = self.env._("Sent to %(people)s, as the document's history says", people=told or "—")
        return [move.name, label, self._moment(message.create_date), message.create_uid.name, files, ""]

    def _moment(self, moment) -> str:
        zone = self.archive.company_id.partner_id.tz or self.env.user.tz
        return format_datetime(self.env, moment, tz=zone, dt_format="yyyy-MM-dd HH:mm:ss") if moment else ""

    def _get_document_titles(self) -> list:
        return [self.env._("Number"), self.env._("Kind"), self.env._("Date"), self.env._("Due date"),
                self.env._("Customer"), self.env._("SIREN or SIRET"), self.env._("VAT number"),
                self.env._("Currency"), self.env._("Untaxed"), self.env._("VAT"), self.env._("Total"),
                self.env._("Status"), self.env._("Credits invoice"), self.env._("Files")]

    def _get_document_row(self, move, names) -> list:
        customer = move.commercial_partner_id
        return [move.name, self.kinds[move.move_type], move.invoice_date, move.invoice_date_due, customer.name,
                customer.company_registry, move.egg_partner_vat, move.currency_id.name,
                *(f"{amount:.{move.currency_id.decimal_places}f}"
                  for amount in (move.amount_untaxed, move.amount_tax, move.amount_total)),
                self.states[move.state], move.reversed_entry_id.name, ", ".join(names)]

    def _get_journal_titles(self) -> list:
        return [self.env._("Number"), self.env._("What"), self.env._("When"), self.env._("By"), self.env._("File"),
                self.env._("SHA-256")]

    def _get_number_rows(self) -> list:
        """The proof of the numbering of this year, of the journals in which these documents are numbered: a branch
        numbers in those of its company.
        """
        titles = [self.env._("Journal"), self.env._("Series"), self.env._("First"), self.env._("Last"),
                  self.env._("Documents"), self.env._("Missing"), self.env._("Twice"),
                  self.env._("Dates going back"), self.env._("Not proven because")]
        # sudo: all documents of the company, and their series
        rows = self.env["account.move"].sudo()._read_group(self.archive._get_documents_domain(), ["journal_id"])
        series = self.env["egg.number.series"].sudo().search([
            ("journal_id", "in", [journal.id for (journal,) in rows]), ("year", "=", self.archive.year)])
        return [titles, *([one.journal_id.name, one.prefix, one.first_number, one.last_number, one.count,
                           one.missing_numbers or 0, one.twice, one.backwards, one.remark or ""] for one in series)]

    def _get_explanation(self) -> str:
        text = self.env._(
            "Issued documents of %(company)s, %(year)s, file %(number)s.\n\n"
            "Each folder is a journal; each document has its PDF and, where there is one, its electronic invoice.\n"
            "documents.csv: the documents. journal.csv: what was made and sent of each, when and by whom. numbers.csv: "
            "the series of numbers.\n"
            "What was sent is told as the history of each document has it, in which users write, too; who made an "
            "entry and when is noted by the program.\n"
            "SHA256SUMS: the sum of each file. Nothing but common tools is needed to check them:\n"
            "  Linux, macOS: sha256sum -c SHA256SUMS\n"
            "  Windows (PowerShell): Get-FileHash FILE -Algorithm SHA256\n",
            company=self.archive.company_id.name, year=self.archive.year, number=self.number)
        return text.replace("\n", "\r\n")

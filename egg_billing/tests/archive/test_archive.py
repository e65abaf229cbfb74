import base64
import csv
import hashlib
import io
import zipfile
from unittest.mock import patch

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ...core.archive import SUMS, check
from ..common_print import EggPrintCase


@tagged("post_install", "-at_install")
class TestArchive(EggPrintCase):
    """The documents of a year in a ZIP that is read without Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = {"company_ids": [(6, 0, cls.company.ids)], "company_id": cls.company.id}
        cls.accountant = new_test_user(cls.env, "archive_accountant", "account.group_account_manager,base.group_user",
                                       **own)
        cls.reader = new_test_user(cls.env, "archive_reader", "account.group_account_readonly,base.group_user", **own)
        cls.clerk = new_test_user(cls.env, "archive_clerk", "account.group_account_invoice,base.group_user", **own)

    def setUp(self):
        super().setUp()
        clock = freeze_time("2031-02-01 10:00:00")
        clock.start()
        self.addCleanup(clock.stop)

    def make_archive(self, year=2030):
        form = Form(self.env["egg.archive"].with_user(self.accountant))
        form.year = year
        return form.save()

    def run_job(self, left=1000):
        cron = self.env.registry["ir.cron"]
        with patch.object(cron, "_commit_progress", return_value=left):
            self.env["egg.archive"]._cron_build()

    def built(self, archive):
        archive.action_build()
        self.run_job()
        self.assertEqual(archive.state, "done", archive.fault)
        return [self.content(part) for part in archive.part_ids]

    def content(self, part) -> bytes:
        field = self.env["ir.attachment"].sudo().search([
            ("res_model", "=", part._name), ("res_id", "=", part.id), ("res_field", "=", "file")])
        return field.raw

    def rows(self, archive, name) -> list:
        return list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")), delimiter=";"))

    def issue(self, day="2030-05-05", **values):
        return self.make_invoice([(self.p1, 1)], post=True, invoice_date=day, invoice_date_due=day, **values)

    def test_a_year(self):
        """LAW-09: the ZIP has the PDF and the electronic invoice of each document of the year and of no other, the
        list of sums, by which it is verified without Odoo, and the journal of what was made and sent.
        """
        sent, never_printed, other_year = self.issue(), self.issue("2030-12-31"), self.issue("2029-12-31")
        refund = self.issue(move_type="out_refund")
        wizard = self.env["account.move.send.wizard"].with_context(
            active_model="account.move", active_ids=sent.ids, force_report_rendering=True).create({})
        wizard.action_send_and_print()
        self.assertTrue(sent.invoice_pdf_report_id)
        archive = self.make_archive()
        [content] = self.built(archive)
        self.assertEqual(check(io.BytesIO(content)), [])
        part = archive.with_user(self.reader).part_ids
        self.assertEqual(part.sha256, hashlib.sha256(content).hexdigest())
        self.assertEqual(part.document_count, 3)
        with zipfile.ZipFile(io.BytesIO(content)) as read:
            names = read.namelist()
            documents = {row[0]: row for row in self.rows(read, "documents.csv")[1:]}
            journal = self.rows(read, "journal.csv")
            listed = dict(line.split("  ")[::-1] for line in read.read(SUMS).decode().splitlines())
            self.assertEqual(set(documents), {sent.name, never_printed.name, refund.name})
            for move in (sent, never_printed, refund):
                pdf = next(name for name in names if move.name.replace("/", "_") in name and name.endswith(".pdf"))
                self.assertEqual(hashlib.sha256(read.read(pdf)).hexdigest(), listed[pdf])
                self.assertIn(move.name.replace("/", ""), self.text(read.read(pdf)).replace("/", ""))
                self.assertIn(pdf, documents[move.name][13])
            issued = next(row for row in journal if row[0] == sent.name and row[1] == "PDF as issued")
            self.assertEqual(listed[issued[4]], issued[5])
            self.assertEqual(hashlib.sha256(sent.invoice_pdf_report_id.raw).hexdigest(), issued[5])
            self.assertIn("PDF made for the archive", [row[1] for row in journal if row[0] == never_printed.name])
            self.assertTrue([row for row in journal if row[0] == sent.name and row[1].startswith("Sent to")])
            self.assertIn("sha256sum -c SHA256SUMS", read.read("READ-ME.txt").decode("utf-8-sig"))
            self.assertTrue(self.rows(read, "numbers.csv")[1:])
        self.assertNotIn(other_year.name, documents)

    def test_a_large_year(self):
        """LAW-09: a year that is too large for one file has several, each verified by its own list; the job goes on
        where time was over.
        """
        moves = self.env["account.move"].concat(*(self.issue() for _number in range(3)))
        archive = self.make_archive()
        with patch("odoo.addons.egg_billing.models.archive.egg_archive.FULL", 1), \
                patch("odoo.addons.egg_billing.models.archive.egg_archive.PRINTED", 1):
            archive.action_build()
            self.run_job(left=0)
            self.assertEqual((archive.state, archive.printed_count), ("waiting", 1))
            with self.assertRaisesRegex(UserError, "being built"):
                archive.action_build()
            with self.assertRaisesRegex(UserError, "delete it afterwards"), self.env.cr.savepoint():
                archive.unlink()
            self.run_job()
        self.assertEqual(archive.part_ids.mapped("document_count"), [1] * len(moves))
        for part in archive.part_ids:
            self.assertEqual(check(io.BytesIO(self.content(part))), [])
        archive.action_build()
        self.run_job()
        self.assertEqual(archive.part_ids.mapped("document_count"), [len(moves)])

    def test_one_that_cannot_be_printed(self):
        """LAW-09: one bad document never stops the others: its reason is in its place."""
        good, bad = self.issue(), self.issue()
        model, draw = type(self.env["account.move"]), type(self.env["account.move"])._get_egg_pdf

        def fails(moves):
            if bad in moves:
                raise UserError("The engine stopped")
            return draw(moves)

        with patch.object(model, "_get_egg_pdfs", side_effect=UserError("x")), \
                patch.object(model, "_get_egg_pdf", autospec=True, side_effect=fails):
            [content] = self.built(self.make_archive())
        with zipfile.ZipFile(io.BytesIO(content)) as read:
            endings = {name.rpartition(".")[2]: name for name in read.namelist() if "/" in name}
            self.assertIn(good.name.replace("/", "_"), endings["pdf"])
            self.assertEqual(read.read(endings["txt"]), b"The engine stopped")
        fault = self.env["egg.archive"].search([("company_id", "=", self.company.id), ("year", "=", 2030)]).fault
        self.assertIn("Documents in the archive without a PDF: 1", fault)
        self.assertIn("The engine stopped", fault)

    def test_without_an_engine(self):
        """LAW-09: where no PDF can be made at all, the archive is not built, and says why; afterwards it is built."""
        self.issue()
        archive = self.make_archive()
        archive.action_build()
        with patch.object(type(self.env["ir.actions.report"]), "get_wkhtmltopdf_state", return_value="install"), \
                patch.object(self.env.cr, "rollback"), self.assertLogs("odoo.addons.egg_billing", "ERROR"):
            self.run_job()
        self.assertEqual(archive.state, "failed")
        self.assertIn("wkhtmltopdf is not installed", archive.fault)
        [content] = self.built(archive)
        self.assertFalse(archive.fault)
        with zipfile.ZipFile(io.BytesIO(content)) as read:
            self.assertTrue([name for name in read.namelist() if name.endswith(".pdf")])

    def test_a_sending_that_somebody_wrote(self):
        """LAW-09, SEC-05: an entry that a user makes in the history is told as such: by him, on the day he made it."""
        move = self.issue()
        file = self.env["ir.attachment"].with_user(self.clerk).create({"name": "contract.pdf", "raw": b"x"})
        message = self.env["mail.message"].with_user(self.clerk).create({
            "model": move._name, "res_id": move.id, "message_type": "email_outgoing", "date": "2030-05-05 08:00:00",
            "author_id": self.env.ref("base.partner_root").id, "partner_ids": [(6, 0, self.customer.ids)],
            "attachment_ids": [(6, 0, file.ids)], "body": "Sent"})
        [content] = self.built(self.make_archive())
        with zipfile.ZipFile(io.BytesIO(content)) as read:
            [row] = [one for one in self.rows(read, "journal.csv") if one[4] == "contract.pdf"]
            self.assertIn("as the document's history says", row[1])
            self.assertEqual(row[2][:4], str(message.create_date.year))
            self.assertNotIn("2030", row[2])
            self.assertEqual(row[3], self.clerk.name)
            self.assertIn("in which users write", read.read("READ-ME.txt").decode("utf-8-sig"))

    def test_what_was_not_sent(self):
        """LAW-09: the customer's answers and the notes of the house are no sendings of a document."""
        move = self.issue()
        note, comment = self.env.ref("mail.mt_note"), self.env.ref("mail.mt_comment")
        wanted = {"reminder": ("email_outgoing", False, self.clerk.partner_id),
                  "by-mail": ("comment", comment, self.clerk.partner_id),
                  "robot": ("comment", comment, self.env["res.partner"])}
        other = {"answer": ("email", comment, self.customer), "portal": ("comment", comment, self.customer),
                 "note": ("comment", note, self.clerk.partner_id), "incoming": ("email", False, self.clerk.partner_id),
                 "told": ("notification", note, self.clerk.partner_id)}
        for name, (kind, subtype, author) in (wanted | other).items():
            file = self.env["ir.attachment"].create({"name": name, "raw": b"x"})
            self.env["mail.message"].create({
                "model": move._name, "res_id": move.id, "message_type": kind, "subtype_id": subtype and subtype.id,
                "author_id": author.id, "email_from": "someone@example.com", "attachment_ids": [(6, 0, file.ids)]})
        [content] = self.built(self.make_archive())
        with zipfile.ZipFile(io.BytesIO(content)) as read:
            sent = {row[4] for row in self.rows(read, "journal.csv") if row[1].startswith("Sent to")}
        self.assertEqual(sent, set(wanted))

    def test_who_may(self):
        """LAW-09: accountants build, readers of the accounts take the files, others see nothing, nobody writes facts.
        """
        self.issue()
        archive = self.make_archive()
        with self.assertRaises(AccessError):
            archive.with_user(self.reader).action_build()
        self.built(archive)
        part = archive.with_user(self.reader).part_ids
        self.assertTrue(part.file)
        self.assertIn(part.file_name, part.action_download()["url"])
        with self.assertRaises(AccessError):
            part.with_user(self.clerk).action_download()
        with self.assertRaises(AccessError):
            archive.with_user(self.clerk).part_ids.mapped("sha256")
        with self.assertRaises(AccessError):
            archive.with_user(self.accountant).part_ids.write({"sha256": "0"})
        with self.assertRaises(AccessError):
            archive.with_user(self.accountant).write({"state": "draft"})
        part_ids = archive.part_ids.ids
        archive.with_user(self.accountant).unlink()
        self.assertFalse(self.env["ir.attachment"].sudo().search([
            ("res_model", "=", "egg.archive.part"), ("res_id", "in", part_ids), ("res_field", "!=", False)]))

    def test_what_is_refused(self):
        """LAW-09: a year to come, a second archive of a year, a year without documents."""
        with self.assertRaises(ValidationError):
            self.make_archive(2032)
        with self.assertRaisesRegex(UserError, "Nothing was issued in 2028"):
            self.make_archive(2028).action_build()

    def test_working_files_are_the_programs(self):
        """SEC-05: a file that somebody attaches to an archive neither goes into the ZIP as the PDF of a document, nor
        stops the job; none is given the mark of the job.
        """
        move = self.issue()
        archive = self.make_archive()
        values = {"datas": base64.b64encode(b"%PDF-1.4 forged"), "res_model": "egg.archive", "res_id": archive.id}
        files = self.env["ir.attachment"].with_user(self.accountant)
        plain, _notes = files.create([values | {"name": str(move.id)}, values | {"name": "notes.txt"}])
        for refused in (lambda: files.create(values | {"name": str(move.id), "res_field": "made"}),
                        lambda: plain.write({"res_field": "made"})):
            with self.assertRaises(AccessError):
                refused()
        [content] = self.built(archive)
        with zipfile.ZipFile(io.BytesIO(content)) as read:
            self.assertNotIn(b"forged", b"".join(read.read(name) for name in read.namelist()))
            [row] = self.rows(read, "documents.csv")[1:]
            self.assertIn(".pdf", row[13])
        self.assertTrue(plain.exists())

import io
import re
import subprocess
from datetime import timedelta

from markupsafe import Markup
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from ..common import TODAY, FollowupCase


@tagged("post_install", "-at_install")
class TestLetters(FollowupCase):
    """A letter that is not to be printed never keeps the others of its run."""

    def _letters(self, *moves, **choices):
        run = self._bulk(*moves, start=False, channel="letter", **choices)
        run.action_start()
        return run

    def _print(self, run):
        return run.with_context(force_report_rendering=True).action_print()

    def test_one_had_it_today(self):
        """BEY-14: who had this reminder today is skipped with the reason when the run is planned; the others print."""
        moves = [self._invoice(self._customer(name)) for name in "AXY"]
        self._print(self._letters(moves[0], stage=self.stage_1))
        run = self._letters(*moves, stage=self.stage_1)
        self.assertEqual(run.skipped_item_ids.document_name, moves[0].name)
        self.assertIn("today", run.skipped_item_ids.reason)
        self._print(run)
        self.assertEqual((run.state, run.done_count), ("done", 2))
        self.env.invalidate_all()
        for move in moves:
            self.assertRecordValues(move.egg_followup_entry_ids, [{"stage_id": self.stage_1.id, "origin": "bulk"}])

    def test_another_stage_on_the_same_day(self):
        """BEY-14: what is refused is the same reminder twice a day, not the next one."""
        invoice = self._invoice()
        self._print(self._letters(invoice, stage=self.stage_1))
        self._print(self._letters(invoice, stage=self.stage_2))
        self.assertEqual(len(invoice.egg_followup_entry_ids), 2)

    def test_it_had_it_before_the_printing(self):
        """BEY-14: the same when it is printed, and when it is sent: skipped, and the others leave."""
        for channel in ("letter", "email"):
            moves = [self._invoice(self._customer(f"{channel} {name}", f"{channel}{name}@client.example"))
                     for name in "AX"]
            run = self._bulk(*moves, start=False, channel=channel, stage=self.stage_1)
            run.action_start()
            entry = self.env["egg.followup.entry"].create({
                "due_item_id": self._items(moves[0]).id, "stage_id": self.stage_1.id, "origin": "bulk"})
            run.last_entry_id = entry.id
            if channel == "letter":
                self._print(run)
            self.env["egg.followup.run"]._cron_send()
            self.assertEqual(run.followup_message_ids.mapped("state"), ["skipped", "sent"])
            self.assertIn("today", run.followup_message_ids[0].reason)
            self.assertEqual(run.state, "done")

    def test_all_are_paid_before_the_printing(self):
        """BEY-14: what was paid is skipped when it is printed, and a run without other letters is done."""
        invoice = self._invoice()
        run = self._letters(invoice)
        self._pay(invoice)
        action = self._print(run)
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual((run.state, run.followup_message_ids.state), ("done", "skipped"))
        self.assertFalse(run.pdf_id)
        with self.assertRaisesRegex(UserError, "no letter to print"):
            self._print(run)

    def test_a_broken_text_fails_alone(self):
        """BEY-14: a letter that cannot be made fails with its reason, the others print."""
        broken = self._invoice(self._customer("Beta"), due=TODAY - timedelta(30))
        self.env["egg.followup.entry"].create({"move_id": broken.id, "stage_id": self.stage_1.id,
                                               "date": TODAY - timedelta(20)})
        row = self.stage_2.template_ids.filtered(lambda one: one.document_type == "invoice")
        (row.letter_template_id or row.template_id).subject = "{{ object.partner_id.no_such_field }}"
        run = self._letters(broken, self._invoice())
        wrong, _right = run.followup_message_ids
        with mute_logger("odoo.addons.egg_followup.models.paper.egg_followup_message",
                         "odoo.addons.mail.models.mail_render_mixin"):
            self._print(run)
        self.assertEqual(run.followup_message_ids.mapped("state"), ["failed", "sent"])
        self.assertTrue(wrong.reason)
        self.assertFalse(broken.egg_followup_entry_ids.filtered(lambda entry: entry.origin == "bulk"))

    def test_a_broken_pdf_fails_alone(self):
        """BEY-14: a document whose PDF is broken, or cannot be made, fails with its letter; the others print whole."""
        broken, unprinted, fine = (self._invoice(self._customer(name)) for name in ("Beta", "Gamma", "Delta"))
        self.env["ir.attachment"].create({
            "name": "invoice.pdf", "raw": b"no PDF at all", "res_model": "account.move", "res_id": broken.id,
            "res_field": "invoice_pdf_report_file"})
        broken.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])
        make = type(fine)._get_egg_print_values

        def refuse(document, **options):
            if document.id == unprinted.id:
                raise ValueError("a picture that is none")
            return make(document, **options)

        self.patch(type(fine), "_get_egg_print_values", refuse)
        run = self._letters(broken, unprinted, fine, attach_pdf=True)
        with mute_logger("odoo.addons.egg_followup.models.paper.egg_followup_message"):
            self._print(run)
        self.assertEqual(run.followup_message_ids.mapped("state"), ["failed", "failed", "sent"])
        wrong, odd, _right = run.followup_message_ids.mapped("reason")
        self.assertIn("cannot be read", wrong)
        self.assertIn("a picture that is none", odd)
        self.assertFalse(broken.egg_followup_entry_ids)
        self.assertEqual(len(PdfReader(io.BytesIO(run.pdf_id.raw)).pages), 2, "its letter and its invoice")

    def test_letters_with_headings_of_their_own(self):
        """BEY-14: letters are drawn together and parted again, whatever their texts hold."""
        row = self.stage_1.template_ids.filtered(lambda one: one.document_type == "invoice")
        template = row.letter_template_id or row.template_id
        for heading in ("", "<h1>Reminder</h1><h2>of</h2><h1>yours</h1>"):
            with self.subTest(heading=heading):
                template.body_html = Markup("<div>") + Markup(heading) + template.body_html + Markup("</div>")
                moves = [self._invoice(self._customer(f"{name}{len(heading)}")) for name in ("Beta", "Gamma")]
                run = self._letters(*moves, attach_pdf=True)
                self._print(run)
                texts = [page.extract_text() for page in PdfReader(io.BytesIO(run.pdf_id.raw)).pages]
                self.assertEqual(len(texts), 4)
                for text, move in zip(texts[::2], moves, strict=True):
                    self.assertIn(move.partner_id.name, text)

    def test_progress(self):
        """BEY-14: what is still to be printed is not done."""
        run = self._letters(self._invoice())
        self.assertEqual((run.print_count, run.progress), (1, 0.0))
        self._print(run)
        self.assertEqual(run.progress, 100.0)

    def test_the_address_is_in_the_window(self):
        """AUT-06: the address stands where the window of a long envelope is; the marks are on the page."""
        self.company.egg_letter_marks = "one_side"
        self.alpha.write({"name": "Alphawindow", "street": "1 rue Haute", "street2": "Bat. C", "zip": "69001",
                          "city": "Lyonwindow", "country_id": self.env.ref("base.fr").id})
        run = self._letters(self._invoice())
        pdf = self._print(run) and self.env["ir.attachment"].search(
            [("res_model", "=", run._name), ("res_id", "=", run.id)], limit=1).raw
        found = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout
        for name in ("Alphawindow", "Lyonwindow"):
            place = re.search(rf'xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)">[^<]*{name}<',
                              found.decode())
            left, top, right, bottom = (float(number) / 72 * 25.4 for number in place.groups())
            self.assertTrue(102 < left < right < 200 and 48 < top < bottom < 82, (name, left, top, right, bottom))
        self.assertIn("1/1", "".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split()))

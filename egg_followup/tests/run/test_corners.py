import io
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.pdf import PdfReader, PdfWriter

from ..common import TODAY, FollowupCase


@tagged("post_install", "-at_install")
class TestPrintedDocuments(FollowupCase):
    def open_choices(self, *moves):
        """Open the window of the bulk screen on the due items of these invoices."""
        items = self._items(*moves)
        return Form(self.env["egg.followup.send"].with_context(active_model=items._name, active_ids=items.ids))

    def get_widths(self, *moves, attach):
        """Return the widths of the pages of the printed letters;
        an invoice is a page as wide as its rank, a letter is A4.
        """
        ranks = {move.id: rank for rank, move in enumerate(moves, start=1)}

        def make_page(move):
            writer, buffer = PdfWriter(), io.BytesIO()
            writer.add_blank_page(width=ranks[move.id], height=50)
            writer.write(buffer)
            return buffer.getvalue()

        form = self.open_choices(*moves)
        form.channel = "letter"
        form.attach_pdf = attach
        run = self.env["egg.followup.run"].browse(form.save().action_simulate()["res_id"])
        run.action_start()
        Move = type(self.env["account.move"])
        with patch.object(Move, "_get_egg_pdfs", lambda documents: {move.id: make_page(move) for move in documents}), \
                patch.object(Move, "_get_egg_pdf", make_page), \
                patch.object(Move, "_is_egg_pdf_due", lambda _move: False):
            run.with_context(force_report_rendering=True).action_print()
        pages = PdfReader(io.BytesIO(run.pdf_id.raw)).pages
        return [round(float(page.mediabox[2])) for page in pages]

    def test_documents_follow_their_letter(self):
        """COR-05: three letters and five invoices: each letter, then its own invoices in the order of its table."""
        beta, gamma = self._customer("Beta"), self._customer("Gamma")
        moves = [
            self._invoice(partner, due=TODAY - timedelta(days))
            for partner, days in ((self.alpha, 6), (self.alpha, 5), (beta, 4), (gamma, 3), (gamma, 2))
        ]
        widths = self.get_widths(*moves, attach=True)
        message = max(widths)
        self.assertGreater(message, 500)
        self.assertEqual(widths, [message, 1, 2, message, 3, message, 4, 5])

    def test_letters_alone(self):
        """COR-05: without the box no document is joined."""
        self.assertEqual(len(self.get_widths(self._invoice(), self._invoice(), attach=False)), 1)

    def test_one_message_per_document_is_chosen_in_the_screen(self):
        """COR-10: the choice of the screen comes from the setting and holds for this run only."""
        for setting, choice, count in (("customer", None, 1), ("customer", "document", 2), ("document", None, 2),
                                       ("document", "customer", 1)):
            with self.subTest(setting=setting, choice=choice):
                self.company.egg_followup_grouping = setting
                form = self.open_choices(self._invoice(), self._invoice())
                self.assertEqual(form.grouping, setting)
                form.grouping = choice or setting
                run = self.env["egg.followup.run"].browse(form.save().action_simulate()["res_id"])
                self.assertEqual(len(run.followup_message_ids), count)
                self.assertEqual(self.company.egg_followup_grouping, setting)


@tagged("post_install", "-at_install")
class TestWhatWasSent(FollowupCase):
    def test_what_was_sent_keeps_its_date(self):
        """COR-04: a person may comment a reminder that left, by RPC or on the form, and change nothing else of it."""
        invoice = self._invoice()
        self._send(self._items(invoice))
        seller = new_test_user(self.env, "seller36", "account.group_account_invoice")
        entry = invoice.egg_followup_entry_ids.with_user(seller)
        self.assertEqual(entry.origin, "bulk")
        for values in ({"date": "2026-01-01"}, {"stage_id": self.stage_2.id}, {"origin": "manual"},
                       {"user_id": seller.id}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "stays as it was"):
                entry.write(values)
        with self.assertRaisesRegex(AssertionError, "readonly"), Form(invoice.with_user(seller)) as form:
            with form.egg_followup_entry_ids.edit(0) as row:
                row.date = TODAY - timedelta(30)
        entry.write({"comment": "They called back", "date": entry.date})
        self.assertEqual((entry.date, entry.comment), (TODAY, "They called back"))

    def test_what_was_entered_by_hand_is_changed(self):
        """COR-04: an entry of one's own takes another date, and does not become something sent."""
        invoice = self._invoice()
        seller = new_test_user(self.env, "seller36", "account.group_account_invoice")
        entry = self.env["egg.followup.entry"].with_user(seller).create(
            {"move_id": invoice.id, "stage_id": self.stage_1.id})
        entry.date = TODAY - timedelta(3)
        self.assertEqual(entry.date, TODAY - timedelta(3))
        with self.assertRaises(UserError):
            entry.origin = "bulk"

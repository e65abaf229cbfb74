from datetime import date

from lxml import html
from odoo.tests import HttpCase, tagged

from ..common_schedule import ScheduleCase


@tagged("post_install", "-at_install")
class TestSchedulePortal(ScheduleCase, HttpCase):
    def test_customer_sees_instalments_and_pays_the_due_one(self):
        """SCH-17, SCH-16: the portal lists both; what it asks for is the first that is open."""
        late = self._create_invoice(date=date.today(), egg_condition_id=self.condition.id)
        late.action_post()
        values = late._get_invoice_next_payment_values()
        self.assertEqual((values["installment_state"], values["next_amount_to_pay"]), ("next", 525))

        late.egg_register_payment(525, date.today(), self.transfer)
        page = self.url_open(late.get_portal_url()).text

        self.assertIn("Instalment 2 of 2", page)
        frame = self.url_open(f"{late.get_portal_url()}&report_type=html").text
        self.assertIn('id="wrapwrap"', frame, "the portal takes the height of the invoice from it")
        self.assertIn("Deposit of 30 %", page)
        self.assertEqual([row["state"] for row in late._get_egg_portal_instalments()], ["paid", "open"])
        self.assertEqual(late._get_invoice_next_payment_values()["next_amount_to_pay"], 1225)

    def test_a_part_that_is_paid_is_taken_off(self):
        """SCR-11, SCH-17: of an instalment that is paid in part the portal tells what is left."""
        late = self._create_invoice(date=date.today(), egg_condition_id=self.condition.id)
        late.action_post()
        late.egg_register_payment(625, date.today(), self.transfer)
        rows = late._get_egg_portal_instalments()
        self.assertEqual([(row["amount"], row["left"]) for row in rows], [(525.0, 0.0), (1225.0, 1125.0)])
        page = " ".join(html.fromstring(self.url_open(late.get_portal_url()).text).text_content().split())
        self.assertRegex(page, r"still to pay: \D*1,125\.00")

    def test_an_issued_invoice_is_an_invoice_with_one_pdf(self):
        """SCR-11, INV-08: the first look at the portal stores the PDF; the page, the download, the printer and a mail
        give that one, named an invoice. It is not taken for sent.
        """
        invoice = self._create_invoice(date=date.today())
        invoice.action_post()
        self.assertFalse(invoice.invoice_pdf_report_id)
        self.url_open(invoice.get_portal_url())
        frame = self.url_open(f"{invoice.get_portal_url()}&report_type=html").text
        self.assertIn("<h1>Invoice", frame)
        self.assertNotIn("file://", frame)
        self.assertTrue(frame.startswith("<!DOCTYPE html>"))
        invoice.invalidate_recordset()
        stored = invoice.invoice_pdf_report_id
        self.assertTrue(stored.raw.startswith(b"%PDF"))
        self.assertFalse(invoice.is_move_sent)
        self.assertTrue(invoice.highlight_send_button)
        download = self.url_open(f"{invoice.get_portal_url()}&report_type=pdf&download=true")
        self.assertEqual(download.content, stored.raw)
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        self.assertEqual(report._render_qweb_pdf("account.account_invoices", invoice.ids)[0], stored.raw)
        self.env["account.move.send"]._generate_and_send_invoices(invoice, sending_methods=["manual"])
        self.assertEqual(invoice.invoice_pdf_report_id, stored)

    def test_what_is_printed_or_mailed_is_stored(self):
        """SCR-11: whoever prints an issued invoice first, or sends it with any mail, makes the PDF that is kept; a look
        at it stores none, nor does a draft.
        """
        draft, invoice = (self._create_invoice(date=date.today()) for _number in range(2))
        invoice.action_post()
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        invoice._get_egg_pdf()
        report._render_qweb_pdf("account.account_invoices", draft.ids)
        self.assertFalse((draft | invoice).invoice_pdf_report_id)
        printed = report._render_qweb_pdf("account.report_invoice_with_payments", invoice.ids)[0]
        self.assertEqual(invoice.invoice_pdf_report_id.raw, printed)

    def test_a_firm_with_its_own_paper_keeps_odoos_way(self):
        """SCR-11, PRO-12: where the EGG layout is off, the portal stores nothing."""
        self.env.company.egg_print_enabled = False
        invoice = self._create_invoice(date=date.today())
        invoice.action_post()
        self.url_open(invoice.get_portal_url())
        invoice.invalidate_recordset()
        self.assertFalse(invoice.invoice_pdf_report_id)

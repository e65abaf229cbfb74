import base64
import io
import re
import socket
import subprocess
from pathlib import Path
from unittest.mock import patch

import lxml.html
from markupsafe import Markup
from odoo import Command
from odoo.addons.base.models.ir_actions_report import _split_table
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from pypdf import PdfReader

from ...core.styles import clean_style
from ...tools.engine import EngineCall
from ..common_print import EggPrintCase, png, squash


@tagged("post_install", "-at_install")
class TestPrintedInvoice(EggPrintCase):
    def test_a_draft_says_specimen_on_each_page(self):
        """INV-08: each page of a draft of 3 pages shows SPECIMEN; after validation none does."""
        invoice = self.make_invoice(self.many_lines(75))
        pages = self.pages(invoice)
        self.assertGreaterEqual(len(pages), 3)
        self.assertTrue(all("SPECIMEN" in page for page in pages))
        invoice.action_post()
        self.assertFalse(any("SPECIMEN" in page for page in self.pages(invoice)))

    def test_annex_pages_of_a_draft_say_specimen_too(self):
        """INV-08: general terms that follow a draft carry the word as well."""
        invoice = self.make_invoice(egg_general_condition_id=self.make_terms("CGV", body="<p>Terms</p>").id)
        pages = self.pages(invoice)
        self.assertEqual(len(pages), 2)
        self.assertTrue(all("SPECIMEN" in page for page in pages))

    def test_the_print_button_makes_the_egg_layout(self):
        """INV-08: the report behind the stock buttons Print and Send is drawn by our pages."""
        invoice = self.make_invoice()
        Report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, _kind = Report._render_qweb_pdf("account.account_invoices", invoice.ids)
        self.assertIn("SPECIMEN", self.text(content))
        stock, _kind = Report.with_context(egg_stock_report=True)._render_qweb_html(
            "account.account_invoices", invoice.ids)
        self.assertNotIn(b"data-report-egg", stock)
        self.company.egg_print_enabled = False
        self.assertNotIn(b"data-report-egg", Report._render_qweb_html("account.account_invoices", invoice.ids)[0])

    def test_a_vendor_bill_keeps_its_report(self):
        invoice, bill = self.make_invoice(), self.make_invoice(move_type="in_invoice")
        streams = self.env["ir.actions.report"].with_context(
            force_report_rendering=True)._render_qweb_pdf_prepare_streams(
            "account.report_invoice", {}, res_ids=[bill.id, invoice.id])
        self.assertEqual(list(streams), [bill.id, invoice.id])
        self.assertIn("SPECIMEN", self.text(streams[invoice.id]["stream"].getvalue()))
        self.assertNotIn("SPECIMEN", self.text(streams[bill.id]["stream"].getvalue()))

    def test_a_batch_is_cut_into_its_documents(self):
        """DOC-40: many documents, of several pages and in several languages, each get their own pages."""
        french = self.customer.copy({"name": "Client Beta", "lang": "fr_FR"})
        invoices = self.make_invoice(self.many_lines(60)) + self.make_invoice(
            partner_id=french.id) + self.make_invoice()
        invoices[2].action_post()
        streams = self.env["ir.actions.report"].with_context(
            force_report_rendering=True)._render_qweb_pdf_prepare_streams(
            "account.report_invoice_with_payments", {}, res_ids=invoices.ids)
        texts = [self.pages(streams[invoice.id]["stream"].getvalue()) for invoice in invoices]
        self.assertEqual([len(text) > 1 for text in texts], [True, False, False])
        self.assertIn("ClientBeta", texts[1][0])
        self.assertIn("1500,00", texts[1][0].replace("\u202f", ""))
        self.assertNotIn("SPECIMEN", texts[2][0])
        self.assertEqual(list(streams), invoices.ids)

    def test_stored_pdf_is_reused(self):
        """INV-08: an issued invoice's stored PDF is handed out byte for byte, without another run of the engine."""
        invoice = self.make_invoice(post=True)
        legal_pdf = self.make_pdf("LEGAL")
        self.store(invoice, legal_pdf)
        with patch.object(type(self.env["ir.actions.report"]), "_run_wkhtmltopdf",
                          side_effect=AssertionError("rendered again")):
            self.assertEqual(invoice._get_egg_pdf(), legal_pdf)
            report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
            self.assertEqual(report._render_qweb_pdf("account.account_invoices", invoice.ids)[0], legal_pdf)

    def store(self, invoice, content):
        self.env["ir.attachment"].create({
            "name": "invoice.pdf", "res_model": "account.move", "res_id": invoice.id,
            "res_field": "invoice_pdf_report_file",
            "raw": content,
        })
        invoice.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])

    def test_a_new_layout_is_a_duplicate(self):
        """LIN-11: a new layout of an issued invoice is printed as a duplicate;
        the stored PDF and the books stay as they were.
        """
        invoice = self.make_invoice(self.many_lines(4), post=True)
        legal_pdf = self.make_pdf("LEGAL")
        self.store(invoice, legal_pdf)
        before = invoice.line_ids.mapped(lambda line: (line.name, line.balance, line.sequence))
        if "egg_page_break_before" not in invoice.invoice_line_ids._fields:
            invoice._mark_egg_relayout()
        else:
            invoice.invoice_line_ids[2].egg_page_break_before = True
        pages = self.pages(invoice)
        self.assertTrue(all("DUPLICATE" in page for page in pages))
        if "egg_page_break_before" in invoice.invoice_line_ids._fields:
            self.assertEqual(len(pages), 2)
            self.assertIn("Linenumber3", pages[1])
        self.assertEqual(invoice.invoice_pdf_report_id.raw, legal_pdf)
        self.assertEqual(invoice.line_ids.mapped(lambda line: (line.name, line.balance, line.sequence)), before)

    def test_title_is_printed_only_when_asked(self):
        """DOC-11: by default the title is absent; with the option on it is present."""
        invoice = self.make_invoice(egg_title="Toiture Nord")
        self.assertNotPrinted("Toiture Nord", invoice)
        invoice.egg_print_title = True
        self.assertPrinted("Toiture Nord", invoice)

    def test_title_option(self):
        """OPT-13: title on and off in the pages."""
        invoice = self.make_invoice(egg_title="Toiture Nord", egg_print_title=True)
        self.assertIn("Toiture Nord", self.html(invoice))
        invoice.egg_print_title = False
        self.assertNotIn("Toiture Nord", self.html(invoice))

    def test_payment_mode(self):
        """DOC-12: the payment mode is printed when there are no payment conditions."""
        invoice = self.make_invoice(egg_payment_mode_id=self.env.ref("egg_billing.payment_mode_cheque").id)
        self.assertPrinted("Cheque", invoice)

    def test_payment_mode_gives_way_to_conditions(self):
        """DOC-13: with payment conditions only they are printed."""
        invoice = self.make_invoice(egg_payment_mode_id=self.env.ref("egg_billing.payment_mode_cheque").id)
        rows = [{"label": "Deposit 30 %", "date": invoice.invoice_date, "amount": 525.0, "mode": "Transfer",
                 "kind": "deposit"}]
        with patch.object(type(invoice), "_get_egg_schedule", lambda self: rows):
            text = self.text(invoice)
        self.assertNotIn("Cheque", text)
        self.assertIn("Deposit30%", text)
        self.assertIn("525.00", text)

    def test_instalments_replace_the_due_date(self):
        """INV-06: instalments with dates and amounts are printed in the body, and the due date is not."""
        invoice = self.make_invoice(invoice_date_due="2026-03-31")
        self.assertPrinted("03/31/2026", invoice)
        rows = [{"label": "First", "date": invoice.invoice_date, "amount": 700.0, "mode": False, "kind": "payment"},
                {"label": "Second", "date": invoice.invoice_date, "amount": 1050.0, "mode": False, "kind": "payment"}]
        with patch.object(type(invoice), "_get_egg_schedule", lambda self: rows):
            text = self.text(invoice)
        self.assertNotIn("03/31/2026", text)
        for word in ("First", "700.00", "Second", "1,050.00", "01/15/2026"):
            self.assertIn(word, text)

    def test_no_page_holds_mentions_alone(self):
        """OPT-21: with many instalments the last of them share the last page with
        legal mentions and a short second comment.
        """
        invoice = self.make_invoice([(self.p1, 1)] * 9, egg_comment_2="<p>SEE YOU SOON</p>")
        rows = [{"label": f"Instalment {number}", "date": invoice.invoice_date, "amount": 1.0, "mode": "Transfer",
                 "kind": "payment"}
                for number in range(12)]
        with patch.object(type(invoice), "_get_egg_schedule", lambda self: rows):
            (ending,) = lxml.html.fromstring(self.html(invoice)).find_class("egg-ending")
            self.assertEqual([row for row in range(12)
                              if f"Instalment {row}<" in lxml.html.tostring(ending, encoding="unicode")], [9, 10, 11])
            self.assertTrue(ending.find_class("egg-mentions"))
            self.assertIn("SEE YOU SOON", ending.text_content())
            self.assertIn("page-break-inside: avoid", re.search(
                r"\.egg-ending \{(.*?)\}", self.env["ir.actions.report"]._get_egg_css(self.company))[1])
            invoice.egg_comment_2 = f"<p>{'A LONG STORY ' * 60}</p>"
            self.assertEqual(self.html(invoice).count("A LONG STORY"), 60)
            self.assertNotIn("A LONG STORY",
                             lxml.html.fromstring(self.html(invoice)).find_class("egg-ending")[0].text_content())

    def test_the_note_is_never_printed(self):
        """DOC-25: the internal note is on no page, in either layout."""
        invoice = self.make_invoice(egg_note="SECRET")
        for layout in ("classic", "compact"):
            invoice.egg_print_layout = layout
            self.assertNotPrinted("SECRET", invoice)

    def test_options_belong_to_one_document(self):
        """OPT-01: what is switched on for one document stays off on the next."""
        self.make_invoice().egg_print_product_image = True
        self.assertFalse(self.make_invoice().egg_print_product_image)

    def test_company_defaults_feed_new_documents(self):
        """OPT-02: each type of document follows the defaults of its own row."""
        defaults = self.env["egg.print.default"].search([("company_id", "=", self.company.id)])
        defaults.filtered(lambda row: row.document_type == "credit_note").egg_print_seller = True
        self.assertFalse(self.make_invoice().egg_print_seller)
        self.assertTrue(self.make_invoice(move_type="out_refund").egg_print_seller)

    def test_defaults_are_changed_on_their_screen(self):
        """OPT-02: an accounting manager opens the options of one type of document and changes them there."""
        user = self.env["res.users"].create({
            "name": "Manager", "login": "print-defaults", "company_id": self.company.id,
            "company_ids": [Command.set(self.company.ids)],
            "group_ids": [Command.set(self.env.ref("account.group_account_manager").ids)]})
        action = self.env.ref("egg_billing.egg_print_default_action")
        self.assertIn("form", action.view_mode)
        row = self.env["egg.print.default"].search([("company_id", "=", self.company.id),
                                                    ("document_type", "=", "invoice")])
        self.assertEqual(row.display_name, "Invoice")
        self.assertEqual(row.with_context(lang="fr_FR").display_name, "Facture")
        with Form(row.with_user(user)) as form:
            form.egg_print_seller = True
            form.egg_print_layout = "compact"
        invoice = self.make_invoice()
        self.assertTrue(invoice.egg_print_seller)
        self.assertEqual(invoice.egg_print_layout, "compact")

    def test_two_comment_areas(self):
        """OPT-03: both comment areas are printed in the classic layout."""
        invoice = self.make_invoice(egg_comment_1="<p>FIRSTAREA</p>", egg_comment_2="<p>SECONDAREA</p>")
        self.assertPrinted("FIRSTAREA", invoice)
        self.assertPrinted("SECONDAREA", invoice)

    def test_texts_that_odoo_prints_are_printed(self):
        """SCR-06: what stands under the lines, and what the fiscal position and the payment terms say, is on paper; the
        internal note never is.
        """
        position = self.env["account.fiscal.position"].create({"name": "Abroad", "note": "<p>FISCALNOTE</p>"})
        term = self.env["account.payment.term"].create({"name": "Later", "note": "<p>TERMNOTE</p>"})
        invoice = self.make_invoice(narration="<p>UNDERTHELINES</p>", fiscal_position_id=position.id,
                                    invoice_payment_term_id=term.id, egg_note="INTERNALONLY")
        for text in ("UNDERTHELINES", "FISCALNOTE", "TERMNOTE"):
            self.assertPrinted(text, invoice)
        self.assertNotPrinted("INTERNALONLY", invoice)
        page = "".join(self.text(invoice).split())
        self.assertLess(page.index("Total"), page.index("UNDERTHELINES"))
        invoice.narration = f"<p>UNDERTHELINES {'and much more to say ' * 60}</p>"
        self.assertPrinted("UNDERTHELINES", invoice)

    def test_compact_layout_has_one_area(self):
        """OPT-04: the compact layout prints no second area and the form says so."""
        invoice = self.make_invoice(egg_comment_1="<p>FIRSTAREA</p>", egg_comment_2="<p>SECONDAREA</p>",
                                    egg_print_layout="compact")
        self.assertPrinted("FIRSTAREA", invoice)
        self.assertNotPrinted("SECONDAREA", invoice)
        self.assertFalse(invoice.egg_has_comment_2)
        self.assertIn("no second comment area", self.env.ref("egg_billing.view_move_form_print").arch)

    def test_company_vat_number(self):
        """OPT-05: the company's VAT number is printed and can be changed for this document."""
        invoice = self.make_invoice()
        self.assertPrinted("FR23334175221", invoice)
        invoice.egg_company_vat = "DE123456788"
        self.assertPrinted("DE123456788", invoice)
        self.assertEqual(self.company.vat, "FR23334175221")

    def test_customer_vat_number(self):
        """OPT-06: the customer's VAT number comes from the account, can be changed, is printed."""
        self.customer.vat = "FR40303265045"
        invoice = self.make_invoice()
        self.assertEqual(invoice.egg_partner_vat, "FR40303265045")
        invoice.egg_partner_vat = "BE0477472701"
        self.assertPrinted("BE0477472701", invoice)

    def test_sender_is_edited_for_one_document(self):
        """OPT-07: an edited sender is printed here only."""
        invoice, other = self.make_invoice(), self.make_invoice()
        invoice.egg_sender = "Egg, branch of Nantes"
        self.assertPrinted("branch of Nantes", invoice)
        self.assertNotPrinted("branch of Nantes", other)
        self.assertPrinted("12 rue des Poules", other)

    def test_footer_is_edited_for_one_document(self):
        """OPT-08: an edited footer is printed here only, on each page."""
        invoice, other = self.make_invoice(self.many_lines(40)), self.make_invoice()
        invoice.egg_footer = "Capital 10 000"
        pages = self.pages(invoice)
        self.assertGreater(len(pages), 1)
        self.assertTrue(all("Capital10000" in page for page in pages))
        self.assertNotPrinted("Capital 10 000", other)

    def test_profile_brings_its_bank_account(self):
        """OPT-09: the printed IBAN is that of the chosen profile; the address stays the same."""
        banks = self.env["res.partner.bank"].create([
            {"acc_number": number, "partner_id": self.company.partner_id.id, "allow_out_payment": True}
            for number in ("FR7630006000011234567890189", "FR7610107001011234567890129")])
        first, second = self.env["egg.document.profile"].create([
            {"name": name, "bank_account_id": bank.id, "footer": f"Footer {name}"}
            for name, bank in zip("AB", banks, strict=True)])
        invoice = self.make_invoice(egg_profile_id=first.id)
        self.assertPrinted(banks[0].acc_number, invoice)
        invoice.egg_profile_id = second
        self.assertPrinted(banks[1].acc_number, invoice)
        self.assertPrinted("Footer B", invoice)
        self.assertPrinted("12 rue des Poules", invoice)
        self.assertNotPrinted(banks[0].acc_number, invoice)

    def test_profiles_stay_in_their_company(self):
        """OPT-10: a profile of company A is refused on a document of B, and unseen by B's users."""
        other = self.env["res.company"].create({"name": "Other"})
        profile = self.env["egg.document.profile"].create({"name": "Theirs", "company_id": other.id})
        invoice = self.make_invoice()
        with self.assertRaises(UserError):
            invoice.egg_profile_id = profile
        user = self.env["res.users"].create({
            "name": "U", "login": "print-u", "company_id": self.company.id,
            "company_ids": [Command.set(self.company.ids)],
            "group_ids": [Command.set(self.env.ref("account.group_account_manager").ids)],
        })
        self.assertFalse(self.env["egg.document.profile"].with_user(user).search([("name", "=", "Theirs")]))

    def test_seller(self):
        """OPT-11: the seller is printed in the box of references when the option is on."""
        invoice = self.make_invoice(invoice_user_id=self.env.ref("base.user_admin").id)
        name = invoice.invoice_user_id.name
        self.assertNotIn(name, self.html(invoice))
        invoice.egg_print_seller = True
        self.assertIn(name, self.html(invoice))

    def test_word_for_the_seller_per_language(self):
        """OPT-12: the word before the seller's name can be replaced, per language."""
        self.company.with_context(lang="fr_FR").egg_seller_label = "Votre interlocuteur"
        self.company.with_context(lang="en_US").egg_seller_label = "Your contact person"
        invoice = self.make_invoice(egg_print_seller=True)
        self.assertIn("Your contact person", self.html(invoice))
        self.customer.lang = "fr_FR"
        self.assertIn("Votre interlocuteur", self.html(invoice))
        self.assertIn("votreinterlocuteur", self.text(invoice).lower())

    def test_barcode(self):
        """OPT-14: a valid EAN-13 gives an image, another code falls back to Code 128,
        no or a bad code prints nothing.
        """
        self.p1.barcode = "3017620422003"
        invoice = self.make_invoice(egg_print_barcode=True)
        self.assertEqual(self.html(invoice).count("egg-barcode\""), 1)
        uri, width = self.env["ir.actions.report"]._get_egg_barcode("3017620422003")
        self.assertIn(uri, self.html(invoice))
        from PIL import Image
        # EAN-13: 95 modules
        self.assertEqual(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).size[0] % 95, 0)
        self.assertAlmostEqual(width, 31.4, 1)
        self.p2.barcode = "ABC-42"
        self.assertEqual(self.html(invoice).count("egg-barcode\""), 2)
        self.p2.barcode = "œ\u0007"
        self.assertEqual(self.html(invoice).count("egg-barcode\""), 1)
        self.assertPrinted("P1", invoice)
        invoice.egg_print_barcode = False
        self.assertNotIn("egg-barcode\"", self.html(invoice))

    def test_product_number(self):
        """OPT-15: the column with the product's number comes and goes."""
        invoice = self.make_invoice([{"product_id": self.p1.id, "name": "Some words"}])
        self.assertNotPrinted("REF-P1", invoice)
        invoice.egg_print_product_number = True
        self.assertPrinted("REF-P1", invoice)

    def test_product_number_is_not_printed_inside_the_label(self):
        """OPT-15, SCR-06: with the option off the number stands nowhere; what was typed stays."""
        invoice = self.make_invoice([(self.p1, 1), {"product_id": self.p2.id, "name": "[REF-P2] P2\nblue [REF-P1]"}])
        page = self.text(invoice)
        self.assertIn("blue[REF-P1]", page)
        self.assertEqual((page.count("REF-P1"), page.count("REF-P2")), (1, 0))

    def test_a_typed_payment_reference_is_printed(self):
        """SCR-06: what the customer is to state with the transfer; the number of the invoice is there already."""
        invoice = self.make_invoice(post=True)
        self.assertNotPrinted("PAYMENT REFERENCE", invoice)
        invoice.payment_reference = "RF18 539007547034"
        self.assertPrinted("RF18 539007547034", invoice)

    def test_the_method_of_a_payment_is_in_the_customers_language(self):
        """SCR-06, SCR-12: a payment without a mode is printed with the method's name in French."""
        self.customer.lang = "fr_FR"
        invoice = self.make_invoice(post=True)
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        payment = wizard.create({"amount": 100.0})._create_payments()
        self.assertEqual(payment.payment_method_line_id.name, "Manual Payment")
        label = invoice._get_egg_localized()._get_egg_payment_label(payment.with_context(lang="fr_FR"))
        self.assertEqual(label.split(" (")[0], "Paiement manuel")

    def test_a_long_description_does_not_touch_the_head_of_the_table(self):
        """SCR-06: a description of more than a page goes on below the repeated head of the table, whole and in order;
        so do notes, sections and a text without line breaks, also when it is the last.
        """
        lines = "\n".join(f"({number}) of the description" for number in range(120))
        words = " ".join(f"({number})word" for number in range(900))
        product = {"product_id": self.p1.id}
        both = [{"name": lines, **product}, {"name": words, "display_type": "line_note"},
                {"name": lines, "display_type": "line_section"}, {"name": "Last", **product}]
        for rows, numbers in ((both, [*range(120), *range(900), *range(120)]),
                              ([{"name": words, **product}], [*range(900)])):
            pdf = self.make_invoice(rows)._get_egg_pdf()
            self.assertEqual([int(found) for found in re.findall(r"\((\d+)\)", self.text(pdf))], numbers)
            self.assertFalse(self._find_words_on_the_head(pdf))

    def _find_words_on_the_head(self, pdf) -> list:
        """Words that stand where the head of the table does, on any page."""
        found = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout
        over = []
        for page in found.decode().split("<page ")[1:]:
            words = [(float(top), float(bottom), text) for top, bottom, text in re.findall(
                r'yMin="([0-9.]+)" xMax="[0-9.]+" yMax="([0-9.]+)">([^<]+)<', page)]
            heads = [word for word in words if word[2] == "DESCRIPTION"]
            over += [word for word in words for head in heads
                     if word[2][0] == "(" and word[0] < head[1] and word[1] > head[0]]
        return over

    def test_product_image(self):
        """OPT-16: thumbnails within their size; a product without or with a broken image leaves the cell empty."""
        self.p1.image_1920 = base64.b64encode(png(2000, 1500))
        invoice = self.make_invoice(egg_print_product_image=True)
        html = self.html(invoice)
        self.assertEqual(html.count("data:image/png"), 1)
        Report = self.env["ir.actions.report"]
        uri = Report._get_egg_image_uri(base64.b64encode(png(2000, 1500)), 160, 160)
        from PIL import Image
        self.assertLessEqual(max(Image.open(io.BytesIO(base64.b64decode(uri.split(",")[1]))).size), 160)
        self.assertFalse(Report._get_egg_image_uri(base64.b64encode(b"\x89PNG broken"), 160, 160))
        self.assertTrue(invoice._get_egg_pdf().startswith(b"%PDF"))

    def discounted(self, **values):
        return self.make_invoice([{"product_id": self.p1.id, "quantity": 3, "price_unit": 33.37, "discount": 10.0}],
                                 **values)

    def test_discount_column(self):
        """OPT-18: on, the column shows the discount; off, only the price after discount is to be seen."""
        self.assertPrinted("10 %", self.discounted(egg_print_discount=True))
        hidden = self.html(self.discounted(egg_print_discount=False))
        self.assertNotIn("10\u00a0%", hidden)
        self.assertNotIn("33.37", hidden)

    def test_unit_price_column(self):
        """OPT-19: on, the price before discount is shown; off, there is no column."""
        self.assertIn("33.37", self.html(self.discounted()))
        without = self.html(self.discounted(egg_print_unit_price=False))
        self.assertNotIn("33.37", without)
        self.assertNotIn("Unit price", without)

    def test_hidden_discount_does_not_leak(self):
        """OPT-23: discount off and unit price on: quantity x shown price = shown amount."""
        invoice = self.discounted(egg_print_discount=False, egg_print_unit_price=True)
        row = invoice._get_egg_localized()._get_egg_print_values()["last_rows"][0]
        self.assertEqual(row["amount"], "90.10")
        self.assertEqual(round(float(row["price"]) * 3, 2), 90.10)
        self.assertEqual(row["discount"], "10\u00a0%")  # in the values, but its column is not built
        self.assertNotIn("discount", [column.name for column in invoice._get_egg_print_values()["columns"]])

    def test_delivery_address(self):
        """OPT-20: the option shows or hides the block."""
        site = self.env["res.partner"].create({"name": "Site", "type": "delivery", "parent_id": self.customer.id,
                                               "street": "7 quai",
                                               "zip": "13002", "city": "Marseille"})
        invoice = self.make_invoice(partner_shipping_id=site.id)
        if "egg_delivery_address" in invoice._fields:
            invoice.egg_delivery_address = "Site\n7 quai\n13002 Marseille"
        self.assertNotPrinted("Marseille", invoice)
        invoice.egg_print_delivery_address = True
        self.assertPrinted("Marseille", invoice)

    def test_totals_on_each_page_or_the_last(self):
        """OPT-21: 3 pages: on, totals on 3 pages; off, on page 3 only."""
        invoice = self.make_invoice(self.many_lines(75), post=True)
        total = squash(f"{invoice.amount_total:,.2f}")
        pages = self.pages(invoice)
        self.assertGreaterEqual(len(pages), 3)
        self.assertEqual([total in page for page in pages], [False] * (len(pages) - 1) + [True])
        invoice.egg_print_totals_every_page = True
        pages = self.pages(invoice)
        self.assertGreaterEqual(len(pages), 3)
        self.assertTrue(all(total in page for page in pages))

    def test_payments_are_deducted_or_hidden(self):
        """OPT-22: 300.00 paid: on, listed and net to pay 1,450.00; off, total 1,750.00,
        no list, and the balance is unchanged.
        """
        invoice = self.make_invoice(post=True)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create({
            "amount": 300.0, "payment_date": "2026-01-20"})._create_payments()
        self.assertEqual(invoice.amount_residual, 1450.0)
        text = self.text(invoice)
        self.assertIn("1,450.00", text)
        self.assertIn("300.00", text)
        invoice.egg_print_payments = False
        text = self.text(invoice)
        self.assertIn("1,750.00", text)
        self.assertNotIn("1,450.00", text)
        self.assertNotIn("300.00", text.replace("1,300.00", ""))
        self.assertEqual(invoice.amount_residual, 1450.0)

    def test_one_payment_of_two_instalments_is_one_row(self):
        """OPT-22: 1,000.00 that settle an instalment of 525.00 and part of the next are one row of 1,000.00,
        with how and which.
        """
        condition = self.env["egg.payment.condition"].create({"name": "30/70", "line_ids": [
            Command.create({"sequence": 1, "percent": 30, "rule": "days", "days": 10}),
            Command.create({"sequence": 2, "percent": 70, "rule": "days", "days": 40})]})
        invoice = self.make_invoice(egg_condition_id=condition.id, post=True)
        invoice.egg_register_payment(1000.0, "2026-01-20", self.env.ref("egg_billing.payment_mode_cheque"),
                                     reference="CH 77")
        self.assertEqual(len(invoice.invoice_payments_widget["content"]), 2)
        rows = invoice._get_egg_print_values()["payments"]
        self.assertEqual([row["label"] for row in rows], ["Cheque (CH 77)"])
        self.assertIn("1,000.00", rows[0]["amount"])
        self.assertEqual(rows[0]["date"], "01/20/2026")

    def references(self, invoice) -> dict:
        return dict(invoice._get_egg_print_values()["references"])

    def test_your_reference_is_the_customers(self):
        """DOC-40: the customer's own reference is printed as such; the number of the order has a place of its own."""
        invoice = self.make_invoice(ref="CC00001", invoice_origin="CC00001")
        self.assertNotIn("Your reference", self.references(invoice))
        self.assertEqual(self.references(invoice)["Order"], "CC00001")
        invoice.ref = "PO-77"
        self.assertEqual(self.references(invoice)["Your reference"], "PO-77")
        invoice.write({"ref": "PO-77, CC00002", "invoice_origin": "CC00001, CC00002"})
        self.assertEqual(self.references(invoice)["Your reference"], "PO-77")
        self.assertEqual(self.references(invoice)["Order"], "CC00001, CC00002")

    def test_sections_are_printed_with_their_sums(self):
        """LIN-05: sections and notes come in the order of the lines, sections with their sum."""
        invoice = self.make_invoice([
            {"display_type": "line_section", "name": "Roof"}, {"product_id": self.p1.id, "quantity": 2},
            {"display_type": "line_note", "name": "A remark"}, {"display_type": "line_section", "name": "Walls"},
            {"product_id": self.p2.id, "quantity": 3}])
        text = self.text(invoice)
        places = [text.index(word) for word in ("Roof", "2,000.00", "Aremark", "Walls", "1,500.00")]
        self.assertEqual(places, sorted(places))

    def test_generated_lines_are_in_no_section(self):
        """LIN-05, DOC-18: the sum of the last section is that of its own lines;
        the discount stands in the totals only.
        """
        invoice = self.make_invoice([
            {"display_type": "line_section", "name": "Walls"}, {"product_id": self.p2.id, "quantity": 3},
        ], egg_discount_value=10, egg_shipping_amount=20)
        text = self.text(invoice)
        self.assertEqual(invoice.amount_untaxed, 1370.0)
        self.assertIn("Walls1,500.00", text)
        self.assertNotIn("Walls1,370.00", text)

    def test_a_credit_note_names_its_invoice(self):
        """INV-08: a credit note is titled so and names the invoice it corrects."""
        invoice = self.make_invoice(post=True, egg_print_title=True, egg_title="Toiture")
        refund = invoice._reverse_moves([{"invoice_date": "2026-02-01"}])
        text = self.text(refund)
        self.assertIn("Creditnote", text)
        self.assertIn(squash(invoice.name), text)
        self.assertTrue(refund.egg_print_title)

    def test_odd_texts(self):
        """OPT-03: emoji, right-to-left text, markup and very long words in lines never stop a document."""
        invoice = self.make_invoice([
            {"product_id": self.p1.id, "name": "🥚 egg <script>alert(1)</script> & \"quotes\""},
            {"product_id": self.p1.id, "name": "שלום عالم"}, {"product_id": self.p1.id, "name": "x" * 400}])
        self.assertIn("&lt;script&gt;", self.html(invoice))
        self.assertPrinted("<script>alert(1)</script>", invoice)

    def test_missing_engine_is_said_clearly(self):
        """DOC-40: without wkhtmltopdf the message says what to do."""
        with patch.object(type(self.env["ir.actions.report"]), "get_wkhtmltopdf_state", lambda self: "install"), \
                self.assertRaisesRegex(UserError, "not installed"):
            self.make_invoice()._get_egg_pdf()

    def test_an_unpatched_engine_is_said_clearly(self):
        """DOC-40: an engine that would drop heads and totals, or does not start, is refused with what to do."""
        Report = type(self.env["ir.actions.report"])
        with patch.object(Report, "_has_egg_patched_engine",
                          lambda self: False), self.assertRaisesRegex(UserError, "lacks patched Qt"):
            self.make_invoice()._get_egg_pdf()
        with patch.object(Report, "get_wkhtmltopdf_state",
                          lambda self: "broken"), self.assertRaisesRegex(UserError, "does not start"):
            self.make_invoice()._get_egg_pdf()

    def test_many_documents_in_several_runs(self):
        """DOC-40: many documents are drawn in several runs of the engine; each is whole,
        in its place, with its own heads and numbers.
        """
        invoices = self.env["account.move"].union(*(
            self.make_invoice([{"product_id": self.p1.id, "name": f"LINE{number}"}] * (30 if number == 1 else 1),
                              post=True) for number in range(4)))
        with patch("odoo.addons.egg_billing.models.print.ir_actions_report.BATCH", 3):
            pages = self.pages(self.env["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(
                "account.account_invoices", invoices.ids)[0])
        self.assertEqual([[number for number in range(4) if f"LINE{number}" in page] for page in pages],
                         [[0], [1], [1], [2], [3]])
        self.assertEqual([page[-3:] for page in pages], ["1/1", "1/2", "2/2", "1/1", "1/1"])
        for page, place in zip(pages, (0, 1, 1, 2, 3), strict=True):
            self.assertIn(squash(invoices[place].name), page)

    def test_tables_of_very_large_documents_are_cut(self):
        """DOC-40: above a size the tables of a document are cut as the core does it."""
        with patch("odoo.addons.egg_billing.models.print.ir_actions_report.LARGE_BODY", 100), \
                patch("odoo.addons.egg_billing.models.print.ir_actions_report._split_table", wraps=_split_table) as cut:
            self.assertPrinted("P1", self.make_invoice())
        cut.assert_called()

    def test_the_engine_reaches_no_network(self):
        """SEC-08: of a page with addresses in pictures, styles and backgrounds nothing is fetched,
        and an address that hangs holds nothing up.
        """
        with socket.create_server(("127.0.0.1", 0)) as sink:
            sink.settimeout(0.2)
            address = f"http://127.0.0.1:{sink.getsockname()[1]}/x.png"
            body = (f'<p style="background-image: url({address})">Seen</p><img src="{address}"/><table '
                    f'background="{address}"><tr><td>x</td></tr></table><link rel="stylesheet" href="{address}"/>')
            content = self.env["ir.actions.report"]._render_egg_pages([Markup(body)], self.env.company)
            self.assertTrue(content.startswith(b"%PDF"))
            with self.assertRaises(TimeoutError):
                sink.accept()

    def test_styles_fetch_and_cover_nothing(self):
        """SEC-08: addresses and positions go from the styles of a text, hidden or not; colours and sizes stay."""
        for style, left in (
            ("color: red; background-image: url(http://x.example/a)", "color: red"), ("POSITION : fixed; "
                                                                                      "font-weight: bold",
                                                                                      "font-weight: bold"),
            ("background: u\\72l(http://x.example)", ""), ("list-style: URL (x)", ""),
            ("background-position: top", "background-position: top"),
        ):
            self.assertEqual(clean_style(style), left)
        invoice = self.make_invoice(egg_comment_1='<p style="position: fixed; color: green; background-image: '
                                                  'url(http://x.example/a)">Note</p>')
        html = self.env["ir.actions.report"]._render_qweb_html("account.account_invoices", invoice.ids)[0]
        bodies = self.env["ir.actions.report"]._prepare_html(html)[0]
        self.assertIn("color: green", bodies[0])
        self.assertNotIn("position: fixed; color", bodies[0])
        self.assertNotIn("x.example", bodies[0])

    def test_an_engine_that_stops_is_said_clearly(self):
        """DOC-40: when the engine stops, the message says what to do;
        later documents are given up and nothing is left behind.
        """
        invoices = self.make_invoice() | self.make_invoice()
        runs = []

        class Stopped(EngineCall):
            def __init__(self, _binary, *args):
                runs.append(self)
                super().__init__("/bin/false", *args)

        with patch("odoo.addons.egg_billing.models.print.ir_actions_report.BATCH", 1), \
                patch("odoo.addons.egg_billing.models.print.ir_actions_report.EngineCall", Stopped), \
                self.assertLogs("odoo.addons.egg_billing",
                                "WARNING"), self.assertRaisesRegex(UserError, "Print fewer documents"):
            self.env["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(
                "account.account_invoices", invoices.ids)
        self.assertEqual([Path(run._folder.name).exists() for run in runs], [False, False])

    def test_totals_come_with_a_line_and_the_head(self):
        """OPT-21: the totals are a row of the table of lines that holds the last line:
        on a new page they bring line and head along.
        """
        invoice = self.make_invoice([{"display_type": "line_section", "name": "Roof"}, *self.many_lines(45),
                                     {"display_type": "line_section", "name": "Walls"},
                                     {"product_id": self.p2.id, "quantity": 1}])
        root = lxml.html.fromstring(self.html(invoice))
        closing = root.find_class("egg-closing")[0]
        self.assertEqual(closing.xpath("ancestor::table[1]/thead//th")[0].text_content().strip(), "Description")
        self.assertIn("Walls", closing.text_content())
        self.assertTrue(closing.find_class("egg-grand"))
        pages = self.pages(invoice)
        self.assertTrue(all("DESCRIPTION" in page for page in pages))

    def test_the_letterhead_picture(self):
        """DOC-40: the company's own page background is behind each page; a broken one is left out."""
        invoice = self.make_invoice()
        self.company.write({"layout_background": "Custom", "layout_background_image": base64.b64encode(png(100, 140))})
        self.assertEqual(len(self.env["ir.actions.report"]._get_egg_background(self.company)) > 0, True)
        pages = PdfReader(io.BytesIO(invoice._get_egg_pdf())).pages
        self.assertTrue(any(image.image.size == (100, 140) for image in pages[0].images))

    def test_figures_are_equally_wide(self):
        """OPT-19: a company font with uneven figures gets another face for its figures."""
        Report = self.env["ir.actions.report"]
        self.company.font = "Lato"
        self.assertNotIn("EggFigures", str(Report._get_egg_css(self.company)))
        self.company.font = "Montserrat"
        self.assertIn(".egg-figure { font-family: EggFigures; }", str(Report._get_egg_css(self.company)))

    def test_rates_are_written_as_the_language_does(self):
        """OPT-21: "TVA 5.5%" of the tax group is printed "TVA 5,5 %" for a French customer."""
        from ...models.print.print_formats import PrintFormats
        formats = PrintFormats(self.make_invoice().with_context(lang="fr_FR"))
        self.assertEqual(formats.rates("TVA 5.5%"), "TVA 5,5\u00a0%")
        self.assertEqual(formats.rates("TVA 20 %"), "TVA 20\u00a0%")

    def test_the_word_for_the_seller_is_translated(self):
        """OPT-12: as long as the company says no other word, each language has its own."""
        self.company.egg_seller_label = False
        invoice = self.make_invoice(egg_print_seller=True, invoice_user_id=self.env.ref("base.user_admin").id)
        self.assertIn("Salesperson", self.html(invoice))
        self.customer.lang = "fr_FR"
        self.assertIn("Vendeur", self.html(invoice))

    def test_broken_logo(self):
        """DOC-40: a broken logo is left out, the document is made."""
        attachment = self.env["ir.attachment"].search([
            ("res_model", "=", "res.partner"), ("res_field", "=", "image_1920"),
            ("res_id", "=", self.company.partner_id.id)])
        (attachment or self.env["ir.attachment"].create({
            "name": "image_1920", "res_model": "res.partner", "res_field": "image_1920",
            "res_id": self.company.partner_id.id,
        })).raw = b"\x89PNG\r\n\x1a\nnot a picture"
        self.env.invalidate_all()
        self.company.sudo().write({"uses_default_logo": False})
        self.assertTrue(self.make_invoice()._get_egg_pdf().startswith(b"%PDF"))

    def test_sending_attaches_our_pages(self):
        """INV-08: the PDF made by Send is ours, stored once, and printing hands out the same bytes."""
        invoice = self.make_invoice(post=True)
        self.env["account.move.send"].with_context(force_report_rendering=True)._generate_and_send_invoices(
            invoice, sending_methods=["manual"])
        self.assertTrue(invoice.invoice_pdf_report_id)
        stored = invoice.invoice_pdf_report_id.raw
        self.assertIn("TVA20", self.text(stored))
        self.assertEqual(len(PdfReader(io.BytesIO(stored)).pages), 1)
        self.assertEqual(invoice._get_egg_pdf(), stored)

import base64
import io

from odoo import Command
from odoo.tests import tagged
from pypdf import PdfReader

from ..common_print import EggPrintCase, png, squash


@tagged("post_install", "-at_install")
class TestPaper(EggPrintCase):
    """Currencies, companies, languages and letterheads that differ from one document to the next."""

    def test_vat_in_the_companys_currency(self):
        """BEY-11: an invoice in another currency states its VAT in the company's currency too,
        at its own rate; others do not.
        """
        currency = self.env["res.currency"].create({"name": "XEG", "symbol": "Xg", "rate_ids": [
            Command.create({"name": "2026-01-01", "rate": 2.0, "company_id": self.company.id})]})
        invoice = self.make_invoice([{"product_id": self.p1.id, "price_unit": 1000.0}], currency_id=currency.id,
                                    post=True)
        self.assertEqual(invoice.amount_tax, 200.0)
        text = self.text(invoice)
        name = self.company.currency_id.name
        self.assertIn(f"VATin{name}:", text)
        self.assertIn("100.00", text.partition(f"VATin{name}:")[2][:12])
        self.assertIn("Xg1,200.00", text.replace("1,200.00Xg", "Xg1,200.00"))
        self.assertNotIn(f"VATin{name}", self.text(self.make_invoice(post=True)))

    def test_two_companies_in_one_file(self):
        """DOC-40: documents of two companies printed together: each has its own sender,
        logo, profile and bank account.
        """
        other = self.env["res.company"].create({"name": "Second SARL", "currency_id": self.company.currency_id.id,
                                                "country_id": self.company.country_id.id, "street": "5 quai",
                                                "city": "Nantes"})
        self.env["account.chart.template"].try_loading("generic_coa", company=other, install_demo=False)
        for company, width in ((self.company, 60), (other, 90)):
            company.write({"uses_default_logo": False, "logo": base64.b64encode(png(width, 30))})
        numbers = {self.company: "FR7630006000011234567890189", other: "FR7610107001011234567890129"}
        invoices = self.env["account.move"]
        for company, number in numbers.items():
            bank = self.env["res.partner.bank"].create(
                {"acc_number": number, "partner_id": company.partner_id.id, "company_id": company.id,
                 "allow_out_payment": True})
            profile = self.env["egg.document.profile"].create({
                "name": "Bank", "company_id": company.id, "bank_account_id": bank.id,
                "footer": f"Foot of {company.name}"})
            invoices |= self.env["account.move"].with_company(company).create({
                "move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": "2026-01-15",
                "company_id": company.id,
                "egg_profile_id": profile.id,
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 10.0, "tax_ids": False})]})
        self.assertEqual(len(invoices.company_id), 2)
        report = self.env["ir.actions.report"].with_context(
            force_report_rendering=True, allowed_company_ids=(self.company | other).ids)
        content = report._render_qweb_pdf("account.account_invoices", invoices.ids)[0]
        pages = PdfReader(io.BytesIO(content)).pages
        self.assertEqual(len(pages), 2)
        texts = [squash(page.extract_text()) for page in pages]
        for place, company in enumerate(numbers):
            stranger = next(one for one in numbers if one != company)
            for wanted in (squash(company.name), numbers[company], squash(f"Foot of {company.name}")):
                self.assertIn(wanted, texts[place])
            for foreign in (numbers[stranger], squash(f"Foot of {stranger.name}")):
                self.assertNotIn(foreign, texts[place])
            self.assertEqual([image.image.size[0] for image in pages[place].images],
                             [60 if company == self.company else 90])

    def test_the_background_is_on_all_pages(self):
        """DOC-40: the company's page background lies behind each page of the document."""
        self.company.write({"layout_background": "Custom", "layout_background_image": base64.b64encode(png(100, 140))})
        pages = PdfReader(io.BytesIO(self.make_invoice(self.many_lines(45), post=True)._get_egg_pdf())).pages
        self.assertGreater(len(pages), 1)
        for page in pages:
            self.assertTrue(any(image.image.size == (100, 140) for image in page.images))

    def test_a_customer_who_reads_from_right_to_left(self):
        """DOC-40: an Arabic customer gets a document in Arabic, with the figures unharmed."""
        self.env["res.lang"]._activate_lang("ar_001")
        self.customer.write({"lang": "ar_001", "name": "شركة ألفا"})
        invoice = self.make_invoice([{"product_id": self.p1.id, "name": "خدمة التركيب"}], post=True)
        values = invoice._get_egg_localized()._get_egg_print_values()
        self.assertEqual(values["lang"], "ar_001")
        self.assertTrue(invoice._get_egg_pdf().startswith(b"%PDF"))
        self.assertIn("خدمة التركيب", self.html(invoice))
        self.assertIn('dir="auto"', self.html(invoice))

    def test_heads_follow_the_layout_of_the_company(self):
        """COR-09: each layout that Odoo's wizard offers has a head of its own on paper,
        on the screen and on every page.
        """
        self.company.logo = base64.b64encode(png())
        invoice, drawn = self.make_invoice(), {}
        for layout in self.env["report.layout"].search([]):
            self.company.external_report_layout_id = layout.view_id
            head = f"egg-head-{layout.view_id.key.rpartition('_')[2]}"
            self.assertIn(head, self.html(invoice))
            [page] = PdfReader(io.BytesIO(invoice._get_egg_pdf())).pages
            drawn.setdefault(page.get_contents().get_data(), []).append(layout.name)
            self.assertIn("ClientAlpha", squash(page.extract_text()))
        self.assertEqual([names for names in drawn.values() if len(names) > 1], [])

    def test_a_logo_leaves_the_frame_whole(self):
        """COR-09: a logo with a background of its own does not lie on the lines of the head:
        1 mm stays free above and below.
        """
        self.company.logo = base64.b64encode(png(900, 900))
        invoice = self.make_invoice()
        for layout in self.env["report.layout"].search([("view_id.key", "not ilike", "standard")]):
            self.company.external_report_layout_id = layout.view_id
            heights = []
            PdfReader(io.BytesIO(invoice._get_egg_pdf())).pages[0].extract_text(
                visitor_operand_before=lambda operator, args, matrix, text, found=heights:
                operator == b"Do" and found.append(abs(matrix[3]) / 72 * 25.4)
            )
            with self.subTest(layout=layout.name):
                self.assertTrue(heights)
                self.assertLessEqual(max(heights), 15)

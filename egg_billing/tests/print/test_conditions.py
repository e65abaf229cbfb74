from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..common_print import EggPrintCase


@tagged("post_install", "-at_install")
class TestConditions(EggPrintCase):
    def test_default_and_changed_terms(self):
        """CGV-01: the company's default terms end the PDF; another choice on the document changes this PDF only."""
        default = self.make_terms("CGV 2026", body="<p>TERMS2026</p>", is_default=True)
        export = self.make_terms("Export", pdf=self.make_pdf("TERMSEXPORT"))
        invoice, other = self.make_invoice(), self.make_invoice()
        self.assertEqual(invoice.egg_general_condition_id, default)
        self.assertIn("TERMS2026", self.pages(invoice)[-1])
        invoice.egg_general_condition_id = export
        self.assertIn("TERMSEXPORT", self.pages(invoice)[-1])
        self.assertIn("TERMS2026", self.pages(other)[-1])

    def test_no_default_leaves_the_choice(self):
        """CGV-02: without a default the field is empty, may stay so, and offers the texts of this company."""
        self.make_terms("CGV", body="<p>TERMS</p>")
        invoice = self.make_invoice()
        self.assertFalse(invoice.egg_general_condition_id)
        self.assertEqual(len(self.pages(invoice)), 1)

    def test_one_default_per_company(self):
        """CGV-01: a company has one default: the newest takes over; particular conditions cannot be it."""
        first = self.make_terms("A", body="<p>a</p>", is_default=True)
        second = self.make_terms("B", body="<p>b</p>", is_default=True)
        self.assertEqual((first.is_default, second.is_default), (False, True))
        first.is_default = True
        self.assertEqual((first.is_default, second.is_default), (True, False))
        with self.assertRaises(ValidationError):
            self.make_terms("C", kind="particular", is_default=True)

    def test_insertion_copies_the_text(self):
        """CGV-03: picking a text copies it into the editor; changing it there leaves the text alone."""
        text = self.make_terms("Insurance", kind="particular", body="<p>INSURED</p>")
        with Form(self.make_invoice()) as form:
            form.egg_condition_insert_id = text
            self.assertIn("INSURED", form.egg_particular_conditions)
            self.assertFalse(form.egg_condition_insert_id)
        text.body = "<p>changed</p>"
        invoice = self.env["account.move"].search([], order="id desc", limit=1)
        self.assertIn("INSURED", str(invoice.egg_particular_conditions))

    def test_the_list_shows_both_kinds(self):
        """CGV-04: 2 general and 3 particular texts: the insertion list offers 5, each with its kind."""
        self.env["egg.condition.text"].search([]).active = False
        for number in range(5):
            self.make_terms(f"Text {number}", kind="general" if number < 2 else "particular", body="<p>x</p>")
        invoice = self.make_invoice()
        domain = [("company_id", "in", (False, invoice.company_id.id))]
        names = [name
                 for _id, name in self.env["egg.condition.text"].with_context(egg_show_kind=1).name_search("", domain)]
        self.assertEqual(len(names), 5)
        self.assertEqual(sum("(General terms of sale)" in name for name in names), 2)

    def test_a_heading_in_a_comment_repeats_no_pages(self):
        """CGV-06: invoices printed together, one with a heading in its comment on another page,
        end with their terms once each.
        """
        self.make_terms("CGV 2026", body="<p>TERMS2026</p>", is_default=True)
        both = self.make_invoice(self.many_lines(60), egg_comment_2="<h1>HEADING</h1><p>text</p>") | self.make_invoice()
        content = self.env["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(
            "account.account_invoices", both.ids)[0]
        pages = self.pages(content)
        self.assertEqual(sum("TERMS2026" in page for page in pages), 2)
        self.assertEqual(sum("HEADING" in page for page in pages), 1)

    def test_rich_text_is_kept(self):
        """CGV-05: bold type and lists are kept on paper."""
        invoice = self.make_invoice(
            egg_particular_conditions="<p>Some <b>BOLD</b></p><ul><li>ONE</li><li>TWO</li></ul>")
        body = str(invoice._get_egg_print_annexes()[0])
        self.assertIn("<b>BOLD</b>", body)
        self.assertIn("<li>ONE</li>", body)
        page = self.pages(invoice)[-1]
        for word in ("BOLD", "ONE", "TWO"):
            self.assertIn(word, page)

    def test_order_of_the_pages(self):
        """CGV-06: document, then particular conditions, then general terms, each on a new page."""
        invoice = self.make_invoice(
            egg_particular_conditions="<p>PARTICULAR</p>",
            egg_general_condition_id=self.make_terms("G", body="<p>GENERAL</p>").id)
        pages = self.pages(invoice)
        self.assertEqual(len(pages), 3)
        self.assertIn("ClientAlpha", pages[0])
        self.assertIn("PARTICULAR", pages[1])
        self.assertIn("GENERAL", pages[2])

    def test_bad_files_are_refused(self):
        """CGV-01: an encrypted or damaged PDF is refused at upload with a message that says why."""
        with self.assertRaisesRegex(ValidationError, "password"):
            self.make_terms("Locked", pdf=self.make_pdf("x", password="secret"))
        with self.assertRaisesRegex(ValidationError, "damaged"):
            self.make_terms("Broken", pdf=b"not a pdf at all")

    def test_a_file_that_rots_gives_a_message(self):
        """CGV-01: a file damaged after its upload gives a message when the document is printed, no traceback."""
        terms = self.make_terms("Rotten", pdf=self.make_pdf("fine"))
        self.env["ir.attachment"].search([("res_model", "=", terms._name), ("res_field", "=", "pdf"),
                                          ("res_id", "=", terms.id)]).raw = b"rotten"
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "Rotten"):
            self.make_invoice(egg_general_condition_id=terms.id)._get_egg_pdf()

    def test_nothing_executes(self):
        """CGV-05: scripts, handlers, frames and remote pictures never reach the pages."""
        invoice = self.make_invoice()
        invoice.egg_particular_conditions = (
            "<p onclick='x()'>SAFE</p><script>document.write('HACKED')</script><iframe "
            "src='file:///etc/passwd'></iframe><img src='http://192.0.2.1/x.png'/><img "
            "src='file:///etc/passwd'/><object data='file:///etc/passwd'></object>")
        body = str(self.env["ir.actions.report"]._inline_egg_images(invoice.egg_particular_conditions))
        for word in ("script", "onclick", "iframe", "192.0.2.1", "file:", "object"):
            self.assertNotIn(word, body)
        text = self.text(invoice)
        self.assertIn("SAFE", text)
        self.assertNotIn("HACKED", text)
        self.assertNotIn("root:", text)

    def test_rights(self):
        """QLT-01: an ordinary user reads profiles, defaults and texts but may not write them."""
        user = self.env["res.users"].create({
            "name": "Plain", "login": "print-plain", "group_ids": [Command.set(self.env.ref("base.group_user").ids)]})
        for model, values in (("egg.condition.text", {"name": "x"}), ("egg.document.profile", {"name": "x"}),
                              ("egg.print.default", {"document_type": "invoice"}),
                              ("egg.legal.mention", {"name": "x", "code": "x"})):
            self.env[model].with_user(user).search([])
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(user).create(values)

    def test_company_rules(self):
        """OPT-10: texts and defaults of another company are not to be seen."""
        other = self.env["res.company"].create({"name": "Other"})
        self.make_terms("Theirs", company_id=other.id)
        user = self.env["res.users"].create({
            "name": "Manager", "login": "print-manager", "company_id": self.company.id,
            "company_ids": [Command.set(self.company.ids)],
            "group_ids": [Command.set(self.env.ref("account.group_account_manager").ids)]})
        self.assertFalse(self.env["egg.condition.text"].with_user(user).search([("name", "=", "Theirs")]))
        self.assertFalse(self.env["egg.print.default"].with_user(user).search([("company_id", "=", other.id)]))
        self.assertEqual(self.env["egg.print.default"].search_count([("company_id", "=", other.id)]), 5)

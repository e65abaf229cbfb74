from odoo import Command
from odoo.addons.egg_billing.models.print.print_formats import PrintFormats
from odoo.addons.egg_billing.tests.common_print import EggPrintCase
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common_documents import ReferenceOrders


@tagged("post_install", "-at_install")
class TestPrintedOrder(ReferenceOrders, EggPrintCase):
    def many_order_lines(self, count):
        return [{"product_id": self.p1.id, "name": f"Line number {number}"} for number in range(1, count + 1)]

    def test_a_quote_shows_its_validity(self):
        """QUO-06: the date until which the quotation holds is on the PDF."""
        text = self.text(self.make_order(validity_date="2026-02-14"))
        self.assertIn("Quotation", text)
        self.assertIn("02/14/2026", text)

    def test_an_order_shows_its_delivery(self):
        """ORD-03: the planned delivery date is on the order's PDF, and the validity limit is not."""
        order = self.make_order(validity_date="2026-02-14", commitment_date="2026-03-20 10:00:00")
        order.action_confirm()
        text = self.text(order)
        self.assertIn("Order", text)
        self.assertIn("03/20/2026", text)
        self.assertNotIn("02/14/2026", text)

    def test_quote_options_follow_their_defaults(self):
        """OPT-02: seller on for quotations: a new quotation has it on, a new invoice follows its own default."""
        self.env["egg.print.default"].search([
            ("company_id", "=", self.company.id), ("document_type", "=", "quote")]).egg_print_seller = True
        self.assertTrue(self.make_order().egg_print_seller)
        self.assertFalse(self.make_invoice().egg_print_seller)

    def test_image_on_one_quote(self):
        """OPT-01: an option set on one quotation stays off on the next."""
        self.make_order().egg_print_product_image = True
        self.assertFalse(self.make_order().egg_print_product_image)

    def test_seller_in_the_references(self):
        """OPT-11: "Salesperson" and the name are in the box when the option is on."""
        order = self.make_order(user_id=self.env.ref("base.user_admin").id)
        self.assertNotIn(order.user_id.name, self.html(order))
        order.egg_print_seller = True
        self.assertIn(order.user_id.name, self.html(order))

    def test_proforma(self):
        """OPT-17: the title is "Pro forma invoice", no invoice is made, the quotation keeps its number."""
        order = self.make_order(egg_print_proforma=True)
        moves = self.env["account.move"].search_count([])
        text = self.text(order)
        self.assertIn("Proformainvoice", text)
        self.assertIn("PROFORMA", text)
        self.assertIn(order.name, text)
        self.assertEqual(self.env["account.move"].search_count([]), moves)
        self.assertFalse(order.copy().egg_print_proforma)

    def test_core_proforma_report(self):
        """OPT-17: the stock pro-forma report is drawn by our pages as well."""
        order = self.make_order()
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content = report._render_qweb_pdf("sale.report_saleorder_pro_forma", order.ids)[0]
        self.assertIn("Proformainvoice", self.text(content))

    def test_the_print_and_send_report_is_ours(self):
        """DOC-40: the report of the buttons Print and Send of quotations and orders makes our pages."""
        order = self.make_order()
        html = self.env["ir.actions.report"]._render_qweb_html("sale.action_report_saleorder", order.ids)[0]
        self.assertIn(b"data-report-egg", html)

    def test_options_go_to_the_invoice(self):
        """OPT-01: an invoice made from an order prints like its order, with its own copy of the texts."""
        terms = self.make_terms("G", body="<p>GENERAL</p>")
        order = self.make_order(
            egg_print_product_number=True, egg_comment_1="<p>Hello</p>", egg_particular_conditions="<p>Part</p>",
            egg_general_condition_id=terms.id, egg_sender="Elsewhere")
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertTrue(invoice.egg_print_product_number)
        self.assertIn("Hello", str(invoice.egg_comment_1))
        self.assertIn("Part", str(invoice.egg_particular_conditions))
        self.assertEqual(invoice.egg_general_condition_id, terms)
        self.assertEqual(invoice.egg_sender, "Elsewhere")

    def test_references_of_the_invoice(self):
        """DOC-40: an invoice says the order's number as such, and the customer's reference only when there is one."""
        orders = self.make_order() | self.make_order(client_order_ref="PO-77")
        orders.action_confirm()
        for order, expected in zip(orders, (None, "PO-77"), strict=True):
            references = dict(order._create_invoices()._get_egg_print_values()["references"])
            self.assertEqual(references.get("Your reference"), expected)
            self.assertEqual(references["Order"], order.name)

    def test_the_note_is_not_printed(self):
        """DOC-25: the internal note is on no layout of a quotation or an order."""
        order = self.make_order(egg_note="SECRET", egg_print_proforma=False)
        for layout in ("classic", "compact"):
            order.egg_print_layout = layout
            self.assertNotPrinted("SECRET", order)
        order.egg_print_proforma = True
        self.assertNotPrinted("SECRET", order)
        order.action_confirm()
        self.assertNotPrinted("SECRET", order)

    def test_order_of_pages(self):
        """CGV-06: quotation, then particular conditions, then general terms."""
        order = self.make_order(egg_particular_conditions="<p>PARTICULAR</p>",
                                egg_general_condition_id=self.make_terms("G", pdf=self.make_pdf("GENERAL", pages=2)).id)
        pages = self.pages(order)
        self.assertEqual(len(pages), 4)
        self.assertIn("PARTICULAR", pages[1])
        self.assertIn("GENERAL", pages[3])

    def test_totals_on_each_page(self):
        """OPT-21: a quotation of 3 pages shows its totals on 3 pages, or on the last one only."""
        order = self.make_order(self.many_order_lines(75))
        total = f"{order.amount_total:,.2f}"
        self.assertEqual([total in page for page in self.pages(order)][-2:], [False, True])
        order.egg_print_totals_every_page = True
        pages = self.pages(order)
        self.assertGreaterEqual(len(pages), 3)
        self.assertTrue(all(total in page for page in pages))

    def test_break_after_a_line(self):
        """LIN-09: a break after line 2: line 3 starts page 2."""
        if "egg_page_break_after" not in self.env["sale.order.line"]._fields:
            self.skipTest("the flags of lines are not there")
        order = self.make_order(self.many_order_lines(4))
        order.order_line[1].egg_page_break_after = True
        pages = self.pages(order)
        self.assertEqual(len(pages), 2)
        self.assertIn("Linenumber2", pages[0])
        self.assertIn("Linenumber3", pages[1])
        self.assertNotIn("Linenumber3", pages[0])

    def test_break_before_a_line(self):
        """LIN-10: a break before line 3: line 3 starts a new page;
        together with one after line 2 it is a single one.
        """
        if "egg_page_break_before" not in self.env["sale.order.line"]._fields:
            self.skipTest("the flags of lines are not there")
        order = self.make_order(self.many_order_lines(4))
        order.order_line[2].egg_page_break_before = True
        self.assertIn("Linenumber3", self.pages(order)[1])
        order.order_line[1].egg_page_break_after = True
        self.assertEqual(len(self.pages(order)), 2)

    def test_hidden_discount_on_a_quote(self):
        """OPT-23: discount off, unit price on: quantity x shown price = amount,
        with price and discount out of sight.
        """
        order = self.make_order([{"product_id": self.p1.id, "product_uom_qty": 3, "price_unit": 100.0,
                                  "discount": 10.0}],
                                egg_print_discount=False)
        html = self.html(order)
        self.assertIn("90.00", html)
        self.assertNotIn("100.00", html)
        self.assertNotIn("10\u00a0%", html)

    def test_many_orders_in_one_file(self):
        """DOC-40: several quotations are shown as one PDF."""
        orders = self.make_order() | self.make_order()
        self.assertEqual(orders.action_egg_preview_pdf()["url"],
                         f"/egg/print/preview/sale.order/{orders[0].id},{orders[1].id}")

    def test_third_party_taxes_are_printed_under_their_line(self):
        """OPT-19, LAW-05: an eco-participation of 5.00 for each of 3 is printed under its line with its comment and
        its cost per unit, and summed apart.
        """
        order = self.make_order([{"product_id": self.p1.id, "product_uom_qty": 3,
                                  "egg_third_party_tax_ids": [Command.create({
            "name": "Eco-participation", "amount": 5.0, "tax_ids": [Command.set(self.vat_20.ids)], "comment": "WEEE",
            "print_comment": True})]}])
        row = order._get_egg_print_values()["last_rows"][0]
        self.assertEqual([(tax["name"], tax["comment"]) for tax in row["third_party"]], [("Eco-participation", "WEEE")])
        self.assertIn("(3×5.00)", self.text(order))
        self.assertEqual(self.text(order).count("Eco-participation"), 2)
        self.assertIn("15.00", self.text(order))

    def test_texts_that_odoo_prints_are_printed(self):
        """SCR-06: the terms under the lines of a quote are on paper, above the box that the customer signs in, unless
        they are long.
        """
        for text, is_above in (("UNDERTHELINES", True), (f"UNDERTHELINES {'and much more to say ' * 60}", False)):
            page = self.text(self.make_order(note=f"<p>{text}</p>"))
            self.assertEqual(page.index("UNDERTHELINES") < page.index("Goodforagreement"), is_above)

    def test_payments_on_a_quote(self):
        """OPT-22: 300.00 received on a quotation: listed and deducted, or hidden with the total unchanged."""
        order = self.make_order()
        order.egg_register_payment(300.0, "2026-01-16", self.env.ref("egg_billing.payment_mode_cheque"))
        text = self.text(order)
        self.assertIn("1,450.00", text)
        self.assertIn("Cheque", text)
        order.egg_print_payments = False
        text = self.text(order)
        self.assertNotIn("1,450.00", text)
        self.assertIn("1,750.00", text)
        self.assertEqual(order.egg_net_to_pay, 1450.0)

    def test_an_order_prints_no_empty_rows_of_deposits(self):
        """SCR-06, DEP-05: what was invoiced as a deposit stands among the payments; the order's own row of it, of
        quantity nought, is not printed, nor its heading.
        """
        order = self.make_order()
        order.action_confirm()
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 100.0}).create_invoices()
        order.invoice_ids.action_post()
        self.assertTrue(order._get_order_lines_to_report().filtered("is_downpayment"))
        names = [row["name"] for row in order._get_egg_print_rows(PrintFormats(order))]
        self.assertEqual(names, ["P1", "P2"])

    def test_the_file_of_an_order_is_named_order(self):
        """SCR-02, BAR-03: also while it is written, in each language; the file of a quote is named quote."""
        quote = self.make_order()
        quote.action_quotation_sent()
        order = quote.egg_create_order()
        for language, words in (("en_US", ("Quotation", "Order")), ("fr_FR", ("Devis", "Commande"))):
            report = self.env.ref("sale.action_report_saleorder").with_context(lang=language)
            names = [safe_eval(report.print_report_name, {"object": one}) for one in (quote, order)]
            self.assertEqual(names, [f"{words[0]} - {quote.name}", f"{words[1]} - {order.name}"])

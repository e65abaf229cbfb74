import re

from odoo.tests import HttpCase, tagged

from ..common import EggSalesCase

LINES = [
    {"display_type": "line_section", "name": "Part A"}, {"product_id": False, "name": "Drill"},
    {"display_type": "line_section", "name": "Part B"}, {"display_type": "line_subsection", "name": "Part B1"},
    {"product_id": False, "name": "Goggles"},
]


@tagged("post_install", "-at_install")
class TestSections(EggSalesCase, HttpCase):
    """TOT-01, POR-01: what the document takes or adds as a whole is in none of its sections."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lines = [line | ({"product_id": cls.p1.id, "price_unit": 100, "sequence": rank} if "product_id" in line
                         else {"sequence": rank}) for rank, line in enumerate(LINES)]
        cls.order = cls.make_order(
            lines, egg_discount_mode="untaxed_amount", egg_discount_value=50, egg_shipping_amount=20)
        cls.order.action_quotation_sent()

    def _sections(self, document, field):
        return document[field].filtered(lambda line: line.display_type in ("line_section", "line_subsection"))

    def test_a_section_has_its_own_lines_only(self):
        """Quote and invoice: each section comes to what stands in it, by Odoo's sums and by the print."""
        self.assertEqual(
            [section._get_section_totals("price_subtotal") for section in self._sections(self.order, "order_line")],
            [100, 100, 100])
        self.assertFalse(self.order.order_line.filtered("egg_role").parent_id)
        self.order.action_confirm()
        invoice = self.order._create_invoices()
        sections = self._sections(invoice, "invoice_line_ids")
        self.assertEqual([section.get_section_subtotal() for section in sections], [100, 100, 100])
        self.assertFalse(invoice.invoice_line_ids.filtered("egg_role").parent_id)
        invoice.action_post()
        self.env.invalidate_all()
        alone = invoice.invoice_line_ids.filtered(lambda line: line.display_type == "product")[0]
        self.assertEqual(alone.with_prefetch().parent_id, sections[0])
        self.assertFalse(invoice.invoice_line_ids.filtered("egg_role").parent_id)

    def _read_rows(self):
        page = self.url_open(self.order.get_portal_url()).text
        body = re.search(r'<tbody class="sale_tbody">(.*?)</tbody>', page, re.S)[1]
        return [re.sub(r"\s+", " ", re.sub("<[^>]+>|\ufeff", " ", row)).strip()
                for row in re.findall(r"<tr.*?</tr>", body, re.S)]

    def test_the_customer_reads_the_sections(self):
        """The page of the quote: a section's amount, and the discount below, also where the last section hides its
        prices or its lines.
        """
        rows = self._read_rows()
        self.assertEqual(
            [re.findall(r"-?\d+\.\d\d", row)[-1] for row in rows if row.startswith("Part")], ["100.00"] * 3)
        for hidden in ("collapse_prices", "collapse_composition"):
            with self.subTest(hidden=hidden):
                last = self._sections(self.order, "order_line")[1]
                last[hidden] = True
                rows = self._read_rows()
                self.assertTrue(any("- 50.00" in row for row in rows), rows)
                self.assertTrue(any("20.00" in row for row in rows), rows)
                self.assertIn("100.00", next(row for row in rows if row.startswith("Part B")))
                last[hidden] = False

    def test_the_print_of_odoo_too(self):
        """Odoo's own print, which is used for comparisons, says the same."""
        html = self.env["ir.actions.report"].with_context(egg_stock_report=True)._render_qweb_html(
            "sale.report_saleorder", self.order.ids)[0].decode()
        rows = re.findall(r'<tr[^>]*o_line_(?:sub)?section.*?</tr>', html, re.S)
        self.assertTrue(rows)
        for row in rows:
            self.assertIn("100.00", row)

from unittest.mock import patch

import lxml.html
from odoo.tests import tagged

from ...core.print_layout import Width
from ...models.print.print_columns import PrintColumn
from ..common_print import EggPrintCase


@tagged("post_install", "-at_install")
class TestPrintedColumns(EggPrintCase):
    WEIGHT = PrintColumn(
        "weight", "Weighs", lambda cell: cell.formats.decimals(cell.line.product_id.weight, 1) + " kg", Width(14, 24),
        lambda document, _rows: document.egg_print_product_number)

    def add_column(self, column):
        """One more entry in the list of columns, before the quantity."""
        Document = type(self.env["account.move"])
        before = Document._get_egg_column_list

        def with_one_more(document):
            columns = before(document)
            place = [one.name for one in columns].index("quantity")
            return [*columns[:place], column, *columns[place:]]

        patcher = patch.object(Document, "_get_egg_column_list", with_one_more)
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_one_entry_is_a_column(self):
        """ARC-04: a column defined in this test alone prints: head, rows, blank in notes, sections and the rest of a
        long text.
        """
        self.p1.weight, self.p2.weight = 12.5, 3.0
        self.add_column(self.WEIGHT)
        long = "\n".join(f"Paragraph {number}" for number in range(30))
        invoice = self.make_invoice([
            {"display_type": "line_section", "name": "Roof"}, (self.p1, 2), (self.p2, 1),
            {"product_id": self.p1.id, "name": long}, {"display_type": "line_note", "name": "Handle with care"},
        ], egg_print_product_number=True)
        pages, text = self.pages(invoice), self.text(invoice)
        self.assertTrue(all("WEIGHS" in page for page in pages))
        self.assertEqual([text.count(word) for word in ("12.5kg", "3.0kg")], [2, 1])
        self.assertIn("Handlewithcare", text)
        tree = lxml.html.fromstring(self.html(invoice))
        heads = [head.text_content().strip() for head in tree.xpath("//table[contains(@class, 'egg-lines')]/thead//th")]
        self.assertEqual(heads.index("Weighs"), heads.index("Qty") - 1)
        for row in tree.xpath("//tr[contains(@class, 'egg-product')]"):
            self.assertEqual(len(row.xpath("./td")), len(heads))
        for row in tree.xpath("//tr[contains(@class, 'egg-note')]"):
            self.assertEqual(sum(int(cell.get("colspan", 1)) for cell in row.xpath("./td")), len(heads))

    def test_its_option_decides(self):
        """ARC-04: with its option off the column is not there, neither its head nor its values."""
        self.p1.weight = 12.5
        self.add_column(self.WEIGHT)
        self.assertNotPrinted("12.5 kg", self.make_invoice())

    def test_heads_follow_the_language_and_the_vat(self):
        """ARC-04, SCR-12: each head in the customer's language; a company without VAT prints no such word."""
        self.customer.lang = "fr_FR"
        columns = self.make_invoice()._get_egg_localized()._get_egg_wanted_columns([])
        document = self.make_invoice()._get_egg_localized()
        self.assertEqual([column.get_head(document, True) for column in columns if column.name in ("price", "vat")],
                         ["P.U. HT", "TVA"])
        self.assertEqual([column.get_head(document, False) for column in columns if column.name == "vat"], ["Taxe"])

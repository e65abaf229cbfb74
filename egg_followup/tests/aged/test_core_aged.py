import io
from datetime import date
from zipfile import ZipFile

from odoo.addons.egg_followup.core.aged import Brackets
from odoo.addons.egg_followup.tools.sheet import Table, write_sheets
from odoo.tests import BaseCase


class TestBrackets(BaseCase):
    def test_each_day_is_in_one_bracket(self):
        """ACC-03: the brackets follow each other without a gap, the last one is open."""
        ranges = list(Brackets(30, 60, 90).get_ranges().values())
        self.assertEqual(ranges, [(1, 30), (31, 60), (61, 90), (91, None)])

    def test_days_go_up(self):
        """ACC-03: brackets that do not go up are no brackets."""
        self.assertTrue(Brackets(15, 45, 120).is_ascending())
        for days in ((0, 60, 90), (30, 30, 90), (30, 60, 45), (-5, 60, 90)):
            self.assertFalse(Brackets(*days).is_ascending(), days)


class TestSheets(BaseCase):
    def test_texts_are_no_formulas(self):
        """ACC-03: a customer called as a formula is text in the spreadsheet, and names of pages are such."""
        name = "=HYPERLINK(\"http://x.example\")"
        table = Table("A/B: [long] name of a page that is cut off", "Heading", {"Name": 20, "Day": 10, "Amount": 12},
                      [[name, date(2026, 1, 31), 12.5]], ["Total", "", 12.5])
        with ZipFile(io.BytesIO(write_sheets([table, table]))) as book:
            page, texts = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/sharedStrings.xml").decode()
            pages = book.read("xl/workbook.xml").decode()
        self.assertNotIn("<f>", page)
        self.assertIn("=HYPERLINK", texts)
        self.assertIn('name="1 AB long name of a page that i"', pages)

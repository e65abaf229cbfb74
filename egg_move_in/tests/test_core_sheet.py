import io
from datetime import date, datetime

from odoo.tests import BaseCase

from ..core.kinds import PARTNER
from ..core.sheet import SheetFault, open_sheet

HEADINGS = "Code client;Nom;Ville"


class TestSheet(BaseCase):
    def open(self, content):
        return open_sheet(content, PARTNER.headings)

    def test_encodings(self):
        """MIG-06: UTF-8 with and without its mark, UTF-16 and Windows-1252 say the same."""
        text = f"{HEADINGS}\nC1;Société Müller;Besançon\n"
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
            sheet = self.open(text.encode(encoding))
            self.assertEqual(list(sheet.rows()), [(2, ["C1", "Société Müller", "Besançon"])], encoding)

    def test_separators(self):
        """MIG-06: semicolon, comma, tab and bar, also where cells hold others."""
        for separator in ";,\t|":
            rows = [["Code client", "Nom", "Ville"], ["C1", '"Martin, père; fils"', "Lyon"], ["C2", "Durand", "Nice"]]
            sheet = self.open("\r\n".join(separator.join(row) for row in rows).encode())
            self.assertEqual(sheet.separator, separator)
            self.assertEqual([row[1] for _number, row in sheet.rows()], ["Martin, père; fils", "Durand"])

    def test_headings_below_a_title(self):
        """MIG-06: a title and blank rows stand above the table."""
        sheet = self.open(f"Liste des clients;;\n\n{HEADINGS}\nC1;Durand;Nice\n;;\nC2;Petit;Lyon\n".encode())
        self.assertEqual((sheet.first, sheet.headings), (3, ("Code client", "Nom", "Ville")))
        self.assertEqual([number for number, _row in sheet.rows()], [4, 6])

    def test_workbook(self):
        """MIG-01: days, figures and ticks of a workbook are texts that are read in one way."""
        from openpyxl import Workbook
        book, result = Workbook(), io.BytesIO()
        for row in (["Nom", "A", "B", "C", "D"], ["Durand", date(2026, 3, 4), 1.234, 12, True],
                    ["Petit", datetime(2026, 3, 4, 9, 30), None, -2.5, "x"]):
            book.active.append(row)
        book.save(result)
        rows = [row for _number, row in self.open(result.getvalue()).rows()]
        self.assertEqual(rows[0], ["Durand", "2026-03-04", "1.2340", "12", "1"])
        self.assertEqual(rows[1], ["Petit", "2026-03-04 09:30", "", "-2.5", "x"])

    def test_what_is_no_table(self):
        """MIG-06: an old workbook, a PDF, an archive and nothing are refused in words."""
        for content, code in ((b"\xd0\xcf\x11\xe0abc", "kind"), (b"%PDF-1.4", "kind"), (b"PK\x03\x04abc", "damaged"),
                              (b"  \n", "empty")):
            with self.assertRaises(SheetFault) as caught:
                self.open(content)
            self.assertEqual(caught.exception.code, code)

"""Templates and reports as files: CSV that a French spreadsheet opens with a double click, and XLSX."""

import csv
import io

from .kinds import Kind

#: What a spreadsheet takes for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def make_rows(kind: Kind) -> list:
    """The headings and one example line."""
    return [[one.label for one in kind.columns], [one.example for one in kind.columns],
            *([line.get(one.name, "") for one in kind.columns] for line in kind.examples)]


def write_csv(rows) -> bytes:
    """Rows as CSV with semicolons, in UTF-8 with its mark."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(map(tame, rows))
    return text.getvalue().encode("utf-8-sig")


def tame(row: list) -> list:
    """Texts that a spreadsheet would calculate are texts; an amount may begin with its sign."""
    return [f"'{cell}" if _is_formula(str(cell)) else cell for cell in row]


def _is_formula(text: str) -> bool:
    return text.startswith(_FORMULA) and not text[1:].replace(",", "").replace(".", "").replace(" ", "").isdigit()


def write_book(rows, title: str) -> bytes:
    """Rows as a workbook of texts with wide columns."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    book, result = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = title[:31]
    for number, row in enumerate(rows, 1):
        sheet.append(tame(row))
        for cell in sheet[number]:
            cell.number_format = "@"
            cell.font = Font(bold=number == 1)
    for place, heading in enumerate(rows[0], 1):
        sheet.column_dimensions[get_column_letter(place)].width = max(len(heading) + 4, 14)
    sheet.freeze_panes = "A2"
    book.save(result)
    return result.getvalue()

"""A spreadsheet: tables with a heading, columns and a line of totals, each on a page of its own."""

import io
from dataclasses import dataclass, field

import xlsxwriter

#: How a number is shown; the spreadsheet program writes it as its reader's country does.
AMOUNT, DAY = "#,##0.00", "dd/mm/yyyy"
#: What a spreadsheet program takes as the name of a page.
NAME_LENGTH = 31


@dataclass
class Table:
    """A page: its name and heading, the columns {name: width}, the rows, and the totals below them (or none)."""

    name: str
    heading: str
    columns: dict
    rows: list
    totals: list = field(default_factory=list)


def write_sheets(tables: list) -> bytes:
    """Return an xlsx file of these tables. Texts stay texts: none is taken for a formula or an address."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                      "strings_to_numbers": False}) as book:
        looks = {name: book.add_format(look) for name, look in (
            ("heading", {"bold": True, "font_size": 14}), ("column", {"bold": True, "bottom": 1, "text_wrap": True}),
            ("amount", {"num_format": AMOUNT}), ("day", {"num_format": DAY}),
            ("total", {"bold": True, "top": 1, "num_format": AMOUNT}),
        )}
        for number, table in enumerate(tables, 1):
            _write_table(book.add_worksheet(_to_name(table.name, number)), table, looks)
    return target.getvalue()


def _to_name(text: str, number: int) -> str:
    """Return a name that a page can have, and that no other page has."""
    allowed = "".join(letter for letter in text if letter not in "[]:*?/\\'")
    return f"{number} {allowed}"[:NAME_LENGTH]


def _write_table(page, table: Table, looks: dict):
    page.write_string(0, 0, table.heading, looks["heading"])
    for column, (name, width) in enumerate(table.columns.items()):
        page.set_column(column, column, width)
        page.write_string(2, column, name, looks["column"])
    page.freeze_panes(3, 1)
    for number, row in enumerate(table.rows, 3):
        for column, value in enumerate(row):
            _write_cell(page, number, column, value, looks)
    for column, value in enumerate(table.totals):
        page.write(3 + len(table.rows), column, value, looks["total"])
    page.autofilter(2, 0, max(2 + len(table.rows), 3), len(table.columns) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)


def _write_cell(page, row: int, column: int, value, looks: dict):
    if hasattr(value, "year"):
        page.write_datetime(row, column, value, looks["day"])
    elif isinstance(value, float):
        page.write_number(row, column, value, looks["amount"])
    else:
        page.write(row, column, value)

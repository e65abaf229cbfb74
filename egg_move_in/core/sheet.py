"""A file of another tool, row by row: CSV of any encoding and separator, or XLSX. One row in memory at a time."""

import csv
import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice

from odoo.addons.egg_billing.core.bank_file import MAX_SIZE

from .words import plain

SEPARATORS = (";", "\t", ",", "|")
#: Rows that are looked at to find the headings and the separator.
SAMPLE = 200
#: More lines than any firm of the target has in one list.
MOST_ROWS = 200_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class SheetFault(ValueError):
    """The file is refused; `code` says why: "empty", "size", "kind", "damaged"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a file is read, and its headings."""

    content: bytes
    is_book: bool  # XLSX
    encoding: str = ""
    separator: str = ""
    first: int = 1  # number of the row of headings, counted from 1
    headings: tuple = ()

    def rows(self, start: int = 0):
        """Yield (number, texts of the cells) of each row below the headings that is not blank.

        :param start: rows up to this number are passed over
        """
        for number, row in enumerate(_read(self), 1):
            if number > max(self.first, start) and any(row):
                yield number, row
            if number > MOST_ROWS:
                raise SheetFault("size")


def open_sheet(content: bytes, known: frozenset) -> Sheet:
    """Look at a file: what it is, how it is written, where its headings stand.

    :param known: headings that are expected, plain (`words.plain`): the row with most of them is that of the headings
    :raises SheetFault:
    """
    if not content.strip():
        raise SheetFault("empty")
    if len(content) > MAX_SIZE:
        raise SheetFault("size")
    if content[:4] == b"PK\x03\x04":
        _check_book(content)
        sheet = Sheet(content, True)
    elif content[:4] in (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG"):
        raise SheetFault("kind")
    else:
        encoding = find_encoding(content)
        sheet = Sheet(content, False, encoding, _find_separator(content, encoding))
    rows = list(islice(_read(sheet), SAMPLE))
    if not any(map(any, rows)):
        raise SheetFault("empty")
    first = max(range(min(len(rows), 20)), key=lambda place: (_score(rows[place], known), -place))
    if not _score(rows[first], known):
        first = next(place for place, row in enumerate(rows) if any(row))
    return Sheet(content, sheet.is_book, sheet.encoding, sheet.separator, first + 1, tuple(rows[first]))


def _score(row: list, known: frozenset) -> int:
    return sum(1 for cell in row if plain(cell) in known)


def find_encoding(content: bytes) -> str:
    """What the text is written in: by its mark, else UTF-8 when all of it fits, else what French Windows writes."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    if content[1:2] == b"\0" and content[3:4] == b"\0":
        return "utf-16-le"
    try:
        for _part in io.TextIOWrapper(io.BytesIO(content), "utf-8"):
            pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _find_separator(content: bytes, encoding: str) -> str:
    """The one that cuts most rows into the same number of cells, more than one."""
    lines = "".join(islice(_text(content, encoding), SAMPLE))

    def score(separator: str) -> list:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(lines, newline=""), delimiter=separator) if row)
        width, times = max(widths.items(), key=lambda one: (one[1], one[0]), default=(1, 0))
        return [width > 1, times, width]

    return max(SEPARATORS, key=score)


def _text(content: bytes, encoding: str):
    return io.TextIOWrapper(io.BytesIO(content), encoding, errors="replace", newline="")


def _read(sheet: Sheet):
    """Yield the texts of each row, headings and blank rows too.

    :raises SheetFault: it is damaged
    """
    try:
        yield from (_read_book(sheet.content) if sheet.is_book else _read_text(sheet))
    except (csv.Error, zipfile.BadZipFile, KeyError, OSError, EOFError, SyntaxError, ValueError) as fault:
        if isinstance(fault, SheetFault):
            raise
        raise SheetFault("damaged") from fault


def _read_text(sheet: Sheet):
    csv.field_size_limit(1_000_000)
    lines = (line.replace("\0", "") for line in _text(sheet.content, sheet.encoding))
    for row in csv.reader(lines, delimiter=sheet.separator):
        yield [_clean(cell) for cell in row]


def _read_book(content: bytes):
    from openpyxl import load_workbook  # it takes 0.2 s to load
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [to_text(cell) for cell in row]
    finally:
        book.close()


def _check_book(content: bytes):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as fault:
        raise SheetFault("damaged") from fault
    if not any(one.filename.startswith("xl/") for one in members):
        raise SheetFault("kind")
    if sum(one.file_size for one in members) > 8 * MAX_SIZE:
        raise SheetFault("size")


def _clean(text: str) -> str:
    return text.replace("\ufeff", "").strip()


def to_text(cell) -> str:
    """A cell of a workbook as text that is read in one way only: days as 2026-01-31, figures as 1234.5000."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, (int, float)):
        return _to_figure(Decimal(repr(cell)))
    return _clean(str(cell))


def _to_figure(value: Decimal) -> str:
    if not value.is_finite():
        return ""
    if value == value.to_integral_value():
        return str(int(value))
    text = f"{value:f}"
    return f"{text}0" if value.as_tuple().exponent == -3 else text  # "1.234" could be a thousand

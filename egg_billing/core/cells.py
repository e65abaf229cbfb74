"""Cells of tables that other programs wrote: a day, an amount. None: it is no such thing, or may be two."""

import re
from datetime import date
from decimal import Decimal

from .bank_file import LAST_YEAR, to_decimal

#: Nothing that is still open is older.
FIRST_YEAR = 1990
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}  # where year, month and day stand


def read_day(text: str, order: str) -> date | None:
    """A day written with points, slashes, dashes, or in eight digits."""
    text = text.strip().split(" ")[0].split("T")[0]
    parts = re.split(r"[./-]", text)
    if len(parts) == 1 and re.fullmatch(r"[0-9]{8}", text):
        parts = [text[:4], text[4:6], text[6:]] if order == "ymd" else [text[:2], text[2:4], text[4:]]
    if len(parts) != 3 or not all(part.isdigit() and len(part) <= 4 for part in parts):
        return None
    if len(parts[0]) == 4:
        order = "ymd"
    year, month, day = (int(parts[place]) for place in ORDERS[order])
    try:
        found = date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def read_amount(text: str, mark: str) -> Decimal | None:
    """An amount with this decimal mark: thousands in spaces, points, commas or apostrophes, sign in front or behind.

    What is not written so to its last figure is none: "1,234.56" with a comma as mark, nor "1,234", which may be both.
    """
    text = re.sub(r"[\s\u00a0\u202f'’]|€|EUR|[A-Z]{3}$", "", text.strip().upper())
    sign = ""
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1], "-"
    if text[-1:] in ("-", "+"):
        text, sign = text[:-1], text[-1]
    group = "." if mark == "," else ","
    text = text.replace("−", "-")
    if not re.fullmatch(rf"[+-]?([0-9]+|[0-9]{{1,3}}([{group}][0-9]{{3}})+)?([{mark}][0-9]*)?", text) or re.fullmatch(
            rf"[+-]?[0-9]{{1,3}}[{mark}][0-9]{{3}}", text):
        return None
    return to_decimal(sign + text.replace(group, "").replace(mark, "."))

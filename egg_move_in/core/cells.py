"""What a cell means: days in both orders, figures with a comma or a point. The file's own cells decide."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from odoo.addons.egg_billing.core.cells import read_amount, read_day

from .words import plain

TEXT, DAY, AMOUNT, FLAG, ACCOUNT = "text", "day", "amount", "flag", "account"
YES = frozenset("1 oui o yes y vrai true x".split())
NO = frozenset("0 non n no faux false".split())
ORDERS = ("dmy", "mdy", "ymd")


@dataclass
class Evidence:
    """What the cells of a file say of how its days and figures are written."""

    fits: dict = field(default_factory=lambda: dict.fromkeys(ORDERS, 0))  # order: days that it reads
    differ: str = ""  # a day that two orders read differently
    ends: dict = field(default_factory=lambda: {",": 0, ".": 0})  # mark: figures that end as if it were the decimal one

    def add(self, kind: str, text: str):
        """Look at one cell."""
        if kind == DAY and text:
            found = {order: day for order in ORDERS if (day := read_day(text, order))}
            for order in found:
                self.fits[order] += 1
            if len(set(found.values())) > 1 and not self.differ:
                self.differ = text
        elif kind == AMOUNT and (mark := re.search(r"([.,])[0-9]{1,2}\D*$", text)):
            self.ends[mark.group(1)] += 1

    @property
    def order(self) -> str:
        """The order that reads most days; where both do, day before month, as in France."""
        return max(ORDERS, key=lambda one: (self.fits[one], -ORDERS.index(one)))

    @property
    def is_order_doubtful(self) -> bool:
        """Whether days can be read in two ways, and nothing in the file says which."""
        return bool(self.differ) and self.fits["dmy"] == self.fits["mdy"]

    @property
    def mark(self) -> str:
        """The decimal mark."""
        return max(",.", key=lambda one: self.ends[one])

    @property
    def is_mark_doubtful(self) -> bool:
        """Whether figures end with both marks."""
        return all(self.ends.values())


def to_canonical(kind: str, text: str, order: str, mark: str) -> str:
    """A cell as it is kept: 2026-01-31, 1234.56, 1 or 0. What cannot be read stays as it is."""
    if kind == DAY:
        day = _read_serial(text) or read_day(text, order)
        return day.isoformat() if day else text
    if kind == AMOUNT:
        amount = _read_amount(text, mark)
        return text if amount is None else f"{amount:f}"
    if kind == ACCOUNT:
        return re.sub(r"[\W_]", "", text).upper()
    if kind == FLAG:
        flag = _read_flag(text)
        return text if flag is None else str(int(flag))
    return text


def _read_serial(text: str) -> date | None:
    """A day as a spreadsheet counts it, when the cell was not formatted: 45000 is 15/03/2023."""
    return date(1899, 12, 30) + timedelta(int(text)) if re.fullmatch(r"[3-6][0-9]{4}", text) else None


def _read_flag(text: str) -> bool | None:
    word = plain(text)
    if word in YES:
        return True
    return False if word in NO else None


def _read_amount(text: str, mark: str) -> Decimal | None:
    text = text.replace("%", "")
    is_thousand = mark == "," and re.fullmatch(r"-?[0-9]{1,3}\.[0-9]{3}", text)
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) and not is_thousand:
        return Decimal(text)  # as workbooks have it
    return read_amount(text, mark)


def to_value(kind: str, text: str):
    """What a kept cell, or one that a person mended, says; None: it cannot be read so."""
    if kind == DAY:
        try:
            return datetime.fromisoformat(text).date()
        except ValueError:
            return read_day(text, "dmy")
    if kind == AMOUNT:
        return _read_amount(text, ".") if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else read_amount(text, ",")
    if kind == FLAG:
        return _read_flag(text)
    return text

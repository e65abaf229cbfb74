"""CFONB 120: the statement of French banks, in records of 120 characters."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from odoo.addons.egg_billing.core.bank_file import BankFileFault, check_size
from odoo.addons.egg_billing.core.iban_text import clean as clean_account
from odoo.addons.egg_billing.core.iban_text import french_iban

from .statement import Line, Note, Statement, clean, decode

WIDTH = 120
#: Last character of an amount: its digit and its sign; French 7-bit tables write é and è for the braces.
PUNCHED = {"{": "+0", "é": "+0", "}": "-0", "è": "-0",
           **{letter: f"+{digit}" for digit, letter in enumerate("ABCDEFGHI", 1)},
           **{letter: f"-{digit}" for digit, letter in enumerate("JKLMNOPQR", 1)}}
#: Euro and most others; these have none or three.
DECIMALS = {"JPY": 0, "KRW": 0, "XPF": 0, "XAF": 0, "XOF": 0, "CLP": 0, "VND": 0, "TND": 3, "KWD": 3, "BHD": 3}
LABELS = ("LIB", "LCC", "LC2", "LCS")


def is_cfonb(content: bytes) -> bool:
    """It begins with the record of an opening balance, or any other of its records."""
    return bool(re.match(r"\s*0[1457][0-9]{5}.{4}[0-9 ]{5}([A-Z]{3}|   )[0-9 ]", decode(content[:400])[0]))


def read_amount(text: str, decimals: int) -> Decimal | None:
    """The amount of 14 characters, the last of which has the sign in it."""
    punched = PUNCHED.get(text[-1:])
    digits = text[:-1].strip()
    if punched is None or not re.fullmatch(r"[0-9]*", digits):
        return None
    value = Decimal(int(digits + punched[1])).scaleb(-decimals)
    return -value if punched[0] == "-" else value


def read_day(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{6}", text):
        return None
    try:
        return date(2000 + int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None


def _records(text: str) -> list:
    """Numbered records; some banks write no line breaks."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        if len(line) > WIDTH:
            found += [line[start:start + WIDTH] for start in range(0, len(line), WIDTH)]
        else:
            found.append(line)
    return [(number, one.ljust(WIDTH)) for number, one in enumerate(found, 1) if one.strip()]


@dataclass
class _Account:
    """A statement while it is read."""

    account: str
    currency: str
    opening: Decimal | None = None
    closing: Decimal | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    raw: tuple = ()
    lines: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def to_statement(self) -> Statement:
        if self.opening is not None and self.closing is None:
            self.notes.append(Note("cut"))
        return Statement(
            self.account, self.currency or "EUR", self.opening, self.closing, self.opened_on, self.closed_on, "",
            tuple(line.to_line() for line in self.lines), tuple(self.notes))


@dataclass
class _Movement:
    """A record 04 with its records 05."""

    line: Line
    details: list = field(default_factory=list)

    def _texts(self, *qualifiers: str) -> list:
        return [text for qualifier, text in self.details if qualifier in qualifiers]

    def to_line(self) -> Line:
        words = [self.line.label]
        for text in self._texts(*LABELS):
            if text not in words:
                words.append(text)
        party = "NPY" if self.line.amount > 0 else "NBE"
        client = next(iter(self._texts("RCN")), "")
        reference = clean(client[:35])
        purpose = clean(client[35:])
        account = next(iter(self._texts("CBE")), "")
        return replace(
            self.line, label=clean(" ".join([*words, purpose, *self._texts("REF")])),
            payer=clean(" ".join(self._texts(party)) or " ".join(self._texts("NPO" if party == "NPY" else "NBU"))),
            end_to_end="" if reference.upper() in ("NOTPROVIDED", "NONREF") else reference,
            iban=clean_account(account[:34]) if self.line.amount < 0 else "")


def read_cfonb(content: bytes) -> list:
    """Return the statements of a CFONB 120 file; what cannot be read of it is noted.

    :raises BankFileFault: too long, or none of its records is one
    """
    check_size(content)
    found, current = [], None
    for number, record in _records(decode(content)[0]):
        kind = "" if _is_damaged(record) else record[:2]
        if kind == "01" or (kind in ("04", "07") and (current is None or _raw(record) != current.raw)):
            if current is not None:
                found.append(current)
            current = _open(record)
        if kind == "01":
            current.opening, current.opened_on = read_amount(record[90:104], _decimals(record)), read_day(record[34:40])
        elif kind == "04":
            _add_movement(current, record, number)
        elif kind == "05":
            _add_detail(current, record, number)
        elif kind == "07":
            current.closing, current.closed_on = read_amount(record[90:104], _decimals(record)), read_day(record[34:40])
            found.append(current)
            current = None
        else:
            (current or (found or [_open(record)])[-1]).notes.append(Note("line", str(number), clean(record)[:60]))
    if current is not None:
        found.append(current)
    statements = [one for one in found if one.lines or one.notes or one.opening is not None]
    if not any(one.lines or one.opening is not None for one in statements):
        raise BankFileFault("kind")
    return [one.to_statement() for one in statements]


def _is_damaged(record: str) -> bool:
    """Neither its day nor its amount can be read: the account that stands there is no account."""
    return record[:2] in ("01", "04", "07") and read_day(record[34:40]) is None and read_amount(
        record[90:104], 0) is None


def _raw(record: str) -> tuple:
    return tuple(record[start:end] for start, end in ((2, 7), (11, 16), (21, 32)))


def _open(record: str) -> _Account:
    bank, branch, account = _raw(record)
    name = french_iban(bank, branch, account.upper()) or clean_account(bank + branch + account)
    return _Account(name, record[16:19].strip(), raw=(bank, branch, account))


def _decimals(record: str) -> int:
    """Some banks leave currency and decimals blank on the records of balances."""
    digit = record[19:20]
    return int(digit) if digit.isdigit() else DECIMALS.get(record[16:19].strip(), 2)


def _add_movement(current: _Account, record: str, number: int):
    on, amount = read_day(record[34:40]), read_amount(record[90:104], _decimals(record))
    if on is None or amount is None:
        current.notes.append(Note("line", str(number), clean(record[48:120])[:60]))
        return
    current.currency = current.currency or record[16:19].strip()
    entry = clean(record[81:88])
    reference = clean(record[104:120])
    current.lines.append(_Movement(Line(
        on, amount, clean(" ".join((record[48:79], reference))), reference=entry if entry.strip("0") else "",
        code=record[32:34].strip(), value=read_day(record[42:48]))))


def _add_detail(current: _Account | None, record: str, number: int):
    if current is None or not current.lines:
        if current is not None:
            current.notes.append(Note("orphan", str(number), clean(record[48:118])[:60]))
        return
    current.lines[-1].details.append((record[45:48], record[48:118].rstrip()))

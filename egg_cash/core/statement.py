"""What a bank's file says, whatever its format: accounts, balances, lines.

Each line has a key that is the same in every file that holds it.
"""

import hashlib
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from odoo.addons.egg_billing.core.bank_file import to_date
from odoo.addons.egg_billing.core.iban_text import clean as clean_account

FIRST_YEAR = 1990


@dataclass(frozen=True, slots=True)
class Note:
    """Something of the file that a person should know; the rest of it was read.

    `code`: "line" (not readable, left out), "orphan" (a detail without its line), "pending" (announced, not booked),
    "notice" (no statement: its entries may come again), "split" (the parts of a sum do not add up),
    "sum" (lines and balances differ), "account" (of a journal that there is not),
    "cut" (without its end), "other" (files of the archive that are no bank's), "encoding",
    "separator", "decimals", "dates" (guessed).
    """

    code: str
    place: str = ""  # where: the number of a line, a reference
    detail: str = ""  # what stands there


@dataclass(frozen=True, slots=True)
class Line:
    """One movement of an account; `amount` is above zero when money came in."""

    on: date
    amount: Decimal
    label: str = ""
    reference: str = ""  # what the bank calls the movement
    payer: str = ""  # the other party
    iban: str = ""  # its account
    end_to_end: str = ""
    structured: str = ""  # the creditor's reference
    batch: str = ""  # the collection or group that it stands for
    code: str = ""  # the bank's kind of operation
    is_reversal: bool = False
    value: date | None = None  # the day from which it counts for interest
    part: int = 1  # of an entry that was split
    key: str = ""

    @property
    def text(self) -> str:
        """All that can name what is paid."""
        return " ".join(filter(None, (self.label, self.end_to_end, self.structured)))


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements of one account."""

    account: str  # IBAN, or what the file has instead; empty when it names none
    currency: str = ""
    opening: Decimal | None = None
    closing: Decimal | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    name: str = ""
    lines: tuple = ()
    notes: tuple = ()
    entries: tuple = field(default=())  # for each line: what the whole entry is known by
    origin: str = ""  # how the file is written: its format and kind, and of a table its columns

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def gap(self) -> Decimal:
        """What is missing between the lines and the balances; 0 without balances."""
        if self.opening is None or self.closing is None:
            return Decimal(0)
        return self.closing - self.opening - self.total


def keep_exact(statement: Statement, places: int) -> Statement:
    """Leave out, with a note, the lines whose amount has more decimals than the currency: it would be cut."""
    odd = [line for line in statement.lines if line.amount != round(line.amount, places)]
    if not odd:
        return statement
    notes = [Note("line", line.reference, f"{line.amount} {line.label[:40]}") for line in odd]
    return replace(statement, lines=tuple(line for line in statement.lines if line not in odd), entries=(),
                   notes=(*statement.notes, *notes))


def clean(text: str) -> str:
    """One line without control characters."""
    kept = "".join(" " if unicodedata.category(one).startswith("C") else one for one in text or "")
    return " ".join(kept.split())


def to_day(told: str) -> date | None:
    """A day of ISO 8601, or None."""
    return to_date(told, FIRST_YEAR)


def decode(content: bytes) -> tuple:
    """Return the text and its encoding; without a mark UTF-8 when it fits, else what French banks write."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "latin-1"


def is_bank_reference(text: str) -> bool:
    """Zeros and NONREF are what banks write where they have none."""
    text = clean_account(text)
    return len(text) >= 4 and text.strip("0") != "" and text not in ("NONREF", "NOTPROVIDED", "NONE", "NULL")


def identify(statements: list) -> list:
    """Return the statements with a key on each line.

    A key says the account, the day, the amount, the bank's reference or the words, and which one of several such it is.
    Two files that overlap give their common lines the same keys. Lines that look alike within a statement, or in
    statements that follow each other, are several; statements that do not follow each other may overlap.
    """
    found, before = [], {}
    for one in statements:
        account = clean_account(one.account)
        previous, seen = before.get(account, (None, Counter()))
        if not _follows(previous, one):
            seen = Counter()
        keys = _entry_keys(one, account, seen)
        before[account] = one, seen
        lines = tuple(replace(line, key=f"{key}-{line.part}") for line, key in zip(one.lines, keys, strict=True))
        found.append(replace(one, lines=lines, entries=()))
    return found


def _follows(previous, one) -> bool:
    """The second statement goes on where the first ended."""
    return (previous is not None and previous.closing is not None and previous.closing == one.opening
            and (previous.opening, previous.lines) != (one.opening, one.lines))


def _entry_keys(one: Statement, account: str, seen: Counter) -> list:
    keys = []
    for line, entry in zip(one.lines, one.entries or (None,) * len(one.lines), strict=True):
        if entry is not None and line.part > 1:
            keys.append(keys[-1])
            continue
        if entry is None:
            entry = line_mark(line)
        text = "\x1f".join((account, one.currency, *entry))
        seen[text] += 1
        keys.append(hashlib.sha256(f"{text}\x1f{seen[text]}".encode()).hexdigest()[:40])
    return keys


def line_mark(line: Line, amount: Decimal | None = None) -> tuple:
    """What an entry is known by: day, amount, and the bank's reference or else the words."""
    sum_ = line.amount if amount is None else amount
    start = (line.on.isoformat(), str(sum_.normalize()))
    if is_bank_reference(line.reference):
        return (*start, clean_account(line.reference))
    words = (clean_account(unicodedata.normalize("NFKD", line.text)), clean_account(line.payer))
    return start + words

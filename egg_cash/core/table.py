"""CSV: what a bank exports as a table. The columns are guessed once, a person says yes, and they are remembered."""

import csv
import hashlib
import io
import re
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from odoo.addons.egg_billing.core.bank_file import BankFileFault, check_size
from odoo.addons.egg_billing.core.cells import ORDERS, read_amount, read_day
from odoo.addons.egg_billing.core.iban_text import clean as clean_account

from .reference import plain
from .statement import Line, Note, Statement, clean, decode

SEPARATORS = (";", "\t", ",", "|")
#: Words of a heading, without accents, for each thing that a column can be. The first that fits takes it.
HEADINGS = {
    "date": ("date operation", "date comptable", "date de comptabilisation", "date d'operation", "booking date",
             "transaction date", "date"),
    "debit": ("debit", "montant debit", "depense", "sortie"),
    "credit": ("credit", "recette", "entree"),
    "amount": ("montant", "amount", "somme", "valeur"),
    "iban": ("iban",),  # "IBAN contrepartie" too
    "payer": ("contrepartie", "tiers", "nom", "beneficiaire", "emetteur", "donneur d'ordre", "counterparty", "payer",
              "payee", "name"),
    "reference": ("reference", "numero d'operation", "id", "identifiant", "transaction id"),
    "currency": ("devise", "currency"),
    "balance": ("solde", "balance"),
    "label": ("libelle", "label", "description", "motif", "intitule", "communication", "details", "nature", "objet"),
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one bank's table is read."""

    separator: str = ";"
    decimal: str = ","
    order: str = "dmy"
    encoding: str = "utf-8"
    first: int = 0  # row of the heading; -1 without one
    columns: dict = field(default_factory=dict)  # "date": 0, "label": [1, 2] ...
    heading: str = ""  # what the heading says: the same table is read the same way

    def to_json(self) -> dict:
        return asdict(self)

    @property
    def mark(self) -> str:
        """What tells this table from one with other columns."""
        columns = [one for one in self.columns.items() if one[0] != "value"]  # tables of before were read without it
        told = f"{self.heading} {sorted(columns)}"
        return hashlib.sha256(told.encode()).hexdigest()[:8]


def to_mapping(values: dict) -> Mapping:
    """The mapping that was kept; unknown values are left out."""
    known = Mapping.__dataclass_fields__
    return Mapping(**{name: value for name, value in (values or {}).items() if name in known})


def _heading(cell: str) -> str:
    """Lower case, without accents."""
    return " ".join(plain(cell).lower().split())


def _rows(text: str, separator: str) -> list:
    csv.field_size_limit(1_000_000)
    try:
        return list(csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=separator))
    except csv.Error as fault:
        raise BankFileFault("columns") from fault


def guess(content: bytes, known: Mapping | None = None) -> tuple:
    """Return the mapping of a table and what is doubtful about it.

    A table with the heading of `known` is read as it was, unless its amounts have another decimal mark now.

    :raises BankFileFault: too long, empty, or no table with a day and an amount
    """
    check_size(content)
    text, encoding = decode(content)
    if not text.strip():
        raise BankFileFault("empty")
    separator, doubts = _guess_separator(text)
    rows = _rows(text, separator)
    first = _find_heading(rows)
    heading = _heading(separator.join(rows[first])) if first >= 0 else f"columns {max(map(len, rows))}"
    body = [row for row in rows[first + 1:] if any(cell.strip() for cell in row)]
    if known is not None and known.heading == heading:
        columns = known.columns | _value_column(rows[first] if first >= 0 else [], body, known.columns)
        kept = replace(known, encoding=encoding, first=first, separator=separator, columns=columns)
        mark, _unsure = _guess_decimal(_amount_cells(body, known.columns))
        is_other = mark != known.decimal and not _reads_any(body, known)
        return (replace(kept, decimal=mark), [Note("decimals", "", mark)]) if is_other else (kept, [])
    columns = _name_columns(rows[first], body) if first >= 0 else _guess_columns(body)
    if "date" not in columns or not {"amount", "debit", "credit"} & columns.keys():
        raise BankFileFault("columns")
    order, unsure = _guess_order([row[columns["date"]] for row in body if len(row) > columns["date"]])
    doubts += unsure
    mark, unsure = _guess_decimal(_amount_cells(body, columns))
    doubts += unsure
    if encoding in ("cp1252", "latin-1"):
        doubts.append(Note("encoding", "", encoding))
    return Mapping(separator, mark, order, encoding, first, columns, heading), doubts


def _amount_cells(body: list, columns: dict) -> list:
    places = [columns[name] for name in ("amount", "debit", "credit") if name in columns]
    return [row[place] for place, row in product(places, body) if len(row) > place and row[place].strip()]


def _reads_any(body: list, mapping: Mapping) -> bool:
    return any(read_amount(cell, mapping.decimal) is not None for cell in _amount_cells(body, mapping.columns)
               if re.search("[.,]", cell))


class _Cut(NamedTuple):
    """How a separator cuts the first lines: how many into the same number of cells."""

    lines: int
    width: int
    separator: str


def _guess_separator(text: str) -> tuple:
    """The one that cuts most lines into the same number of cells."""
    sample = "\n".join(text.splitlines()[:200])
    cuts = []
    for separator in SEPARATORS:
        widths = [len(row) for row in _rows(sample, separator) if row]
        width = max(set(widths), key=widths.count) if widths else 1
        cuts.append(_Cut(widths.count(width) if width > 1 else 0, width, separator))
    cuts.sort(key=lambda cut: (-cut.lines * (cut.width > 2), -cut.width))
    best, second = cuts[:2]
    if best.width < 2:
        raise BankFileFault("columns")
    is_unsure = (second.lines, second.width) == (best.lines, best.width)
    return best.separator, ([Note("separator", "", best.separator)] if is_unsure else [])


def _find_heading(rows: list) -> int:
    """The first row that names a day and something else; -1 when none of the first twenty does."""
    for number, row in enumerate(rows[:20]):
        names = set(map(_kind, row)) - {""}
        if "date" in names and len(names) > 1:
            return number
    return -1


def _kind(cell: str) -> str:
    text = _heading(cell)
    for name, words in HEADINGS.items():
        if any(text == word or text.startswith(f"{word} ") or (len(word) > 5 and word in text) for word in words):
            return name
    return ""


def _name_columns(heading: list, body: list) -> dict:
    columns, labels = {}, []
    for place, cell in enumerate(heading):
        name = _kind(cell)
        if name == "label":
            labels.append(place)
        elif name in ("date", "amount") and _is_value_day(cell, place, body):
            columns.setdefault("value", place)
        elif name and name not in columns:
            columns[name] = place
    if not labels:
        labels = _text_columns(body, set(columns.values()))[:1]
    if labels:
        columns["label"] = labels
    return columns


def _value_column(heading: list, body: list, known: dict) -> dict:
    """Return the column of value dates of a table that was read before without it."""
    return {name: place for name, place in _name_columns(heading, body).items()
            if name == "value" and name not in known}


def _is_value_day(cell: str, place: int, body: list) -> bool:
    """A column of value dates, which are none of the booking: by its name, "Valeur" alone by its days."""
    heading = _heading(cell)
    if "valeur" not in heading and "value" not in heading:
        return False
    told = [row[place] for row in body[:100] if len(row) > place and row[place].strip()]
    return "date" in heading or bool(told) and all(any(read_day(day, order) for order in ORDERS) for day in told)


def _text_columns(body: list, taken: set) -> list:
    """Columns of words, the longest first."""
    width = max((len(row) for row in body), default=0)
    free = [place for place in range(width) if place not in taken]
    lengths = {place: sum(len(row[place]) for row in body[:100] if len(row) > place and re.search(
        "[A-Za-z]{3}", row[place])) for place in free}
    return sorted((place for place in free if lengths[place]), key=lambda place: -lengths[place])


def _guess_columns(body: list) -> dict:
    """Without a heading: the column of days, the first of amounts, the longest of words."""
    columns, width = {}, max((len(row) for row in body), default=0)
    sample = body[:100]
    for place in range(width):
        cells = [row[place] for row in sample if len(row) > place and row[place].strip()]
        if not cells:
            continue
        if "date" not in columns and all(any(read_day(cell, order) for order in ORDERS) for cell in cells):
            columns["date"] = place
        elif "amount" not in columns and all(read_amount(cell, ",") is not None or read_amount(
                cell, ".") is not None for cell in cells):
            columns["amount"] = place
    labels = _text_columns(body, set(columns.values()))
    if labels:
        columns["label"] = labels[:1]
    return columns


def _guess_order(cells: list) -> tuple:
    fits = [order for order in ORDERS if all(read_day(cell, order) for cell in cells if cell.strip())]
    if not fits:  # some rows are no days: the order that reads most
        counts = {order: sum(read_day(cell, order) is not None for cell in cells) for order in ORDERS}
        return max(counts, key=counts.get), []
    days = {order: [read_day(cell, order) for cell in cells if cell.strip()] for order in fits}
    is_unsure = len({tuple(one) for one in days.values()}) > 1
    return fits[0], ([Note("dates", "", next((cell for cell in cells if cell.strip()), ""))] if is_unsure else [])


def _guess_decimal(cells: list) -> tuple:
    """The mark before two digits at the end; "1,234" alone says nothing, thousands are likelier."""
    ends = [found.group(1) for found in (re.search(r"([.,])[0-9]{1,2}\D*$", cell) for cell in cells) if found]
    if ends:
        mark = max(",.", key=ends.count)
        is_mixed = 0 < ends.count("." if mark == "," else ",")
        return mark, ([Note("decimals", "", mark)] if is_mixed else [])
    unclear = next((cell for cell in cells if re.search(r"[.,][0-9]{3}\D*$", cell)), None)
    if unclear is None:
        return ",", []
    return "." if "," in unclear else ",", [Note("decimals", "", unclear)]


def read_table(content: bytes, mapping: Mapping) -> list:
    """Return the statements of a table, one for each currency; rows that are none are noted.

    :raises BankFileFault: too long, empty, or without the columns of the mapping
    """
    check_size(content)
    text = content.decode(mapping.encoding, "replace") if mapping.encoding else decode(content)[0]
    rows = _rows(text.lstrip("\ufeff"), mapping.separator)
    found, notes = {}, []
    for number, row in enumerate(rows[mapping.first + 1:], mapping.first + 2):
        if not any(cell.strip() for cell in row):
            continue
        line, currency, balance = _read_row(row, mapping)
        if line is None:
            notes.append(Note("line", str(number), clean(" ".join(row))[:60]))
        else:
            found.setdefault(currency, []).append((line, balance))
    if not found:
        raise BankFileFault("empty")
    return [_to_statement(currency, told, notes if not place else [])
            for place, (currency, told) in enumerate(found.items())]


def _to_statement(currency: str, told: list, notes: list) -> Statement:
    lines = [line for line, _balance in told]
    if lines[0].on > lines[-1].on:  # newest first
        told = told[::-1]
        lines = lines[::-1]
    first, last = told[0], told[-1]
    opening = first[1] - first[0].amount if first[1] is not None else None
    closing = last[1]
    if opening is None or closing is None:
        opening = closing = None
    return Statement("", currency, opening, closing, lines[0].on, lines[-1].on, "", tuple(lines), tuple(notes))


def _read_row(row: list, mapping: Mapping) -> tuple:  # (line or None, currency, balance)
    columns = mapping.columns

    def cell(name: str) -> str:
        place = columns.get(name)
        return row[place].strip() if place is not None and len(row) > place else ""

    on = read_day(cell("date"), mapping.order)
    amount = _read_signed(cell, mapping)
    result = [None, cell("currency").upper()[:3], None]
    if on is None or amount is None:
        return tuple(result)
    places = columns.get("label") or []
    words = [row[place] for place in ([places] if isinstance(places, int) else places) if len(row) > place]
    result[0] = Line(on, amount, clean(" ".join(words)), reference=clean(cell("reference")), payer=clean(cell("payer")),
                     iban=clean_account(cell("iban")), value=read_day(cell("value"), mapping.order))
    result[2] = read_amount(cell("balance"), mapping.decimal)
    return tuple(result)


def _read_signed(cell, mapping: Mapping) -> Decimal | None:
    """One column with a sign, or one for each direction."""
    told = {name: cell(name) for name in ("amount", "credit", "debit") if cell(name)}
    values = {name: read_amount(text, mapping.decimal) for name, text in told.items()}
    if values.get("amount") is not None:
        return values["amount"]
    if not values or None in values.values():
        return None
    return abs(values.get("credit", Decimal(0))) - abs(values.get("debit", Decimal(0)))

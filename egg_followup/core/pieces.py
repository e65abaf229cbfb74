"""The numbered list of pieces of a file for the lawyer."""

from dataclasses import dataclass
from datetime import date

from odoo.addons.egg_billing.core.archive import safe_name

#: what comes first in the list: what was agreed, what was delivered, what was invoiced, what was said, what was paid
ORDER = ("quote", "contract", "signed", "delivery", "invoice", "credit", "interest", "reminder", "letter", "message",
         "payments", "terms")
#: characters of a name that every file system and every unpacker takes
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """What is handed over; without content it is named in the list only."""

    kind: str
    title: str
    day: date | None
    name: str
    content: bytes | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A piece with its number and the name of its file."""

    number: int
    piece: Piece
    path: str


def number_pieces(pieces: list[Piece]) -> list[Numbered]:
    """Return the pieces by kind and day, numbered from 1; names hold nothing that a file system minds."""
    ranks = {kind: rank for rank, kind in enumerate(ORDER)}
    ordered = sorted(pieces, key=lambda one: (ranks.get(one.kind, len(ORDER)), one.day or date.max))
    width = max(2, len(str(len(ordered))))
    return [Numbered(number, piece, f"{number:0{width}d}-{short_name(piece.name)}")
            for number, piece in enumerate(ordered, 1)]


def short_name(name: str) -> str:
    """A safe name of bounded length that keeps its ending."""
    stem, dot, ending = safe_name(name).rpartition(".")
    if not dot or len(ending) > 5:
        return safe_name(name)[:LONGEST]
    return f"{stem[:LONGEST - len(ending) - 1]}.{ending}"

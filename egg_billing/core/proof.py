"""What proves something to somebody outside the house: a file and what it is.

A model of the document map hands its own over by `_get_egg_proofs()`, a list of these for one record.
"""

from dataclasses import dataclass
from datetime import date

QUOTE, INVOICE, CONTRACT, SIGNED, DELIVERY = "quote", "invoice", "contract", "signed", "delivery"


@dataclass(frozen=True, slots=True)
class Proof:
    """A document as a file."""

    kind: str
    title: str
    day: date | None
    name: str  # of the file, with its ending
    content: bytes

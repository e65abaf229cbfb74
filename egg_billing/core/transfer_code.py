"""The text of a QR code that fills in a transfer in the payer's bank application (EPC069-12, version 2)."""

from dataclasses import dataclass
from decimal import Decimal

from stdnum import iso11649

from .iban_text import clean, is_iban
from .sepa import EEA_COUNTRIES, IBAN_COUNTRIES

NAME, TEXT, BYTES = 70, 140, 331
LEAST, MOST = Decimal("0.01"), Decimal("999999999.99")


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer in euros as its payer would type it."""

    name: str
    iban: str
    amount: Decimal
    text: str = ""  # what it is for; a creditor reference (RF...) stands in its own line of the code
    bic: str = ""


def find_problem(transfer: Transfer) -> str:
    """Return what keeps a transfer from being a code: "iban", "bic", "name" or "amount"; empty: nothing."""
    iban = clean(transfer.iban)
    if not is_iban(iban) or iban[:2] not in IBAN_COUNTRIES:
        return "iban"
    if iban[:2] not in EEA_COUNTRIES and not transfer.bic.strip():
        return "bic"
    if not _one_line(transfer.name):
        return "name"
    return "" if LEAST <= transfer.amount <= MOST else "amount"


def to_code(transfer: Transfer) -> str:
    """Return the text of the code: at most twelve lines, the last of which says something.

    :raises ValueError: `find_problem` has found something
    """
    if problem := find_problem(transfer):
        raise ValueError(problem)
    text = _one_line(transfer.text)
    reference = clean(text) if is_creditor_reference(clean(text)) else ""
    lines = [
        "BCD", "002", "1", "SCT", clean(transfer.bic), _one_line(transfer.name)[:NAME].strip(), clean(transfer.iban),
        f"EUR{transfer.amount:.2f}", "", reference, "" if reference else text[:TEXT].strip(),
    ]
    while len(_join(lines).encode()) > BYTES:
        lines[-1] = lines[-1][:-1].strip()
    return _join(lines)


def is_creditor_reference(text: str) -> bool:
    """Whether a cleaned text is a creditor reference (ISO 11649): RF, two check digits, at most 21 signs."""
    return text[2:4].isdigit() and iso11649.is_valid(text)


def join_references(references: list[str], room: int = TEXT) -> str:
    """Return so many of these references as a transfer has room for; what is left out is counted."""
    for count in range(len(references), 0, -1):
        left = len(references) - count
        text = " ".join([*references[:count], *([f"+{left}"] if left else [])])
        if len(text) <= room:
            return text
    return references[0][:room] if references else ""


def _one_line(text: str) -> str:
    return " ".join((text or "").split())


def _join(lines: list[str]) -> str:
    return "\n".join(lines).rstrip("\n")

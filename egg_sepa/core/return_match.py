"""Is a refusal about this debit? What the bank says of it is compared with what was sent."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .returns import Return

#: How long after the collection a refusal may come, in days, where the debit is not named: refunds
#: without a reason 8 weeks, unauthorised debits 13 months, all others 5 bank days; each with some margin.
_WINDOWS = {"MD06": 70, "MD01": 430}
_WINDOW = 15
#: A refusal may come as many days before the collection: when the bank has checked the file.
_AHEAD = 30


@dataclass(frozen=True, slots=True)
class Sent:
    """A debit as it was sent."""

    amount: Decimal
    mandate_references: frozenset  # its mandate number, and the former one that it told
    iban: str
    creditor_iban: str
    creditor_identifier: str


def _same_creditor(one: str, other: str) -> bool:
    """The three characters of the business code are the creditor's own to choose (EPC262-08)."""
    return one[:4] + one[7:] == other[:4] + other[7:]


def find_contradictions(one: Return, sent: Sent) -> list:
    """Return the codes of all that the bank says otherwise than it was sent;
    what it does not say contradicts nothing.
    """
    found = []
    if (one.creditor_iban and sent.creditor_iban and one.creditor_iban != sent.creditor_iban) or (
            one.creditor_identifier and not _same_creditor(one.creditor_identifier, sent.creditor_identifier)):
        found.append("creditor")
    if one.mandate and one.mandate not in sent.mandate_references:
        found.append("mandate")
    if one.debtor_iban and sent.iban and one.debtor_iban != sent.iban:
        found.append("debtor")
    if one.currency not in ("", "EUR"):
        found.append("currency")
    elif one.amount is not None and one.amount != sent.amount:
        found.append("amount")
    return found


def compute_window(code: str, on: date) -> tuple:
    """Return the first and the last collection date that a refusal of this day may be about."""
    return on - timedelta(days=_WINDOWS.get(code, _WINDOW)), on + timedelta(days=_AHEAD)

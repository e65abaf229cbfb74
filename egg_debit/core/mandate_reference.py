"""Unique mandate reference (RUM), EPC attribute AT-01, and the life of a mandate."""

import re
from datetime import date

_PATTERN = re.compile(r"[A-Za-z0-9/\-?:().,'+]{1,35}")
#: EPC016-06 Core rulebook, section 4.1: a mandate lapses when no debit was presented for 36 months.
LAPSE_MONTHS = 36


def find_mandate_reference_fault(text: str) -> str:
    """Say what is wrong with a mandate reference: "" when nothing is, else "empty", "charset", "slash" or "iban".

    1 to 35 characters of the SEPA set, no space; no "/" at an end nor "//" (EPC230-15); a reference must not be an
    IBAN.
    """
    if not text:
        return "empty"
    if not _PATTERN.fullmatch(text):
        return "charset"
    if text[0] == "/" or text[-1] == "/" or "//" in text:
        return "slash"
    return "iban" if re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}", text.upper()) else ""


def compute_lapse_date(signed_on: date, last_debit_on: date | None) -> date:
    """Return the day from which a mandate may no longer be used: 36 months after its last debit, else its signature."""
    start = max(signed_on, last_debit_on or signed_on)
    year = start.year + LAPSE_MONTHS // 12
    return date(year, 3, 1) if (start.month, start.day) == (2, 29) else start.replace(year=year)


def choose_sequence_type(*, one_off: bool, debited: bool, final: bool, first: str, moved: bool) -> str:
    """Return the sequence type of the next debit under a mandate: OOFF, FNAL, FRST or RCUR.

    Since November 2016 (EPC016-06 version 9) a first debit may be presented as RCUR.

    :param debited: the mandate has already been debited
    :param final: this debit is the last one
    :param first: what a first debit is called, "FRST" or "RCUR"
    :param moved: this debit tells of a new account, and the format wants FRST then, even when it is the last
    """
    if one_off:
        return "OOFF"
    if moved:
        return "FRST"
    if final:
        return "FNAL"
    return "RCUR" if debited else first

"""SEPA creditor identifier (ICS), EPC262-08 attribute AT-02."""

import re

from stdnum.eu import at_02

#: Length of a creditor identifier where the national rule fixes one.
LENGTHS = {"FR": 13, "MC": 13, "BE": range(17, 21), "DE": 18, "LU": 26}
_PATTERN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{3}[A-Z0-9+?/:().,'-]{1,28}")


def clean_creditor_identifier(text: str) -> str:
    """Return the identifier without spaces, in capitals."""
    return re.sub(r"\s", "", text or "").upper()


def find_creditor_identifier_fault(text: str, country: str = "") -> str:
    """Say what is wrong with a creditor identifier: "" when nothing is, else "format",
    "length", "checksum" or "country".

    The check digits are ISO 7064 mod 97-10 over the national part, without the three characters of the business code.

    :param country: two letters of the country it must come from, or "" for any
    """
    creditor_identifier = clean_creditor_identifier(text)
    if not _PATTERN.fullmatch(creditor_identifier):
        return "format"
    length = LENGTHS.get(creditor_identifier[:2])
    if length and len(creditor_identifier) not in (length if isinstance(length, range) else (length,)):
        return "length"
    if not at_02.is_valid(creditor_identifier):
        return "checksum"
    return "country" if country and creditor_identifier[:2] != country else ""

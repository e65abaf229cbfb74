"""Account numbers: IBAN (ISO 13616), national keys and BIC (ISO 9362).

The sums and the structure of each country are schwifty's, as in `egg_billing/core/iban_text.py`.
"""

import re
from functools import lru_cache

from odoo.addons.egg_billing.core.iban_text import get_iban_length
from odoo.addons.egg_billing.core.sepa import SEPA_COUNTRIES
from stdnum import bic

#: Countries whose own key inside the IBAN is checked too.
NATIONAL_KEYS = ("FR", "MC")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}")
#: What the schema of the bank's files asks of a BIC's location code, beyond ISO 9362.
_LOCATION = re.compile(r"[A-Z2-9][A-NP-Z0-9]")
_FAULTS = {"InvalidCountryCode": "country", "InvalidLength": "length", "InvalidChecksumDigits": "checksum",
           "InvalidBBANChecksum": "national_key"}


def clean_iban(text: str) -> str:
    """Return an account number without spaces and punctuation, in capitals; letters that no account number has stay in
    it, for they are faults.
    """
    return re.sub(r"[\W_]", "", text or "").upper()


def looks_like_iban(text: str) -> bool:
    """Is this meant as an IBAN of a SEPA country: its two letters, then digits or as much as its IBANs hold?"""
    number = clean_iban(text)
    return number[:2] in SEPA_COUNTRIES and (number[2:4].isdigit() or len(number) == get_iban_length(number[:2]))


def find_iban_fault(text: str) -> str:
    """Say what is wrong with an IBAN: "" when nothing is, else "format", "country",
    "length", "checksum" or "national_key".
    """
    iban = clean_iban(text)
    if not _IBAN.fullmatch(iban):
        return "format"
    return _find_fault(iban) if iban[:2] in SEPA_COUNTRIES else "country"


@lru_cache(maxsize=10_000)  # a batch asks the same numbers again and again
def _find_fault(iban: str) -> str:
    from schwifty import IBAN  # its registry takes 0.2 s to load
    try:
        IBAN(iban, validate_bban=iban[:2] in NATIONAL_KEYS)
    except ValueError as error:
        return _FAULTS.get(type(error).__name__, "format")
    return ""


def is_bic(text: str) -> bool:
    """Is this a well-formed bank identifier, of 8 or 11 characters?"""
    return bic.is_valid(text or "") and bic.compact(text) == text and bool(_LOCATION.fullmatch(text[6:8]))


def mask_iban(text: str) -> str:
    """Return an account number fit for messages and logs: country, check digits and the last four characters."""
    iban = clean_iban(text)
    return f"{iban[:4]}…{iban[-4:]}" if len(iban) > 8 else "…"

"""Account numbers: IBAN (ISO 13616), national keys and BIC (ISO 9362)."""

import re

#: Countries of the SEPA schemes (EPC409-09).
SEPA_COUNTRIES = frozenset(
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE"
    " SI SK SM VA".split()
)
#: Members of the European Economic Area: no address is needed for their accounts (EPC130-08, AT-09).
EEA_COUNTRIES = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()
)
_BIC = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}")
_LENGTHS = {
    "AD": 24, "AL": 28, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
    "RS": 22, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "VA": 22,
}
_RIB = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def clean_iban(text: str) -> str:
    """Return an account number without spaces and punctuation, in capitals."""
    return re.sub(r"[\W_]", "", text or "").upper()


def looks_like_iban(text: str) -> bool:
    """Is this meant as an IBAN of a SEPA country: its two letters, then digits or as much as its IBANs hold?"""
    number = clean_iban(text)
    return number[:2] in SEPA_COUNTRIES and (number[2:4].isdigit() or len(number) == _LENGTHS.get(number[:2]))


def _has_right_rib_key(iban: str) -> bool:
    """French and Monegasque key: 97 - (89 bank + 15 branch + 3 account) mod 97, letters as the RIB rule counts them."""
    rib = iban[4:].translate(_RIB)
    if not rib.isdigit():
        return False
    bank, branch, account, key = int(rib[:5]), int(rib[5:10]), int(rib[10:21]), int(rib[21:])
    return (89 * bank + 15 * branch + 3 * account + key) % 97 == 0


def find_iban_fault(text: str) -> str:
    """Say what is wrong with an IBAN: "" when nothing is, else "format", "country", "length", "checksum" or "national_key"."""
    iban = clean_iban(text)
    if not _IBAN.fullmatch(iban):
        return "format"
    country = iban[:2]
    if country not in SEPA_COUNTRIES:
        return "country"
    if len(iban) != _LENGTHS.get(country, len(iban)):
        return "length"
    if int("".join(str(int(one, 36)) for one in iban[4:] + iban[:4])) % 97 != 1:
        return "checksum"
    if country in ("FR", "MC") and not _has_right_rib_key(iban):
        return "national_key"
    return ""


def is_bic(text: str) -> bool:
    """Is this a well-formed bank identifier, of 8 or 11 characters?"""
    return bool(_BIC.fullmatch(text or ""))


def mask_iban(text: str) -> str:
    """Return an account number fit for messages and logs: country, check digits and the last four characters."""
    iban = clean_iban(text)
    return f"{iban[:4]}…{iban[-4:]}" if len(iban) > 8 else "…"

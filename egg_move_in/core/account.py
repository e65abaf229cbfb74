"""Account numbers of customers (ISO 13616)."""

_FAULTS = {"InvalidCountryCode": "country", "InvalidLength": "length", "InvalidChecksumDigits": "checksum",
           "InvalidBBANChecksum": "checksum"}


def find_account_fault(number: str) -> str:
    """Say what is wrong with an IBAN: "" when nothing is, else "format", "country", "length" or "checksum"."""
    from schwifty import IBAN  # its registry takes 0.2 s to load
    try:
        IBAN(number, validate_bban=number[:2] in ("FR", "MC"))
    except ValueError as error:
        return _FAULTS.get(type(error).__name__, "format")
    return ""

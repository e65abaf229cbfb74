"""Account numbers inside free text: a customer pays to whatever number a document shows."""

import re
from html import unescape

_MAYBE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ .\u00a0\u202f-]?[A-Z0-9]){11,30}", re.IGNORECASE)
_LENGTHS = range(15, 35)


def clean(number: str) -> str:
    """An account number in capitals, without what people put between its groups."""
    return re.sub(r"[^A-Z0-9]", "", (number or "").upper())


def is_iban(number: str) -> bool:
    """Whether the check digits of a cleaned number are those of an IBAN."""
    if len(number) not in _LENGTHS or not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]+", number):
        return False
    return int("".join(str(int(sign, 36)) for sign in number[4:] + number[:4])) % 97 == 1


def find_ibans(text: str) -> list[str]:
    """The IBANs that a text or a piece of HTML shows, cleaned, in their order;
    words that follow a number do not hide it.
    """
    plain, found = unescape(re.sub(r"<[^>]*>", "", text or "")), []
    for match in _MAYBE.finditer(plain):
        number = clean(match[0])
        known = next((number[:size] for size in range(len(number), _LENGTHS.start - 1, -1) if is_iban(number[:size])),
                     None)
        if known and known not in found:
            found.append(known)
    return found

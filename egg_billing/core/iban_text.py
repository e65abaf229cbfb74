"""Account numbers inside free text: a customer pays to whatever number a document shows."""

import re
import unicodedata
from html import unescape

from stdnum import iban

#: Where a number may begin; what follows is looked at from each of these places, so that nothing before it hides it.
_BEGINS = re.compile(r"[A-Z]{2}(?=[^A-Z0-9]{0,3}[0-9][^A-Z0-9]{0,3}[0-9])")
#: A number with what stands between its signs: spaces, points, dashes, a new line.
_NUMBER = re.compile(r"[A-Z0-9](?:[^A-Z0-9]{0,3}[A-Z0-9]){14,33}")
_LENGTHS = range(15, 35)
#: Signs that nobody sees: joiners, soft hyphens, marks over other signs, control signs, fillers that count as letters.
_UNSEEN_KINDS, _UNSEEN = frozenset({"Cf", "Mn", "Me", "Cc", "Cs", "Co", "Cn"}), frozenset("\u115f\u1160\u3164\uffa0")
#: Capitals of other alphabets that look like those of an account number.
_LOOKALIKES = str.maketrans("АВЕЅІЈКМНОРСТХУԌΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTXYGABEZHIKMNOPTYX")


def clean(number: str) -> str:
    """An account number in capitals, without what people put between its groups."""
    return re.sub(r"[^A-Z0-9]", "", (number or "").upper())


def is_iban(number: str) -> bool:
    """Whether a cleaned number is an IBAN: a country that has them, its length and form, the check digits."""
    return len(number) in _LENGTHS and iban.is_valid(number, check_country=False)


def read_text(text: str) -> str:
    """What a person reads in a text or a piece of HTML, in capitals of the Latin alphabet."""
    plain = unescape(re.sub(r"<!--.*?-->|<[^>]*>", "", text or "", flags=re.DOTALL))
    plain = unicodedata.normalize("NFKC", plain)
    seen = (" " if sign in "\n\r\t" else sign for sign in plain)
    seen = (sign for sign in seen if unicodedata.category(sign) not in _UNSEEN_KINDS and sign not in _UNSEEN)
    digits = (str(unicodedata.decimal(sign, sign)) for sign in "".join(seen).upper())
    return "".join(digits).translate(_LOOKALIKES)


def find_ibans(text: str) -> list[str]:
    """The IBANs that a text or a piece of HTML shows, cleaned, in their order;
    words around a number, and signs that nobody sees, do not hide it.
    """
    plain, found = read_text(text), []
    for begin in _BEGINS.finditer(plain):
        match = _NUMBER.match(plain, begin.start())
        number = clean(match[0]) if match else ""
        known = next((number[:size] for size in range(len(number), _LENGTHS.start - 1, -1) if is_iban(number[:size])),
                     None)
        if known and known not in found:
            found.append(known)
    return found

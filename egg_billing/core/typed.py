"""What a browser sent, which may be anything."""

import binascii
import re
import unicodedata
from base64 import b64decode
from decimal import Decimal
from math import isfinite

#: Control signs, signs that nobody sees, and halves of signs: no text needs them, and no database keeps a NUL.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
#: Letters without any ink: fillers of Hangul and the blank sign of Braille.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
#: Thousands apart or together, and cents, as people write them in France, Germany and England.
_AMOUNTS = tuple(re.compile(pattern) for pattern in (
    r"(-?\d+)(?:[.,](\d{1,2}))?", r"(-?\d{1,3}(?: \d{3})+)(?:[.,](\d{1,2}))?", r"(-?\d{1,3}(?:\.\d{3})+),(\d{1,2})",
    r"(-?\d{1,3}(?:,\d{3})+)\.(\d{1,2})"))
#: How pictures begin that browsers draw and everybody's programs show; nothing else is a signature.
_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
#: No document is about more.
MOST_MONEY = 10 ** 12
#: The database counts no further.
MOST_NUMBER = 2 ** 31
#: A drawn signature is smaller by far.
MOST_BYTES = 512 * 1024


def read_typed(value, most: int = 2000) -> str:
    """Return what somebody typed, at most `most` signs: nothing for what is no text (a file, a list), without signs
    that nobody sees; ends of lines stay.
    """
    if not isinstance(value, str):
        return ""
    seen = (sign for sign in value[:most] if sign in "\n\t" or _is_seen(sign))
    return "".join(seen).strip()


def _is_seen(sign: str) -> bool:
    return sign not in _BLANK and unicodedata.category(sign) not in _UNSEEN


def read_amount(text: str) -> Decimal | None:
    """Return the amount that somebody typed: with or without a sign of the currency and spaces between thousands.

    None: it is no number of money, or one of which nobody knows where its cents begin ("1.234", "84 00,00").
    """
    plain = "".join("" if unicodedata.category(sign) == "Sc" else sign for sign in read_typed(text, 40))
    plain = " ".join(re.sub("EUR", "", plain, flags=re.IGNORECASE).replace("’", " ").replace("'", " ").split())
    for pattern in _AMOUNTS if plain.isascii() else ():
        if found := pattern.fullmatch(plain):
            amount = Decimal(f"{re.sub('[ .,]', '', found[1])}.{found[2] or 0}")
            return amount if abs(amount) < MOST_MONEY else None
    return None


def read_picture(sent) -> bytes:
    """Return the picture that a browser sent in base64: a PNG or JPEG of no more than half a megabyte, or nothing."""
    if not isinstance(sent, str) or len(sent) > 2 * MOST_BYTES:
        return b""
    try:
        picture = b64decode(sent, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return picture if picture.startswith(_BEGINNINGS) and len(picture) <= MOST_BYTES else b""


def clean_signer(sent) -> str:
    """Return the name of who signs, in one line; nothing for what is no name: a name has a letter that is seen."""
    name = " ".join(sent.split()) if isinstance(sent, str) else ""
    is_name = name.isprintable() and len(name) <= 100 and any(map(str.isalpha, read_typed(name)))
    return name if is_name else ""


def is_amount(sent) -> bool:
    """Return whether this is a number of the money that somebody wants to pay."""
    return isinstance(sent, (int, float)) and not isinstance(sent, bool) and isfinite(sent)


def is_finite(sent) -> bool:
    """Return whether this is a number, or the text of one, that can be reckoned with."""
    try:
        return isfinite(float(sent))
    except (TypeError, ValueError, OverflowError):
        return False


def is_number(sent) -> bool:
    """Return whether this is the number of a record, or its text: no fraction, no yes or no, none out of all bounds."""
    return type(sent) is int and 0 < sent < MOST_NUMBER or (
        isinstance(sent, str) and len(sent) < 10 and sent.isascii() and sent.isdecimal())


def keep_here(route, otherwise: str) -> str:
    """Return where the browser goes on: the page that it names if that is of this site, else the other."""
    is_here = isinstance(route, str) and route.isprintable() and route[:1] == "/" != route[1:2] and "\\" not in route
    return route if is_here else otherwise

"""What a visitor's browser sent, as text, and as an amount."""

import re
import unicodedata
from decimal import Decimal

#: Control signs, signs that nobody sees, and halves of signs: no text needs them, and no database keeps a NUL.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
#: Letters without any ink: fillers of Hangul and the blank sign of Braille.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
#: Thousands apart or together, and cents, as people write them in France, Germany and England.
_AMOUNTS = tuple(re.compile(pattern) for pattern in (
    r"(-?\d+)(?:[.,](\d{1,2}))?", r"(-?\d{1,3}(?: \d{3})+)(?:[.,](\d{1,2}))?", r"(-?\d{1,3}(?:\.\d{3})+),(\d{1,2})",
    r"(-?\d{1,3}(?:,\d{3})+)\.(\d{1,2})"))


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

    None: it is no number, or one of which nobody knows where its cents begin ("1.234", "84 00,00").
    """
    plain = "".join("" if unicodedata.category(sign) == "Sc" else sign for sign in read_typed(text, 40))
    plain = " ".join(re.sub("EUR", "", plain, flags=re.IGNORECASE).replace("’", " ").replace("'", " ").split())
    for pattern in _AMOUNTS if plain.isascii() else ():
        if found := pattern.fullmatch(plain):
            return Decimal(f"{re.sub('[ .,]', '', found[1])}.{found[2] or 0}")
    return None

"""What a visitor's browser sent, as text."""

import unicodedata

#: Control signs, signs that nobody sees, and halves of signs: no text needs them, and no database keeps a NUL.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


def read_typed(value, most: int = 2000) -> str:
    """Return what somebody typed, at most `most` signs: nothing for what is no text (a file, a list), without signs
    that nobody sees; ends of lines stay.
    """
    if not isinstance(value, str):
        return ""
    seen = (sign for sign in value[:most] if sign in "\n\t" or unicodedata.category(sign) not in _UNSEEN)
    return "".join(seen).strip()

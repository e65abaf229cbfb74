"""How numbers of documents are written and compared. Texts in, texts out."""

import re
import unicodedata


def spelling(prefix: str) -> str:
    """What two prefixes have in common that only differ in how they are written: case, blanks, signs."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", prefix or "").casefold() if sign.isalnum())


def ends_with_digits(name: str, prefix: str) -> bool:
    """Whether a number is its prefix and digits, nothing behind."""
    return bool(re.fullmatch(r"[0-9]+", (name or "")[len(prefix or ""):]))


def numbered_as(name: str, prefix: str, number: int) -> str:
    """Another number, as the document called `name` writes its own: the same prefix, zeros and what stands behind."""
    digits, suffix = re.match(r"(\d*)(.*)", (name or "")[len(prefix or ""):], re.DOTALL).groups()
    return f"{prefix or ''}{number:0{len(digits) or 1}d}{suffix}"

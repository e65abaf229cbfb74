"""Texts for the bank: the Latin set of EPC217-08, with readable names."""

import re
import unicodedata

_ALLOWED = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
#: What decomposition (NFKD) would lose or spoil.
_SPECIAL = {
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
    "ð": "d",
    "Ð": "D", "þ": "th", "Þ": "TH", "ı": "i", "€": "EUR", "£": "GBP", "$": "USD", "°": "o", "º": "o", "ª": "a",
    "&": "+",
    "@": "(at)", "_": "-", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", '"': "'", "“": "'", "”": "'", "„": "'",
    "«": "'",
    "»": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "•": ".", "·": ".", "…": "...", ";": ",", "!": ".",
    "#": ".",
    "%": ".", "*": ".", "=": ".", "<": ".", ">": ".", "[": "(", "]": ")", "{": "(", "}": ")", "|": "/", "\\": "/",
    "~": "-",
    "^": ".", "§": ".", "×": "x", "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ",
}
_GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψως", "a v g d e z i th i k l m n x o p r s t y f ch ps o s".split(),
                  strict=True))
_CYRILLIC = dict(zip(
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
    "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y y e yu ya i i e g".split(), strict=True,
))
_LETTERS = _GREEK | _CYRILLIC
_LETTERS |= {small.upper(): latin.capitalize() for small, latin in _LETTERS.items() if small != "ς"}
_TABLE = str.maketrans(_SPECIAL | _LETTERS)


def to_sepa_text(text: str, limit: int) -> str:
    """Return a text in the SEPA character set, still readable, of at most `limit` characters; "" when nothing is left.

    Latin letters lose their accents, ligatures are spelt out, Greek and Cyrillic are transliterated; what has no
    likeness (emoji, ideograms) goes.
    """
    text = text or ""
    if not (text.isascii() and not _ALLOWED.search(text)):
        mapped = text.translate(_TABLE)
        if not mapped.isascii():
            plain = unicodedata.normalize("NFKD", mapped)
            # Accented Greek and Cyrillic letters show their base letter only after the decomposition.
            mapped = "".join(one for one in plain if not unicodedata.combining(one)).translate(_TABLE)
        text = _ALLOWED.sub(" ", mapped)
    return " ".join(text.split())[:limit].rstrip()


def to_sepa_reference(text: str, limit: int = 35) -> str:
    """Return an identifier in the SEPA set: no space, no "//" and no "/" at an end (EPC230-15, section 3)."""
    reference = re.sub(r"/{2,}", "/", to_sepa_text(text, 1000).replace(" ", "-"))
    return reference.strip("/")[:limit].rstrip("/")

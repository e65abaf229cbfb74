"""Texts that run from left to right in a page that runs the other way."""

import re

#: U+200E, which no reader sees: what stands before it goes on from left to right.
MARK = "\u200e"
#: A text between two elements that has Latin letters, none that run the other way, and ends with a sign.
_ENDING = re.compile(r">([^<>{}\u0590-\u08ff]*[A-Za-z\u00c0-\u024f][^<>{}\u0590-\u08ff]*[.,:;!?%)])(?=\s*<)")


def close_texts(markup: str) -> str:
    """Return the markup of a page from right to left; a sign at the end of an English text stays at its end."""
    return _ENDING.sub(rf">\1{MARK}", markup)

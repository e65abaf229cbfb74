"""Texts that run from left to right in a page that runs the other way."""

import re

#: A text between two elements that has Latin letters, none that run the other way, and ends with a sign.
_ENDING = re.compile(r">(\s*)([^<>{}\s\u0590-\u08ff][^<>{}\u0590-\u08ff]*[.,:;!?%)])(?=\s*<)")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def close_texts(markup: str) -> str:
    """Return the markup of a page from right to left; a sign at the end of an English text stays at its end."""
    return _ENDING.sub(_embed, markup)


def _embed(found) -> str:
    space, text = found.groups()
    return f'>{space}<span dir="ltr">{text}</span>' if _LATIN.search(text) else found.group()

"""What a browser sent, which may be anything."""

import binascii
from base64 import b64decode
from math import isfinite

#: How pictures begin that browsers draw and everybody's programs show; nothing else is a signature.
_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
#: A drawn signature is smaller by far.
MOST_BYTES = 512 * 1024


def is_drawn(sent) -> bool:
    """Return whether this is a drawn signature: a PNG or JPEG picture in base64, of no more than half a megabyte."""
    if not isinstance(sent, str) or len(sent) > 2 * MOST_BYTES:
        return False
    try:
        picture = b64decode(sent, validate=True)
    except (binascii.Error, ValueError):
        return False
    return picture.startswith(_BEGINNINGS) and len(picture) <= MOST_BYTES


def clean_signer(sent) -> str:
    """Return the name of who signs, in one line; nothing for what is no name."""
    name = " ".join(sent.split()) if isinstance(sent, str) else ""
    return name if name.isprintable() and len(name) <= 100 else ""


def is_amount(sent) -> bool:
    """Return whether this is a number of the money that somebody wants to pay."""
    return isinstance(sent, (int, float)) and not isinstance(sent, bool) and isfinite(sent)


def keep_here(route, otherwise: str) -> str:
    """Return where the browser goes on: the page that it names if that is of this site, else the other."""
    is_here = isinstance(route, str) and route.isprintable() and route[:1] == "/" != route[1:2] and "\\" not in route
    return route if is_here else otherwise

"""Pictures that may be printed: whole, small enough for paper, and dumb (nothing in them runs or is fetched).

Bytes in, bytes out.
"""

import io
import re
import struct

from lxml import etree
from PIL import Image, ImageOps

from ..core.typed import read_picture

#: Pixels above which a picture is refused: opened, it would fill the memory of the server.
MOST_PIXELS = 50_000_000

#: Wide or high, a signature has fewer.
MOST_SIGNED_PIXELS = 5_000

#: Formats that the engine shows; others become PNG.
PLAIN = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif"}

#: Drawings larger than this are refused: the engine takes too long over them.
MOST_SVG_BYTES = 2_000_000

#: What a drawing may carry inside itself, besides its own parts (#...).
_INSIDE = r"(?!#|data:image/(?:png|jpeg|gif)[;,]|data:(?:font/|application/(?:x-)?font))"

_ACTIVE = {"script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener", "set",
           "animate",
           "animatemotion", "animatetransform", "animatecolor", "a"}


class PictureProblem(Exception):
    """A picture that cannot be printed: broken, too large, or none at all."""


def is_drawing(raw: bytes) -> bool:
    """Whether a picture is SVG (or at least text in tags) rather than pixels."""
    return raw[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def print_picture(raw: bytes, width: int, height: int) -> tuple[str, bytes]:
    """(media type, content) of a picture that fits into `width` x `height` pixels; smaller ones keep their size.

    :raises PictureProblem: when it is broken, too large or no picture.
    """
    if is_drawing(raw):
        return "image/svg+xml", clean_svg(raw)
    try:
        image = Image.open(io.BytesIO(raw))
        if image.width * image.height > MOST_PIXELS:
            raise PictureProblem("too large")
        kind = image.format
        if kind == "PNG" and b"IEND" not in raw[-64:]:
            raise PictureProblem("its end is missing")
        if kind in PLAIN and image.width <= width and image.height <= height:
            image.load()  # damage is found out here rather than by the engine
            return PLAIN[kind], raw
        return _shrink(image, kind, width, height)
    except (OSError, ValueError, SyntaxError, TypeError, EOFError, MemoryError, struct.error,
            Image.DecompressionBombError) as error:
        raise PictureProblem(type(error).__name__) from error


def is_drawn(sent) -> bool:
    """Return whether what a browser sent is a drawn signature that can be printed.

    :param sent: base64, or anything else
    """
    raw = read_picture(sent)
    try:
        return bool(raw and print_picture(raw, MOST_SIGNED_PIXELS, MOST_SIGNED_PIXELS))
    except PictureProblem:
        return False


def _shrink(image, kind: str, width: int, height: int) -> tuple[str, bytes]:
    photo = kind == "JPEG"
    image.draft("RGB", (width * 2, height * 2))
    image = ImageOps.exif_transpose(image).convert("RGB" if photo else "RGBA")
    image.thumbnail((width, height))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG" if photo else "PNG", quality=90)
    return PLAIN["JPEG" if photo else "PNG"], buffer.getvalue()


def clean_svg(raw: bytes) -> bytes:
    """A drawing without scripts, handlers, animations, entities and addresses outside of it.

    :raises PictureProblem: when it is no drawing, or too large.
    """
    if len(raw) > MOST_SVG_BYTES:
        raise PictureProblem("too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
                             remove_pis=True)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PictureProblem(f"no drawing ({error})") from error
    if _local(root) != "svg":
        raise PictureProblem("no drawing")
    for node in list(root.iter()):
        if node is not root and (not isinstance(node.tag, str) or _local(node) in _ACTIVE):
            _drop(node)
        elif isinstance(node.tag, str):
            _clean_node(node)
    return etree.tostring(root)  # the root alone: the document type with its entities stays behind


def _drop(node) -> None:
    """Take a node out; the text behind it stays."""
    parent, before = node.getparent(), node.getprevious()
    if parent is None:
        return
    if node.tail and before is not None:
        before.tail = (before.tail or "") + node.tail
    elif node.tail:
        parent.text = (parent.text or "") + node.tail
    parent.remove(node)


def _local(node) -> str:
    return etree.QName(node).localname.lower()


def _clean_node(node) -> None:
    if _local(node) == "style" and _reaches_out(node.text or ""):
        node.text = ""
    for name, value in list(node.attrib.items()):
        plain = name.rpartition("}")[2].lower()
        linked = plain in ("href", "src") and bool(re.match(r"\s*" + _INSIDE + r"\S", value, re.IGNORECASE))
        if plain.startswith("on") or linked or _reaches_out(value):
            del node.attrib[name]


def _reaches_out(text: str) -> bool:
    """Whether a style or an attribute points outside of the drawing (CSS escapes count as trying to)."""
    outside = r"@import|expression\s*\(|javascript:|url\s*\(\s*['\"]?\s*" + _INSIDE + r"(?!['\"])\S"
    return bool(re.search(outside, text, re.IGNORECASE)) or ("\\" in text and ("(" in text or "@" in text))

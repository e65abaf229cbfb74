"""A file of a bank, before anything is known of it: unpacked, and its XML read without trust in it."""

import io
import re
import zipfile
import zlib
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

MAX_SIZE = 50 * 1024 * 1024
#: More files than a bank puts in an archive.
MOST_FILES = 500
#: What some portals put before an XML file, and XML does not allow.
_BLANKS = re.compile(rb"\A(?:\xef\xbb\xbf)?\s+(?=<\?xml)")
#: Figures of an amount: more are not kept to the cent (ISO 20022 allows 18; no firm has a trillion).
MAX_DIGITS = 15
LAST_YEAR = 2099


class BankFileFault(ValueError):
    """The file is refused; `code` names why: "size", "packed", "xml", "doctype", or what its reader finds."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def check_size(content: bytes):
    """:raises BankFileFault: it is too long"""
    if len(content) > MAX_SIZE:
        raise BankFileFault("size")


def unpack(content: bytes) -> list:
    """Return the files in a zip or gzip, or the file itself.

    :raises BankFileFault: it is damaged, no archive of a bank, or holds more than `MAX_SIZE`
    """
    check_size(content)
    try:
        if content[:2] == b"\x1f\x8b":
            return _unpack_gzip(content)
        if content[:4] == b"PK\x03\x04":
            return _unpack_zip(content)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as fault:
        raise BankFileFault("packed") from fault
    return [content]


def _unpack_zip(content: bytes) -> list:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [one for one in archive.infolist() if not one.is_dir() and "__MACOSX" not in one.filename]
        if any(one.filename.startswith("xl/") for one in members):  # a spreadsheet
            raise BankFileFault("kind")
        if sum(one.file_size for one in members) > MAX_SIZE or len(members) > MOST_FILES:
            raise BankFileFault("size")
        return [archive.read(one) for one in members]


def _unpack_gzip(content: bytes) -> list:
    """Return each member of a gzip file: several may follow each other (RFC 1952)."""
    found, size = [], 0
    while content:
        reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
        found.append(reader.decompress(content, MAX_SIZE + 1 - size))
        size += len(found[-1])
        if size > MAX_SIZE:
            raise BankFileFault("size")
        if not reader.eof:
            raise BankFileFault("packed")
        content = reader.unused_data.lstrip(b"\0")  # what fills up a block is no member
    return found


def parse_safely(content: bytes):
    """Yield (event, element) of an XML file: no entity, no network, no DOCTYPE, nothing huge.

    Whoever is done with an element may drop it (`forget`).

    :raises BankFileFault: it is too long, no XML, or declares a DOCTYPE
    """
    check_size(content)
    elements = etree.iterparse(
        io.BytesIO(_BLANKS.sub(b"", content, count=1)), events=("start", "end"), resolve_entities=False,
        no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
    is_checked = False
    try:
        for event, element in elements:
            if not is_checked and element.getroottree().docinfo.internalDTD is not None:
                raise BankFileFault("doctype")
            is_checked = True
            yield event, element
    except BankFileFault:
        raise
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise BankFileFault("doctype" if b"<!DOCTYPE" in content[:2048] else "xml") from fault


def forget(element):
    """Drop an element that was read, and the one of its kind before it: a file of any length takes no memory."""
    element.clear()
    before = element.getprevious()
    if before is not None and before.tag == element.tag:
        element.getparent().remove(before)


# Namespaces differ per version of a message: names without them


def local(element) -> str:
    """The name of an element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element, tag: str) -> list:
    """The elements of a name right below one, which may be None."""
    return [] if element is None else [one for one in element if local(one) == tag]


def find(element, path: str):
    """The first element at a path below one, or None."""
    for tag in path.split("/"):
        element = next(iter(children(element, tag)), None)
    return element


def read_text(element, *paths: str) -> str:
    """The first text at one of these paths."""
    for path in paths:
        found = find(element, path)
        told = "" if found is None else (found.text or "").strip()
        if told:
            return told
    return ""


# Values


def to_decimal(told: str) -> Decimal | None:
    """A plain decimal number, or None; also when it has more figures than are kept."""
    told = (told or "").strip()
    if not re.fullmatch(r"[+-]?[0-9]*\.?[0-9]*", told):
        return None
    try:
        value = Decimal(told)
    except InvalidOperation:
        return None
    if not value.is_finite() or value.adjusted() >= MAX_DIGITS:
        return None
    return value if len(value.normalize().as_tuple().digits) <= MAX_DIGITS else None


def to_date(told: str, first_year: int) -> date | None:
    """A day of ISO 8601, or None; a year before the first, or after `LAST_YEAR`, is a slip of the pen."""
    try:
        found = date.fromisoformat((told or "").strip()[:10])
    except ValueError:
        return None
    return found if first_year <= found.year <= LAST_YEAR else None

"""A file of a bank, whatever it is: packed or plain, camt, CFONB 120, OFX or a table."""

import io
import zipfile
import zlib
from dataclasses import dataclass, replace
from itertools import chain

from .camt import read_camt
from .cfonb import is_cfonb, read_cfonb
from .ofx import is_ofx, read_ofx
from .statement import MAX_SIZE, CashFault, Note, identify
from .table import Mapping, guess, read_table

#: More members than a bank puts in an archive.
MOST = 500


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds."""

    kind: str  # "camt", "cfonb", "ofx", "csv"; of the first of several
    statements: tuple
    mapping: Mapping | None = None  # of a table
    doubts: tuple = ()  # what was guessed about it


def read(content: bytes, mapping: Mapping | None = None) -> Read:
    """Read a bank's file; its lines have their keys.

    :param mapping: how this account's tables were read before
    :raises CashFault: it cannot be read or trusted; nothing of it is then
    """
    if not content:
        raise CashFault("empty")
    parts = [_read_plain(one, mapping) for one in unpack(content)]
    if not parts:
        raise CashFault("empty")
    statements = [*chain.from_iterable(part.statements for part in parts)]
    checked = [_check(one) for one in identify(statements)]
    doubts = tuple(chain.from_iterable(part.doubts for part in parts))
    return Read(parts[0].kind, tuple(checked), parts[0].mapping, doubts)


def _check(one):
    return replace(one, notes=(*one.notes, Note("sum", one.name, str(one.gap)))) if one.gap else one


def _read_plain(content: bytes, mapping: Mapping | None) -> Read:
    head = content[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    if is_ofx(content):
        return Read("ofx", tuple(read_ofx(content)))
    if head.startswith(b"<"):
        return Read("camt", tuple(read_camt(content)))
    if is_cfonb(content):
        return Read("cfonb", tuple(read_cfonb(content)))
    if head.startswith((b"%PDF", b"\x89PNG", b"\xd0\xcf")):
        raise CashFault("kind")
    found, doubts = guess(content, mapping)
    return Read("csv", tuple(read_table(content, found)), found, tuple(doubts))


def unpack(content: bytes) -> list:
    """Return the files in a zip or gzip, or the file itself.

    :raises CashFault: it is damaged, or holds more than `MAX_SIZE`
    """
    if len(content) > MAX_SIZE:
        raise CashFault("size")
    try:
        if content[:2] == b"\x1f\x8b":
            return [_unpack_gzip(content)]
        if content[:4] == b"PK\x03\x04":
            return _unpack_zip(content)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as fault:
        raise CashFault("packed") from fault
    return [content]


def _unpack_zip(content: bytes) -> list:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [one for one in archive.infolist() if not one.is_dir() and "__MACOSX" not in one.filename]
        if any(one.filename.startswith("xl/") for one in members):
            raise CashFault("kind")
        if sum(one.file_size for one in members) > MAX_SIZE or len(members) > MOST:
            raise CashFault("size")
        return [archive.read(one) for one in members]


def _unpack_gzip(content: bytes) -> bytes:
    found, size = [], 0
    while content:
        reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
        found.append(reader.decompress(content, MAX_SIZE + 1 - size))
        size += len(found[-1])
        if size > MAX_SIZE:
            raise CashFault("size")
        if not reader.eof:
            raise CashFault("packed")
        content = reader.unused_data.lstrip(b"\0")
    return b"".join(found)

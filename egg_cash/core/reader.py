"""A file of a bank, whatever it is: packed or plain, camt, CFONB 120, OFX or a table."""

from dataclasses import dataclass, replace
from itertools import chain

from odoo.addons.egg_billing.core.bank_file import BankFileFault, unpack

from .camt import read_camt
from .cfonb import is_cfonb, read_cfonb
from .ofx import is_ofx, read_ofx
from .statement import Note, identify
from .table import Mapping, guess, read_table

#: What a file says that is no bank's: with others in an archive it is passed over.
OTHERS = frozenset(("kind", "columns", "empty"))


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
    :raises BankFileFault: it cannot be read or trusted; nothing of it is then
    """
    if not content:
        raise BankFileFault("empty")
    parts, others = _read_parts(unpack(content), mapping)
    statements = [*chain.from_iterable(part.statements for part in parts)]
    checked = [_check(one) for one in identify(statements)]
    if others and checked:
        checked[0] = replace(checked[0], notes=(*checked[0].notes, Note("other", "", str(others))))
    doubts = tuple(chain.from_iterable(part.doubts for part in parts))
    return Read(parts[0].kind, tuple(checked), parts[0].mapping, doubts)


def _read_parts(contents: list, mapping: Mapping | None) -> tuple:
    """Return what was read, and how many files beside it are none of a bank (a readme in the archive).

    :raises BankFileFault: none is a bank's, or one that is cannot be read
    """
    parts, faults = [], []
    for content in contents:
        try:
            parts.append(_read_plain(content, mapping))
        except BankFileFault as fault:
            if fault.code not in OTHERS:
                raise
            faults.append(fault)
    if not parts:
        raise faults[0] if faults else BankFileFault("empty")
    return parts, len(faults)


def _check(one):
    return replace(one, notes=(*one.notes, Note("sum", one.name, str(one.gap)))) if one.gap else one


def _read_plain(content: bytes, mapping: Mapping | None) -> Read:
    found = _read_format(content, mapping)
    mark = "" if found.mapping is None else found.mapping.mark
    return replace(found, statements=tuple(
        replace(one, origin=" ".join(filter(None, (found.kind, mark, one.origin)))) for one in found.statements))


def _read_format(content: bytes, mapping: Mapping | None) -> Read:
    head = content[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    if is_ofx(content):
        return Read("ofx", tuple(read_ofx(content)))
    if head.startswith(b"<"):
        return Read("camt", tuple(read_camt(content)))
    if is_cfonb(content):
        return Read("cfonb", tuple(read_cfonb(content)))
    if head.startswith((b"%PDF", b"\x89PNG", b"\xd0\xcf")):
        raise BankFileFault("kind")
    found, doubts = guess(content, mapping)
    return Read("csv", tuple(read_table(content, found)), found, tuple(doubts))

"""OFX, versions 1 (SGML) and 2 (XML), through ofxparse."""

import io
import re
from decimal import Decimal

from odoo.addons.egg_billing.core.bank_file import BankFileFault, check_size
from odoo.addons.egg_billing.core.iban_text import clean as clean_account
from odoo.addons.egg_billing.core.iban_text import french_iban
from ofxparse import OfxParser

from .statement import Line, Note, Statement, clean, decode

#: "[+1:CET]": the day that the bank writes is the day of its books; a parser that counts hours moves it.
ZONE = re.compile(r"(<DT[A-Z]+>\s*[0-9.]+)\[[^\]\n<]*\]", re.IGNORECASE)


def is_ofx(content: bytes) -> bool:
    head = content[:4096].replace(b"\0", b"").upper()
    return b"<OFX>" in head or b"OFXHEADER" in head


def read_ofx(content: bytes) -> list:
    """Return the statements of an OFX file.

    :raises BankFileFault: too long, not readable, or without its end
    """
    check_size(content)
    text, _encoding = decode(content)
    start = text.upper().find("<OFX>")
    if start < 0:
        raise BankFileFault("kind")
    if "<!ENTITY" in text.upper():
        raise BankFileFault("doctype")
    if "</OFX>" not in text.upper():
        raise BankFileFault("cut")
    body = ZONE.sub(r"\1", text[start:])
    try:
        # The encodings that the header may name are few and often wrong: the file is given as UTF-8.
        found = OfxParser.parse(io.BytesIO(b"ENCODING:UTF-8\n\n" + body.encode()), fail_fast=False)
    except Exception as fault:  # the library raises whatever a line makes it raise
        raise BankFileFault("kind") from fault
    statements = [_read_account(one) for one in found.accounts if getattr(one, "statement", None)]
    if not statements:
        raise BankFileFault("kind")
    return statements


def _read_account(account) -> Statement:
    told = account.statement
    notes = [Note("line", "", clean(one["content"].get_text(" "))[:60]) for one in getattr(
        told, "discarded_entries", [])]
    lines = []
    for one in told.transactions:
        if one.date is None or not Decimal(one.amount).is_finite():
            notes.append(Note("line", one.id or "", clean(f"{one.payee} {one.memo}")[:60]))
            continue
        lines.append(_read_line(one))
    closing = getattr(told, "balance", None)
    on = getattr(told, "balance_date", None)
    return Statement(
        _name(account), (account.curdef or told.currency or "").upper(), None,
        closing if isinstance(closing, Decimal) else None, None,
        on.date() if hasattr(on, "date") else None, "", tuple(lines), tuple(notes))


def _name(account) -> str:
    bank, branch, number = (clean_account(str(one or "")) for one in (
        account.routing_number, account.branch_id, account.number))
    if re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}", number):
        return number
    return french_iban(bank, branch, number) or number


def _read_line(one) -> Line:
    payee, memo = clean(one.payee), clean(one.memo)
    label = memo if payee and payee in memo else clean(f"{payee} {memo}")
    check = clean(str(one.checknum or ""))
    return Line(one.date.date(), Decimal(one.amount), clean(f"{label} {check}") if check not in label else label,
                reference=clean(one.id), payer=payee, code=clean(one.type or ""))

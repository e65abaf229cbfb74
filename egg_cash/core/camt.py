"""camt.053 (statement), camt.054 (notice) and camt.052 (report) of every version."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain

from odoo.addons.egg_billing.core.bank_file import (
    BankFileFault,
    children,
    find,
    forget,
    local,
    parse_safely,
    read_text,
    to_decimal,
)
from odoo.addons.egg_billing.core.iban_text import clean as clean_account

from .statement import Line, Note, Statement, clean, line_mark, to_day

STATEMENTS = {"Stmt": "statement", "Ntfctn": "notice", "Rpt": "report"}
ROOTS = {"BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn", "BkToCstmrAcctRpt"}
NONE = {"NOTPROVIDED", "NOT PROVIDED", "NONREF", "NOTAPPLICABLE"}


def _text(element, *paths: str) -> str:
    """The first text at one of these paths, in one line."""
    return clean(read_text(element, *paths))


def _reference(told: str) -> str:
    return "" if told.upper() in NONE else told


def _signed(element, sign_of) -> tuple:
    """The amount of an element with the sign of another, and its currency."""
    found = find(element, "Amt")
    value = to_decimal(found.text) if found is not None else None
    if value is None:
        return None, ""
    return (-value if _text(sign_of, "CdtDbtInd") == "DBIT" else value), found.get("Ccy") or ""


@dataclass
class _Account:
    """A statement while it is read."""

    kind: str
    iban: str = ""
    currency: str = ""
    name: str = ""
    balances: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)
    entries: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def to_statement(self) -> Statement:
        opening = self.balances.get("OPBD") or self.balances.get("PRCD") or (None, None)
        closing = self.balances.get("CLBD") or (None, None)
        if self.kind != "statement":
            opening = closing = (None, None)
            if self.lines:
                self.notes.append(Note("notice", self.name))
        return Statement(self.iban, self.currency, opening[0], closing[0], opening[1], closing[1], self.name,
                         tuple(self.lines), tuple(self.notes), tuple(self.entries),
                         "" if self.kind == "statement" else self.kind)


def read_camt(content: bytes) -> list:
    """Return the statements of a camt file; an entry is dropped from memory once read.

    :raises BankFileFault: no safe XML, or another message
    """
    found, current, is_known = [], None, False
    for event, element in parse_safely(content):
        tag, parent = local(element), element.getparent()
        is_known |= tag in ROOTS
        if event == "start":
            if tag in STATEMENTS and local(parent) in ROOTS:
                current = _Account(STATEMENTS[tag])
            continue
        if current is None or parent is None:
            continue
        if local(parent) in STATEMENTS:
            _read_part(current, tag, element)
            if tag in ("Ntry", "Bal"):
                forget(element)
        elif tag in STATEMENTS and local(parent) in ROOTS:
            found.append(current.to_statement())
            element.clear()
            current = None
    if not is_known:
        raise BankFileFault("kind")
    return found


def _read_part(current: _Account, tag: str, element):
    if tag == "Id":
        current.name = clean(element.text)
    elif tag == "Acct":
        current.iban = clean_account(_text(element, "Id/IBAN", "Id/Othr/Id"))
        current.currency = _text(element, "Ccy")
    elif tag == "Bal":
        _read_balance(current, element)
    elif tag == "Ntry":
        _read_entry(current, element)


def _read_balance(current: _Account, element):
    code = _text(element, "Tp/CdOrPrtry/Cd")
    value, currency = _signed(element, element)
    if value is None:
        return
    current.currency = current.currency or currency
    on = to_day(_text(element, "Dt/Dt", "Dt/DtTm"))
    if code in ("OPBD", "PRCD"):
        current.balances.setdefault(code, (value, on))  # pages of one statement: the first opens it
    elif code == "CLBD":
        current.balances[code] = (value, on)


def _read_entry(current: _Account, entry):
    status = _text(entry, "Sts/Cd", "Sts")
    if status not in ("BOOK", ""):
        current.notes.append(Note("pending", _text(entry, "AcctSvcrRef", "NtryRef"), _text(entry, "Amt")))
        return
    amount, currency = _signed(entry, entry)
    on = to_day(_text(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"))
    if amount is None or on is None:
        current.notes.append(Note("line", _text(entry, "AcctSvcrRef", "NtryRef"), _text(entry, "Amt", "AddtlNtryInf")))
        return
    if current.currency and currency and currency != current.currency:
        current.notes.append(Note("line", _text(entry, "AcctSvcrRef", "NtryRef"), f"{amount} {currency}"))
        return
    current.currency = current.currency or currency
    whole = Line(
        on, amount, reference=_text(entry, "AcctSvcrRef", "NtryRef"), label=_text(entry, "AddtlNtryInf"),
        is_reversal=_text(entry, "RvslInd") in ("true", "1"), code=_code(entry),
        value=to_day(_text(entry, "ValDt/Dt", "ValDt/DtTm")),
        batch=next(filter(None, (_text(block, "Btch/PmtInfId", "Btch/MsgId")
                                 for block in children(entry, "NtryDtls"))), ""))
    lines = _split(current, entry, whole)
    mark = line_mark(whole if whole.reference or whole.label else lines[0], amount)
    current.lines += [replace(line, part=number) for number, line in enumerate(lines, 1)]
    current.entries += [mark] * len(lines)


def _code(element) -> str:
    domain = find(element, "BkTxCd/Domn")
    parts = [_text(domain, path) for path in ("Cd", "Fmly/Cd", "Fmly/SubFmlyCd")]
    return "/".join(parts) if all(parts) else _text(element, "BkTxCd/Prtry/Cd")


def _split(current: _Account, entry, whole: Line) -> list:
    """The transactions of an entry, when each has its amount and they add up; else the entry as one."""
    blocks = [*chain.from_iterable(children(block, "TxDtls") for block in children(entry, "NtryDtls"))]
    if not blocks:
        return [whole]
    if len(blocks) == 1:
        return [_read_transaction(blocks[0], whole, whole.amount)]
    amounts = [_transaction_amount(one, whole, current.currency) for one in blocks]
    if None in amounts or sum(amounts) != whole.amount:
        current.notes.append(Note("split", whole.reference or whole.batch, str(whole.amount)))
        return [whole]
    return [_read_transaction(one, whole, amount) for one, amount in zip(blocks, amounts, strict=True)]


def _transaction_amount(one, whole: Line, currency: str) -> Decimal | None:
    """What this transaction moves on the account, in its currency; version .02 has it in the details only."""
    sign = one if _text(one, "CdtDbtInd") else None
    for element in (one, find(one, "AmtDtls/TxAmt")):
        found = find(element, "Amt") if element is not None else None
        if found is None or (currency and found.get("Ccy", currency) != currency):
            continue
        value = to_decimal(found.text)
        if value is not None:
            is_debit = _text(sign, "CdtDbtInd") == "DBIT" if sign is not None else whole.amount < 0
            return -value if is_debit else value
    return None


def _read_transaction(one, whole: Line, amount: Decimal) -> Line:
    # The other party: who paid us, who was paid by us; a return names the parties of the payment given back.
    sides = ("Dbtr", "Cdtr") if amount > 0 else ("Cdtr", "Dbtr")
    if whole.is_reversal or find(one, "RtrInf") is not None:
        sides = sides[::-1]
    party, other = sides
    parties = find(one, "RltdPties")
    words = [clean(found.text) for found in children(find(one, "RmtInf"), "Ustrd") if found.text]
    structured = next(filter(None, (_text(block, "CdtrRefInf/Ref") for block in children(
        find(one, "RmtInf"), "Strd"))), "")
    label = " ".join(words) or _text(one, "AddtlTxInf") or whole.label
    return replace(
        whole, amount=amount, label=label, structured=structured,
        payer=_text(parties, f"{party}/Nm", f"{party}/Pty/Nm", f"Ultmt{party}/Nm", f"Ultmt{party}/Pty/Nm",
                    f"{other}/Nm" if whole.is_reversal else f"{party}/Nm"),
        iban=clean_account(_text(parties, f"{party}Acct/Id/IBAN")),
        end_to_end=_reference(_text(one, "Refs/EndToEndId")),
        batch=_reference(_text(one, "Refs/PmtInfId")) or whole.batch,
        code=_code(one) or whole.code)

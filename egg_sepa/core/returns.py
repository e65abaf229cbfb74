"""Read what the bank answers: pain.002 (status), camt.054 (debit notice),
camt.053 (statement) and camt.052 (report).
"""

import io
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import chain

from lxml import etree
from odoo.addons.egg_debit.core.creditor_identifier import clean_creditor_identifier
from odoo.addons.egg_debit.core.iban import clean_iban

MAX_SIZE = 50 * 1024 * 1024
#: Years that a bank's day can be in: SEPA direct debits are of 2009.
FIRST_YEAR, LAST_YEAR = 2009, 2099
#: Digits before the point of an amount, and of a number of debits (ISO 20022: 18 and 15 in all).
MAX_DIGITS = 15


class ReturnFault(ValueError):
    """The file cannot be read; `code` is "size", "xml", "doctype" or "kind"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Return:
    """One refusal, with all that the bank says of the debit.

    A whole file or batch is named by `message` or `batch`, with `is_whole`.
    """

    reference: str  # EndToEndId
    code: str  # ISO 20022 external reason code
    text: str = ""
    on: date | None = None
    amount: Decimal | None = None  # of the debit; of all debits for a whole file or batch
    message: str = ""
    batch: str = ""
    is_whole: bool = False
    count: int | None = None  # number of debits of a whole file or batch
    moved: Decimal | None = None  # what left the account, when the bank tells it beside the amount of the debit
    currency: str = ""
    mandate: str = ""
    debtor_iban: str = ""
    creditor_iban: str = ""
    creditor_identifier: str = ""
    is_incoming: bool = False  # money came in: a return that the bank took back, or something else

    @property
    def label(self) -> str:
        """What a person finds it by in the bank's file."""
        named = self.reference or self.batch or self.message or self.mandate
        return named or " ".join(str(one) for one in (self.on, self.amount, self.currency) if one) or "?"


def _local(element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element, tag: str) -> list:
    return [one for one in element if _local(one) == tag]


def _find(element, path: str):
    """Follow a path of local names; namespaces differ per version of the message."""
    for tag in path.split("/"):
        found = _children(element, tag) if element is not None else []
        element = found[0] if found else None
    return element


def _text(element, path: str) -> str:
    found = _find(element, path)
    return (found.text or "").strip() if found is not None else ""


def _date(text: str):
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def parse_safely(content: bytes):
    """Parse a file from outside, yield its elements as they end: no entity, no network, no DOCTYPE.

    Whoever is done with one may drop it.

    :raises ReturnFault: when it is too long, not XML, or declares a DOCTYPE
    """
    if len(content) > MAX_SIZE:
        raise ReturnFault("size")
    elements = etree.iterparse(io.BytesIO(content), events=("start", "end"), resolve_entities=False, no_network=True,
                               load_dtd=False,
                               huge_tree=False, remove_comments=True, remove_pis=True)
    is_checked = False
    try:
        for event, element in elements:
            if not is_checked and element.getroottree().docinfo.internalDTD is not None:
                raise ReturnFault("doctype")
            is_checked = True
            if event == "end":
                yield element
    except (etree.XMLSyntaxError, ValueError) as fault:
        if isinstance(fault, ReturnFault):
            raise
        raise ReturnFault("doctype" if b"<!DOCTYPE" in content[:2048] else "xml") from fault


def _reason(element, parent: str) -> tuple:
    """Return the code and the free text of a reason block."""
    code = _text(element, f"{parent}/Rsn/Cd") or _text(element, f"{parent}/Rsn/Prtry")
    return code, _text(element, f"{parent}/AddtlInf")


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value.adjusted() < MAX_DIGITS else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None


def _amount(element, *paths: str) -> tuple:
    """Return the first amount that stands at one of these paths, and its currency."""
    for path in paths:
        found = _find(element, path)
        value = _decimal((found.text or "").strip()) if found is not None else None
        if value is not None:
            return value, found.get("Ccy") or ""
    return None, ""


def _reference(text: str) -> str:
    """Banks write NOTPROVIDED where they have none."""
    return "" if text.upper() in ("NOTPROVIDED", "NOT PROVIDED") else text


def _read_status(report) -> list:
    """pain.002: transactions with status RJCT; a whole batch or file of that status
    stands after those that are listed of it.
    """
    created = _date(_text(report, "GrpHdr/CreDtTm"))
    group = _find(report, "OrgnlGrpInfAndSts")
    message = _text(group, "OrgnlMsgId")
    found = []
    for batch in _children(report, "OrgnlPmtInfAndSts"):
        reason = _reason(batch, "StsRsnInf")
        listed = [_read_transaction(one, reason, created, message) for one in _children(batch, "TxInfAndSts")
                  if (_text(one, "TxSts") or _text(batch, "PmtInfSts")) == "RJCT"]
        found += listed
        if _text(batch, "PmtInfSts") == "RJCT":
            found.append(_make_whole(batch, reason, created, listed, message=message,
                                     batch=_text(batch, "OrgnlPmtInfId")))
    if _text(group, "GrpSts") == "RJCT":
        found.append(_make_whole(group, _reason(group, "StsRsnInf"), created, found, message=message))
    return found


def _read_transaction(one, batch_reason: tuple, created, message: str) -> Return:
    code, text = _reason(one, "StsRsnInf")
    amount, currency = _amount(one, "OrgnlTxRef/Amt/InstdAmt", "OrgnlTxRef/IntrBkSttlmAmt")
    return Return(
        _reference(_text(one, "OrgnlEndToEndId")), code or batch_reason[0], text or batch_reason[1], created, amount,
        message,
        currency=currency,
        mandate=_text(one, "OrgnlTxRef/MndtRltdInf/MndtId") or _text(one, "OrgnlTxRef/MndtRltdInf/DrctDbtMndt/MndtId"),
        debtor_iban=clean_iban(_text(one, "OrgnlTxRef/DbtrAcct/Id/IBAN")),
        creditor_iban=clean_iban(_text(one, "OrgnlTxRef/CdtrAcct/Id/IBAN")),
        creditor_identifier=clean_creditor_identifier(_text(one, "OrgnlTxRef/CdtrSchmeId/Id/PrvtId/Othr/Id")))


def _make_whole(block, reason: tuple, created, listed: list, **names) -> Return:
    """A whole batch or file; whose it is stands only in the transactions that are listed of it."""
    return Return(
        "", *reason, created, _decimal(_text(block, "OrgnlCtrlSum")), is_whole=True,
        count=_number(_text(block, "OrgnlNbOfTxs")),
        creditor_iban=next((one.creditor_iban for one in listed if one.creditor_iban), ""),
        creditor_identifier=next((one.creditor_identifier for one in listed if one.creditor_identifier), ""), **names)


def _read_statement_entry(entry, account: str) -> list:
    """camt: a transaction with return information, or one of an entry that is marked as the reversal of a debit."""
    status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    if status in ("PDNG", "INFO", "FUTR"):  # announced, not booked: the booked entry will come
        return []
    return _read_entry(entry, account)


def _read_entry(entry, account: str) -> list:
    booked = _date(_text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm"))
    # The code of an unpaid debit may stand on the entry, for all that is below it.
    reversed_ = _text(entry, "RvslInd") in ("true", "1") or _text(entry, "BkTxCd/Domn/Fmly/SubFmlyCd") == "UPDD"
    incoming = _text(entry, "CdtDbtInd") == "CRDT"
    details = _children(entry, "NtryDtls")
    transactions = [*chain.from_iterable(_children(block, "TxDtls") for block in details)]
    found = []
    for one in transactions:
        if _find(one, "RtrInf") is None and not reversed_ and _text(one, "BkTxCd/Domn/Fmly/SubFmlyCd") != "UPDD":
            continue
        code, text = _reason(one, "RtrInf")
        amount, currency = _amount(one, "AmtDtls/InstdAmt/Amt", "Amt", "AmtDtls/TxAmt/Amt")
        moved, _currency = _amount(one, "Amt", "AmtDtls/TxAmt/Amt")
        if len(transactions) == 1:
            whole, whole_currency = _amount(entry, "Amt")
            moved = moved if whole is None else whole
            amount, currency = (whole, whole_currency) if amount is None else (amount, currency)
        creditor = _text(one, "RltdPties/Cdtr/Id/PrvtId/Othr/Id") or _text(one, "RltdPties/Cdtr/Pty/Id/PrvtId/Othr/Id")
        found.append(Return(
            _reference(_text(one, "Refs/EndToEndId")), code, text, booked, amount, moved=moved, currency=currency,
            mandate=_text(one, "Refs/MndtId"), debtor_iban=_read_debtor(one, account), creditor_iban=account,
            creditor_identifier=clean_creditor_identifier(creditor), is_incoming=incoming))
    if reversed_ and not transactions:  # told in one sum, or without anything to find the debit by: a person looks
        batch = next((text for text in (_text(block, "Btch/PmtInfId") for block in details) if text), "")
        amount, currency = _amount(entry, "Amt")
        found.append(Return(
            "", "", "", booked, amount, batch=batch, is_whole=bool(batch), currency=currency, creditor_iban=account,
            is_incoming=incoming,
            count=next((number for number in (_number(_text(block, "Btch/NbOfTxs")) for block in details) if number),
                       None)))
    return found


def _read_debtor(one, account: str) -> str:
    """The debtor's account; some banks turn the two parties of a return round."""
    parties = [clean_iban(_text(one, f"RltdPties/{tag}/Id/IBAN")) for tag in ("DbtrAcct", "CdtrAcct")]
    return parties[1] if parties[0] and parties[0] == account else parties[0]


def unpack(content: bytes) -> list:
    """Return the files in a zip or gzip, or the file itself.

    :raises ReturnFault: it is damaged, or holds more than `MAX_SIZE`
    """
    if len(content) > MAX_SIZE:
        raise ReturnFault("size")
    try:
        if content[:2] == b"\x1f\x8b":
            return _unpack_gzip(content)
        if content[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                members = [one for one in archive.infolist() if not one.is_dir()]
                if sum(one.file_size for one in members) > MAX_SIZE:
                    raise ReturnFault("size")
                return [archive.read(one) for one in members]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as fault:
        raise ReturnFault("xml") from fault
    return [content]


def _unpack_gzip(content: bytes) -> list:
    """Return each member of a gzip file: several may follow each other (RFC 1952)."""
    found, size = [], 0
    while content:
        reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
        found.append(reader.decompress(content, MAX_SIZE + 1 - size))
        size += len(found[-1])
        if size > MAX_SIZE:
            raise ReturnFault("size")
        if not reader.eof:
            raise ReturnFault("xml")
        content = reader.unused_data.lstrip(b"\0")  # what fills up a block is no member
    return found


def read_returns(content: bytes) -> list:
    """Return the refusals that a bank file tells of; it may be packed (zip, gzip) and in an envelope (AppHdr).

    :raises ReturnFault: when the file is not a safe XML of one of the known kinds
    """
    return [*chain.from_iterable(map(_read_plain, unpack(content)))]


def _read_plain(content: bytes) -> list:
    """Entries are dropped once read: a statement of any length takes no memory."""
    found, is_known, account = [], False, ""
    for element in parse_safely(content):
        tag, parent = _local(element), element.getparent()
        in_statement = tag in ("Ntry", "Acct") and parent is not None and _local(parent) in ("Stmt", "Ntfctn", "Rpt")
        if tag == "Acct" and in_statement:  # stands before the entries
            account = clean_iban(_text(element, "Id/IBAN"))
        elif tag in ("Stmt", "Ntfctn", "Rpt"):
            account = ""
        elif in_statement:
            found += _read_statement_entry(element, account) if len(element) else []
            element.clear()
            before = element.getprevious()
            if before is not None and _local(before) == "Ntry":
                parent.remove(before)
        elif tag == "CstmrPmtStsRpt":
            found += _read_status(element)
        is_known |= tag in ("CstmrPmtStsRpt", "BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn", "BkToCstmrAcctRpt")
    if not is_known:
        raise ReturnFault("kind")
    return found

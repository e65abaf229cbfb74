"""Read what the bank answers: pain.002 (status), camt.054 (debit notice) and camt.053 (statement)."""

from dataclasses import dataclass
from datetime import date

from lxml import etree

MAX_SIZE = 50 * 1024 * 1024


class ReturnFault(ValueError):
    """The file cannot be read; `code` is "size", "xml", "doctype" or "kind"."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Return:
    """One refusal. A whole file or batch is named by `message` or `batch`, with an empty `reference`."""

    reference: str  # EndToEndId
    code: str  # ISO 20022 external reason code
    text: str = ""
    on: date | None = None
    amount: str = ""
    message: str = ""
    batch: str = ""


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
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def parse_safely(content: bytes):
    """Parse a file from outside: no entity, no network, no DOCTYPE.

    :raises ReturnFault: when it is too long, not XML, or declares a DOCTYPE
    """
    if len(content) > MAX_SIZE:
        raise ReturnFault("size")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
                             remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise ReturnFault("doctype" if b"<!DOCTYPE" in content[:2048] else "xml") from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReturnFault("doctype")
    return root


def _reason(element, parent: str) -> tuple:
    """Return the code and the free text of a reason block."""
    code = _text(element, f"{parent}/Rsn/Cd") or _text(element, f"{parent}/Rsn/Prtry")
    return code, _text(element, f"{parent}/AddtlInf")


def _read_status(report) -> list:
    """pain.002: transactions with status RJCT, or a whole batch or file of that status without transactions."""
    created = _date(_text(report, "GrpHdr/CreDtTm"))
    message = _text(report, "OrgnlGrpInfAndSts/OrgnlMsgId")
    found = []
    for batch in _children(report, "OrgnlPmtInfAndSts"):
        transactions = _children(batch, "TxInfAndSts")
        batch_reason = _reason(batch, "StsRsnInf")
        for one in transactions:
            status = _text(one, "TxSts") or _text(batch, "PmtInfSts")
            if status == "RJCT":
                code, text = _reason(one, "StsRsnInf")
                found.append(Return(_text(one, "OrgnlEndToEndId"), code or batch_reason[0], text or batch_reason[1], created,
                                    _text(one, "OrgnlTxRef/Amt/InstdAmt"), message))
        if not transactions and _text(batch, "PmtInfSts") == "RJCT":
            found.append(Return("", *batch_reason, created, "", message, _text(batch, "OrgnlPmtInfId")))
    if not found and _text(report, "OrgnlGrpInfAndSts/GrpSts") == "RJCT":
        found.append(Return("", *_reason(_find(report, "OrgnlGrpInfAndSts"), "StsRsnInf"), created, "", message))
    return found


def _read_statement(root) -> list:
    """camt.053 and camt.054: entries whose transaction carries return information."""
    found = []
    for statement in (one for one in root if _local(one) in ("Stmt", "Ntfctn")):
        for entry in _children(statement, "Ntry"):
            status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
            if status in ("PDNG", "INFO", "FUTR"):  # announced, not booked: the booked entry will come
                continue
            booked = _date(_text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm"))
            for details in _children(entry, "NtryDtls"):
                for one in _children(details, "TxDtls"):
                    if _find(one, "RtrInf") is None:
                        continue
                    amount = _text(one, "Amt") or _text(one, "AmtDtls/InstdAmt/Amt") or _text(one, "AmtDtls/TxAmt/Amt")
                    found.append(Return(_text(one, "Refs/EndToEndId"), *_reason(one, "RtrInf"), booked, amount))
    return found


def read_returns(content: bytes) -> list:
    """Return the refusals that a bank file tells of.

    :raises ReturnFault: when the file is not a safe XML of one of the three kinds
    """
    root = parse_safely(content)
    for message in root:
        kind = _local(message)
        if kind == "CstmrPmtStsRpt":
            return _read_status(message)
        if kind in ("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn"):
            return _read_statement(message)
    raise ReturnFault("kind")

"""Read what the bank answers: pain.002 (status), camt.054 (debit notice),
camt.053 (statement) and camt.052 (report).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain

from odoo.addons.egg_billing.core.bank_file import (
    MAX_DIGITS,
    BankFileFault,
    children,
    find,
    forget,
    local,
    parse_safely,
    read_text,
    to_date,
    to_decimal,
    unpack,
)
from odoo.addons.egg_debit.core.creditor_identifier import clean_creditor_identifier
from odoo.addons.egg_debit.core.iban import clean_iban

#: SEPA direct debits are of that year.
FIRST_YEAR = 2009


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


def _date(told: str) -> date | None:
    return to_date(told, FIRST_YEAR)


def _reason(element, parent: str) -> tuple:
    """Return the code and the free text of a reason block."""
    code = read_text(element, f"{parent}/Rsn/Cd", f"{parent}/Rsn/Prtry")
    return code, read_text(element, f"{parent}/AddtlInf")


def _number(told: str) -> int | None:
    return int(told) if told.isascii() and told.isdigit() and len(told) <= MAX_DIGITS else None


def _amount(element, *paths: str) -> tuple:
    """Return the first amount that stands at one of these paths, and its currency."""
    for path in paths:
        found = find(element, path)
        value = to_decimal(found.text) if found is not None else None
        if value is not None:
            return value, found.get("Ccy") or ""
    return None, ""


def _reference(told: str) -> str:
    """Banks write NOTPROVIDED where they have none."""
    return "" if told.upper() in ("NOTPROVIDED", "NOT PROVIDED") else told


def _read_status(report) -> list:
    """pain.002: transactions with status RJCT; a whole batch or file of that status
    stands after those that are listed of it.
    """
    created = _date(read_text(report, "GrpHdr/CreDtTm"))
    group = find(report, "OrgnlGrpInfAndSts")
    message = read_text(group, "OrgnlMsgId")
    found = []
    for batch in children(report, "OrgnlPmtInfAndSts"):
        reason = _reason(batch, "StsRsnInf")
        listed = [_read_transaction(one, reason, created, message) for one in children(batch, "TxInfAndSts")
                  if (read_text(one, "TxSts") or read_text(batch, "PmtInfSts")) == "RJCT"]
        found += listed
        if read_text(batch, "PmtInfSts") == "RJCT":
            found.append(_make_whole(batch, reason, created, listed, message=message,
                                     batch=read_text(batch, "OrgnlPmtInfId")))
    if read_text(group, "GrpSts") == "RJCT":
        found.append(_make_whole(group, _reason(group, "StsRsnInf"), created, found, message=message))
    return found


def _read_transaction(one, batch_reason: tuple, created, message: str) -> Return:
    code, text = _reason(one, "StsRsnInf")
    amount, currency = _amount(one, "OrgnlTxRef/Amt/InstdAmt", "OrgnlTxRef/IntrBkSttlmAmt")
    return Return(
        _reference(read_text(one, "OrgnlEndToEndId")), code or batch_reason[0], text or batch_reason[1], created,
        amount, message, currency=currency,
        mandate=read_text(one, "OrgnlTxRef/MndtRltdInf/MndtId", "OrgnlTxRef/MndtRltdInf/DrctDbtMndt/MndtId"),
        debtor_iban=clean_iban(read_text(one, "OrgnlTxRef/DbtrAcct/Id/IBAN")),
        creditor_iban=clean_iban(read_text(one, "OrgnlTxRef/CdtrAcct/Id/IBAN")),
        creditor_identifier=clean_creditor_identifier(read_text(one, "OrgnlTxRef/CdtrSchmeId/Id/PrvtId/Othr/Id")))


def _make_whole(block, reason: tuple, created, listed: list, **names) -> Return:
    """A whole batch or file; whose it is stands only in the transactions that are listed of it."""
    return Return(
        "", *reason, created, to_decimal(read_text(block, "OrgnlCtrlSum")), is_whole=True,
        count=_number(read_text(block, "OrgnlNbOfTxs")),
        creditor_iban=next((one.creditor_iban for one in listed if one.creditor_iban), ""),
        creditor_identifier=next((one.creditor_identifier for one in listed if one.creditor_identifier), ""), **names)


def _read_statement_entry(entry, account: str) -> list:
    """camt: a transaction with return information, or one of an entry that is marked as the reversal of a debit."""
    status = read_text(entry, "Sts/Cd", "Sts")
    if status in ("PDNG", "INFO", "FUTR"):  # announced, not booked: the booked entry will come
        return []
    return _read_entry(entry, account)


def _read_entry(entry, account: str) -> list:
    booked = _date(read_text(entry, "BookgDt/Dt", "BookgDt/DtTm"))
    # The code of an unpaid debit may stand on the entry, for all that is below it.
    reversed_ = read_text(entry, "RvslInd") in ("true", "1") or read_text(entry, "BkTxCd/Domn/Fmly/SubFmlyCd") == "UPDD"
    incoming = read_text(entry, "CdtDbtInd") == "CRDT"
    details = children(entry, "NtryDtls")
    transactions = [*chain.from_iterable(children(block, "TxDtls") for block in details)]
    found = []
    for one in transactions:
        if find(one, "RtrInf") is None and not reversed_ and read_text(one, "BkTxCd/Domn/Fmly/SubFmlyCd") != "UPDD":
            continue
        code, text = _reason(one, "RtrInf")
        amount, currency = _amount(one, "AmtDtls/InstdAmt/Amt", "Amt", "AmtDtls/TxAmt/Amt")
        moved, _currency = _amount(one, "Amt", "AmtDtls/TxAmt/Amt")
        if len(transactions) == 1:
            whole, whole_currency = _amount(entry, "Amt")
            moved = moved if whole is None else whole
            amount, currency = (whole, whole_currency) if amount is None else (amount, currency)
        creditor = read_text(one, "RltdPties/Cdtr/Id/PrvtId/Othr/Id", "RltdPties/Cdtr/Pty/Id/PrvtId/Othr/Id")
        found.append(Return(
            _reference(read_text(one, "Refs/EndToEndId")), code, text, booked, amount, moved=moved, currency=currency,
            mandate=read_text(one, "Refs/MndtId"), debtor_iban=_read_debtor(one, account), creditor_iban=account,
            creditor_identifier=clean_creditor_identifier(creditor), is_incoming=incoming))
    if reversed_ and not transactions:  # told in one sum, or without anything to find the debit by: a person looks
        batch = next(filter(None, (read_text(block, "Btch/PmtInfId") for block in details)), "")
        amount, currency = _amount(entry, "Amt")
        found.append(Return(
            "", "", "", booked, amount, batch=batch, is_whole=bool(batch), currency=currency, creditor_iban=account,
            is_incoming=incoming,
            count=next(filter(None, (_number(read_text(block, "Btch/NbOfTxs")) for block in details)), None)))
    return found


def _read_debtor(one, account: str) -> str:
    """The debtor's account; some banks turn the two parties of a return round."""
    parties = [clean_iban(read_text(one, f"RltdPties/{tag}/Id/IBAN")) for tag in ("DbtrAcct", "CdtrAcct")]
    return parties[1] if parties[0] and parties[0] == account else parties[0]


def read_returns(content: bytes) -> list:
    """Return the refusals that a bank file tells of; it may be packed (zip, gzip) and in an envelope (AppHdr).

    :raises BankFileFault: when the file is not a safe XML of one of the known kinds
    """
    return [*chain.from_iterable(map(_read_plain, unpack(content)))]


def _read_plain(content: bytes) -> list:
    """Entries are dropped once read: a statement of any length takes no memory."""
    found, is_known, account = [], False, ""
    for event, element in parse_safely(content):
        if event != "end":
            continue
        tag, parent = local(element), element.getparent()
        in_statement = tag in ("Ntry", "Acct") and parent is not None and local(parent) in ("Stmt", "Ntfctn", "Rpt")
        if tag == "Acct" and in_statement:  # stands before the entries
            account = clean_iban(read_text(element, "Id/IBAN"))
        elif tag in ("Stmt", "Ntfctn", "Rpt"):
            account = ""
        elif in_statement:
            found += _read_statement_entry(element, account) if len(element) else []
            forget(element)
        elif tag == "CstmrPmtStsRpt":
            found += _read_status(element)
        is_known |= tag in ("CstmrPmtStsRpt", "BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn", "BkToCstmrAcctRpt")
    if not is_known:
        raise BankFileFault("kind")
    return found

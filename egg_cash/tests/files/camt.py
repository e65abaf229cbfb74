"""camt.053 and camt.054 in the dialects of their versions."""

_HEAD = ('<?xml version="1.0" encoding="UTF-8"?>'
         '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}">'
         "<{root}><GrpHdr><MsgId>M</MsgId></GrpHdr><{one}><Id>S-1</Id><Acct><Id><IBAN>{iban}</IBAN></Id>"
         "<Ccy>EUR</Ccy></Acct>")
IBAN = "FR7630006000011234567890189"


def _balance(code: str, amount: str) -> str:
    return (f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt>'
            "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-12-01</Dt></Dt></Bal>")


def _status(version: str, status: str) -> str:
    return f"<Sts>{status}</Sts>" if version < "08" else f"<Sts><Cd>{status}</Cd></Sts>"


def _party(version: str, tag: str, name: str) -> str:
    inner = f"<Nm>{name}</Nm>"
    return f"<{tag}>{inner}</{tag}>" if version < "08" else f"<{tag}><Pty>{inner}</Pty></{tag}>"


def _amount(version: str, amount: str) -> str:
    if version == "02":
        return f'<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>'
    return f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'


def _transaction(version, amount, reference, name, words, iban="", structured="") -> str:
    account = f"<DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct>" if iban else ""
    strd = f"<Strd><CdtrRefInf><Ref>{structured}</Ref></CdtrRefInf></Strd>" if structured else ""
    return (f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>{_amount(version, amount)}"
            f"<RltdPties>{_party(version, 'Dbtr', name)}{account}</RltdPties>"
            f"<RmtInf><Ustrd>{words}</Ustrd>{strd}</RmtInf></TxDtls>")


def _entry(version, amount, sign, reference, details, status="BOOK", extra="") -> str:
    return (f'<Ntry><NtryRef>1</NtryRef><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{extra}'
            f"{_status(version, status)}<BookgDt><Dt>2026-12-02</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef>"
            f"{details}</Ntry>")


def _batch(version: str, second: str = "100.00") -> str:
    parts = _transaction(version, second, "A-1", "MARTIN", "FAC 13") + _transaction(
        version, "150.00", "A-2", "DURAND", "FAC 14")
    return _entry(version, "250.00", "CRDT", "BANK-2",
                  f"<NtryDtls><Btch><PmtInfId>LOT-1</PmtInfId></Btch>{parts}</NtryDtls>")


def statement(version: str, pending: bool = False, second: str = "100.00") -> bytes:
    """120 of Dupont, a batch of 100 and 150, a fee of 40."""
    first = _entry(version, "120.00", "CRDT", "BANK-1", "<NtryDtls>" + _transaction(
        version, "120.00", "E2E-1", "DUPONT SARL", "FACTURE FAC/2026/00012", "FR7610096000505484242428Z85",
        "RF18539007547034") + "</NtryDtls>")
    fee = _entry(version, "40.00", "DBIT", "BANK-3", "<AddtlNtryInf>FRAIS</AddtlNtryInf>")
    waiting = _entry(version, "9.00", "CRDT", "BANK-4", "", "PDNG") if pending else ""
    head = _HEAD.format(kind="053", version=version, root="BkToCstmrStmt", one="Stmt", iban=IBAN)
    return (f"{head}{_balance('OPBD', '1000.00')}{_balance('CLBD', '1330.00')}{first}{_batch(version, second)}{fee}"
            f"{waiting}</Stmt></BkToCstmrStmt></Document>").encode()


def notice() -> bytes:
    """The parts of the batch."""
    head = _HEAD.format(kind="054", version="02", root="BkToCstmrDbtCdtNtfctn", one="Ntfctn", iban=IBAN)
    return f"{head}{_batch('02')}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>".encode()


def returned() -> bytes:
    """A debit that its debtor's bank gave back."""
    head = _HEAD.format(kind="053", version="02", root="BkToCstmrStmt", one="Stmt", iban=IBAN)
    details = ("<NtryDtls><TxDtls><Refs><EndToEndId>D-7</EndToEndId></Refs><RltdPties><Dbtr><Nm>MARTIN</Nm></Dbtr>"
               "</RltdPties><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls></NtryDtls>")
    entry = _entry("02", "60.00", "DBIT", "BANK-9", details, extra="<RvslInd>true</RvslInd>")
    return f"{head}{entry}</Stmt></BkToCstmrStmt></Document>".encode()

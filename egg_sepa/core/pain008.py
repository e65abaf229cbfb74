"""Write a collection as pain.008 (customer direct debit initiation), in the four versions banks ask for.

One description, one writer; a `Dialect` says where the versions differ. The text is written piece by piece, so that a
file of any length needs no memory; it follows the strictest of the four rules where they agree (names of 70 characters,
one `Ustrd` of 140, two control sums, SLEV).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .charset import to_sepa_reference, to_sepa_text
from .collection import Amendment, Batch, Collection, Creditor, Debit, group_debits, sum_debits


@dataclass(frozen=True, slots=True)
class Dialect:
    """Where one version of the message differs from the others."""

    code: str
    package: str  # the Python package that carries its schema
    bic_tag: str = "BIC"
    bic_required: bool = False
    structured_address: bool = True
    moved_tag: str = "OrgnlDbtrAcct"  # where "same mandate, new account" is said

    @property
    def first_when_moved(self) -> bool:
        """The German versions want FRST for the first debit of a new account (their schema's own note)."""
        return self.moved_tag == "OrgnlDbtrAgt"


DIALECTS = {
    one.code: one
    for one in (
        Dialect("pain.008.001.08", "sepapy", bic_tag="BICFI"),
        Dialect("pain.008.001.02", "sepaxml"),
        Dialect("pain.008.002.02", "sepaxml", bic_required=True, structured_address=False, moved_tag="OrgnlDbtrAgt"),
        Dialect("pain.008.003.02", "sepaxml", structured_address=False, moved_tag="OrgnlDbtrAgt"),
    )
}
DEFAULT_FORMAT = "pain.008.001.08"


def node(tag: str, *parts: str) -> str:
    """Return an element around its parts; they hold only characters that need no escape."""
    return f"<{tag}>{''.join(parts)}</{tag}>"


def name_node(text: str) -> str:
    return node("Nm", to_sepa_text(text, 70))


def agent_node(tag: str, bic: str, dialect: Dialect) -> str:
    """Bank of an account; without BIC "NOTPROVIDED" (IBAN only), which one version refuses."""
    if not bic and dialect.bic_required:
        raise ValueError(f"{dialect.code} needs a BIC")
    content = node(dialect.bic_tag, bic) if bic else node("Othr", node("Id", "NOTPROVIDED"))
    return node(tag, node("FinInstnId", content))


def account_node(tag: str, iban: str) -> str:
    return node(tag, node("Id", node("IBAN", iban)))


def scheme_id_node(tag: str, ics: str, name: str = "") -> str:
    """Creditor identifier, always under PrvtId with the proprietary scheme "SEPA" (EPC130-08, AT-02)."""
    other = node("Othr", node("Id", ics), node("SchmeNm", node("Prtry", "SEPA")))
    return node(tag, name_node(name) if name else "", node("Id", node("PrvtId", other)) if ics else "")


def address_node(debit: Debit, dialect: Dialect) -> str:
    """Address in its structured form, or the country alone where the version has no structured form."""
    address = debit.address
    if not address:
        return ""
    parts = []
    if dialect.structured_address:
        parts = [("StrtNm", address.street, 70), ("PstCd", address.postcode, 16), ("TwnNm", address.town, 35)]
    texts = [(tag, to_sepa_text(text, limit)) for tag, text, limit in parts]
    return node("PstlAdr", *(node(tag, text) for tag, text in texts if text), node("Ctry", address.country))


def amendment_node(amendment: Amendment, dialect: Dialect) -> str:
    """What changed in the mandate (EPC130-08, AT-24): old reference, old creditor, or the account (SMNDA)."""
    if not amendment:
        return ""
    parts = []
    if amendment.rum:
        parts.append(node("OrgnlMndtId", amendment.rum))
    if amendment.ics or amendment.creditor_name:
        parts.append(scheme_id_node("OrgnlCdtrSchmeId", amendment.ics, amendment.creditor_name))
    if amendment.new_account:
        moved = node("Othr", node("Id", "SMNDA"))
        inner = "Id" if dialect.moved_tag == "OrgnlDbtrAcct" else "FinInstnId"
        parts.append(node(dialect.moved_tag, node(inner, moved)))
    return node("AmdmntInd", "true") + node("AmdmntInfDtls", *parts)


def mandate_node(debit: Debit, dialect: Dialect) -> str:
    return node(
        "MndtRltdInf", node("MndtId", debit.rum), node("DtOfSgntr", debit.signed_on.isoformat()),
        amendment_node(debit.amendment, dialect),
    )


def debit_node(debit: Debit, dialect: Dialect) -> str:
    """One transaction."""
    text = to_sepa_text(debit.text, 140)
    return node(
        "DrctDbtTxInf",
        node("PmtId", node("EndToEndId", debit.reference)),
        f'<InstdAmt Ccy="EUR">{debit.amount:.2f}</InstdAmt>',
        node("DrctDbtTx", mandate_node(debit, dialect)),
        agent_node("DbtrAgt", debit.bic, dialect),
        node("Dbtr", name_node(debit.debtor), address_node(debit, dialect)),
        account_node("DbtrAcct", debit.iban),
        node("RmtInf", node("Ustrd", text)) if text else "",
    )


def totals_nodes(debits) -> str:
    return node("NbOfTxs", str(len(debits))) + node("CtrlSum", f"{sum_debits(debits):.2f}")


def batch_head(batch: Batch, creditor: Creditor, dialect: Dialect) -> str:
    """What stands in a PmtInf before its transactions."""
    return "".join((
        node("PmtInfId", batch.reference), node("PmtMtd", "DD"), node("BtchBookg", "true"), totals_nodes(batch.debits),
        node("PmtTpInf", node("SvcLvl", node("Cd", "SEPA")), node("LclInstrm", node("Cd", batch.scheme)),
             node("SeqTp", batch.sequence)),
        node("ReqdColltnDt", batch.collect_on.isoformat()),
        node("Cdtr", name_node(creditor.name)), account_node("CdtrAcct", creditor.iban),
        agent_node("CdtrAgt", creditor.bic, dialect), node("ChrgBr", "SLEV"), scheme_id_node("CdtrSchmeId", creditor.ics),
    ))


def header_node(collection: Collection) -> str:
    note = to_sepa_reference(collection.note)
    identification = node("Id", node("OrgId", node("Othr", node("Id", note)))) if note else ""
    return node(
        "GrpHdr", node("MsgId", collection.reference), node("CreDtTm", collection.created_at.isoformat(timespec="seconds")),
        totals_nodes(collection.debits), node("InitgPty", name_node(collection.creditor.name), identification),
    )


def write_pain008(collection: Collection, dialect: Dialect) -> Iterator[bytes]:
    """Yield the file in pieces.

    :raises ValueError: the version needs a BIC that is missing
    """
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{dialect.code}">'
        f"<CstmrDrctDbtInitn>{header_node(collection)}"
    ).encode()
    for batch in group_debits(collection):
        yield f"\n<PmtInf>{batch_head(batch, collection.creditor, dialect)}".encode()
        for debit in batch.debits:
            yield f"\n{debit_node(debit, dialect)}".encode()
        yield b"</PmtInf>"
    yield b"\n</CstmrDrctDbtInitn></Document>\n"

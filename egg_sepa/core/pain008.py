"""Write a collection as pain.008 (customer direct debit initiation), in the four versions banks ask for.

One description, one writer (`tools.pain008_file`); a `Dialect` says where the versions differ. It follows the strictest
of the four rules where they agree (names of 70 characters, one `Ustrd` of 140, two control sums, SLEV).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.egg_debit.core.charset import to_sepa_reference, to_sepa_text

from .collection import Amendment, Collection, Creditor, Debit


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
        """The German versions want FRST for the debit that tells of a new account.

        Their schemas' own note on SeqTp: "If 'Amendment Indicator' is 'true' and 'Original Debtor Agent' is set to
        'SMNDA' this message element must indicate 'FRST'". The scheme dropped that rule in November 2016, with the
        versions that say "same mandate, new account" in OrgnlDbtrAcct.
        """
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


def scheme_id_node(tag: str, creditor_identifier: str, name: str = "") -> str:
    """Creditor identifier, always under PrvtId with the proprietary scheme "SEPA" (EPC130-08, AT-02)."""
    other = node("Othr", node("Id", creditor_identifier), node("SchmeNm", node("Prtry", "SEPA")))
    return node(tag, name_node(name) if name else "", node("Id", node("PrvtId", other)) if creditor_identifier else "")


def address_node(debit: Debit, dialect: Dialect) -> str:
    """Address in its structured form; none where the version or the letters allow no town:
    a country alone is no address.

    Since 15 November 2026 the town and the country must both stand in it.
    """
    address = debit.address
    if not address or not dialect.structured_address or not to_sepa_text(address.town, 35):
        return ""
    parts = [("StrtNm", address.street, 70), ("PstCd", address.postcode, 16), ("TwnNm", address.town, 35)]
    texts = [(tag, to_sepa_text(text, limit)) for tag, text, limit in parts]
    return node("PstlAdr", *(node(tag, text) for tag, text in texts if text), node("Ctry", address.country))


def amendment_node(amendment: Amendment, dialect: Dialect) -> str:
    """What changed in the mandate (EPC130-08, AT-24): old reference, old creditor, or the account (SMNDA)."""
    if not amendment:
        return ""
    parts = []
    if amendment.mandate_reference:
        parts.append(node("OrgnlMndtId", amendment.mandate_reference))
    if amendment.creditor_identifier or amendment.creditor_name:
        parts.append(scheme_id_node("OrgnlCdtrSchmeId", amendment.creditor_identifier, amendment.creditor_name))
    if amendment.new_account:
        moved = node("Othr", node("Id", "SMNDA"))
        inner = "Id" if dialect.moved_tag == "OrgnlDbtrAcct" else "FinInstnId"
        parts.append(node(dialect.moved_tag, node(inner, moved)))
    return node("AmdmntInd", "true") + node("AmdmntInfDtls", *parts)


def mandate_node(debit: Debit, dialect: Dialect) -> str:
    return node(
        "MndtRltdInf", node("MndtId", debit.mandate_reference), node("DtOfSgntr", debit.signed_on.isoformat()),
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


@dataclass(slots=True)
class Batch:
    """Debits that share a PmtInf: one date, scheme and sequence type on one account."""

    reference: str
    collect_on: date
    scheme: str
    sequence: str
    count: int = 0
    amount: Decimal = Decimal("0.00")


def totals_nodes(batches: Iterable) -> str:
    """Return number and control sum of batches, as sums over them."""
    batches = list(batches)
    count, amount = sum(one.count for one in batches), sum((one.amount for one in batches), Decimal("0.00"))
    return node("NbOfTxs", str(count)) + node("CtrlSum", f"{amount:.2f}")


def batch_head(batch: Batch, creditor: Creditor, dialect: Dialect) -> str:
    """What stands in a PmtInf before its transactions."""
    return "".join((
        node("PmtInfId", batch.reference), node("PmtMtd", "DD"), node("BtchBookg", "true"), totals_nodes([batch]),
        node("PmtTpInf", node("SvcLvl", node("Cd", "SEPA")), node("LclInstrm", node("Cd", batch.scheme)),
             node("SeqTp", batch.sequence)),
        node("ReqdColltnDt", batch.collect_on.isoformat()),
        node("Cdtr", name_node(creditor.name)), account_node("CdtrAcct", creditor.iban),
        agent_node("CdtrAgt", creditor.bic, dialect), node("ChrgBr", "SLEV"),
        scheme_id_node("CdtrSchmeId", creditor.creditor_identifier),
    ))


def header_node(collection: Collection, batches: Iterable) -> str:
    note = to_sepa_reference(collection.note)
    identification = node("Id", node("OrgId", node("Othr", node("Id", note)))) if note else ""
    return node(
        "GrpHdr", node("MsgId", collection.reference),
        node("CreDtTm", collection.created_at.isoformat(timespec="seconds")),
        totals_nodes(batches), node("InitgPty", name_node(collection.creditor.name), identification),
    )


def document_head(collection: Collection, batches: Iterable, dialect: Dialect) -> str:
    """What stands in a file before its first PmtInf."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{dialect.code}">'
        f"<CstmrDrctDbtInitn>{header_node(collection, batches)}"
    )

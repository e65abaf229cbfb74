"""What French law asks an invoice to say. Plain facts in, codes of what is missing out.

Sources: Code général des impôts (CGI), annexe II, article 242 nonies A (contents of an invoice); Code de commerce (C.
com.) L441-9 (invoices between firms), L441-10 and D441-5 (late-payment penalties, flat fee of 40 EUR), R123-237 and
R123-238 (SIREN, RCS, legal form and capital on business papers); decree 2022-1299 (customer's SIREN, delivery address,
nature of the operation, option for VAT on debits; in force with the electronic-invoice reform, whose calendar starts on
1 September 2026). On 1 January 2027 the articles of the CGI on VAT move to the code des impositions sur les biens et
services (CIBS; ordonnances 2025-1247 and 2026-671): docs/law.md lists what is known of their new numbers.
"""

import re
from dataclasses import dataclass
from enum import Enum

from stdnum.eu import vat as eu_vat
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

#: Countries whose tax on sales is no VAT: their documents say "tax" (US sales tax, Canadian and other GST).
WITHOUT_VAT = frozenset({"US", "CA", "AU", "NZ", "IN", "SG", "MY", "JP", "HK"})


class Form(str, Enum):
    """How the seller is organised, as far as mentions go."""

    COMPANY = "company"  # has a share capital
    SOLE_TRADER = "sole_trader"  # "entrepreneur individuel" / "EI" beside the name (C. com. R526-27)
    ASSOCIATION = "association"  # neither capital nor register of commerce


@dataclass(frozen=True, slots=True)
class Seller:
    """Identity of who invoices."""

    has_address: bool
    registry: str  # SIREN or SIRET
    vat: str
    form: Form
    legal_form: str  # "SAS", "SARL"...
    capital: bool
    register_town: str  # town of the register of commerce
    franchise: bool  # no VAT is charged (CGI 293 B, CIBS L. 223-3 from 2027 on)
    builder: bool = False  # works under ten-year liability (C. assur. L241-1)
    insurance: str = ""  # insurer, its address and the territory covered


@dataclass(frozen=True, slots=True)
class Buyer:
    """Identity of who is invoiced."""

    has_address: bool
    firm: bool
    french: bool
    european: bool  # in the European Union, outside France
    registry: str
    vat: str
    wants_order_number: bool = False  # its purchase order's number has to be on the invoice (C. com. L441-9)


@dataclass(frozen=True, slots=True)
class Regime:
    """A special rule for VAT."""

    code: str
    label: str
    buyer_owes: bool = False


@dataclass(frozen=True, slots=True)
class Sale:
    """The invoice itself."""

    has_due_date: bool
    goods: bool
    services: bool
    charges_vat: bool
    delivered_elsewhere: bool
    has_delivery_address: bool
    penalty_text: bool
    fee_text: bool
    discount_text: bool
    franchise_text: bool = True
    credit_note: bool = False
    regime: str = ""  # the special rule for VAT that the fiscal position names; none is the usual one
    reference: str = ""  # the number of the buyer's own order, as typed


#: Prefixes of European VAT numbers; Greece has its own.
EUROPEAN = {code.upper() for code in eu_vat.MEMBER_STATES} | {"EL"}
#: Special rules for VAT, whose sentence the invoice carries (CGI ann. II 242 nonies A I, 13 to 16).
REGIMES = {one.code: one for one in (
    Regime("subcontracting", "Reverse charge: construction subcontracting", buyer_owes=True),
    Regime("margin_goods", "Margin scheme: second-hand goods"),
    Regime("margin_art", "Margin scheme: works of art"),
    Regime("margin_antiques", "Margin scheme: collectors' items and antiques"),
    Regime("margin_travel", "Margin scheme: travel agents"),
)}
#: Where a missing mention is filled in; all others are the document's.
PLACES = {
    "seller_address": "company", "seller_registry": "company", "seller_form": "company", "seller_capital": "company",
    "seller_register": "company", "seller_vat": "company", "insurance": "company", "penalty": "mentions",
    "fee": "mentions", "discount": "mentions", "franchise": "mentions",
    "buyer_address": "customer", "buyer_registry": "customer", "buyer_vat": "customer",
    "buyer_vies": "customer",
    "buyer_routing": "customer",
}

#: What stands on the company's page "Legal identity"; the rest of the company is on the first page of its form.
ON_IDENTITY_PAGE = frozenset({"seller_form", "seller_capital", "seller_register", "insurance"})


def is_vat(number: str) -> bool:
    """Whether a European VAT number has the form and check digits of its country;
    numbers from elsewhere are taken as they are.
    """
    compact = re.sub(r"[\s.\-]", "", number or "").upper()
    return bool(compact) and (compact[:2] not in EUROPEAN or eu_vat.is_valid(compact))


def is_registry(number: str) -> bool:
    """Whether a number is a SIREN (9 digits) or a SIRET (14) with a right check sum.

    The sums, and La Poste's own rule, are those of `stdnum`.
    """
    digits = re.sub(r"[\s.\-]", "", number or "")
    return digits.isascii() and (siren_number.is_valid(digits) or siret_number.is_valid(digits))


def siren(number: str) -> str:
    """The 9 digits of the firm in a SIREN or SIRET, spaced by three; empty when it is none."""
    digits = re.sub(r"[\s.\-]", "", number or "")
    return " ".join((digits[:3], digits[3:6], digits[6:9])) if is_registry(digits) else ""


def is_told_by(number: str, other: str) -> bool:
    """Whether a registry number is already told by another one, as a Belgian enterprise number is by the VAT number."""
    digits = re.sub(r"[^0-9]", "", number or "")
    return bool(digits) and digits == re.sub(r"[^0-9]", "", other or "")


def missing_identity(seller: Seller) -> list[str]:
    """Codes of what the seller's own papers lack, whatever the invoice."""
    return [code for code, is_there in _identity_checks(seller) if not is_there]


def _identity_checks(seller: Seller) -> list[tuple[str, bool]]:
    return [
        ("seller_address", seller.has_address),
        ("seller_registry", is_registry(seller.registry)),
        ("seller_form", seller.form is not Form.COMPANY or bool(seller.legal_form)),
        ("seller_capital", seller.form is not Form.COMPANY or seller.capital),
        ("seller_register", seller.form is not Form.COMPANY or bool(seller.register_town)),
        ("seller_vat", seller.franchise or is_vat(seller.vat)),
        ("insurance", not seller.builder or bool(seller.insurance)),
    ]


def missing_mentions(seller: Seller, buyer: Buyer, sale: Sale) -> list[str]:
    """Codes of what the invoice should say and does not, in the order in which people fill them in."""
    regime = REGIMES.get(sale.regime)
    checks = [
        *_identity_checks(seller),
        ("franchise_charges_vat", not (seller.franchise and sale.charges_vat)),
        ("franchise", not seller.franchise or sale.franchise_text),
        ("buyer_address", buyer.has_address),
        ("buyer_registry", not (buyer.firm and buyer.french) or is_registry(buyer.registry)),
        ("buyer_vat", not (buyer.firm and (buyer.european or (regime and regime.buyer_owes))) or is_vat(buyer.vat)),
        ("regime_charges_vat", not (regime and sale.charges_vat)),
        ("order_number", not buyer.wants_order_number or bool(sale.reference)),
        ("nature", sale.goods or sale.services),
        ("delivery_address", not sale.delivered_elsewhere or sale.has_delivery_address),
    ]
    if not sale.credit_note:
        checks.append(("due_date", sale.has_due_date))
        if buyer.firm:
            checks += [("penalty", sale.penalty_text), ("fee", sale.fee_text), ("discount", sale.discount_text)]
    return [code for code, is_there in checks if not is_there]

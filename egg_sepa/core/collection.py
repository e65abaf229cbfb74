"""What is asked of the bank, whatever the format of the file."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

MIN_AMOUNT = Decimal("0.01")
#: EPC130-08, AT-06: the highest amount of a SEPA direct debit.
MAX_AMOUNT = Decimal("999999999.99")


@dataclass(frozen=True, slots=True)
class Address:
    """A structured postal address; `town` and `country` are needed, the rest is welcome."""

    country: str
    town: str = ""
    postcode: str = ""
    street: str = ""


@dataclass(frozen=True, slots=True)
class Creditor:
    """Who collects, and on which account."""

    name: str
    creditor_identifier: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """What changed in a mandate since its last debit; empty fields did not change."""

    mandate_reference: str = ""
    creditor_identifier: str = ""
    creditor_name: str = ""
    new_account: bool = False

    def __bool__(self):
        return bool(self.mandate_reference or self.creditor_identifier or self.creditor_name or self.new_account)


@dataclass(frozen=True, slots=True)
class Debit:
    """One amount to take from one account under one mandate."""

    reference: str  # EndToEndId: comes back in the bank's answer
    amount: Decimal
    mandate_reference: str
    signed_on: date
    debtor: str
    iban: str
    collect_on: date
    bic: str = ""
    scheme: str = "CORE"
    sequence: str = "RCUR"
    text: str = ""
    address: Address | None = None
    amendment: Amendment = Amendment()


@dataclass(frozen=True, slots=True)
class Collection:
    """One file, without its debits: these are handed to its writer one by one."""

    reference: str  # MsgId
    created_at: datetime
    creditor: Creditor
    note: str = ""  # the bank's own identification of the issuer

"""What keeps a due item from being collected: every reason, not only the first."""

from dataclasses import dataclass
from datetime import date

from odoo.addons.egg_billing.core.sepa import EEA_COUNTRIES
from odoo.addons.egg_debit.core.charset import to_sepa_text
from odoo.addons.egg_debit.core.due_item import DueItem, find_foreign_problem, find_item_problems
from odoo.addons.egg_debit.core.iban import clean_iban, find_iban_fault, is_bic
from odoo.addons.egg_debit.core.mandate_reference import compute_lapse_date, find_mandate_reference_fault

from .collection import MAX_AMOUNT, MIN_AMOUNT


@dataclass(frozen=True, slots=True)
class MandateFacts:
    """A mandate as the check sees it."""

    mandate_reference: str
    state: str
    signed_on: date | None
    town: str
    last_debit_on: date | None
    iban: str
    bic: str
    holder: str
    account_active: bool = True
    is_company: bool = True
    scheme: str = "CORE"
    has_address: bool = True  # town and country of the debtor are known, in letters that banks can read


@dataclass(frozen=True, slots=True)
class Candidate(DueItem):
    """A due item and its mandate as the check sees them."""

    mandate: MandateFacts | None = None
    one_off_taken: bool = False  # its one-off mandate already serves another item of the run


@dataclass(frozen=True, slots=True)
class Terms:
    """What is common to all items: the day, the version's need of a BIC, the creditor."""

    collect_on: date
    bic_required: bool = False
    own_ibans: frozenset = frozenset()  # the creditor's accounts
    structured_address: bool = True  # the version can carry a town


def find_problems(one: Candidate, terms: Terms, mandate_problems: list | None = None) -> list:
    """Return the codes of all that is wrong with an item; an empty list when it can be collected.

    :param mandate_problems: what `find_mandate_problems` says, when it was asked already: many items have the same
        mandate
    """
    if foreign := find_foreign_problem(one):
        return foreign
    problems = [
        "settled" if code == "amount" and one.amount <= 0 else code
        for code in find_item_problems(one, terms.collect_on, MIN_AMOUNT, MAX_AMOUNT)
    ]
    if not one.mandate:
        problems.append("no_mandate")
    else:
        problems += find_mandate_problems(one.mandate, terms) if mandate_problems is None else mandate_problems
        if one.one_off_taken:
            problems.append("one_off_taken")
    return problems


_STATE_PROBLEMS = {"draft": "mandate_draft", "expired": "mandate_lapsed", "cancelled": "mandate_cancelled",
                   "used": "mandate_used", "suspended": "mandate_suspended"}


def find_mandate_problems(mandate: MandateFacts, terms: Terms) -> list:
    """Return the codes of all that is wrong with the mandate and its account."""
    problems = [_STATE_PROBLEMS[mandate.state]] if mandate.state in _STATE_PROBLEMS else []
    if find_mandate_reference_fault(mandate.mandate_reference):
        problems.append("mandate_reference")
    if not mandate.signed_on or not mandate.town:
        problems.append("unsigned")
    elif mandate.signed_on > terms.collect_on:
        problems.append("signed_late")
    elif "mandate_lapsed" not in problems and compute_lapse_date(mandate.signed_on,
                                                                 mandate.last_debit_on) <= terms.collect_on:
        problems.append("mandate_lapsed")
    problems += _find_account_problems(mandate, terms)
    if not to_sepa_text(mandate.holder, 70):
        problems.append("name")
    if mandate.scheme == "B2B" and not mandate.is_company:
        problems.append("b2b_person")
    return problems


def _find_account_problems(mandate: MandateFacts, terms: Terms) -> list:
    problems = []
    if not mandate.account_active:
        problems.append("account_archived")
    iban, fault = clean_iban(mandate.iban), find_iban_fault(mandate.iban)
    if fault:
        problems.append(f"iban_{fault}")
    elif iban[:2] not in EEA_COUNTRIES:
        if not terms.structured_address:
            problems.append("address_format")
        elif not mandate.has_address:
            problems.append("address")
    if iban in terms.own_ibans:
        problems.append("own_account")
    if terms.bic_required and not mandate.bic:
        problems.append("bic_missing")
    elif not mandate.bic and not fault and iban[:2] not in EEA_COUNTRIES:
        problems.append("bic_abroad")
    elif mandate.bic and not is_bic(mandate.bic):
        problems.append("bic_wrong")
    return problems

"""Life of a debit by Stripe: its states, what Stripe tells about it, and what follows from it."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.egg_debit.core.due_item import DueItem, find_foreign_problem, find_item_problems

#: While a debit is in one of these states its due item is taken: neither reminded nor collected in another way.
LIVE = frozenset({"queued", "sending", "processing", "succeeded"})
#: What Stripe charges at least in euros, and the most that its amount field holds.
MIN_AMOUNT, MAX_AMOUNT = Decimal("0.50"), Decimal("999999.99")

#: Events that concern a debit. A webhook must be told to send them; polling asks for them.
EVENT_KINDS = {
    "payment_intent.processing": "processing",
    "payment_intent.succeeded": "succeeded",
    "payment_intent.payment_failed": "failed",
    "payment_intent.canceled": "cancelled",
    "charge.dispute.created": "disputed",
    "charge.dispute.funds_reinstated": "reinstated",
    "charge.refunded": "refunded",
    "charge.refund.updated": "refunded",
    "refund.updated": "refunded",
    "refund.failed": "refunded",
}
_STATUS_KINDS = {
    "processing": "processing", "succeeded": "succeeded", "canceled": "cancelled", "requires_payment_method": "failed",
    "requires_action": "failed", "requires_confirmation": "failed", "requires_capture": "failed",
}
#: {what was told: {state it is told in: state that follows}}. What is not listed is old news and changes nothing:
#: events come twice, late and in any order. Money that arrives is always believed; a refusal after the money came is a
#: dispute at Stripe.
_NEXT = {
    "processing": {"queued": "processing", "sending": "processing"},
    "succeeded": dict.fromkeys(("queued", "sending", "processing", "failed", "cancelled"), "succeeded"),
    "failed": dict.fromkeys(("queued", "sending", "processing"), "failed"),
    "cancelled": dict.fromkeys(("queued", "sending", "processing"), "cancelled"),
    "disputed": dict.fromkeys(("queued", "sending", "processing", "succeeded", "paid", "failed"), "disputed"),
    "reinstated": {"disputed": "succeeded"},
}


@dataclass(frozen=True, slots=True)
class News:
    """What Stripe tells about one payment intent."""

    kind: str  # one of the values of EVENT_KINDS
    intent: str
    reason: str = ""  # Stripe's code
    message: str = ""  # Stripe's words
    cents: int = 0
    token: str = ""  # what we wrote in the intent when we made it
    dispute: str = ""  # Stripe's id of the dispute, in news of disputes


def next_state(state: str, kind: str) -> str:
    """Return the state that follows, "" when the news changes nothing."""
    return _NEXT.get(kind, {}).get(state, "")


#: What is known of a dispute.
OPEN, WON, PART = "open", "won", "part"


def follow_dispute(known: dict, told: News, cents: int) -> dict | None:
    """Return what is known of the disputes of a debit after some news of one; None when it is old news.

    Each dispute is told by its id: one that the bank gave back is over, whatever comes again or late. Asked for by
    itself a charge stays marked as disputed, and no dispute is named: that counts as long as none is known to have
    ended.

    :param known: {dispute id: `OPEN`, `WON`, or `PART` for one of another amount than the debit, left to people}
    :param cents: what was debited
    """
    if told.kind == "reinstated":
        return known | {told.dispute: WON}
    if not told.dispute:
        return None if {WON, PART} & set(known.values()) else known
    if known.get(told.dispute) in (WON, PART):
        return None
    return known | {told.dispute: PART if told.cents and told.cents != cents else OPEN}


def _read_text(value) -> str:
    """Return text of Stripe, "" for none.

    :raises ValueError: it is something else, or no database holds it
    """
    if value is None:
        return ""
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("no text")
    value.encode()  # half of a character is a ValueError too
    return value


def _read_part(value) -> dict:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError("no part")  # noqa: TRY004 what is odd is a ValueError here
    return value


def _read_cents(value) -> int:
    if value is None:
        return 0
    if not isinstance(value, int) or abs(value) > 10 ** 12:
        raise ValueError("no amount")
    return value


def read_intent(intent: dict) -> News:
    """Read a payment intent: `latest_charge` may be expanded, and tells then whether it was disputed.

    :raises ValueError: it is not what it should be
    """
    kind = _STATUS_KINDS.get(_read_text(intent.get("status")), "failed")
    charge = intent.get("latest_charge")
    if isinstance(charge, dict) and charge.get("disputed") and kind == "succeeded":
        kind = "disputed"
    fault = _read_part(intent.get("last_payment_error"))
    return News(
        kind, _read_text(intent.get("id")), _read_reason(fault, charge), _read_text(fault.get("message")),
        _read_cents(intent.get("amount")), _read_text(_read_part(intent.get("metadata")).get("egg_debit")),
    )


def _read_reason(fault: dict, charge) -> str:
    """Return the code of a failure: the one that says why, wherever Stripe puts it (the charge has it too)."""
    failed = charge if isinstance(charge, dict) else {}
    codes = [_read_text(code) for code in (fault.get("decline_code"), fault.get("code"), failed.get("failure_code"))]
    return next((code for code in codes if code in REASONS), next(filter(None, codes), ""))


def read_event(event: dict) -> News | None:
    """Read an event; None when it is of no use here.

    :raises ValueError: it is about a debit, but its values are not what they should be
    """
    kind = EVENT_KINDS.get(_read_text(event.get("type")))
    data = event.get("data")
    thing = data.get("object") if isinstance(data, dict) else None
    if not kind or not isinstance(thing, dict):
        return None
    if _read_text(thing.get("object")) == "payment_intent":
        told = read_intent(thing)
        if not told.intent:
            raise ValueError("no id")
        return News(kind, told.intent, told.reason, told.message, told.cents, told.token)
    intent = thing.get("payment_intent")
    if isinstance(intent, dict):
        intent = intent.get("id")
    if not _read_text(intent):
        return None
    own = _read_text(thing.get("id"))
    return News(kind, intent, _read_text(thing.get("reason")), "", _read_cents(thing.get("amount")),
                dispute=own if kind in ("disputed", "reinstated") else "")


def to_cents(amount: Decimal) -> int:
    """Return euros as Stripe counts them."""
    return int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))


#: Stripe's codes -> our key of the reason in words. What is not here is told in Stripe's own words.
REASONS = {
    "insufficient_funds": "funds", "account_closed": "closed", "bank_account_closed": "closed",
    "account_frozen": "blocked",
    "bank_account_restricted": "blocked", "bank_account_unusable": "blocked", "debit_not_authorized": "unauthorised",
    "incorrect_account_details": "wrong_account", "bank_account_invalid_details": "wrong_account",
    "no_account": "wrong_account",
    "invalid_account_number": "wrong_account", "invalid_bank_account_iban": "wrong_account",
    "customer_initiated": "debtor",
    "refer_to_customer": "debtor", "bank_cannot_process": "bank", "generic_could_not_process": "bank",
    "general": "bank",
    "branch_does_not_exist": "wrong_account", "bank_ownership_changed": "closed",
    "payment_method_microdeposit_failed": "bank",
    "incorrect_account_holder_name": "holder", "incorrect_account_holder_address": "holder",
    "mandate_invalid": "mandate",
    "payment_intent_mandate_invalid": "mandate", "duplicate": "duplicate", "fraudulent": "unauthorised",
    "debit_disputed": "debtor",
    "subscription_canceled": "debtor", "amount_too_small": "amount", "amount_too_large": "amount",
}
#: Reasons after which another debit of the same account would fail again.
_ACCOUNT_REASONS = frozenset({"closed", "blocked", "unauthorised", "wrong_account", "mandate"})


#: Stripe's codes -> those of banks, of failures after which a debit may be tried again: want of money, nothing else.
_TRIED_AGAIN = {"insufficient_funds": "AM04"}


def to_retry_code(code: str) -> str:
    """Return the reason as banks tell it when a debit may be tried again, else Stripe's own code, which forbids it."""
    return _TRIED_AGAIN.get(code, code or "unknown")


def is_account_at_fault(code: str) -> bool:
    """Would another debit under this account fail again?"""
    return REASONS.get(code) in _ACCOUNT_REASONS


@dataclass(frozen=True, slots=True)
class Candidate(DueItem):
    """A due item and its customer's account as the check before a debit sees them."""

    account: str = ""  # state of the customer's account, "" when there is none
    lapses_on: date | None = None  # day from which its mandate may not serve any more


_ACCOUNT_PROBLEMS = {"": "no_account", "draft": "not_declared", "failed": "not_declared", "stopped": "stopped"}


def find_problems(one: Candidate, today: date) -> list[str]:
    """Return the codes of all that keeps an item from being debited today; an empty list when nothing does."""
    if foreign := find_foreign_problem(one):
        return foreign
    problems = find_item_problems(one, today, MIN_AMOUNT, MAX_AMOUNT)
    if one.account in _ACCOUNT_PROBLEMS:
        problems.append(_ACCOUNT_PROBLEMS[one.account])
    elif one.lapses_on and one.lapses_on <= today:
        problems.append("lapsed")
    return problems

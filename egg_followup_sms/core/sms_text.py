"""What a reminder by SMS says: a text with names in braces, and what Odoo's service answers."""

import re
from typing import NamedTuple

#: What a text may name.
NAMES = frozenset({"company", "customer", "amount", "documents", "due", "stage", "link"})
#: Three messages in one, the most that telephones put together without fault.
MOST_SIGNS = 459
_NAME = re.compile(r"\{\s*(\w*)\s*\}")


class Answer(NamedTuple):
    """What an answer of the service means: "sent", "unreachable" (nothing leaves now), "later", "refused"."""

    outcome: str
    code: str


_OUTCOMES = {
    "success": "sent", "processing": "sent", "insufficient_credit": "unreachable", "unregistered": "unreachable",
    "server_error": "later",
}


def find_unknown(text: str) -> list[str]:
    """Return the names in braces that nobody fills in."""
    return [name for name in _NAME.findall(text or "") if name not in NAMES]


def fill(text: str, values: dict) -> str:
    """Return the text with its names filled in, in one line; what is empty leaves no gap."""
    return " ".join(_NAME.sub(lambda found: str(values.get(found[1]) or ""), text).split())


def read_answer(state: str) -> Answer:
    """Return what a state of the service means for this message."""
    return Answer(_OUTCOMES.get(state, "refused"), state or "unknown")

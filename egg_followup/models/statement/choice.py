"""Which statement of account is wanted."""

from datetime import date
from typing import NamedTuple

OPEN, ALL = "open", "all"
KINDS = [(OPEN, "What is open"), (ALL, "All movements of a period")]


class Choice(NamedTuple):
    """What is open now, or all movements from a day to another one."""

    kind: str
    first: date | None = None
    last: date | None = None

    @property
    def is_period(self) -> bool:
        return self.kind == ALL


class Stated(NamedTuple):
    """What a statement comes to, and how many rows it has."""

    balance: float = 0.0
    count: int = 0

"""A debit that is to come, as its customer is told of it."""

from datetime import date
from typing import NamedTuple


class ComingDebit(NamedTuple):
    """When, how much, and under which mandate."""

    day: date
    amount: float
    mandate: str = ""

"""The set-up check list: what a company has to fill in before its first document,
its first reminder, its first debit.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetupCheck:
    """One line of the list."""

    name: str
    missing: tuple[str, ...]  # in words; empty when all is there
    action: str  # XML id of the screen where it is filled in; empty when that is below the list
    optional: bool = False  # of use to some companies only
    note: str = ""  # why it counts as done, in a few words
    record: int = 0  # the record that the screen opens; none: its list
    field: str = ""  # what is to be filled in there

    @property
    def is_done(self) -> bool:
        return not self.missing


def progress(checks: list[SetupCheck]) -> tuple[int, int]:
    """How many of the lines that every company needs are done, and how many there are."""
    needed = [check for check in checks if not check.optional]
    return sum(check.is_done for check in needed), len(needed)

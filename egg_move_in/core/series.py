"""The series of numbers of the tool used before, read from its last number."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Series:
    """A series: what stands before the figures, how many these are, and the last number that was given."""

    prefix: str
    padding: int
    last: int
    is_yearly: bool  # the year stands in the prefix: it begins anew each year

    @property
    def number(self) -> str:
        """The last number."""
        return self.spell(self.last)

    @property
    def next(self) -> str:
        """The number that comes next."""
        return self.spell(self.last + 1)

    def spell(self, number: int) -> str:
        """A number of this series."""
        return f"{self.prefix}{number:0{self.padding}d}"


def read_series(number: str, year: int) -> Series | None:
    """Read the last number, "DV-2026-0045"; None: it does not end with figures, or holds a percent sign."""
    found = re.fullmatch(r"([^%]*?)([0-9]{1,12})", number.strip())
    if not found:
        return None
    prefix, figures = found.groups()
    if not prefix and len(figures) > 8 and figures.startswith(str(year)):  # 202600000045
        prefix, figures = figures[:4], figures[4:]
    return Series(prefix, len(figures), int(figures), str(year) in prefix)

from dataclasses import dataclass

from ..core import discount as core


@dataclass(frozen=True)
class PerUnit(core.Rate):
    """A fifth mode, known to tests alone: an amount excl. VAT off each unit."""

    def weight(self, base):
        return base.quantity

    def target(self, value, base, unit):
        return core.rounded(value * base.quantity, unit)

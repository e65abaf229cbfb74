"""A line of a file while it is checked or loaded."""

from dataclasses import dataclass, field
from decimal import Decimal

from odoo import models

from ...core.cells import AMOUNT, to_value


@dataclass
class Row:
    """A line of a file, its values, and what is said of it."""

    line: models.BaseModel
    values: dict = field(default_factory=dict)  # column: what it says, read
    parts: list = field(default_factory=list)  # further lines of the same record
    faults: list = field(default_factory=list)  # sentences: it cannot be taken over
    doubts: list = field(default_factory=list)  # sentences: somebody has to decide
    remarks: list = field(default_factory=list)
    record_id: int = 0  # what it is, or became
    twin_id: int = 0  # a record of ours that it may be
    twin_line: models.BaseModel | None = None  # a line further up that it may be the same as
    head_line: models.BaseModel | None = None  # the first line of the same document
    is_there: bool = False  # nothing is to be done
    is_made: bool = False
    before: dict | None = None  # what an updated record said before

    def fill(self, kind, env):
        """Read the cells; what cannot be read, or lacks, is a fault."""
        cells = self.line.cells or {}
        for column in kind.columns:
            text = (cells.get(column.name) or "").strip()
            value = to_value(column.type, text) if text else None
            if text and value is None:
                self.faults.append(env._("%(column)s: “%(text)s” cannot be read.", column=column.label, text=text))
            if not text and column.needed:
                self.faults.append(env._("%(column)s is missing.", column=column.label))
            self.values[column.name] = value

    def text(self, name: str) -> str:
        """What a column says, as text."""
        return (self.line.cells or {}).get(name) or ""


def to_amount(text: str) -> Decimal:
    """The amount of a cell; what cannot be read counts as nothing, and is said to be an error elsewhere."""
    return (to_value(AMOUNT, text) if text else None) or Decimal(0)

"""The generated lines of a new document, worked out from the values of its lines and made along with them.

One insert instead of two, and no second round of taxes, terms and totals. It is a shortcut only: once the document is
there, its generated lines are compared with what they should be, as after any other change.
"""

from dataclasses import dataclass
from typing import Any

#: Context key: a document is being made, so that the lines made now are all its lines.
NEW_DOCUMENT = "egg_new_document"

#: Context key: the `Drafts` of the documents being made.
DRAFTS = "egg_drafts"


@dataclass(frozen=True)
class DraftLine:
    """What the totals ask of a line, while it is values only."""

    product_id: Any
    product_uom_id: Any
    egg_third_party_tax_ids: Any
    egg_discount_group: int | bool


@dataclass(frozen=True)
class Draft:
    """What the generated lines of a new document were computed from, before its lines were there."""

    document: dict
    lines: list
    base_lines: list


class Drafts(dict):
    """{number of a new document: its `Draft`}, in the context while documents are made; no client sends one."""

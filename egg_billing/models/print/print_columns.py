"""The columns of the printed table of lines: one description each, from its head to its values."""

from collections.abc import Callable
from dataclasses import dataclass, field

from odoo.tools.translate import LazyTranslate

from ...core.print_layout import Width

_lt = LazyTranslate(__name__)

FIGURE, PICTURE = "egg-figure", "egg-thumb"


@dataclass(frozen=True)
class Cell:
    """What a column takes its value from: a line of a document."""

    document: object
    line: object
    formats: object
    quantity: float
    unit: object
    images: dict = field(default_factory=dict)


@dataclass(frozen=True)
class PrintColumn:
    """A column that can be printed.

    To add one, put its description among those of `_get_egg_column_list`; an option of its own is a field of
    `egg.print.options`.
    """

    name: str
    head: object
    #: cell -> what is printed: text, or the address of a picture
    value: Callable
    #: none: takes what the others leave
    width: Width | None
    #: (document, rows) -> whether it is printed; none: always
    option: Callable | None = None
    #: where the company has no VAT
    head_without_vat: object = None
    look: str = FIGURE
    #: hidden where a section hides its prices
    is_price: bool = False
    #: decimal marks stand below each other
    is_aligned: bool = False
    #: as wide as its longest word, not as its longest text
    is_wrapped: bool = False
    #: told beside each value where a phone shows no head
    is_told: bool = True

    def get_head(self, document, has_vat: bool) -> str:
        """The head in the language of the document."""
        head = self.head if has_vat or self.head_without_vat is None else self.head_without_vat
        return document.env._(head) if head else ""


@dataclass(frozen=True)
class ShownColumn:
    """A column of one table, as the template reads it."""

    name: str
    width: object  # in percent of the table
    head: str
    look: str
    label: str  # beside the value on a phone
    is_picture: bool
    pad: str  # where a row tells what its figure lacks to stand in line


def _get_text(cell) -> str:
    code = cell.line.product_id.default_code or ""
    name = cell.line.name or cell.line.product_id.display_name or ""
    if code and name.startswith(f"[{code}]"):  # it has a column of its own, or is not wanted
        return name[len(code) + 2:].strip()
    return name


#: In the order of the page.
COLUMNS = (
    PrintColumn(
        "number", _lt("Product no."), lambda cell: cell.line.product_id.default_code or "",
        Width(19, 32, is_words=True), lambda document, _rows: document.egg_print_product_number, look="egg-code",
        is_wrapped=True, is_told=False),
    PrintColumn(
        "image", "", lambda cell: cell.images.get(cell.line.product_id.id, ""), Width(17, 17),
        lambda document, _rows: document.egg_print_product_image, look=PICTURE, is_told=False),
    PrintColumn("name", _lt("Description"), _get_text, None, look="", is_told=False),
    PrintColumn(
        "quantity", _lt("Qty"), lambda cell: cell.formats.number(cell.quantity, "Product Unit"), Width(12, 26),
        is_aligned=True, is_told=False),
    PrintColumn(
        "unit", _lt("Unit"), lambda cell: cell.unit.name or "", Width(12, 24, is_words=True, keeps_words=True),
        lambda document, _rows: document.env["res.company"]._has_egg_columns("uom.group_uom"), look="egg-unit",
        is_told=False),
    PrintColumn(
        "price", _lt("Unit price"), lambda cell: cell.document._get_egg_price_text(cell), Width(17, 36),
        lambda document, _rows: document.egg_print_unit_price, is_price=True, is_aligned=True),
    PrintColumn(
        "discount", _lt("Disc."), lambda cell: cell.formats.percent(cell.line.discount) if cell.line.discount else "",
        Width(12, 17),
        lambda document, rows: document.egg_print_discount and any(row["discount"] for row in rows), is_price=True),
    PrintColumn(
        "vat", _lt("VAT"), lambda cell: cell.formats.taxes(cell.line.tax_ids)[0], Width(12, 24),
        head_without_vat=_lt("Tax"), is_price=True),
    PrintColumn(
        "amount", _lt("Amount excl. VAT"), lambda cell: cell.formats.amount(cell.line.price_subtotal), Width(22, 38),
        head_without_vat=_lt("Amount"), is_price=True, is_told=False),
)

from decimal import Decimal

from odoo import api, models

from ...core import print_layout
from .print_columns import COLUMNS, Cell


class EggPrintMixin(models.AbstractModel):
    """The printed rows of the lines: products with their pictures and taxes, sections, notes."""

    _inherit = "egg.print.mixin"

    def _get_egg_column_list(self) -> list:
        """The columns that this document may print (`PrintColumn`), in the order of the page. Addons add theirs."""
        return list(COLUMNS)

    def _get_egg_print_rows(self, formats) -> list:
        """One dict per printed row: `kind` product, section, subsection, note; under the name of each column what it
        says, as text.
        """
        rows = []
        columns = self._get_egg_column_list()
        blank = dict.fromkeys((column.name for column in columns), "")
        lines = self._get_egg_print_lines()
        images = self._get_egg_line_images(lines)
        collapsed = {line.id for line in lines if "collapse_prices" in line._fields and line.collapse_prices}
        sections = self._get_egg_line_parents(lines)
        for line in lines:
            parents = sections.get(line.id, line.browse())
            priced = not (set(parents.ids) & collapsed)
            kind = {"line_section": "section", "line_subsection": "subsection", "line_note": "note"}.get(
                line.display_type, "product")
            row = blank | {
                "kind": kind, "name": line.name or line.product_id.display_name or "", "barcode": False,
                "third_party": [],
                "level": len(parents),
                "break_before": line.egg_page_break_before,
                "break_after": line.egg_page_break_after,
            }
            if kind in ("section", "subsection"):
                # generated lines are in the totals
                own = self._get_egg_section_lines(line).filtered(lambda one: not one.egg_role)
                row["amount"] = formats.amount(sum(own.mapped("price_subtotal"))) if priced else ""
                if "collapse_composition" in line._fields and line.collapse_composition:
                    row["kind"] = "product"
            elif kind == "product":
                cell = Cell(self, line, formats, *self._get_egg_line_quantity(line), images)
                row |= self._get_egg_product_row(cell, columns, priced)
            rows.append(row)
        return rows

    def _cut_egg_print_rows(self, rows, columns) -> list:
        """The same rows with each long text in several of them; all but the last `goes_on`, all but the first are the
        `rest` of one.
        """
        points = self._get_egg_print_points()
        name = next(column for column in columns if column.name == "name")
        others = [column for column in columns if column is not name]
        blank = dict.fromkeys([*(column.name for column in others), *(column.pad for column in others)], "")
        widths = {"product": name.width * print_layout.TEXT_WIDTH / 100}
        cut = []
        for row in rows:
            width = widths.get(row["kind"], print_layout.TEXT_WIDTH) - print_layout.CELL_PADDING - 3 * row["level"]
            cut += self._get_egg_row_pieces(row, print_layout.cut_text(row["name"], width, points), blank)
        return cut

    @api.model
    def _get_egg_row_pieces(self, row, texts, blank) -> list:
        last = len(texts) - 1
        if not last:
            return [row]
        held_back = {"third_party": [], "barcode": False, "break_after": False}
        pieces = []
        for place, text in enumerate(texts):
            piece = row | {"name": text, "goes_on": place < last, "rest": place > 0}
            if place < last:
                piece |= held_back
            if place:
                piece |= blank | {"break_before": False}
            pieces.append(piece)
        return pieces

    @api.model
    def _get_egg_line_parents(self, lines) -> dict:
        """{line id: its subsection and section}; empty for a document without sections, which then costs nothing."""
        if not any(line.display_type in ("line_section", "line_subsection") for line in lines):
            return {}
        return {line.id: line.parent_id | line.parent_id.parent_id for line in lines}

    def _get_egg_product_row(self, cell, columns, priced: bool) -> dict:
        return {
            **{column.name: column.value(cell) for column in columns if priced or not column.is_price},
            **self._get_egg_barcode_values(cell.line.product_id.barcode),
            "third_party": self._get_egg_third_party_rows(cell.line, cell.formats),
        }

    def _get_egg_barcode_values(self, code) -> dict:
        uri, width = self.env["ir.actions.report"]._get_egg_barcode(code) if self.egg_print_barcode else (False, 0)
        return {"barcode": uri, "barcode_width": width, "barcode_text": code or ""}

    def _get_egg_price_text(self, cell) -> str:
        """Price of one unit excl. VAT: before the discount when the discount is printed, else after it."""
        line, quantity, formats = cell.line, cell.quantity, cell.formats
        unit = Decimal(str(self.currency_id.rounding))
        digits = formats.precision("Product Price")
        factor = 1 - (line.discount or 0.0) / 100
        if self.egg_print_discount and line.discount and factor and line.price_subtotal:
            # Prices that include VAT are stated without it too: the amount tells what one unit costs excl. VAT.
            if not formats.taxes(line.tax_ids)[1]:
                return formats.decimals(line.price_unit, digits)
            return formats.decimals(line.price_subtotal / factor / quantity if quantity else 0.0, digits)
        if not line.discount and not formats.taxes(line.tax_ids)[1]:
            return formats.decimals(line.price_unit, digits)
        price = print_layout.net_unit_price(Decimal(str(line.price_subtotal)), Decimal(str(quantity)), digits, unit)
        return formats.decimals(float(price), max(digits, -price.as_tuple().exponent))

    def _get_egg_third_party_rows(self, line, formats) -> list:
        """Third-party taxes of a line (eco-participation...) printed under it, as texts by name.

        The cost of one unit stands beside the amount, as C. env. L541-10-20 asks for.
        """
        rows = line.egg_third_party_tax_ids
        if not rows:
            return []
        base_line = self._round_egg_base_lines([self._get_egg_base_line(line)])[0]
        return [{
            "name": row.name,
            "detail": self._get_egg_unit_cost_text(row, line, base_line["quantity"], formats),
            "amount": formats.amount(self._get_egg_row_amount(row, base_line)),
            "comment": row.comment if row.print_comment else "",
        } for row in rows]

    def _get_egg_unit_cost_text(self, row, line, quantity, formats) -> str:
        if row.amount_type != "fixed" or row.per_line:
            return ""
        cost = formats.decimals(row._get_unit_amount(line), formats.precision("Product Price"))
        return f"{formats.number(quantity, 'Product Unit')} × {cost}"

    def _get_egg_line_images(self, lines) -> dict:
        """{product id: data URI of a thumbnail}, empty when images are not printed."""
        if not self.egg_print_product_image:
            return {}
        Report = self.env["ir.actions.report"]
        return {product.id: Report._get_egg_image_uri(product.image_256, 160, 160) for product in lines.product_id}

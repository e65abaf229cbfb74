"""The generated lines of a new document, worked out from the values of its lines and made along with them.

One insert instead of two, and no second round of taxes, terms and totals. It is a shortcut only: once the document is there, its
generated lines are compared with what they should be, as after any other change.
"""

from dataclasses import dataclass
from typing import Any

from odoo import api, models
from odoo.fields import Command

from .egg_totals_mixin import SYNCING

#: Context key: a document is being made, so that the lines made now are all its lines.
NEW_DOCUMENT = "egg_new_document"


@dataclass(frozen=True)
class DraftLine:
    """What the totals ask of a line, while it is values only."""

    product_id: Any
    product_uom_id: Any
    egg_third_party_tax_ids: Any
    egg_discount_group: int | bool


class EggTotalsLineMixin(models.AbstractModel):
    _inherit = "egg.totals.line.mixin"

    # Hooks ----------------------------------------------------------------

    @api.model
    def _get_egg_document_field(self) -> str:
        """Name of the field that points to the document."""
        raise NotImplementedError

    @api.model
    def _prepare_egg_draft_values(self, document, values) -> dict:
        """What the tax engine needs beside product, price, discount and taxes: the quantity at least."""
        return {"partner_id": document.partner_id, "currency_id": document.currency_id, "rate": document._get_egg_currency_rate()}

    @api.model
    def _is_egg_draft_ordinary(self, values) -> bool:
        """Whether a line of these values is one that people enter: see `_get_egg_ordinary_lines`."""
        return values.get("display_type") in (False, None, "product") and not values.get("egg_role") and not values.get("is_downpayment")

    # Making ---------------------------------------------------------------

    @api.model
    def _prepare_create_values(self, vals_list):
        result = super()._prepare_create_values(vals_list)
        if not self.env.context.get(NEW_DOCUMENT):
            return result
        documents = self._group_egg_ordinary_values(result)
        self._add_egg_product_taxes(documents)
        generated = self._prepare_egg_generated_values(documents)
        if not generated:
            return result
        generated = super()._prepare_create_values(generated)
        for values in generated:  # taken over from lines whose own values went through the inverses
            values.setdefault("__precomputed__", set()).update(
                self._fields[name] for name in ("account_id", "analytic_distribution") if name in values and name in self._fields)
        return result + generated

    @api.model
    def _group_egg_ordinary_values(self, vals_list) -> dict:
        """Return {open document: values of its ordinary lines}."""
        field, documents = self._get_egg_document_field(), {}
        for values in vals_list:
            if values.get(field) and self._is_egg_draft_ordinary(values):
                documents.setdefault(values[field], []).append(values)
        model = self.env[self._fields[field].comodel_name].with_context(**{SYNCING: True})
        found = {model.browse(document_id): lines for document_id, lines in documents.items()}
        return {document: lines for document, lines in found.items() if document._is_egg_totals_open()}

    @api.model
    def _add_egg_product_taxes(self, documents: dict):
        """Give the lines of these documents the third-party taxes of their products, unless the caller said which ones."""
        empty = [
            (document, values) for document, lines in documents.items() for values in lines
            if values.get("product_id") and "egg_third_party_tax_ids" not in values
        ]
        products = self.env["product.product"].browse([values["product_id"] for _document, values in empty])
        by_template = self._get_egg_product_taxes(products.product_tmpl_id) if products else {}
        for (document, values), product in zip(empty, products, strict=True):
            if rows := by_template.get(product.product_tmpl_id):
                values["egg_third_party_tax_ids"] = [Command.create(row._prepare_copy_values(document)) for row in rows]

    @api.model
    def _prepare_egg_generated_values(self, documents: dict) -> list[dict]:
        """Return the values of the generated lines of these new documents."""
        generated = []
        for document, lines in documents.items():
            if not (document._has_egg_footer_fields() or any(values.get("egg_third_party_tax_ids") for values in lines)):
                continue
            base_lines = [self._prepare_egg_draft_base_line(document, values) for values in lines]
            if not all(base_lines):
                continue  # made in an uncommon way: the lines are generated once the document is there
            translated = document.with_context(lang=document.partner_id.lang or self.env.lang)
            shared = {self._get_egg_document_field(): document.id, "analytic_distribution": False, "egg_price_basis": False}
            shared |= document._prepare_egg_agreed_values(lines)
            for wanted in translated._compute_egg_wanted_lines(base_lines, strict=False):
                generated.append(shared | translated._prepare_egg_role_line_values(wanted))
        return generated

    @api.model
    def _prepare_egg_draft_base_line(self, document, values):
        """The tax engine's view of a line's values, or None when they do not tell all that is needed."""
        taxes = self._get_egg_command_ids(values.get("tax_ids"))
        rows = values.get("egg_third_party_tax_ids") or []
        if taxes is None or "price_unit" not in values or any(command[0] != Command.CREATE for command in rows):
            return None
        model = self.env[self._fields["egg_third_party_tax_ids"].comodel_name]
        line = DraftLine(
            product_id=self.env["product.product"].browse(values.get("product_id") or ()),
            product_uom_id=self.env["uom.uom"].browse(values.get("product_uom_id") or ()),
            egg_third_party_tax_ids=model.browse().concat(*(model.new(command[2]) for command in rows)),
            egg_discount_group=values.get("egg_discount_group") or False,
        )
        base_line = self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            {"extra_tax_data": values.get("extra_tax_data")}, product_id=line.product_id, product_uom_id=line.product_uom_id,
            tax_ids=self.env["account.tax"].browse(taxes), price_unit=values["price_unit"], discount=values.get("discount") or 0.0,
            name=values.get("name"), **self._prepare_egg_draft_values(document, values),
        )
        return base_line | {"record": line}

    @api.model
    def _get_egg_command_ids(self, commands):
        """The ids that these commands of a many2many set, or None when they do anything else."""
        if not commands:
            return []
        if all(command[0] == Command.LINK for command in commands):
            return [command[1] for command in commands]
        if len(commands) == 1 and commands[0][0] == Command.SET:
            return list(commands[0][2])
        return None

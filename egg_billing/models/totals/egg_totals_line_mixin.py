"""The generated lines of a new document, worked out from the values of its lines and made along with them.

One insert instead of two, and no second round of taxes, terms and totals. It is a shortcut only: once the document is
there, its generated lines are compared with what they should be, as after any other change.
"""


from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...core.inside import INSIDE
from .draft_line import DRAFTS, NEW_DOCUMENT, Draft, DraftLine, Drafts
from .egg_totals_mixin import SYNCING

#: The generated lines follow this too, and everybody may change it on each line.
FREE_TRIGGERS = {"analytic_distribution"}
#: Fields of generated lines that follow the document.
GUARDED = {"price_unit", "quantity", "product_uom_qty", "discount", "tax_ids", "name", "egg_role", "extra_tax_data"}
ROLES = [("discount", "General discount"), ("third_party_tax", "Third-party tax"), ("shipping", "Shipping")]


class EggTotalsLineMixin(models.AbstractModel):
    """A line of a document; those with a role are generated from the document's own fields."""

    _name = "egg.totals.line.mixin"
    _description = "Line with a Role in the Totals"

    egg_role = fields.Selection(
        ROLES, "Role", readonly=True, copy=False, index="btree_not_null",
        help="Empty for an ordinary line. The others follow the discount, the taxes and the shipping cost of the "
             "document.",
    )
    egg_role_key = fields.Char(readonly=True, copy=False)
    egg_third_party_tax_count = fields.Integer("Number of third-party taxes",
                                               compute="_compute_egg_third_party_tax_count")

    @api.depends("egg_third_party_tax_ids")
    def _compute_egg_third_party_tax_count(self):
        for line in self:
            line.egg_third_party_tax_count = len(line.egg_third_party_tax_ids)

    def _compute_tax_ids(self):
        """Generated lines have the taxes that the document gives them, whatever their product."""
        super(EggTotalsLineMixin, self.filtered(lambda line: not line.egg_role))._compute_tax_ids()

    @api.depends("egg_role")
    def _compute_parent_id(self):
        """Generated lines stand below the document, never in its last section."""
        super()._compute_parent_id()
        documents = self._get_egg_document()
        # The core fills in all lines of an invoice, whichever were asked for.
        generated = (self | documents[documents._get_egg_lines_field()]).filtered("egg_role")
        with self.env.protecting([self._fields["parent_id"]], generated):
            generated.parent_id = False

    def _is_line_in_section(self, line):
        """A section's total is of what stands in it."""
        return not line.egg_role and super()._is_line_in_section(line)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get(NEW_DOCUMENT) is INSIDE:
            return super().create(vals_list)[:len(vals_list)]  # the generated ones come along
        with self._get_egg_documents_of(vals_list)._keep_egg_totals():
            lines = super().create(vals_list)
            lines._fill_egg_third_party_taxes(vals_list)
        return lines

    def write(self, vals):
        if self._split_egg_bulk_write(vals):
            return True
        self._check_egg_role_edit(vals)
        touched = self.browse()
        if self._get_egg_totals_triggers() & vals.keys() or FREE_TRIGGERS & vals.keys():
            touched = self.filtered(lambda line: line._is_egg_priced())
        with touched._get_egg_document()._keep_egg_totals():
            return super().write(vals)

    def unlink(self):
        if self._is_egg_removal_refused():
            raise UserError(self._get_egg_role_refusal())  # pylint: disable=no-raise-unlink
        with self.filtered(lambda line: line._is_egg_priced())._get_egg_document()._keep_egg_totals():
            return super().unlink()

    def _get_egg_document(self):
        """Return the documents of these lines."""
        return self[self._get_egg_document_field()]

    @api.model
    def _get_egg_documents_of(self, vals_list):
        """Return the documents that new lines of these values belong to."""
        field = self._get_egg_document_field()
        default = self.env.context.get(f"default_{field}")
        ids = {vals.get(field, default) for vals in vals_list}
        return self.env[self._fields[field].comodel_name].browse(filter(None, ids))

    @api.model
    def _get_egg_totals_triggers(self) -> set[str]:
        """Fields of a line of which a change changes what the generated lines are; adopters add their quantity."""
        return {"price_unit", "discount", "tax_ids", "product_id", "display_type", "egg_third_party_tax_ids"}

    @api.model
    def _get_egg_live_fields(self) -> list[str]:
        """Fields of a line that the totals of an unsaved form follow; adopters add their own."""
        return ["display_type", "egg_role", "price_unit", "discount", "tax_ids", "product_id", "product_uom_id",
                "extra_tax_data", "egg_third_party_tax_ids"]

    def _is_egg_priced(self) -> bool:
        """Whether the line has an amount: no section, no note, no journal item made by the accounting itself."""
        return self.display_type in (False, "product")

    def _filter_egg_entered(self):
        """Return the lines that people entered: those with an amount that are not generated."""
        return self.filtered(lambda line: line._is_egg_priced() and not line.egg_role)

    def _is_egg_discountable(self) -> bool:
        """Whether the general discount and third-party taxes are for this line; not for deposits, for example."""
        return True

    def _is_egg_hand_edit(self) -> bool:
        """Whether somebody other than the totals themselves is touching generated lines."""
        return self.env.context.get(SYNCING) is not INSIDE and any(line.egg_role for line in self)

    def _is_egg_removal_refused(self) -> bool:
        """Whether deleting these lines is refused: a generated line goes when the document asks for it no more."""
        return self._is_egg_hand_edit()

    def _check_egg_role_edit(self, vals):
        if GUARDED & vals.keys() and self._is_egg_hand_edit():
            raise UserError(self._get_egg_role_refusal())

    @api.model
    def _get_egg_role_refusal(self) -> str:
        return self.env._("This line is computed from the discount, the shipping cost or the taxes of the document. "
                          "Change those instead.")

    def _must_egg_stay(self) -> bool:
        """Hook: whether a generated line that is not wanted any more stays, without any amount."""
        return False

    def _split_egg_bulk_write(self, vals) -> bool:
        """Write on all lines of a document at once what is meant for those that people enter:
        the generated ones follow by themselves.

        :return: whether it was done so; else the lines are all of one kind, or the values concern both.
        """
        generated = self.filtered("egg_role")
        if self.env.context.get(SYNCING) is INSIDE or not GUARDED & vals.keys() or not generated or generated == self:
            return False
        (self - generated).write(vals)
        if shared := {name: value for name, value in vals.items() if name not in GUARDED}:
            generated.exists().write(shared)
        return True

    def _update_egg_third_party_vat(self):
        """Map the VAT of the third-party taxes of these lines by the document's fiscal position,
        as that of their products.
        """
        by_template = self._get_egg_product_taxes(self.product_id.product_tmpl_id)
        for line in self:
            document = line._get_egg_document()
            own = {row.name: row for row in by_template.get(line.product_id.product_tmpl_id) or ()}
            for row in line.egg_third_party_tax_ids:
                source = own.get(row.name)
                home = source.tax_ids._filter_taxes_by_company(
                    document.company_id) if source else document._get_egg_home_taxes(row.tax_ids)
                if (taxes := document.fiscal_position_id.map_tax(home)) != row.tax_ids:
                    row.tax_ids = taxes

    @api.model
    def _get_egg_third_party_view(self) -> str:
        """The form of one line's third-party taxes: its external id."""
        raise NotImplementedError

    def _may_egg_have_third_party_taxes(self) -> bool:
        """Whether a new line gets the taxes of its product."""
        return True

    def action_egg_third_party_taxes(self):
        """Open the third-party taxes of one line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Third-party taxes"), "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref(self._get_egg_third_party_view()).id, "form")], "target": "new",
        }

    @api.onchange("product_id")
    def _onchange_egg_third_party_taxes(self):
        for line in self:
            values = line._prepare_egg_default_third_party_taxes().get(line, [])
            line.egg_third_party_tax_ids = [(5, 0, 0)] + [(0, 0, one) for one in values]

    def _fill_egg_third_party_taxes(self, vals_list):
        """Give new lines the taxes of their products, unless the caller said which ones."""
        empty = self.browse([
            line.id for line, vals in zip(self, vals_list, strict=True)
            if vals.get("product_id") and "egg_third_party_tax_ids" not in vals and not line.egg_role
            and line._may_egg_have_third_party_taxes()
        ])
        if not empty:
            return
        values = []
        for line, rows in empty._prepare_egg_default_third_party_taxes().items():
            values += [{**one, "line_id": line.id} for one in rows]
        if values:
            self.env[self._fields["egg_third_party_tax_ids"].comodel_name].with_context(
                **{SYNCING: INSIDE}).create(values)

    def _prepare_egg_default_third_party_taxes(self) -> dict:
        """Return {line: values of rows} from the products of these lines."""
        by_template = self._get_egg_product_taxes(self.product_id.product_tmpl_id)
        result = {}
        for line in self:
            own = by_template.get(line.product_id.product_tmpl_id)
            if own:
                result[line] = [row._prepare_copy_values(line._get_egg_document()) for row in own]
        return result

    @api.model
    def _get_egg_product_taxes(self, templates) -> dict:
        """Return {product template: its third-party taxes}, in one read."""
        model = self.env["egg.product.third.party.tax"]
        rows = model.search_fetch(
            [("product_tmpl_id", "in", templates.ids)],
            [name for name, field in model._fields.items() if field.store and field.column_type],
        )
        return rows.grouped("product_tmpl_id")

    @api.model
    def _get_egg_document_field(self) -> str:
        """Name of the field that points to the document."""
        raise NotImplementedError

    @api.model
    def _prepare_egg_draft_values(self, document, values) -> dict:
        """What the tax engine needs beside product, price, discount and taxes: the quantity at least."""
        return {"partner_id": document.partner_id, "currency_id": document.currency_id,
                "rate": document._get_egg_currency_rate()}

    @api.model
    def _is_egg_draft_ordinary(self, values) -> bool:
        """Whether a line of these values is one that people enter: see `_get_egg_ordinary_lines`."""
        return (
            values.get("display_type") in (False, None, "product")
            and not values.get("egg_role")
            and not values.get("is_downpayment")
        )

    @api.model
    def _prepare_create_values(self, vals_list):
        result = super()._prepare_create_values(vals_list)
        if self.env.context.get(NEW_DOCUMENT) is not INSIDE:
            return result
        documents = self._group_egg_ordinary_values(result)
        self._add_egg_product_taxes(documents)
        generated = self._prepare_egg_generated_values(documents)
        if not generated:
            return result
        generated = super()._prepare_create_values(generated)
        for values in generated:  # taken over from lines whose own values went through the inverses
            values.setdefault("__precomputed__", set()).update(
                self._fields[name] for name in ("account_id", "analytic_distribution") if name in values
                and name in self._fields)
        return result + generated

    @api.model
    def _group_egg_ordinary_values(self, vals_list) -> dict:
        """Return {open document: values of its ordinary lines}."""
        field, documents = self._get_egg_document_field(), {}
        for values in vals_list:
            if values.get(field) and self._is_egg_draft_ordinary(values):
                documents.setdefault(values[field], []).append(values)
        model = self.env[self._fields[field].comodel_name].with_context(**{SYNCING: INSIDE})
        found = {model.browse(document_id): lines for document_id, lines in documents.items()}
        return {document: lines for document, lines in found.items() if document._is_egg_totals_open()}

    @api.model
    def _add_egg_product_taxes(self, documents: dict):
        """Give the lines of these documents the third-party taxes of their products,
        unless the caller said which ones.
        """
        empty = []
        for document, lines in documents.items():
            empty += [(document, values) for values in lines
                      if values.get("product_id") and "egg_third_party_tax_ids" not in values]
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
            if not (document._has_egg_footer_fields()
                    or any(values.get("egg_third_party_tax_ids") for values in lines)):
                continue
            base_lines = [self._prepare_egg_draft_base_line(document, values) for values in lines]
            if not all(base_lines):
                continue  # made in an uncommon way: the lines are generated once the document is there
            translated = document.with_context(lang=document.partner_id.lang or self.env.lang)
            shared = {self._get_egg_document_field(): document.id, "analytic_distribution": False,
                      "egg_price_basis": False}
            shared |= document._prepare_egg_agreed_values(lines)
            self._note_egg_draft(document, lines, base_lines)
            for wanted in translated._compute_egg_wanted_lines(base_lines, strict=False):
                generated.append(shared | translated._prepare_egg_role_line_values(wanted))
        return generated

    @api.model
    def _note_egg_draft(self, document, lines, base_lines):
        """Remember what the generated lines of this new document are computed from, so that it need not be computed
        twice.
        """
        drafts = self.env.context.get(DRAFTS)
        if isinstance(drafts, Drafts) and not any(values.get("egg_third_party_tax_ids") for values in lines):
            keys = [document._get_egg_draft_line_key(values) for values in lines]
            drafts[document.id] = Draft(document._get_egg_draft_key(), keys, base_lines)

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
            {"extra_tax_data": values.get("extra_tax_data")}, product_id=line.product_id,
            product_uom_id=line.product_uom_id,
            tax_ids=self.env["account.tax"].browse(taxes), price_unit=values["price_unit"],
            discount=values.get("discount") or 0.0,
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

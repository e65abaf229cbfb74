from contextlib import contextmanager
from decimal import Decimal
from itertools import chain

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...core import discount as core

#: Totals of which the client is told whenever lines or footer are typed.
TOLD_ANYWAY = ("tax_totals", "egg_totals_summary")
#: What they are meanwhile on the saved document, by type: unlike anything that is worked out.
UNKNOWN = {"binary": {"egg_unknown": True}, "html": "<i>…</i>"}
#: Context key: this very code is writing the generated lines.
SYNCING = "egg_syncing_role_lines"


def dec(amount) -> Decimal:
    """A float of Odoo as a Decimal, without its binary tail."""
    return Decimal(str(amount or 0.0))


class EarlyMany2many(fields.Many2many):
    """Written before the one2many of lines when a document is created: the lines' own creation reads it.

    `create` writes what is no column in the order of this number. Should that change, generated lines are mended
    afterwards, which costs time only.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._sequence = -1


class EggTotalsMixin(models.AbstractModel):
    """A document with a footer discount, third-party taxes and a shipping cost.

    They are real lines with a role, kept in step with the fields of the document, so that everything that reads lines
    (taxes, journal items, partial invoices, exports) needs no second algorithm.
    """

    _name = "egg.totals.mixin"
    _inherit = ["egg.choice.mixin", "egg.history.mixin"]
    _description = "Document with Footer Totals"

    currency_id = fields.Many2one("res.currency")  # says nothing that the adopter's own does not
    egg_discount_mode = fields.Selection(
        [(mode.code, mode.label) for mode in core.MODES.values()],
        "Discount mode", default="untaxed_percent", required=True,
        help="What the general discount is taken off: the total excluding or including VAT, as a percentage or an "
             "amount.",
    )
    egg_discount_value = fields.Float(
        "General discount", digits=(16, 3), tracking=True,  # dinars have three decimals
        help="Taken off the products at the foot of the document. Third-party taxes and shipping are not discounted.",
    )
    egg_discount_parts = fields.Json(readonly=True)  # see _get_egg_discount_parts
    egg_totals_summary = fields.Html("Totals in detail", compute="_compute_egg_totals_summary", sanitize=False)
    egg_shipping_amount = fields.Monetary("Shipping cost (excl. VAT)", currency_field="currency_id", tracking=True)
    egg_shipping_tax_ids = EarlyMany2many(
        "account.tax", string="Shipping VAT", domain="[('type_tax_use', '=', 'sale')]", check_company=True,
        compute="_compute_egg_shipping_tax_ids", store=True, readonly=False,
    )

    @api.model
    def _get_egg_history(self):
        """Shipping that is added to a document of before bears the company's default tax."""
        return super()._get_egg_history() | {"egg_shipping_tax_ids": SQL(
            "SELECT old.id, company.account_sale_tax_id FROM %s AS old JOIN res_company AS company ON company.id = "
            "old.company_id WHERE company.account_sale_tax_id IS NOT NULL", SQL.identifier(self._table),
        )}

    # Hooks ----------------------------------------------------------------

    def _get_egg_lines_field(self) -> str:
        """Name of the one2many of lines."""
        raise NotImplementedError

    def _get_egg_quantity_field(self) -> str:
        """Name of the quantity of a line."""
        raise NotImplementedError

    def _get_egg_line_fields(self) -> list[str]:
        """Names of the fields through which lines are written with the document."""
        return [self._get_egg_lines_field()]

    def _get_egg_base_line(self, line) -> dict:
        """The tax engine's view of one line."""
        raise NotImplementedError

    def _is_egg_totals_open(self) -> bool:
        """Whether the generated lines may still change."""
        raise NotImplementedError

    def _may_egg_have_totals(self) -> bool:
        """Whether the document is of a kind that has generated lines, open or not."""
        return True

    @api.model
    def _get_egg_totals_triggers(self) -> set[str]:
        """Fields that say what the generated lines are."""
        return {
            "egg_discount_mode", "egg_discount_value", "egg_shipping_amount", "egg_shipping_tax_ids", "currency_id",
            "fiscal_position_id", "partner_id", "partner_shipping_id", *self._get_egg_line_fields(),
        }

    @api.model
    def _get_egg_rate_triggers(self) -> set[str]:
        """Fields that count in a foreign currency only, where they change the rate."""
        raise NotImplementedError

    def _may_egg_shipping_be_negative(self) -> bool:
        """Whether the document may keep shipping back instead of charging it."""
        return False

    def _prepare_egg_role_line_values(self, wanted: dict) -> dict:
        """Values of a generated line; adopters add what their lines need."""
        return {
            "name": wanted["name"], "price_unit": wanted["price_unit"], "tax_ids": [(6, 0, wanted["tax_ids"].ids)],
            "extra_tax_data": wanted["extra_tax_data"], "egg_role": wanted["role"], "egg_role_key": wanted["key"],
            "discount": 0.0, "sequence": wanted["sequence"],
        }

    # Fields ---------------------------------------------------------------

    @api.depends("company_id", "fiscal_position_id")
    def _compute_egg_shipping_tax_ids(self):
        for document in self:
            taxes = document._get_egg_home_taxes(
                document.egg_shipping_tax_ids._origin) or document.company_id.account_sale_tax_id
            document.egg_shipping_tax_ids = document.fiscal_position_id.map_tax(taxes)

    def _get_egg_home_taxes(self, taxes):
        """The taxes that a fiscal position replaced by these: the company's default one when it is among them."""
        default = self.company_id.account_sale_tax_id
        return taxes.browse().concat(*((default & tax.original_tax_ids) or tax.original_tax_ids[:1] or tax
                                       for tax in taxes))

    def _get_egg_shipping_taxes(self):
        """The taxes that shipping bears here: mapped as those of the goods,
        also when they were given with the document.
        """
        # In a form the taxes of a document are new records; positions know the saved ones.
        return self.fiscal_position_id.map_tax(self.egg_shipping_tax_ids._origin)

    @api.model
    def _get_egg_totals_depends(self) -> list[str]:
        """What the totals shown in an unsaved form follow, besides the lines."""
        return ["egg_discount_mode", "egg_discount_value", "egg_shipping_amount", "egg_shipping_tax_ids",
                f"{self._get_egg_lines_field()}.egg_third_party_tax_ids.amount"]

    @api.constrains("egg_discount_mode", "egg_discount_value")
    def _check_egg_discount(self):
        for document in self:
            document._check_egg_discount_against(document.egg_discount_mode, document.egg_discount_value, None)

    @api.constrains("egg_shipping_amount")
    def _check_egg_shipping(self):
        if any(document.egg_shipping_amount < 0 and not document._may_egg_shipping_be_negative() for document in self):
            raise ValidationError(self.env._("The shipping cost cannot be negative."))

    @api.model
    def _check_egg_discount_against(self, mode, value, base, slack=0):
        """Raise a clear message when the discount cannot be given on `base` (a `core.Base`, or None when not known)."""
        try:
            core.MODES[mode].check(dec(value), base, dec(slack))
        except core.DiscountError as error:
            raise ValidationError({
                "negative": self.env._("The general discount cannot be negative."),
                "over_100": self.env._("The general discount cannot be more than 100 %."),
                "over_total": self.env._("The general discount is more than the total of the products. Lower it, or "
                                         "add products."),
            }[error.code]) from error

    # Screens --------------------------------------------------------------

    def web_read(self, specification):
        """Leave the generated lines out of the list of lines on screens: people see them in the totals."""
        values_list = super().web_read(specification)
        field = self._get_egg_lines_field()
        if field not in specification or not (hidden := set(self[field].filtered("egg_role").ids)):
            return values_list
        for values in values_list:
            values[field] = [
                line for line in values.get(field) or []
                if (line["id"] if isinstance(line, dict) else line) not in hidden
            ]
        return values_list

    def onchange(self, values, field_names, fields_spec):
        """The client does not know the generated lines: tell it nothing about them."""
        field = self._get_egg_lines_field()
        hidden = set(self[field].filtered("egg_role").ids)
        if self and field in fields_spec:
            # The core copies what is known of lines that the client names; it computes those that it does not name.
            values = {field: [Command.link(line_id) for line_id in self[field].ids], **values}
        is_typed = bool(field_names) and self._get_egg_typed_fields().issuperset(field_names)
        if is_typed:
            resting = self._get_egg_resting_fields()
            fields_spec = {name: spec for name, spec in fields_spec.items() if name not in resting}
        with self._keep_egg_live_totals(), self._leave_egg_saved_totals(is_typed):
            result = super().onchange(values, field_names, fields_spec)
        if hidden and field in result.get("value", {}):
            result["value"][field] = [command for command in result["value"][field] if command[1] not in hidden]
        return result

    @contextmanager
    def _leave_egg_saved_totals(self, is_typed):
        """The core compares what the form comes to with the totals as they were saved, and works these out for it.
        When what they follow is typed, the client is told the form's anyway: the saved ones stay unknown meanwhile.
        """
        fields_told = [self._fields[name] for name in TOLD_ANYWAY] if is_typed and self.id else []
        for one in fields_told:
            one._update_cache(self, UNKNOWN[one.type])
        try:
            yield
        finally:
            self.invalidate_recordset([one.name for one in fields_told], flush=False)

    @api.model
    def _get_egg_resting_fields(self) -> set:
        """Fields that neither lines nor footer change: a form that is typed in need not compute them each time; opening
        and saving do. Whoever defines such a field names it in `_egg_rests_while_typing` of its class.
        """
        return set(chain.from_iterable(vars(cls).get("_egg_rests_while_typing", ()) for cls in type(self).__mro__))

    @api.model
    def _get_egg_typed_fields(self) -> set:
        """Fields in which people type much: nothing that rests while typing is computed for them."""
        return {self._get_egg_lines_field(), "egg_discount_mode", "egg_discount_value", "egg_shipping_amount"}

    @api.onchange("egg_discount_mode", "egg_discount_value", "egg_shipping_amount")
    def _onchange_egg_totals(self):
        """Say at once, in the form, why a discount cannot be given."""
        is_given = self.currency_id and self._has_egg_footer_fields()
        base_lines = self._get_egg_live_totals().discountable if is_given else []
        try:
            self._check_egg_discount_against(
                self.egg_discount_mode, self.egg_discount_value,
                self._get_egg_discount_base(base_lines) if base_lines else None,
                self._get_egg_printed_slack(core.MODES[self.egg_discount_mode], base_lines),
            )
        except ValidationError as error:
            return {"warning": {"title": self.env._("General discount"), "message": str(error)}}

    def _get_egg_currency_rate(self) -> float:
        raise NotImplementedError

    def _prepare_egg_totals_values(self) -> dict:
        """What goes from a document to the one made from it."""
        return {
            "egg_discount_mode": self.egg_discount_mode, "egg_discount_value": self.egg_discount_value,
            "egg_shipping_amount": self.egg_shipping_amount,
            "egg_shipping_tax_ids": [(6, 0, self.egg_shipping_tax_ids.ids)],
        }

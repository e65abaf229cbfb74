from contextlib import contextmanager
from decimal import Decimal
from itertools import chain

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, formatLang

from ...core import discount as core
from ...core.inside import INSIDE
from .draft_line import DRAFTS, NEW_DOCUMENT, Drafts

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
    _inherit = ["egg.history.mixin"]
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
                document.egg_shipping_tax_ids) or document.company_id.account_sale_tax_id
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
        return self.fiscal_position_id.map_tax(self.egg_shipping_tax_ids)

    def _compute_egg_totals_summary(self):
        """Products, discount, third-party taxes and shipping, one row each;
        empty when there is only the products' total.
        """
        for document in self:
            if not document.currency_id:  # being cleared in a form
                document.egg_totals_summary = False
                continue
            totals = document._get_egg_totals()
            rows = [(self.env._("Products excl. VAT"), totals["lines_untaxed"])]
            if totals["discount"]:
                rows.append((totals["discount_label"], totals["discount"]))
            rows += [(tax["name"], tax["amount"]) for tax in totals["third_party"]]
            if totals["shipping"]:
                rows.append((self.env._("Shipping"), totals["shipping"]))
            document.egg_totals_summary = len(rows) > 1 and document._render_egg_totals_summary(rows)

    def _render_egg_totals_summary(self, rows):
        cells = Markup("").join(
            Markup('<tr><td>%s</td><td class="text-end text-nowrap ps-3">%s</td></tr>')
            % (label, formatLang(self.env, amount, currency_obj=self.currency_id))
            for label, amount in rows
        )
        return Markup('<table class="table table-sm table-borderless mb-0 o_egg_totals_summary">%s</table>') % cells

    @api.depends(lambda self: self._get_egg_totals_depends())
    def _compute_tax_totals(self):
        super()._compute_tax_totals()

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
        result = super().onchange(values, field_names, fields_spec)
        if hidden and field in result.get("value", {}):
            result["value"][field] = [command for command in result["value"][field] if command[1] not in hidden]
        return result

    @api.onchange("egg_discount_mode", "egg_discount_value", "egg_shipping_amount")
    def _onchange_egg_totals(self):
        """Say at once, in the form, why a discount cannot be given."""
        lines = self._get_egg_ordinary_lines()
        try:
            base_lines = self._round_egg_base_lines([self._get_egg_base_line(line) for line in lines])
            self._check_egg_discount_against(
                self.egg_discount_mode, self.egg_discount_value,
                self._get_egg_discount_base(base_lines) if base_lines else None,
                self._get_egg_printed_slack(core.MODES[self.egg_discount_mode], base_lines),
            )
        except ValidationError as error:
            return {"warning": {"title": self.env._("General discount"), "message": str(error)}}

    # Computation ----------------------------------------------------------

    def _get_egg_ordinary_lines(self):
        """The lines that people enter: no generated line, no section or note, no deposit."""
        return self[self._get_egg_lines_field()].filtered(
            lambda line: line._is_egg_priced() and not line.egg_role and line._is_egg_discountable()
        )

    def _round_egg_base_lines(self, base_lines):
        tax = self.env["account.tax"]
        tax._add_tax_details_in_base_lines(base_lines, self.company_id)
        tax._round_base_lines_tax_details(base_lines, self.company_id)
        return base_lines

    @api.model
    def _get_egg_excluded(self, base_line) -> float:
        details = base_line["tax_details"]
        return details["total_excluded_currency"] + details["delta_total_excluded_currency"]

    @api.model
    def _get_egg_tax(self, base_line) -> float:
        return sum(data["tax_amount_currency"] for data in base_line["tax_details"]["taxes_data"])

    def _settle_egg_wanted_lines(self) -> list:
        """Return what the generated lines should be, once the carried discounts are settled;
        a discount above the total is refused.
        """
        return self._build_egg_wanted_lines(strict=True)

    def _get_egg_wanted_lines(self) -> list:
        """Return what the generated lines should be: dicts with role, key, name, price_unit, quantity, tax_ids,
        extra_tax_data. A discount above the total is left out, as the unsaved form shows it.
        """
        return self._build_egg_wanted_lines(strict=False)

    def _build_egg_wanted_lines(self, strict) -> list:
        self.ensure_one()
        lines = self._get_egg_ordinary_lines()
        if not (lines.egg_third_party_tax_ids or self._has_egg_footer_fields()):
            return []
        return self._compute_egg_wanted_lines([self._get_egg_base_line(line) for line in lines], strict)

    def _has_egg_footer_fields(self) -> bool:
        """Whether the document's own fields ask for generated lines."""
        return bool(self.egg_shipping_amount or self.egg_discount_value or self.egg_discount_parts)

    def _compute_egg_wanted_lines(self, base_lines, strict) -> list:
        """The generated lines for these ordinary lines, as the tax engine sees them;
        `record` of each may be a `DraftLine`.
        """
        base_lines = self._round_egg_base_lines(base_lines)
        if strict:
            self._settle_egg_discount_parts(base_lines)
        wanted = self._get_egg_wanted_discount(base_lines, strict)
        wanted += self._get_egg_wanted_third_party(base_lines)
        if amount := self._get_egg_shipping(base_lines):
            taxes = self._get_egg_shipping_taxes()
            wanted.append({
                "role": "shipping", "key": "shipping", "name": self.env._("Shipping"), "quantity": 1.0,
                "price_unit": self._get_egg_price(amount, taxes), "tax_ids": taxes, "extra_tax_data": False,
                "sequence": 9800,
                "cost": amount,
            })
        return wanted

    def _get_egg_shipping(self, base_lines) -> float:
        """The shipping cost of this document, excluding VAT; a part of another document may have its share only."""
        return self.egg_shipping_amount

    def _get_egg_price(self, amount: float, taxes) -> float:
        """The unit price for which these taxes give `amount` excluding VAT."""
        if any(tax.price_include for tax in taxes.flatten_taxes_hierarchy()):
            return taxes.compute_all(amount, currency=self.currency_id, handle_price_include=False)["total_included"]
        return amount

    def _get_egg_row_amount(self, row, base_line) -> float:
        """What one third-party tax comes to on its line, excluding VAT."""
        if row.amount_type == "percent":
            amount = self._get_egg_excluded(base_line) * row.amount / 100
        elif row.per_line:
            amount = row.amount
        else:
            amount = base_line["quantity"] * row._get_unit_amount(base_line["record"])
        return self.currency_id.round(amount)

    def _get_egg_wanted_third_party(self, base_lines) -> list:
        """One generated line per tax: the same name, VAT and account;
        a hundred lines with a tax make one more line, no hundred.
        """
        wanted = {}
        for base_line in base_lines:
            for row in base_line["record"].egg_third_party_tax_ids:
                taxes, account = row.tax_ids._origin, row.account_id._origin
                key = f"{row.name}/{','.join(map(str, sorted(taxes.ids)))}/{account.id or ''}"
                entry = wanted.setdefault(key, {
                    "role": "third_party_tax", "key": key, "name": row.name, "quantity": 1.0, "price_unit": 0.0,
                    "tax_ids": taxes,
                    "extra_tax_data": False, "sequence": 9600, "account": account,
                })
                entry["price_unit"] += self._get_egg_row_amount(row, base_line)
        for entry in wanted.values():
            entry["cost"] = self.currency_id.round(entry["price_unit"])
            entry["price_unit"] = self._get_egg_price(entry["cost"], entry["tax_ids"])
        return list(wanted.values())

    def _get_egg_discount_parts(self) -> list:
        """The discounts of this document: one, or one per order when an invoice gathers several.

        Each is a dict with mode and value, and where they matter `group` (the lines it is for), `amounts` (what this
        document takes of the discount it was carried over from, per combination of VAT) and `then` (what the lines
        amounted to when it was). They count as long as nobody types another discount.
        """
        own = {"mode": self.egg_discount_mode, "value": self.egg_discount_value}
        carried = self.egg_discount_parts or []
        if carried and "group" in carried[0]:
            return carried if not self.egg_discount_value else [own]
        if carried and carried[0]["mode"] == own["mode"] and abs(carried[0]["value"] - own["value"]) < 1e-3:
            return carried
        return [own] if self.egg_discount_value else []

    def _get_egg_discount_group(self, line):
        """Which of several discounts a line belongs to; documents that gather others override this."""
        return False

    def _get_egg_wanted_discount(self, base_lines, strict) -> list:
        wanted = []
        for part in self._get_egg_discount_parts():
            wanted += self._get_egg_wanted_discount_part(part, self._filter_egg_part_lines(part, base_lines), strict)
        return wanted

    def _filter_egg_part_lines(self, part, base_lines) -> list:
        """The lines that this discount is for."""
        return [line for line in base_lines if "group" not in part
                or self._get_egg_discount_group(line["record"]) == part["group"]]

    def _get_egg_discount_base(self, base_lines):
        excluded = sum(map(self._get_egg_excluded, base_lines))
        included = excluded + sum(map(self._get_egg_tax, base_lines))
        quantity = sum((dec(line["quantity"]) for line in base_lines), dec(0))
        return core.Base(dec(self.currency_id.round(excluded)), dec(self.currency_id.round(included)), quantity)

    def _get_egg_printed_slack(self, mode, base_lines):
        """How much more the amounts printed on these lines, each rounded by itself, make than their total."""
        if not base_lines:
            return dec(0)
        side = "total_excluded_currency" if mode.excluded else "total_included_currency"
        printed = sum((dec(line["tax_details"][side]) for line in base_lines), dec(0))
        return max(printed - mode.total(self._get_egg_discount_base(base_lines)), dec(0))

    @api.model
    def _get_egg_taxes_key(self, taxes) -> str:
        """How a combination of VAT is called in what is carried from document to document."""
        discountable = taxes._origin.filtered(lambda tax: tax._can_be_discounted())
        return ",".join(map(str, sorted(discountable.ids))) or "none"

    def _group_egg_base_lines(self, base_lines) -> dict:
        """Return {combination of VAT: its lines}."""
        groups, keys = {}, {}
        for line in base_lines:
            taxes = line["tax_ids"]
            if taxes._ids not in keys:
                keys[taxes._ids] = self._get_egg_taxes_key(taxes)
            groups.setdefault(keys[taxes._ids], []).append(line)
        return groups

    def _get_egg_discount_bases(self, base_lines) -> dict:
        """Return {combination of VAT: what its lines amount to}."""
        return {key: self._get_egg_discount_base(lines)
                for key, lines in self._group_egg_base_lines(base_lines).items()}

    def _get_egg_wanted_discount_part(self, part, base_lines, strict) -> list:
        mode, value, base = core.MODES[part["mode"]], dec(part["value"]), self._get_egg_discount_base(base_lines)
        amounts = self._get_egg_part_amounts(part, base_lines)
        if amounts is not None:
            lines = self._get_egg_lines_of_amounts(base_lines, mode, amounts)
        else:
            slack = self._get_egg_printed_slack(mode, base_lines)
            total, amount = mode.total(base), mode.limited(value, base, slack, dec(self.currency_id.rounding))
            if strict:
                self._check_egg_discount_against(part["mode"], value, base, slack)
            lines = []
            if total and 0 < amount / total <= 1:
                lines = self._get_egg_discount_base_lines(base_lines, mode, total, amount)
        return [self._prepare_egg_discount(part, base_line) for base_line in lines]

    def _get_egg_part_amounts(self, part, base_lines):
        """What this document takes of a discount it has from another one; None when the discount is its own.

        :return: {combination of VAT: (amount excluding, amount including VAT)}; one of them is None when it follows
            from the other.
        """
        if "amounts" not in part:
            return None
        amounts = {key: tuple(map(dec, pair)) for key, pair in part["amounts"].items()}
        if not part.get("then"):
            return amounts
        mode, value, unit = core.MODES[part["mode"]], dec(part["value"]), dec(self.currency_id.rounding)
        then = {key: core.Base(*map(dec, numbers)) for key, numbers in part["then"].items()}
        now = self._get_egg_discount_bases(base_lines)
        result = {}
        for key in {**amounts, **now}:
            pair = amounts.get(key, (dec(0), dec(0)))
            amount = pair[not mode.excluded]
            followed = mode.follow(value, amount, then.get(key, core.NOTHING), now.get(key, core.NOTHING), unit)
            if followed != amount:
                pair = (followed, None) if mode.excluded else (None, followed)
            result[key] = pair
        return result

    def _settle_egg_discount_parts(self, base_lines):
        """Remember what the lines amounted to when a discount was carried over,
        and show what this document takes of it.
        """
        parts = self._get_egg_discount_parts()
        if parts != (self.egg_discount_parts or []):
            return  # typed
        settled, values = [], {}
        for part in parts:
            lines, mode = self._filter_egg_part_lines(part, base_lines), core.MODES[part["mode"]]
            amounts = self._get_egg_part_amounts(part, lines)
            if amounts is not None:
                part = part | {"value": float(mode.carry(dec(part["value"]), self._sum_egg_amounts(amounts, mode)))}
            if part.get("amounts") and not part.get("then"):
                bases = self._get_egg_discount_bases(lines)
                part["then"] = {key: [float(base.excluded), float(base.included), float(base.quantity)]
                                for key, base in bases.items()}
            settled.append(part)
        if settled != parts:
            values["egg_discount_parts"] = settled
            if "group" not in settled[0]:
                values["egg_discount_value"] = settled[0]["value"]
            self.with_context(**{SYNCING: INSIDE}, skip_is_manually_modified=True).write(values)

    @api.model
    def _sum_egg_amounts(self, amounts, mode):
        """What these amounts make, excluding or including VAT as the mode says."""
        return sum((pair[not mode.excluded] for pair in amounts.values()), dec(0))

    def _get_egg_lines_of_amounts(self, base_lines, mode, amounts) -> list:
        """Discount lines that take exactly these amounts per combination of VAT,
        also where the document has no line of it.
        """
        groups, lines = self._group_egg_base_lines(base_lines), []
        for key, pair in amounts.items():
            amount, other = pair[not mode.excluded], pair[mode.excluded]
            if not amount and not other:
                continue
            own = groups.get(key, [])
            if not amount or not (total := mode.total(self._get_egg_discount_base(own))):
                own = [self._prepare_egg_lone_base_line(key, amount or 1)]
                total = mode.total(self._get_egg_discount_base(own))
            made = self._get_egg_discount_base_lines(own, mode, total, amount or dec(1))
            if other is not None and len(made) == 1:
                self._force_egg_amounts(made[0], -pair[0], -pair[1])
            lines += made
        return lines

    def _force_egg_amounts(self, base_line, excluded, included):
        """Give this line exactly these amounts, whatever its price and its taxes would round to."""
        rows, rate = base_line["tax_details"]["taxes_data"], base_line["rate"] or 1.0
        company_currency = self.company_id.currency_id
        delta = float(included - excluded) - sum(row["tax_amount_currency"] for row in rows)
        excluded = float(excluded)
        base_line["price_unit"] = self._get_egg_price(excluded, base_line["tax_ids"])
        if not rows:
            return
        base_line["manual_total_excluded_currency"] = excluded
        base_line["manual_total_excluded"] = company_currency.round(excluded / rate)
        base_line["manual_tax_amounts"] = manual = {}
        for row in rows:
            amount = self.currency_id.round(row["tax_amount_currency"] + (delta if row is rows[0] else 0.0))
            manual[str(row["tax"].id)] = {
                "tax_amount_currency": amount, "tax_amount": company_currency.round(amount / rate),
                "base_amount_currency": excluded, "base_amount": company_currency.round(excluded / rate),
            }

    def _prepare_egg_lone_base_line(self, key, amount) -> dict:
        """A line to take a discount off, for a combination of VAT that this document has no line of."""
        taxes = self.env["account.tax"].browse(int(one) for one in key.split(",") if one != "none")
        base_line = self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            {}, price_unit=float(abs(amount)), quantity=1.0, tax_ids=taxes, currency_id=self.currency_id,
            rate=self._get_egg_currency_rate(), partner_id=self.partner_id, **self._prepare_egg_lone_values(),
        )
        return self._round_egg_base_lines([base_line])[0]

    def _prepare_egg_lone_values(self) -> dict:
        """Hook: what the tax engine needs to know of a line of this document: its sign, whether it is a refund."""
        return {"sign": 1}

    def _get_egg_discount_base_lines(self, base_lines, mode, total, amount):
        """Split the discount over the VAT rates with the tax engine, then make it hit the target to the cent."""
        tax = self.env["account.tax"]
        if mode.excluded:
            lines = self._get_egg_excluded_discount_lines(base_lines, total, amount)
        else:
            lines = tax._prepare_global_discount_lines(
                base_lines, self.company_id, "fixed", float(amount), computation_key="global_discount,egg",
            )
        for line in lines:
            if not line["tax_details"]["taxes_data"]:
                # The engine keeps no rounded amount of a line without taxes: its price has to be that amount.
                line["price_unit"] = self.currency_id.round(self._get_egg_excluded(line))
        return lines

    def _get_egg_excluded_discount_lines(self, base_lines, total, amount):
        tax = self.env["account.tax"]
        lines = tax._prepare_global_discount_lines(
            base_lines, self.company_id, "percent", float(amount * 100 / total), computation_key="global_discount,egg",
        )
        for suffix, currency, wished in (
            ("_currency", self.currency_id, -float(amount)),
            ("", self.company_id.currency_id, self._get_egg_company_amount(-amount)),
        ):
            current = sum(
                line["tax_details"][f"total_excluded{suffix}"] + line["tax_details"][f"delta_total_excluded{suffix}"]
                for line in lines
            )
            factors = [
                {"factor": abs(line["tax_details"][f"total_excluded{suffix}"] / current) if current else 0.0,
                 "line": line}
                for line in lines
            ]
            deltas = tax._distribute_delta_amount_smoothly(currency.decimal_places, currency.round(wished - current),
                                                           factors)
            for factor, delta in zip(factors, deltas, strict=True):
                line = factor["line"]
                line["tax_details"][f"delta_total_excluded{suffix}"] += delta
                if suffix:
                    line["price_unit"] += delta
        tax._fix_base_lines_tax_details_on_manual_tax_amounts(lines, self.company_id)
        return lines

    def _get_egg_company_amount(self, amount) -> float:
        """An amount of the document in the company's currency."""
        rate = self._get_egg_currency_rate()
        return self.company_id.currency_id.round(float(amount) / rate) if rate else 0.0

    def _prepare_egg_discount(self, part, base_line) -> dict:
        key = self._get_egg_taxes_key(base_line["tax_ids"])
        return {
            "role": "discount", "key": f"{part['group']}/{key}" if "group" in part else key,
            "name": self._get_egg_discount_label(part), "quantity": 1.0, "price_unit": base_line["price_unit"],
            "tax_ids": base_line["tax_ids"],
            "extra_tax_data": self.env["account.tax"]._export_base_line_extra_tax_data(base_line),
            "sequence": 9700,
        }

    def _get_egg_discount_label(self, part=None) -> str:
        part = part or {"mode": self.egg_discount_mode, "value": self.egg_discount_value}
        if isinstance(core.MODES[part["mode"]], core.Percent) and part["value"]:
            return self.env._("General discount %(percent)s %%", percent=f"{part['value']:g}")
        return self.env._("General discount")

    def _get_egg_line_key(self, line) -> tuple:
        """(group, combination of VAT) of a saved line."""
        group = (line.egg_role_key or "").rpartition("/")[0] if line.egg_role else self._get_egg_discount_group(line)
        return group and int(group), self._get_egg_taxes_key(line.tax_ids)

    def _get_egg_saved_bases(self, lines, sign=1) -> dict:
        """Return {(group, combination of VAT): what these saved lines amount to}."""
        bases = {}
        for line in lines:
            key = self._get_egg_line_key(line)
            quantity = line[self._get_egg_quantity_field()]
            base = core.Base(*(dec(number) for number in (line.price_subtotal, line.price_total, quantity)))
            bases[key] = bases.get(key, core.NOTHING) + base.times(dec(sign))
        return bases

    # Generated lines ------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """The generated lines are made along with the others."""
        if self.env.context.get(SYNCING) is INSIDE:
            return super().create(vals_list)
        for vals in vals_list:
            self._drop_egg_generated_commands(vals)
        drafts = Drafts()
        context = {SYNCING: INSIDE, NEW_DOCUMENT: INSIDE, DRAFTS: drafts}
        documents = super(EggTotalsMixin, self.with_context(**context)).create(vals_list).with_env(self.env)
        documents._sync_egg_role_lines(drafts)
        return documents

    def write(self, vals):
        """The generated lines follow what is written."""
        if self.env.context.get(SYNCING) is INSIDE or not self._is_egg_totals_change(vals):
            return super().write(vals)
        self._drop_egg_generated_commands(vals)
        self._check_egg_role_commands(vals)
        result = super(EggTotalsMixin, self.with_context(**{SYNCING: INSIDE})).write(vals)
        self._sync_egg_role_lines()
        return result

    def _is_egg_totals_change(self, vals) -> bool:
        """Whether writing these values may change what the generated lines are."""
        if self._get_egg_totals_triggers() & vals.keys():
            return any(document._may_egg_have_totals() for document in self)
        if self._get_egg_rate_triggers() & vals.keys():
            return any(document.currency_id != document.company_id.currency_id for document in self) and any(
                document._may_egg_have_totals() for document in self)
        return False

    @api.model
    def _drop_egg_generated_commands(self, vals):
        """Leave out of these values what would make or change generated lines: they follow the document's fields."""
        for field in self._get_egg_line_fields():
            if vals.get(field):
                vals[field] = [command for command in vals[field] if not self._is_egg_generated_command(command)]

    @api.model
    def _is_egg_generated_command(self, command) -> bool:
        """Whether this command on the lines concerns a generated line of the document that it was taken from."""
        raise NotImplementedError

    @api.model
    def _check_egg_role_commands(self, vals):
        """Generated lines are not for hands, through the lines' field either."""
        lines = self.env[self._fields[self._get_egg_lines_field()].comodel_name]
        triggers = lines._get_egg_totals_triggers()
        edited = [
            command[1] for command in chain.from_iterable(vals.get(field) or [] for field in self._get_egg_line_fields())
            if command[0] in (2, 3) or (command[0] == 1 and triggers & command[2].keys())
        ]
        if edited:
            lines.browse(edited).exists()._check_egg_role_edit({"price_unit": 0})

    @contextmanager
    def _keep_egg_totals(self):
        """Change lines of these documents directly, outside a change of the document: its generated lines follow."""
        yield
        if self.env.context.get(SYNCING) is not INSIDE:
            self.exists()._sync_egg_role_lines()

    def _sync_egg_role_lines(self, drafts=None):
        """Make the generated lines what the document's fields and ordinary lines ask for.

        :param drafts: the documents were just made, so that their generated lines, made along with them, have no edit
            of anybody's yet: what these were computed from.
        """
        if self.env.context.get(SYNCING) is INSIDE:
            return
        for document in self:
            if document._is_egg_totals_open():
                document._sync_egg_role_lines_of_one(drafts)

    def _sync_egg_role_lines_of_one(self, drafts):
        field, fresh = self._get_egg_lines_field(), drafts is not None
        if self.egg_shipping_amount and (taxes := self._get_egg_shipping_taxes()) != self.egg_shipping_tax_ids:
            self.with_context(**{SYNCING: INSIDE}).egg_shipping_tax_ids = taxes
        if fresh and self._finish_egg_draft(drafts.get(self.id)):
            return
        existing = {(line.egg_role, line.egg_role_key): line for line in self[field] if line.egg_role}
        document = self.with_context(lang=self.partner_id.lang or self.env.lang)
        wanted = document._settle_egg_wanted_lines()
        made_along = self.env[self[field]._name].concat(*existing.values()) if fresh else None
        agreed = document._prepare_egg_agreed_values(document._get_egg_ordinary_lines()) if wanted else {}
        followed = {name: value for name, value in agreed.items() if name == "analytic_distribution" and value}
        commands = []
        for one in wanted:
            values = document._prepare_egg_role_line_values(one)
            line = existing.pop((one["role"], one["key"]), None)
            if line is None:
                commands.append((0, 0, agreed | values))
            elif changed := self._get_egg_changes(line, agreed | values if fresh else followed | values):
                commands.append((1, line.id, changed))
        for line in existing.values():
            if not line._must_egg_stay():
                commands.append((2, line.id, 0))
            elif line.price_unit:
                commands.append((1, line.id, {"price_unit": 0.0, "extra_tax_data": False}))
        if made_along and "analytic_distribution" not in agreed:
            self.env.add_to_compute(made_along._fields["analytic_distribution"], made_along)
        if commands:
            self.with_context(**{SYNCING: INSIDE}, skip_is_manually_modified=True).write({field: commands})

    def _finish_egg_draft(self, draft) -> bool:
        """Whether the generated lines that came along were computed from what the document is: then they are right, and
        not computed anew.
        """
        if draft is None or draft.document != self._get_egg_draft_key():
            return False
        if any(part.get("reversed") for part in self.egg_discount_parts or []):
            return False
        lines = self._get_egg_ordinary_lines()
        if lines.egg_third_party_tax_ids or draft.lines != [self._get_egg_draft_line_key(line) for line in lines]:
            return False
        self._settle_egg_discount_parts(draft.base_lines)
        for part in self._get_egg_discount_parts():
            if "amounts" not in part:
                base_lines = self._filter_egg_part_lines(part, draft.base_lines)
                base, mode = self._get_egg_discount_base(base_lines), part["mode"]
                slack = self._get_egg_printed_slack(core.MODES[mode], base_lines)
                self._check_egg_discount_against(mode, part["value"], base, slack)
        return True

    def _get_egg_draft_key(self) -> dict:
        """What the generated lines follow from besides the ordinary lines."""
        names = ("egg_discount_mode", "egg_discount_value", "egg_shipping_amount")
        return {name: self[name] for name in names} | {
            "parts": self.egg_discount_parts or False, "shipping_taxes": self._get_egg_shipping_taxes().ids,
            "currency": self.currency_id.id, "rate": self._get_egg_currency_rate(),
            "partner": self.partner_id.id, "company": self.company_id.id,
        }

    def _get_egg_draft_line_key(self, line) -> tuple:
        """What generated lines follow from on an ordinary line: a record, or its values."""
        names = ["product_id", "product_uom_id", self._get_egg_quantity_field(), "price_unit", "discount",
                 *self._get_egg_agreed_fields()]
        if isinstance(line, dict):
            model = self.env[self._fields[self._get_egg_lines_field()].comodel_name]
            taxes = model._get_egg_command_ids(line.get("tax_ids"))
            return tuple(line.get(name) or False for name in names), sorted(taxes or [])
        values = tuple(line._fields[name].convert_to_write(line[name], line) or False for name in names)
        return values, sorted(line.tax_ids.ids)

    def _update_egg_taxes(self):
        """Let third-party taxes and shipping follow the fiscal position, as the goods just did."""
        for document in self:
            if document._is_egg_totals_open():
                document._get_egg_ordinary_lines().with_context(**{SYNCING: INSIDE})._update_egg_third_party_vat()
        self._sync_egg_role_lines()

    def _get_egg_agreed_fields(self) -> list[str]:
        """Fields that a new generated line takes from the ordinary lines when these agree on them."""
        return ["analytic_distribution"]

    def _prepare_egg_agreed_values(self, lines) -> dict:
        """New generated lines go where the ordinary lines go, when these agree;
        else each has what its own models and journal say.

        Analytic accounts have their share of generated lines, as they have of the ordinary ones.

        :param lines: records, or dicts of values.
        """
        agreed = {}
        for name in self._get_egg_agreed_fields():
            found = [line.get(name) if isinstance(line, dict)
                     else line._fields[name].convert_to_write(line[name], line) for line in lines]
            if found and all(one == found[0] for one in found):
                agreed[name] = found[0] or False
            elif name == "analytic_distribution" and isinstance(lines, models.BaseModel):
                agreed[name] = self._mix_egg_distributions(lines)
        return agreed

    @api.model
    def _mix_egg_distributions(self, lines) -> dict:
        """The analytic distribution of lines that differ: each account has the share that it has of their amounts."""
        total, shares = sum(dec(line.price_subtotal) for line in lines), {}
        for line in lines:
            for accounts, percent in (line.analytic_distribution or {}).items():
                shares[accounts] = shares.get(accounts, dec(0)) + dec(line.price_subtotal) * dec(percent)
        mixed = {}
        if total:
            mixed = {accounts: float(core.rounded(share / total, dec("0.01"))) for accounts, share in shares.items()}
        if mixed and all(round(sum((line.analytic_distribution or {}).values()), 2) == 100 for line in lines):
            first = max(mixed, key=mixed.get)  # what must be whole stays whole
            mixed[first] = round(mixed[first] + 100 - sum(mixed.values()), 2)
        return mixed or False

    @api.model
    def _get_egg_changes(self, line, values) -> dict:
        """The values that differ from what the line has."""
        changed = {}
        for name, value in values.items():
            field = line._fields[name]
            if field.type == "many2many":
                differs = set(line[name].ids) != set(value[0][2])
            elif field.type == "many2one":
                differs = line[name].id != value
            elif field.type == "float":
                differs = abs(line[name] - value) > 1e-9
            elif field.type == "one2many":
                continue
            else:
                differs = (line[name] or False) != (value or False)
            if differs:
                changed[name] = value
        return changed

    def _get_egg_virtual_base_lines(self) -> list:
        """Base lines of an unsaved form: what people entered, and what the generated lines will be once saved."""
        ordinary = self[self._get_egg_lines_field()].filtered(lambda line: line._is_egg_priced() and not line.egg_role)
        base_lines = [self._get_egg_base_line(line) for line in ordinary]
        for one in self._get_egg_wanted_lines():
            values = {
                "price_unit": one["price_unit"], "quantity": one["quantity"], "tax_ids": one["tax_ids"],
                "currency_id": self.currency_id, "rate": self._get_egg_currency_rate(), "sign": 1, "discount": 0.0,
                "partner_id": self.partner_id, "extra_tax_data": one["extra_tax_data"],
                "egg_role": one["role"], "egg_name": one["name"],
            }
            if base_lines:
                values["sign"], values["is_refund"] = base_lines[0]["sign"], base_lines[0]["is_refund"]
            if one["role"] == "discount":
                values["special_type"] = "global_discount"
            base_lines.append(self.env["account.tax"]._prepare_base_line_for_taxes_computation(
                {"extra_tax_data": one["extra_tax_data"]}, **values,
            ))
        return base_lines

    def _get_egg_currency_rate(self) -> float:
        raise NotImplementedError

    # Summary --------------------------------------------------------------

    def _get_egg_totals(self) -> dict:
        """Return the totals of a document, saved or not, for screens and prints, as floats in the document's currency.

        Keys: currency, lines_untaxed, discount (negative), discount_label, third_party (list of name, amount),
        shipping, untaxed, vat (list of name, base, amount), tax, total.
        """
        self.ensure_one()
        return self._prepare_egg_totals(*self._get_egg_totals_parts())

    def _get_egg_totals_parts(self) -> tuple:
        """(lines, taxes) of the totals: (role, name, amount excl. VAT) of each priced line; {VAT: (base, amount)}."""
        if self.id:
            lines = self[self._get_egg_lines_field()].filtered(lambda line: line._is_egg_priced())
            base_lines = [self._get_egg_base_line(line) | {"egg_role": line.egg_role, "egg_name": line.name}
                          for line in lines]
            base_lines += self._get_egg_early_payment_base_lines()
        else:
            base_lines = self._get_egg_virtual_base_lines()
        self._round_egg_base_lines(base_lines)
        taxes = {}
        for base_line in base_lines:
            for data in base_line["tax_details"]["taxes_data"]:
                base, amount = taxes.get(data["tax"], (0.0, 0.0))
                base += self._get_egg_taxed_base(base_line, data)
                taxes[data["tax"]] = base, amount + data["tax_amount_currency"]
        return [(line.get("egg_role"), line.get("egg_name"), self._get_egg_excluded(line))
                for line in base_lines], taxes

    def _get_egg_taxed_base(self, base_line, data) -> float:
        """Base of a tax on a line: what the line is booked with, as the core shares out the cents of a rounding
        twice, once for the lines and once for their taxes; of a tax on another tax, what the core says.
        """
        details = base_line["tax_details"]
        is_the_line = abs(details["raw_total_excluded_currency"] - data["raw_base_amount_currency"]) < 1e-6
        return self._get_egg_excluded(base_line) if is_the_line else data["base_amount_currency"]

    def _get_egg_early_payment_base_lines(self) -> list:
        """Hook: what an early-payment discount that is "always" granted takes off the base of the VAT;
        it makes nothing in all.
        """
        return []

    def _prepare_egg_totals(self, lines: list, taxes: dict) -> dict:
        amounts, third_party = dict.fromkeys(("ordinary", "discount", "shipping"), 0.0), {}
        for role, name, excluded in lines:
            if role == "third_party_tax":
                third_party[name] = third_party.get(name, 0.0) + excluded
            else:
                amounts[role or "ordinary"] += excluded
        rounded = self.currency_id.round
        vat = {}  # one row per rate, whichever taxes bear it
        for tax, (base, amount) in sorted(taxes.items(), key=lambda item: (-item[0].amount, item[0].id)):
            row = vat.setdefault((tax.invoice_label or tax.name, tax.amount), [0.0, 0.0])
            row[0] += base
            row[1] += amount
        vat_rows = [{"name": name, "base": rounded(base), "amount": rounded(amount)}
                    for (name, _rate), (base, amount) in vat.items()]
        return {
            "currency": self.currency_id, "lines_untaxed": rounded(amounts["ordinary"]),
            "discount": rounded(amounts["discount"]),
            "discount_label": self._get_egg_discount_label() if rounded(amounts["discount"]) else "",
            "third_party": [{"name": name, "amount": rounded(amount)} for name, amount in third_party.items()],
            "shipping": rounded(amounts["shipping"]), "untaxed": self.amount_untaxed, "vat": vat_rows,
            "tax": self.amount_tax, "total": self.amount_total,
        }

    def _prepare_egg_totals_values(self) -> dict:
        """What goes from a document to the one made from it."""
        return {
            "egg_discount_mode": self.egg_discount_mode, "egg_discount_value": self.egg_discount_value,
            "egg_shipping_amount": self.egg_shipping_amount,
            "egg_shipping_tax_ids": [(6, 0, self.egg_shipping_tax_ids.ids)],
        }

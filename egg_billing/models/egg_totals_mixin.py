from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import discount as core

#: Context key: this very code is writing the generated lines.
SYNCING = "egg_syncing_role_lines"

ROLES = [("discount", "General discount"), ("third_party_tax", "Third-party tax"), ("shipping", "Shipping")]


def dec(amount) -> Decimal:
    """A float of Odoo as a Decimal, without its binary tail."""
    return Decimal(str(amount or 0.0))


class EggTotalsLineMixin(models.AbstractModel):
    """A line of a document; those with a role are generated from the document's own fields."""

    _name = "egg.totals.line.mixin"
    _description = "Line with a Role in the Totals"

    egg_role = fields.Selection(
        ROLES, "Role", readonly=True, copy=False, index="btree_not_null",
        help="Empty for an ordinary line. The others follow the discount, the taxes and the shipping cost of the document.",
    )
    egg_role_key = fields.Char(readonly=True, copy=False)

    def _get_egg_document(self):
        """Return the documents of these lines."""
        raise NotImplementedError

    def _is_egg_hand_edit(self) -> bool:
        """Whether somebody other than the totals themselves is touching generated lines."""
        return not self.env.context.get(SYNCING) and any(line.egg_role for line in self)

    def _check_egg_role_edit(self, vals):
        guarded = {"price_unit", "quantity", "product_uom_qty", "discount", "tax_ids", "name", "egg_role", "extra_tax_data"}
        if guarded & vals.keys() and self._is_egg_hand_edit():
            raise UserError(self.env._(
                "This line is computed from the discount, the shipping cost or the taxes of the document. Change those instead."
            ))

    def _prepare_egg_default_third_party_taxes(self) -> dict:
        """Return {line: values of rows} from the products of these lines."""
        rows = self.env["egg.product.third.party.tax"].search([("product_tmpl_id", "in", self.product_id.product_tmpl_id.ids)])
        by_template = rows.grouped("product_tmpl_id")
        result = {}
        for line in self:
            own = by_template.get(line.product_id.product_tmpl_id)
            if own:
                position = line._get_egg_document().fiscal_position_id
                result[line] = [row._prepare_copy_values(position) for row in own]
        return result


class EggTotalsMixin(models.AbstractModel):
    """A document with a footer discount, third-party taxes and a shipping cost.

    They are real lines with a role, kept in step with the fields of the document, so that everything that reads lines (taxes,
    journal items, partial invoices, exports) needs no second algorithm.
    """

    _name = "egg.totals.mixin"
    _description = "Document with Footer Totals"

    currency_id = fields.Many2one("res.currency")  # the adopter's own definition wins
    egg_discount_mode = fields.Selection(
        [("ht_percent", "% excl. VAT"), ("ht_amount", "Amount excl. VAT"), ("ttc_percent", "% incl. VAT"),
         ("ttc_amount", "Amount incl. VAT")],
        "Discount mode", default="ht_percent", required=True,
        help="What the general discount is taken off: the total excluding or including VAT, as a percentage or an amount.",
    )
    egg_discount_value = fields.Float(
        "General discount", digits=(16, 4), tracking=True,
        help="Taken off the products at the foot of the document. Third-party taxes and shipping are not discounted.",
    )
    egg_shipping_amount = fields.Monetary("Shipping cost (excl. VAT)", currency_field="currency_id", tracking=True)
    egg_shipping_tax_ids = fields.Many2many(
        "account.tax", string="Shipping VAT", domain="[('type_tax_use', '=', 'sale')]", check_company=True,
        compute="_compute_egg_shipping_tax_ids", store=True, readonly=False,
    )

    # Hooks ----------------------------------------------------------------

    def _get_egg_lines_field(self) -> str:
        """Name of the one2many of lines."""
        raise NotImplementedError

    def _get_egg_base_line(self, line) -> dict:
        """The tax engine's view of one line."""
        raise NotImplementedError

    def _is_egg_totals_open(self) -> bool:
        """Whether the generated lines may still change."""
        raise NotImplementedError

    def _prepare_egg_role_line_values(self, wanted: dict) -> dict:
        """Values of a generated line; adopters add what their lines need."""
        return {
            "name": wanted["name"], "price_unit": wanted["price_unit"], "tax_ids": [(6, 0, wanted["tax_ids"].ids)],
            "extra_tax_data": wanted["extra_tax_data"], "egg_role": wanted["role"], "egg_role_key": wanted["key"],
            "discount": 0.0, "sequence": wanted["sequence"],
        }

    # Fields ---------------------------------------------------------------

    @api.depends("company_id")
    def _compute_egg_shipping_tax_ids(self):
        for document in self:
            document.egg_shipping_tax_ids = document.company_id.account_sale_tax_id

    @api.constrains("egg_discount_mode", "egg_discount_value")
    def _check_egg_discount(self):
        for document in self:
            document._check_egg_discount_against(None)

    @api.constrains("egg_shipping_amount")
    def _check_egg_shipping(self):
        if any(document.egg_shipping_amount < 0 for document in self):
            raise ValidationError(self.env._("The shipping cost cannot be negative."))

    def _check_egg_discount_against(self, base):
        """Raise a clear message when the discount cannot be given on `base` (a `core.Base`, or None when not known)."""
        try:
            core.check(self.egg_discount_mode, dec(self.egg_discount_value), base)
        except core.DiscountError as error:
            raise ValidationError({
                "negative": self.env._("The general discount cannot be negative."),
                "over_100": self.env._("The general discount cannot be more than 100 %."),
                "over_total": self.env._("The general discount is more than the total of the products. Lower it, or add products."),
            }[error.code]) from error

    # Computation ----------------------------------------------------------

    def _get_egg_ordinary_lines(self):
        """The lines that people enter: no generated line, no section or note, no deposit."""
        return self[self._get_egg_lines_field()].filtered(
            lambda line: line.display_type in (False, "product") and not line.egg_role and not line.is_downpayment
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

    def _get_egg_wanted_lines(self, strict=True) -> list:
        """Return what the generated lines should be: dicts with role, key, name, price_unit, quantity, tax_ids, extra_tax_data.

        :param strict: refuse a discount above the total; the unsaved form only leaves it out.
        """
        self.ensure_one()
        lines = self._get_egg_ordinary_lines()
        rows = lines.egg_third_party_tax_ids
        if not (rows or self.egg_shipping_amount or self.egg_discount_value):
            return []
        base_lines = self._round_egg_base_lines([self._get_egg_base_line(line) for line in lines])
        wanted = self._get_egg_wanted_discount(base_lines, strict)
        for base_line in base_lines:
            wanted += self._get_egg_wanted_third_party(base_line)
        if self.egg_shipping_amount:
            wanted.append({
                "role": "shipping", "key": "shipping", "name": self.env._("Shipping"), "quantity": 1.0,
                "price_unit": self._get_egg_price(self.egg_shipping_amount, self.egg_shipping_tax_ids),
                "tax_ids": self.egg_shipping_tax_ids, "extra_tax_data": False, "sequence": 9800,
            })
        return wanted

    def _get_egg_price(self, amount: float, taxes) -> float:
        """The unit price for which these taxes give `amount` excluding VAT."""
        if any(tax.price_include for tax in taxes.flatten_taxes_hierarchy()):
            return taxes.compute_all(amount, currency=self.currency_id, handle_price_include=False)["total_included"]
        return amount

    def _get_egg_wanted_third_party(self, base_line) -> list:
        line, wanted = base_line["record"], []
        for number, row in enumerate(line.egg_third_party_tax_ids):
            quantity, amount = (1.0, row.amount) if row.per_line else (base_line["quantity"], row.amount)
            if row.amount_type == "percent":
                quantity, amount = 1.0, self.currency_id.round(self._get_egg_excluded(base_line) * row.amount / 100)
            taxes = row.tax_ids._origin
            wanted.append({
                "role": "third_party_tax", "key": f"{line._origin.id or line.id}:{row._origin.id or number}", "name": row.name,
                "quantity": quantity, "price_unit": self._get_egg_price(amount, taxes), "tax_ids": taxes,
                "extra_tax_data": False, "sequence": 9600, "parent": line, "row": row,
            })
        return wanted

    def _get_egg_wanted_discount(self, base_lines, strict) -> list:
        if not self.egg_discount_value:
            return []
        excluded = sum(map(self._get_egg_excluded, base_lines))
        included = excluded + sum(map(self._get_egg_tax, base_lines))
        base = core.Base(dec(self.currency_id.round(excluded)), dec(self.currency_id.round(included)))
        mode, value = self.egg_discount_mode, dec(self.egg_discount_value)
        if strict:
            self._check_egg_discount_against(base)
        total = base.excluded if core.is_excluded(mode) else base.included
        amount = core.target(mode, value, base, dec(self.currency_id.rounding))
        if total <= 0 or not 0 < amount <= total:
            return []
        return [
            self._prepare_egg_discount(base_line, number)
            for number, base_line in enumerate(self._get_egg_discount_base_lines(base_lines, mode, total, amount))
        ]

    def _get_egg_discount_base_lines(self, base_lines, mode, total, amount):
        """Split the discount over the VAT rates with the tax engine, then make it hit the target to the cent."""
        tax = self.env["account.tax"]
        if not core.is_excluded(mode):
            return tax._prepare_global_discount_lines(
                base_lines, self.company_id, "fixed", float(amount), computation_key="global_discount,egg",
            )
        lines = tax._prepare_global_discount_lines(
            base_lines, self.company_id, "percent", float(amount * 100 / total), computation_key="global_discount,egg",
        )
        for suffix, currency, wished in (
            ("_currency", self.currency_id, -float(amount)), ("", self.company_id.currency_id, self._get_egg_company_amount(-amount)),
        ):
            current = sum(
                line["tax_details"][f"total_excluded{suffix}"] + line["tax_details"][f"delta_total_excluded{suffix}"] for line in lines
            )
            factors = [
                {"factor": abs(line["tax_details"][f"total_excluded{suffix}"] / current) if current else 0.0, "line": line}
                for line in lines
            ]
            deltas = tax._distribute_delta_amount_smoothly(currency.decimal_places, currency.round(wished - current), factors)
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

    def _prepare_egg_discount(self, base_line, number) -> dict:
        taxes = base_line["tax_ids"]
        return {
            "role": "discount", "key": ",".join(map(str, sorted(taxes.ids))) or f"none{number}",
            "name": self._get_egg_discount_label(), "quantity": 1.0, "price_unit": base_line["price_unit"], "tax_ids": taxes,
            "extra_tax_data": self.env["account.tax"]._export_base_line_extra_tax_data(base_line), "sequence": 9700,
        }

    def _get_egg_discount_label(self) -> str:
        if core.is_percent(self.egg_discount_mode):
            return self.env._("General discount %(percent)s %%", percent=f"{self.egg_discount_value:g}")
        return self.env._("General discount")

    # Generated lines ------------------------------------------------------

    def _sync_egg_role_lines(self):
        """Make the generated lines what the document's fields and ordinary lines ask for."""
        if self.env.context.get(SYNCING):
            return
        for document in self:
            if document._is_egg_totals_open():
                document._sync_egg_role_lines_of_one()

    def _sync_egg_role_lines_of_one(self):
        field = self._get_egg_lines_field()
        existing = {(line.egg_role, line.egg_role_key): line for line in self[field] if line.egg_role}
        document = self.with_context(lang=self.partner_id.lang or self.env.lang)
        wanted = document._get_egg_wanted_lines()
        commands = []
        for one in wanted:
            values = document._prepare_egg_role_line_values(one)
            line = existing.pop((one["role"], one["key"]), None)
            if line is None:
                commands.append((0, 0, values))
            elif changed := self._get_egg_changes(line, values):
                commands.append((1, line.id, changed))
        commands += [(2, line.id, 0) for line in existing.values()]
        if commands:
            self.with_context(**{SYNCING: True}).write({field: commands})

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
        ordinary = self._get_egg_ordinary_lines() | self[self._get_egg_lines_field()].filtered(
            lambda line: line.is_downpayment and line.display_type in (False, "product")
        )
        base_lines = [self._get_egg_base_line(line) for line in ordinary]
        for one in self._get_egg_wanted_lines(strict=False):
            values = {
                "price_unit": one["price_unit"], "quantity": one["quantity"], "tax_ids": one["tax_ids"],
                "currency_id": self.currency_id, "rate": self._get_egg_currency_rate(), "sign": 1, "discount": 0.0,
                "partner_id": self.partner_id, "extra_tax_data": one["extra_tax_data"],
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
        """Return the totals of a saved document for screens and prints, as floats in the document's currency.

        Keys: currency, lines_untaxed, discount (negative), discount_label, third_party (list of name, amount), shipping,
        untaxed, vat (list of name, base, amount), tax, total.
        """
        self.ensure_one()
        field = self._get_egg_lines_field()
        lines = self[field].filtered(lambda line: line.display_type in (False, "product"))
        base_lines = self._round_egg_base_lines([self._get_egg_base_line(line) for line in lines])
        amounts = dict.fromkeys(("ordinary", "discount", "shipping"), 0.0)
        third_party, vat = {}, {}
        for base_line in base_lines:
            line, excluded = base_line["record"], self._get_egg_excluded(base_line)
            if line.egg_role == "third_party_tax":
                third_party[line.name] = third_party.get(line.name, 0.0) + excluded
            else:
                amounts[line.egg_role or "ordinary"] += excluded
            for data in base_line["tax_details"]["taxes_data"]:
                entry = vat.setdefault(data["tax"], {"name": data["tax"].invoice_label or data["tax"].name, "base": 0.0, "amount": 0.0})
                entry["base"] += data["base_amount_currency"]
                entry["amount"] += data["tax_amount_currency"]
        rounded = self.currency_id.round
        vat_rows = [
            {"name": row["name"], "base": rounded(row["base"]), "amount": rounded(row["amount"])}
            for _tax, row in sorted(vat.items(), key=lambda item: (-item[0].amount, item[0].id))
        ]
        return {
            "currency": self.currency_id, "lines_untaxed": rounded(amounts["ordinary"]), "discount": rounded(amounts["discount"]),
            "discount_label": self._get_egg_discount_label() if self.egg_discount_value else "",
            "third_party": [{"name": name, "amount": rounded(amount)} for name, amount in third_party.items()],
            "shipping": rounded(amounts["shipping"]), "untaxed": self.amount_untaxed, "vat": vat_rows,
            "tax": self.amount_tax, "total": self.amount_total,
        }

    def _prepare_egg_totals_values(self) -> dict:
        """What goes from a document to the one made from it."""
        return {
            "egg_discount_mode": self.egg_discount_mode, "egg_discount_value": self.egg_discount_value,
            "egg_shipping_amount": self.egg_shipping_amount, "egg_shipping_tax_ids": [(6, 0, self.egg_shipping_tax_ids.ids)],
        }

from odoo import api, models

from ...core import discount as core
from ...core.inside import INSIDE
from ...figures import format_figure
from .egg_totals_mixin import SYNCING, dec


class EggTotalsMixin(models.AbstractModel):
    """The general discount: its own or carried over from another document, shared out over the combinations of VAT."""

    _inherit = "egg.totals.mixin"

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
            return self.env._("General discount %(percent)s %%", percent=format_figure(self.env, part["value"]))
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

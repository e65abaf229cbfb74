from contextlib import contextmanager

from odoo import api, models

from ...core import discount as core
from ...core.inside import INSIDE
from .egg_totals_mixin import SYNCING, dec

#: What the rounding of lines may make of difference between a document and its parts together, in cents.
ROUNDED_LINES = 5


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["egg.totals.mixin", "account.move"]

    def _get_egg_lines_field(self) -> str:
        return "invoice_line_ids"

    def _get_egg_line_fields(self) -> list[str]:
        return [*super()._get_egg_line_fields(), "line_ids"]

    @api.model
    def _get_egg_totals_triggers(self) -> set[str]:
        return super()._get_egg_totals_triggers() | {"egg_discount_parts"}

    @api.model
    def _get_egg_rate_triggers(self) -> set[str]:
        return {"invoice_date", "invoice_currency_rate"}

    def _get_egg_quantity_field(self) -> str:
        return "quantity"

    def _prepare_egg_lone_values(self) -> dict:
        return {"sign": self.direction_sign, "is_refund": self.move_type == "out_refund"}

    def _get_egg_base_line(self, line) -> dict:
        return self._prepare_product_base_line_for_taxes_computation(line)

    def _get_egg_totals_parts(self):
        """An issued invoice is read from its journal items: what was booked,
        without computing the taxes of each line again.
        """
        return self._get_egg_booked_totals_parts() if self._has_egg_booked_totals() else super()._get_egg_totals_parts()

    def _has_egg_booked_totals(self) -> bool:
        """Whether the journal items tell base and amount of the VAT as the tax engine does:
        one percentage, outside the price, on all lines.

        With several rates the engine spreads cents over the bases in ways that no journal item shows.
        """
        if self.state != "posted" or any(item.display_type == "epd" for item in self.line_ids):
            return False
        items = self.line_ids.filtered(lambda item: item.display_type in ("product", "tax"))
        if len({item.tax_ids._ids for item in items
                if item.display_type == "product"}) != 1 or len(tax := items.tax_ids) != 1:
            return False
        return tax.amount_type == "percent" and not tax.price_include and not tax.has_negative_factor and all(
            item.egg_role != "discount" and item.tax_line_id <= tax for item in items)

    def _get_egg_booked_totals_parts(self) -> tuple:
        sign = self.direction_sign
        items = self.line_ids.filtered(lambda item: item.display_type == "product")
        lines = [(item.egg_role, item.name, sign * item.amount_currency) for item in items]
        return lines, {items.tax_ids: (self.amount_untaxed, self.amount_tax)}

    def _get_egg_early_payment_base_lines(self) -> list:
        items = self.line_ids.filtered(lambda item: item.display_type == "epd")
        return [self._prepare_epd_base_line_for_taxes_computation(item) for item in items]

    @api.model
    def _get_egg_live_fields(self) -> list[str]:
        return [*super()._get_egg_live_fields(), "invoice_payment_term_id"]

    def _get_egg_virtual_early_lines(self, generated) -> list:
        """As the core does for the lines that are there (`_get_rounded_base_and_tax_lines`)."""
        term = self.invoice_payment_term_id
        if not term.early_discount or term.early_pay_discount_computation != "mixed":
            return []
        lines = self.invoice_line_ids._filter_egg_entered()
        early = self._prepare_epd_base_lines_for_taxes_computation_from_base_lines(lines)
        return early + self._prepare_egg_early_lines(generated, term.discount_percentage)

    @contextmanager
    def _batch_egg_totals(self):
        """Taxes and due items are worked out once, for all lines."""
        container = {"records": self}
        with self._check_balanced(container), self._sync_dynamic_lines(container):
            yield

    def _get_egg_discount_group(self, line):
        return line.egg_discount_group

    def _get_egg_currency_rate(self) -> float:
        return self.invoice_currency_rate

    def _is_egg_totals_open(self) -> bool:
        return self.state == "draft" and self.is_sale_document()

    def _may_egg_have_totals(self) -> bool:
        return self.is_sale_document()

    def _may_egg_shipping_be_negative(self) -> bool:
        """A credit note that pays a deposit back may keep the shipping; its own reversal repeats that."""
        return self.move_type == "out_refund" or bool(self.reversed_entry_id)

    def _prepare_egg_role_line_values(self, wanted: dict) -> dict:
        values = super()._prepare_egg_role_line_values(wanted) | {"quantity": wanted["quantity"]}
        if account := wanted.get("account") or self._get_egg_role_account(wanted["role"]):
            values["account_id"] = account.id
        return values

    def _get_egg_role_account(self, role):
        """Hook: the income account of generated lines with this role; none: where the goods are booked."""
        return self.env["account.account"]

    def _prepare_egg_agreed_values(self, lines) -> dict:
        """Where the goods are booked on several accounts, or where there are none,
        generated lines go to the account of the journal.
        """
        agreed = super()._prepare_egg_agreed_values(lines)
        if not agreed.get("account_id"):
            account = self.journal_id.default_account_id
            agreed["account_id"] = (self.fiscal_position_id.map_account(account) if account else account).id
        return agreed

    def _get_egg_agreed_fields(self) -> list[str]:
        return [*super()._get_egg_agreed_fields(), "account_id"]

    def _prepare_product_base_line_for_taxes_computation(self, product_line):
        base_line = super()._prepare_product_base_line_for_taxes_computation(product_line)
        # What is given back of a discount is an ordinary amount: an e-invoice knows no allowance below zero.
        if product_line.egg_role == "discount" and product_line.price_unit <= 0:
            base_line["special_type"] = "global_discount"
        return base_line

    def _get_rounded_base_and_tax_lines(self, round_from_tax_lines=True):
        """In an unsaved form the generated lines are not there yet, or are those of before the edit."""
        if self.id or not self.is_sale_document():
            return super()._get_rounded_base_and_tax_lines(round_from_tax_lines)
        if not self._has_egg_generated_lines():
            return super()._get_rounded_base_and_tax_lines(round_from_tax_lines)
        return self._get_egg_virtual_rounded_lines(), []

    @api.depends(lambda self: self._get_egg_totals_depends())
    def _compute_tax_totals(self):
        super()._compute_tax_totals()

    @api.depends_context("lang")
    @api.depends("tax_totals", "invoice_line_ids.price_subtotal")
    def _compute_egg_totals_summary(self):
        invoices = self.filtered(lambda move: move.is_sale_document())
        (self - invoices).egg_totals_summary = False
        super(AccountMove, invoices)._compute_egg_totals_summary()

    @api.model
    def _is_egg_generated_command(self, command) -> bool:
        """A copy or a reversal repeats all lines; the generated ones are made anew from the copied fields."""
        return command[0] == 0 and isinstance(command[2], dict) and bool(command[2].get("egg_role"))

    def _post(self, soft=True):
        """Whatever road a change took: no invoice is issued with generated lines that are not what they should be."""
        self.filtered(lambda move: move._has_egg_footer_fields()
                      or any(line.egg_role for line in move.invoice_line_ids))._sync_egg_role_lines()
        self._settle_egg_credit_rest()
        return super()._post(soft)

    def action_switch_move_type(self):
        """The lines change sign when the total was negative, and what was carried over with them; the rest follows."""
        if not all(move.id for move in self):
            return super().action_switch_move_type()
        turned = self.filtered(lambda move: move.amount_total < 0)
        result = super(AccountMove, self.with_context(**{SYNCING: INSIDE})).action_switch_move_type()
        for move in turned.with_context(**{SYNCING: INSIDE}):
            move.egg_shipping_amount = -move.egg_shipping_amount
            if parts := move.egg_discount_parts:
                move.egg_discount_parts = [move._turn_egg_part(part) for part in parts]
                if "group" not in parts[0]:
                    move.egg_discount_value = move.egg_discount_parts[0]["value"]
        self._sync_egg_role_lines()
        return result

    @api.model
    def _turn_egg_part(self, part) -> dict:
        """What is carried over, on a document whose lines changed sign."""
        part = dict(part)
        for name in ("amounts", "then"):
            if part.get(name):
                part[name] = {key: [-one for one in numbers] for key, numbers in part[name].items()}
        if part.get("shipping"):
            part["shipping"] = -part["shipping"]
        if "amounts" in part:
            mode = core.MODES[part["mode"]]
            total = self._sum_egg_amounts({key: tuple(map(dec, pair)) for key, pair in part["amounts"].items()}, mode)
            part["value"] = float(mode.carry(dec(part["value"]), total))
        return part

    # Credit notes ---------------------------------------------------------

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """A credit note takes of the discount and the shipping of its invoice what its lines are of the invoice's."""
        default_values_list = default_values_list or [{} for _move in self]
        for move, values in zip(self, default_values_list, strict=True):
            if move.move_type == "out_invoice" and (move.egg_shipping_amount
                                                    or any(line.egg_role == "discount"
                                                           for line in move.invoice_line_ids)):
                own = [{"mode": move.egg_discount_mode, "value": move.egg_discount_value}]
                parts = [{"mode": part["mode"], "value": part["value"], "reversed": True} | {
                    name: part[name] for name in ("group", "shipping") if name in part}
                         for part in move.egg_discount_parts or own]
                parts[0]["reversed_shipping"] = move.egg_shipping_amount
                values["egg_discount_parts"] = parts
        return super()._reverse_moves(default_values_list, cancel)

    def _get_egg_reversed(self):
        """The invoice of which this credit note takes a share of the discount and the shipping;
        none when these were typed.
        """
        parts = self.egg_discount_parts or []
        # sudo: whoever may see the credit note may know what it is a part of
        invoice_sudo = self.sudo().reversed_entry_id
        return invoice_sudo if parts and parts[0].get("reversed") else invoice_sudo.browse()

    def _get_egg_reversal_notes(self, invoice_sudo):
        """The other credit notes of this invoice that count: those issued."""
        return invoice_sudo.reversal_move_ids.filtered(lambda move: move.state == "posted" and move != self._origin)

    def _get_egg_part_amounts(self, part, base_lines):
        invoice = self._get_egg_reversed()
        if not invoice or not part.get("reversed"):
            return super()._get_egg_part_amounts(part, base_lines)
        group, mode, unit = part.get("group", False), core.MODES[part["mode"]], dec(self.currency_id.rounding)
        notes = self._get_egg_reversal_notes(invoice)
        whole, full = invoice._get_egg_part_bases(group)
        taken = [note._get_egg_part_bases(group) for note in notes] + [(self._get_egg_discount_bases(base_lines), {})]
        result, is_last = {}, self._is_egg_last_credit(invoice, notes)
        for key, base in full.items():
            done = sum((own[1][key] for own in taken if key in own[1]), core.NOTHING)
            part_of = sum((own[0][key] for own in taken if key in own[0]), core.NOTHING)
            all_of = whole.get(key, core.NOTHING)
            if is_last or abs(all_of.excluded) - abs(part_of.excluded) <= unit * ROUNDED_LINES:
                part_of = all_of
            result[key] = mode.share_both(base.times(dec(-1)), done.times(dec(-1)), part_of, all_of, unit)
        return result

    def _get_egg_part_bases(self, group) -> tuple:
        """What the ordinary lines and the discount lines of one group amount to, each per combination of VAT."""
        discounts = self.invoice_line_ids.filtered(lambda line: line.egg_role == "discount")
        return tuple(
            {key[1]: base for key, base in self._get_egg_saved_bases(lines).items()
             if (key[0] or False) == (group or False)}
            for lines in (self._get_egg_ordinary_lines(), discounts)
        )

    def _get_egg_shipping(self, base_lines) -> float:
        invoice = self._get_egg_reversed()
        if not invoice or abs(self.egg_discount_parts[0].get("reversed_shipping",
                                                             0.0) - self.egg_shipping_amount) > 1e-6:
            return super()._get_egg_shipping(base_lines)
        notes = self._get_egg_reversal_notes(invoice)
        part = sum((dec(line.price_subtotal) for line in notes._get_egg_ordinary_lines()),
                   self._get_egg_discount_base(base_lines).excluded)
        whole = sum((dec(line.price_subtotal) for line in invoice._get_egg_ordinary_lines()), dec(0))
        done = sum((dec(note.egg_shipping_amount) for note in notes), dec(0))
        if self._is_egg_last_credit(invoice, notes):
            part = whole  # lines round one by one: measured by them, the last part would leave something
        return float(core.proportion(dec(invoice.egg_shipping_amount), done, part, whole,
                                     dec(self.currency_id.rounding)))

    def _settle_egg_discount_parts(self, base_lines):
        if self._get_egg_reversed():
            shipping = self._get_egg_shipping(base_lines)
            parts = [dict(part) for part in self.egg_discount_parts]
            if abs(parts[0].get("reversed_shipping",
                                0.0) - self.egg_shipping_amount) < 1e-6 and shipping != self.egg_shipping_amount:
                parts[0]["reversed_shipping"] = shipping
                self.with_context(**{SYNCING: INSIDE}, skip_is_manually_modified=True).write(
                    {"egg_shipping_amount": shipping, "egg_discount_parts": parts})
        super()._settle_egg_discount_parts(base_lines)

    def _get_egg_row_amount(self, row, base_line) -> float:
        """What counts once per line is credited in proportion to the line's quantity,
        less what earlier credit notes had of it.
        """
        invoice_sudo = self.sudo().reversed_entry_id  # sudo: as for the discount
        line = base_line["record"]
        if not (self.move_type == "out_refund" and invoice_sudo and row._is_egg_once_per_line()
                and "sequence" in getattr(line, "_fields", ())):
            return super()._get_egg_row_amount(row, base_line)
        # Lines typed in a form have one sequence: several lines of a product are credited together, one after another.
        same = {"product_id": line.product_id, "sequence": line.sequence, "egg_role": False}

        def alike(moves):
            return moves.invoice_line_ids.filtered(lambda one: all(one[name] == value for name, value in same.items()))

        def quantity(lines):
            return sum((dec(one.quantity) for one in lines), dec(0))

        invoiced, own = alike(invoice_sudo), alike(self)
        above = own[:own.ids.index(line.id)] if line.id in own.ids else own.browse()
        whole, before = quantity(invoiced), quantity(alike(self._get_egg_reversal_notes(invoice_sudo)) | above)
        if not whole:
            return super()._get_egg_row_amount(row, base_line)
        bearing = invoiced.filtered(lambda one: row.name in one.egg_third_party_tax_ids.mapped("name"))
        amount, unit = dec(row.amount) * max(len(bearing), 1), dec(self.currency_id.rounding)
        done = core.proportion(amount, dec(0), before, whole, unit)
        return float(core.proportion(amount, done, before + dec(base_line["quantity"]), whole, unit))

    def copy_data(self, default=None):
        """Without lines there is nothing to discount nor to ship: a debit note "without lines" is empty."""
        if default and default.get("line_ids") == [(5, 0, 0)]:
            default = default | {"egg_discount_value": 0.0, "egg_discount_parts": False, "egg_shipping_amount": 0.0}
        return super().copy_data(default)

    @contextmanager
    def _keep_egg_totals(self):
        """Taxes and terms follow too. The entry is completed once, when all is right: in between its total may be
        nothing, or below.
        """
        moves = self.filtered(lambda move: move._is_egg_totals_open() and (
            move._has_egg_footer_fields()
            or any(line.egg_role or line.egg_third_party_tax_ids for line in move.invoice_line_ids)))
        if self.env.context.get(SYNCING) is INSIDE or not moves:
            with super()._keep_egg_totals():
                yield
            return
        container = {"records": moves}
        with moves._check_balanced(container), moves._sync_dynamic_lines(container):
            yield
            container["records"] = moves.exists()
            moves.exists()._sync_egg_role_lines()

    def action_update_fpos_values(self):
        super(AccountMove, self.with_context(**{SYNCING: INSIDE})).action_update_fpos_values()
        self._update_egg_taxes()

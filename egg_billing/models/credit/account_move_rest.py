from collections import defaultdict
from typing import NamedTuple

from odoo import models
from odoo.fields import Command

from ...core.inside import INSIDE
from ..totals.egg_totals_mixin import SYNCING, dec

#: What rounding can make too much of all credit notes of an invoice together, in cents.
MOST = 100
#: Generated lines that may take a rest where no other line bears the VAT, the first of them first.
BEARERS = (False, "third_party_tax", "shipping", "discount")
#: Key in the tax data of a line that was given a rest.
REST = "egg_rest"


class Rest(NamedTuple):
    """What is left to credit of the lines that bear one combination of VAT."""

    base: object  # of what people entered and of third-party taxes, excluding VAT
    footer: object  # of discount and shipping, excluding VAT
    vat: object
    lines: int  # how many lines were rounded, the invoice's and those of its credit notes


class AccountMove(models.Model):
    """Parts are rounded one by one: the last credit note of an invoice takes what is left of it, to the cent."""

    _inherit = "account.move"

    def _get_egg_credited_lines(self, notes_sudo):
        return notes_sudo.sorted("id")._get_egg_credit_lines() | self._get_egg_credit_lines()

    def _get_egg_open_taxes(self, invoice_sudo, notes_sudo) -> set:
        """The combinations of VAT of which lines of the invoice are not credited in full, once this note is issued."""
        lines = invoice_sudo._get_egg_credit_lines()
        rows = lines._get_egg_rows_left(self._get_egg_credited_lines(notes_sudo))
        return {line.tax_ids._origin for line, row in zip(lines, rows, strict=True) if row.quantity}

    def _is_egg_last_credit(self, invoice_sudo, notes_sudo) -> bool:
        """Whether nothing is left of the lines of the invoice once this credit note is issued."""
        return invoice_sudo._is_egg_credit_bounded() and not self._get_egg_open_taxes(invoice_sudo, notes_sudo)

    def _is_egg_shipping_credited(self, notes_sudo) -> bool:
        invoice = self.reversed_entry_id
        shipping = dec(invoice.egg_shipping_amount) - sum(dec(note.egg_shipping_amount) for note in notes_sudo)
        return abs(shipping) < dec(self.currency_id.rounding) / 2

    def _get_egg_credit_rests(self) -> dict:
        """Return {combination of VAT: `Rest`} of the first of these documents, an invoice; the others credit it."""
        base, footer, vat, count = (defaultdict(lambda: dec(0)) for _one in range(4))
        for item in self.line_ids:
            amount = -dec(item.amount_currency)
            if item.display_type == "product":
                (footer if item.egg_role in ("discount", "shipping") else base)[item.tax_ids] += amount
                count[item.tax_ids] += 1
            elif item.tax_line_id:
                vat[item.tax_line_id] += amount
        return {taxes: Rest(base[taxes], footer[taxes], self._get_egg_vat_rest(taxes, count, vat), int(count[taxes]))
                for taxes in count}

    def _get_egg_vat_rest(self, taxes, combinations, vat):
        """The VAT that is left of one combination: none where several taxes are mixed, it is not to be told apart."""
        is_alone = len(taxes) == 1 and not any(taxes <= other for other in combinations if other != taxes)
        return vat[taxes] if is_alone and taxes.amount_type == "percent" else dec(0)

    def _prepare_egg_rest_commands(self, notes_sudo) -> list:
        """New lines for cents that earlier credit notes left of lines which they credited in full."""
        rests = (self.reversed_entry_id.sudo() | notes_sudo)._get_egg_credit_rests()  # sudo: notes of colleagues count
        commands, lines = [], self._get_egg_credit_lines()
        for taxes, rest in rests.items():
            line = lines.filtered(lambda one, taxes=taxes: one.tax_ids == taxes)[:1]
            if line and (rest.base or (rest.vat and not rest.footer)):
                is_included = any(tax.price_include for tax in taxes.flatten_taxes_hierarchy())
                commands.append(Command.create({
                    "product_id": line.product_id.id, "name": line.name, "quantity": 1.0, "discount": 0.0,
                    "product_uom_id": line.product_uom_id.id, "account_id": line.account_id.id,
                    "price_unit": float(rest.base + (rest.vat if is_included and not rest.footer else 0)),
                    "tax_ids": [Command.set(taxes.ids)], "analytic_distribution": line.analytic_distribution,
                }))
        return commands

    def _settle_egg_credit_rest(self):
        """Give the last credit note of an invoice what is left of it, base and VAT, where rounding made it differ."""
        for note in self:
            invoice_sudo = note.sudo().reversed_entry_id  # sudo: as for the discount
            if (note.move_type != "out_refund" or note.state != "draft" or not invoice_sudo
                    or note.currency_id != invoice_sudo.currency_id or not invoice_sudo._is_egg_credit_bounded()):
                continue
            notes_sudo = invoice_sudo._get_egg_credit_notes().filtered(lambda one: one.state == "posted") - note
            opened = note._get_egg_open_taxes(invoice_sudo, notes_sudo)
            moves_sudo = invoice_sudo | notes_sudo | note.sudo()  # sudo: all of them are counted together
            for _again in range(3):  # the VAT of the other lines is rounded anew with each change
                if not note._take_egg_credit_rest(moves_sudo, opened):
                    break

    def _take_egg_credit_rest(self, moves_sudo, opened) -> bool:
        """Take what `moves_sudo`, this credit note among them, leave; return whether anything was."""
        base_lines, is_changed = None, False
        bearers = self._get_egg_ordinary_lines() | self.invoice_line_ids.filtered("egg_role")
        for taxes, rest in moves_sudo._get_egg_credit_rests().items():
            own = bearers.filtered(lambda line, taxes=taxes: line.tax_ids == taxes)
            third_party = any(line.egg_role == "third_party_tax" for line in own)
            if not own or taxes in opened or (third_party and opened):
                continue
            most = dec(self.currency_id.rounding) * (rest.lines + len(moves_sudo))
            line = min(own, key=lambda one: (BEARERS.index(one.egg_role or False), -abs(one.price_subtotal)))
            base = dec(0) if line.egg_role in ("discount", "shipping") else rest.base
            vat = dec(0) if rest.footer else rest.vat
            if not (base or vat) or abs(base) > most or abs(vat) > most:
                continue
            if base_lines is None:
                base_lines = {one["record"]: one for one in self._get_rounded_base_and_tax_lines(False)[0]}
            if line in base_lines and self._add_egg_rest(line, base_lines[line], base, vat):
                is_changed = True
        return is_changed

    def _add_egg_rest(self, line, base_line, base, vat) -> bool:
        """Make a line of this draft so much more, whatever its price and its taxes would round to."""
        rows = base_line["tax_details"]["taxes_data"]
        rate, company_currency = base_line["rate"] or 1.0, self.company_id.currency_id
        excluded = self._get_egg_excluded(base_line)
        wished = self.currency_id.round(excluded + float(base))
        if wished * excluded < 0:
            return False
        if not rows:
            units = line.quantity * (1 - line.discount / 100)
            return bool(units) and self._write_egg_rest(line, {"price_unit": wished / units})
        base_line["manual_total_excluded_currency"] = wished
        base_line["manual_total_excluded"] = company_currency.round(wished / rate)
        base_line["manual_tax_amounts"] = manual = {}
        for row in rows:
            amount = self.currency_id.round(row["tax_amount_currency"] + (float(vat) if row is rows[0] else 0.0))
            below = wished if len(rows) == 1 else row["base_amount_currency"] + float(base)
            manual[str(row["tax"].id)] = {
                "tax_amount_currency": amount, "tax_amount": company_currency.round(amount / rate),
                "base_amount_currency": below, "base_amount": company_currency.round(below / rate),
            }
        data = self.env["account.tax"]._export_base_line_extra_tax_data(base_line) | {REST: True}
        return self._write_egg_rest(line, {"price_unit": line.price_unit, "extra_tax_data": data})

    def _get_egg_changes(self, line, values):
        """A generated line keeps the rest that it was given as long as nothing else of it changes."""
        changed = super()._get_egg_changes(line, values)
        return {} if changed.keys() == {"extra_tax_data"} and (line.extra_tax_data or {}).get(REST) else changed

    def _write_egg_rest(self, line, values) -> bool:
        """The accounting looks at prices only to see whether a line changed: another price comes in between."""
        move = self.with_context(**{SYNCING: INSIDE}, skip_is_manually_modified=True)
        between = {"price_unit": values["price_unit"] + 1, "extra_tax_data": False}
        for one in (between, values):
            move.write({"invoice_line_ids": [Command.update(line.id, one)]})
        return True

    def _get_egg_credit_tolerance(self, notes_sudo) -> float:
        """What rounding made these credit notes, together, more than this invoice: parts are rounded one by one, the
        VAT too, and cash rounding is of each note. Never more than a hundred cents besides.
        """
        unit = self.currency_id.rounding
        cash = sum(note.invoice_cash_rounding_id.rounding for note in notes_sudo)
        lines = sum(line._get_egg_rounding_gain() for line in notes_sudo._get_egg_credit_lines())
        lines += sum(line._get_egg_rounding_gain(-1) for line in self._get_egg_credit_lines())
        moves = self | notes_sudo
        generated = sum(bool(line.egg_role) for line in moves.invoice_line_ids)
        vat = sum(len({line.tax_ids for line in move.invoice_line_ids if line.tax_ids}) for move in moves)
        return cash + min(lines + unit * (generated + vat), unit * MOST) + unit / 2

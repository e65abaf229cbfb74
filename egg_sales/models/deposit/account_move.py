from decimal import Decimal

from odoo import fields, models
from odoo.addons.egg_billing.models.totals.egg_totals_mixin import dec
from odoo.fields import Command


class AccountMove(models.Model):
    _inherit = "account.move"

    egg_exchange_deposit_id = fields.Many2one(
        "sale.order.line", "Deposit whose exchange difference it books", readonly=True, copy=False,
        index="btree_not_null")

    def _get_egg_mark_fields(self):
        return super()._get_egg_mark_fields() | {"egg_exchange_deposit_id"}

    def _get_egg_deductions(self):
        return self.invoice_line_ids.filtered(
            lambda line: line.is_downpayment and line.display_type == "product" and line.price_total < 0)

    def _get_egg_creditable(self) -> float:
        """What was delivered can come back whole, though deposits paid for a part of it: by this invoice's credit notes
        or by the deposit's, once.
        """
        total = super()._get_egg_creditable()
        deducted = -sum(self._get_egg_deductions().mapped("price_total"))
        if deducted:
            return total + max(deducted - self._get_egg_related(is_deposit=True)._sum_egg_credited(), 0.0)
        if self.egg_is_deposit:
            finals_sudo = self._get_egg_related(is_deposit=False)
            beyond = finals_sudo._sum_egg_credited() - sum(finals_sudo.mapped("amount_total"))
            return total - max(beyond, 0.0) if finals_sudo else total
        return total

    def _get_egg_creditable_tax(self) -> float:
        return super()._get_egg_creditable_tax() - sum(
            line.price_total - line.price_subtotal for line in self._get_egg_deductions())

    def _get_egg_related(self, *, is_deposit: bool):
        """The deposits that this invoice deducts, or the issued invoices that deduct this deposit."""
        # sudo: those of colleagues count
        moves_sudo = self.sudo().invoice_line_ids.sale_line_ids.filtered("is_downpayment").invoice_lines.move_id
        return moves_sudo.filtered(lambda move: move.move_type == "out_invoice" and move.state == "posted"
                                   and move.egg_is_deposit == is_deposit) - self

    def _sum_egg_credited(self) -> float:
        """What the issued credit notes of these amount to."""
        notes_sudo = self._get_egg_credit_notes().filtered(lambda note: note.state == "posted")
        return sum(notes_sudo.mapped("amount_total"))

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._check_egg_deposit_bound()
        deposits = posted.invoice_line_ids.sale_line_ids.filtered(lambda line: line.is_downpayment
                                                                  and not line.display_type)
        # sudo: whoever may issue the invoice closes the account of its deposits
        deposits.sudo()._book_egg_exchange_difference()
        return posted

    def _check_egg_deposit_bound(self):
        """:raises UserError: a deposit is issued and locked that is more than its order, other invoices counted"""
        for move in self.filtered(lambda one: one.egg_is_deposit and one.move_type == "out_invoice"):
            company_sudo = move.company_id.sudo()  # sudo: the setting of a company whose form one may not open
            orders = move.invoice_line_ids.sale_line_ids.order_id
            if company_sudo.egg_lock_issued and len(orders) == 1:
                orders._check_egg_deposit_issued(move)

    def _limit_egg_deductions(self):
        """Deduct no more of the deposits than this invoice amounts to,
        as long as other invoices of the order will follow.

        Each rate of VAT takes its own deposits first.
        """
        deductions = self.invoice_line_ids.filtered(lambda line: line.is_downpayment and line.display_type == "product")
        orders = deductions.sale_line_ids.order_id
        if self.amount_total >= 0 or not deductions or all(order._is_egg_invoiced_in_full() for order in orders):
            return
        unit = dec(self.currency_id.rounding)
        wished = {line: -dec(line.price_total) for line in deductions}
        left = max(dec(self.amount_total) + sum(wished.values()), Decimal(0))
        goods = {}
        for line in self.invoice_line_ids - deductions:
            goods[line.tax_ids] = goods.get(line.tax_ids, Decimal(0)) + dec(line.price_total)
        taken = dict.fromkeys(deductions, Decimal(0))
        for own in (True, False):
            for line in deductions:
                room = min(left, goods.get(line.tax_ids, Decimal(0))) if own else left
                amount = max(min(wished[line] - taken[line], room), Decimal(0))
                taken[line] += amount
                left -= amount
                goods[line.tax_ids] = goods.get(line.tax_ids, Decimal(0)) - amount
        self.write({"invoice_line_ids": [
            Command.update(line.id, line._prepare_egg_limited_values(wished[line], taken[line], unit)) if taken[line]
            else Command.delete(line.id)
            for line in deductions
        ]})
        self._settle_egg_deductions(deductions.exists())

    def _settle_egg_deductions(self, deductions):
        """Where a deposit pays all that bears a VAT, neither base nor VAT is left of it: with VAT on payments no
        payment would ever move it.
        """
        for deduction in deductions:
            goods = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
            lines = goods.filtered(lambda line, taxes=deduction.tax_ids: line.tax_ids == taxes)
            rest = sum((dec(line.amount_currency) for line in lines), Decimal(0))
            is_whole = self.currency_id.is_zero(sum(lines.mapped("price_total")))
            if not rest or not is_whole or abs(rest) > 5 * dec(self.currency_id.rounding):
                continue
            values = deduction.sale_line_ids[:1]._prepare_egg_deduction_values(
                dec(deduction.amount_currency) - rest, -dec(deduction.price_total))
            self.write({"invoice_line_ids": [Command.update(deduction.id, values)]})

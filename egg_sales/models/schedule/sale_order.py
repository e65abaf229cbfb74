from decimal import Decimal

from odoo import api, fields, models
from odoo.addons.egg_billing.core import schedule
from odoo.exceptions import UserError
from odoo.tools import float_repr


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["egg.schedule.mixin", "sale.order"]

    egg_schedule_line_ids = fields.One2many("egg.order.schedule.line", "order_id", "Instalments", copy=True)

    @api.depends("date_order", "company_id", "payment_term_id")
    def _compute_egg_legal_limit_warning(self):
        super()._compute_egg_legal_limit_warning()

    def _get_egg_due_dates(self) -> list:
        start = self._get_egg_schedule_start()
        return super()._get_egg_due_dates() or [line._get_due_date(start) for line in self.payment_term_id.line_ids]

    def _get_egg_schedule_start(self):
        # The confirmation sets `date_order`: from then on the schedule counts from the signature.
        return self.company_id._get_egg_day(self.date_order or fields.Datetime.now())

    def _get_egg_next_due(self) -> dict:
        """Without instalments, a part that must be paid online to confirm the quote is a deposit."""
        wanted = self._get_prepayment_required_amount()
        is_part = self.currency_id.compare_amounts(wanted, self.amount_total) < 0
        left = wanted - max(self.egg_amount_paid, 0.0)
        if self.egg_schedule_line_ids or self.invoice_ids or not is_part or self.currency_id.compare_amounts(
                left, 0.0) <= 0:
            return super()._get_egg_next_due()
        return {"amount": left, "kind": "deposit", "mode_record": self.egg_payment_mode_id}

    def _get_egg_schedule_total(self) -> float:
        return self.amount_total

    def _get_egg_delivery_date(self):
        day = self.commitment_date
        return self.company_id._get_egg_day(day) if day else False

    def _prepare_invoice(self):
        values = super()._prepare_invoice()
        if self.egg_schedule_line_ids:
            values |= {
                "egg_condition_id": self.egg_condition_id.id,
                "egg_schedule_line_ids": self._prepare_egg_schedule_commands(),
                "invoice_payment_term_id": False,
            }
        return values

    def _prepare_egg_schedule_commands(self) -> list:
        """Copy the instalments; without what was invoiced as deposits, the rest then making 100 %."""
        commands = super()._prepare_egg_schedule_commands()
        covered = self._get_egg_deposit_invoiced()
        if not covered:
            return commands
        lines = self.egg_schedule_line_ids.sorted(lambda line: line.sequence)
        percents = schedule.remaining_percents(
            [Decimal(float_repr(line.amount, 4)) for line in lines], [line.kind == "deposit" for line in lines],
            Decimal(float_repr(covered, 4)),
        )
        for command, percent in zip(commands, percents, strict=True):
            command[2]["percent"] = float(percent)
        return [command for command in commands if command[2]["percent"]]

    def _get_egg_deposit_invoiced(self) -> float:
        """Return what was invoiced as deposits on this order, tax included, less the credit notes of them."""
        self.ensure_one()
        # sudo: all of them count, those a salesperson may not see too.
        deposits_sudo = self.sudo().invoice_ids.filtered(lambda move: move.egg_is_deposit and move.state == "posted")
        notes_sudo = deposits_sudo.reversal_move_ids.filtered(lambda move: move.state == "posted")
        return self.currency_id.round(sum(deposits_sudo.mapped("amount_total"))
                                      - sum(notes_sudo.mapped("amount_total")))

    def _create_invoices(self, grouped=False, final=False, date=None):
        """Group orders in one invoice only when their instalments are the same: one invoice has one schedule."""
        groups = self.grouped(lambda order: order._get_egg_schedule_signature())
        if len(groups) <= 1 or grouped:
            return super()._create_invoices(grouped=grouped, final=final, date=date)
        moves = self.env["account.move"]
        for orders in groups.values():
            part = orders.with_context(raise_if_nothing_to_invoice=False)
            moves |= super(SaleOrder, part)._create_invoices(grouped=grouped, final=final, date=date)
        if not moves and self.env.context.get("raise_if_nothing_to_invoice", True):
            raise UserError(self._nothing_to_invoice_error_message())
        return moves.with_env(self.env)

    def _get_egg_schedule_signature(self) -> tuple:
        self.ensure_one()
        return tuple(tuple(command[2].items()) for command in self._prepare_egg_schedule_commands())

    def _get_egg_portal_instalments(self) -> list:
        """Return the instalments a customer sees: dicts with label, date, amount, left (what is still to be paid),
        state ("paid", "late" or "open").
        """
        self.ensure_one()
        today, received, rows = self.company_id._get_egg_day(fields.Datetime.now()), self.egg_amount_paid, []
        for row in self._get_egg_schedule_rows():
            is_paid = self.currency_id.compare_amounts(received, row["amount"]) >= 0
            left = row["amount"] - min(max(received, 0.0), row["amount"])
            received -= row["amount"]
            is_late = self.state == "sale" and row["date"] and row["date"] < today
            rows.append(
                {
                    "label": row["label"], "date": row["date"], "amount": row["amount"],
                    "left": self.currency_id.round(left),
                    "state": self._get_egg_instalment_state(is_paid, is_late),
                }
            )
        return rows

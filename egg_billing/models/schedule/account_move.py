from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import frozendict

from ...core.inside import INSIDE
from .egg_schedule_mixin import THROUGH


class GivenTotal(float):
    """A total that the program hands to itself in the context."""


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["egg.schedule.mixin", "account.move"]

    egg_schedule_line_ids = fields.One2many("egg.move.schedule.line", "move_id", "Instalments", copy=True)

    @api.depends(
        "egg_schedule_line_ids.sequence", "egg_schedule_line_ids.percent", "egg_schedule_line_ids.rule",
        "egg_schedule_line_ids.days", "egg_schedule_line_ids.months", "egg_schedule_line_ids.day_of_month",
        "egg_schedule_line_ids.fixed_date", "egg_schedule_line_ids.title", "invoice_cash_rounding_id", "delivery_date",
    )
    def _compute_needed_terms(self):
        super()._compute_needed_terms()
        for move in self.filtered(lambda move: move._has_egg_instalments() and move.needed_terms):
            move.needed_terms = move._get_egg_needed_terms(move.needed_terms)

    @api.depends("needed_terms")
    def _compute_invoice_date_due(self):
        # Computing the terms reads the due date, when the terms are still empty: take the last instalment itself.
        scheduled = self.filtered(lambda move: move._has_egg_instalments())
        super(AccountMove, self - scheduled)._compute_invoice_date_due()
        for move in scheduled:
            dates = [row["date"] for row in move._get_egg_computed_rows_of(0.0)]
            move.invoice_date_due = max(dates, default=move.invoice_date_due)

    @api.depends("invoice_date", "invoice_date_due", "move_type")
    def _compute_egg_legal_limit_warning(self):
        super()._compute_egg_legal_limit_warning()

    def _get_egg_due_dates(self) -> list:
        if self.move_type != "out_invoice":
            return []
        return super()._get_egg_due_dates() or [day for day in [self.invoice_date_due] if day]

    def _has_egg_instalments(self) -> bool:
        """Whether the receivable of this document is split by its schedule.

        A credit note never is: it is due at once.
        """
        self.ensure_one()
        return self.move_type == "out_invoice" and bool(self.egg_schedule_line_ids)

    def _get_egg_needed_terms(self, terms: dict) -> dict:
        """Return one term for each instalment, in place of `terms`, with the same sums in both currencies.

        The instalment is part of the key, so that two of them on one date stay two journal items.
        """
        total = sum(values["balance"] for values in terms.values())
        total_currency = sum(values["amount_currency"] for values in terms.values())
        company_currency = self.company_currency_id
        needed, left = {}, total
        rows = self._get_egg_computed_rows_of(total_currency)
        for row in rows:
            balance = row["amount"] / total_currency * total if total_currency else 0.0
            balance = company_currency.round(left if row is rows[-1] else balance)
            left -= balance
            key = frozendict(
                {
                    "move_id": self.id,
                    "date_maturity": row["date"],
                    "discount_date": False,
                    "egg_schedule_line_id": row["line"].id,
                }
            )
            needed[key] = {"balance": balance, "amount_currency": self.currency_id.round(row["amount"])}
        return needed

    def _get_egg_computed_rows_of(self, total: float) -> list:
        """Return the instalments for this total, which may not be stored yet."""
        return self.with_context(egg_schedule_total=GivenTotal(total))._get_egg_computed_rows()

    def _get_egg_portal_instalments(self) -> list:
        """Return the instalments a customer sees: dicts with label, date, amount, left (what is still to be paid),
        state ("paid", "late" or "open").
        """
        self.ensure_one()
        today = self.company_id._get_egg_day(fields.Datetime.now())
        items = self.line_ids.filtered("egg_schedule_line_id").sorted(lambda item: (item.date_maturity, item.id))
        return [
            {
                "label": item.egg_schedule_line_id.label,
                "date": item.date_maturity,
                "amount": item.amount_currency,
                "left": item.amount_residual_currency,
                "state": self._get_egg_instalment_state(item.reconciled, item.date_maturity < today),
            }
            for item in items
        ]

    # Schedule hooks

    def _get_egg_schedule_start(self):
        return self.invoice_date or fields.Date.context_today(self)

    def _get_egg_schedule_total(self) -> float:
        total = self.env.context.get("egg_schedule_total")
        if isinstance(total, GivenTotal):  # no client's number
            return float(total)
        # A form not saved yet has no journal items: its totals come from the lines.
        return self.amount_total if isinstance(self.id,
                                               int) else (self.tax_totals or {}).get("total_amount_currency", 0.0)

    def _get_egg_delivery_date(self):
        return self.delivery_date

    def _get_egg_schedule_unit(self) -> float:
        return max(self.currency_id.rounding, self.invoice_cash_rounding_id.rounding or 0.0)

    # CRUD

    @api.model
    def _fill_egg_schedule_values(self, values: dict) -> None:
        """Instalments take the place of the core's payment terms."""
        super()._fill_egg_schedule_values(values)
        if any(command[0] == Command.CREATE for command in values.get("egg_schedule_line_ids") or []):
            values["invoice_payment_term_id"] = False

    @api.onchange("egg_schedule_line_ids")
    def _onchange_egg_schedule_line_ids(self):
        if self.egg_schedule_line_ids and self.invoice_payment_term_id:
            self.invoice_payment_term_id = False

    def _reverse_moves(self, default_values_list=None, cancel=False):
        default_values_list = default_values_list or [{} for _move in self]
        for values in default_values_list:
            values |= {"egg_schedule_line_ids": [], "egg_condition_id": False}
        return super()._reverse_moves(default_values_list, cancel)

    def _get_egg_locked_fields(self) -> set:
        return super()._get_egg_locked_fields() | {"egg_condition_id"}

    def _check_egg_schedule_unlocked(self) -> None:
        """Refuse a change of the schedule once the invoice is validated."""
        locked = self.filtered(lambda move: move.state != "draft")
        if locked:
            raise UserError(
                self.env._(
                    "%(names)s: the payment schedule of a validated invoice cannot be changed. Make a credit note "
                    "instead.",
                    names=", ".join(locked.mapped("display_name")),
                )
            )

    @contextmanager
    def _sync_egg_schedule(self):
        """The receivable journal items of these draft invoices follow."""
        with super()._sync_egg_schedule():
            if self.env.context.get(THROUGH) is INSIDE or not self:
                yield
                return
            container = {"records": self}
            with self._check_balanced(container), self._sync_dynamic_lines(container):
                yield
                container["records"] = self.exists()

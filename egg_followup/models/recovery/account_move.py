from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.addons.egg_billing.models.lock.account_move import BILLING
from odoo.tools import format_date

from ...core.limitation import CONSUMERS, FIRMS, PAST, SOON, how_near, limitation
from ...core.settlement import FEE, INTEREST


class Owed(NamedTuple):
    """What is owed of one invoice on a day."""

    move: models.Model
    settlements: dict  # {amount due: core `Settlement`}
    principal: Decimal
    interest: Decimal
    fee: Decimal
    limit: object  # the last day on which it can be claimed

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest + self.fee


class AccountMove(models.Model):
    """What is owed to the day, and until when it can be claimed in court."""

    _inherit = "account.move"

    egg_acknowledged_on = fields.Date(
        "Debt acknowledged on", copy=False, groups=BILLING,
        help="The customer acknowledged in writing that this is owed: the time within which it can be claimed in court "
             "begins anew (Code civil, art. 2240), if it was not over.")
    egg_limitation_date = fields.Date(
        "Can be claimed until", compute="_compute_egg_limitation", groups=BILLING,
        rests_while_typing=True,
        help="Five years between firms (Code de commerce, L110-4), two of consumers (Code de la consommation, L218-2), "
             "from the due date, the last part payment or the acknowledgement. A reminder does not lengthen it.")
    egg_limitation_warning = fields.Char("Warning of the limitation", compute="_compute_egg_limitation", groups=BILLING,
                                         rests_while_typing=True)

    @api.depends("egg_acknowledged_on", "amount_residual", "state", "commercial_partner_id")
    def _compute_egg_limitation(self):
        today = fields.Date.context_today(self)
        for move in self:
            is_owed = move.state == "posted" and move.move_type == "out_invoice" and move.amount_residual > 0
            last = move._get_egg_limitation() if is_owed else None
            move.egg_limitation_date = last or False
            move.egg_limitation_warning = move._get_egg_limitation_text(last, today) if last else False

    @api.model
    def _get_egg_open_fields(self) -> dict:
        """What the customer acknowledged does not touch the invoice."""
        return super()._get_egg_open_fields() | {"egg_acknowledged_on": BILLING}

    def _get_egg_limitation(self):
        """Return the last day on which the first amount still open of this invoice can be claimed; None: none is."""
        years = FIRMS if self.commercial_partner_id.is_company else CONSUMERS
        move_sudo = self.sudo()  # sudo: whoever sees the invoice may know until when it can be claimed
        known = [move_sudo.egg_acknowledged_on] if move_sudo.egg_acknowledged_on else []
        limits = []
        for item in move_sudo._get_egg_owed_items().filtered(lambda one: one.date_maturity and not one.reconciled):
            *paid, _open = item._get_egg_owed_parts(fields.Date.context_today(self))
            limits.append(limitation(item.date_maturity, years, [*known, *(day for _amount, day in paid)]))
        return min(limits, default=None)

    def _get_egg_limitation_text(self, last, today) -> str:
        """Return the warning of the last day on which something can be claimed in court; empty: it is far."""
        near = how_near(last, today)
        if near == PAST:
            return self.env._("%(number)s can no longer be claimed in court since %(day)s.", number=self.name,
                              day=format_date(self.env, last))
        return self.env._("%(number)s can be claimed in court until %(day)s only.", number=self.name,
                          day=format_date(self.env, last)) if near == SOON else ""

    def action_egg_recovery_file(self):
        """Make the file for the lawyer of these invoices, and download it.

        :raises UserError: they are not of one customer and company, or nothing of them is overdue.
        """
        return self.env["egg.recovery.file"]._make_for(self)

    def _is_egg_overdue(self, today) -> bool:
        """Whether something of this issued invoice is still open after its due date; claims of late interest go with
        their invoice.
        """
        return self.state == "posted" and self.move_type == "out_invoice" and not self.egg_interest_source_id and any(
            item.date_maturity and item.date_maturity < today and item.amount_residual_currency > 0
            for item in self._get_egg_owed_items())

    def _get_egg_owed(self, today) -> Owed:
        """Return what is overdue of this invoice on a day: principal, late interest and flat fee. What was waived is
        owed as far as it was invoiced.
        """
        settled = self._get_egg_settlements(today)
        settlements = {item: one for item, one in settled.items() if item.date_maturity < today}
        principal = sum((one.principal for one in settlements.values()), Decimal(0))
        interest, fee = self._get_egg_late_costs(today)
        claimed, waived = self._get_egg_interest_claimed(), self._get_egg_waived()
        interest = min(interest, claimed.interest) if INTEREST in waived else interest
        fee = claimed.fee or (Decimal(0) if FEE in waived else fee)
        paid = sum((one.paid_interest for one in settlements.values()), Decimal(0))
        paid_fee = sum((claim_sudo._get_egg_paid_fee() for claim_sudo in self._get_egg_claim_moves()), Decimal(0))
        return Owed(self, settlements, principal, max(interest - paid, Decimal(0)), max(fee - paid_fee, Decimal(0)),
                    self._get_egg_limitation())

    def _get_egg_paid_fee(self) -> Decimal:
        """Return how much of the flat fee on this invoice of late interest was paid: it is paid first."""
        return min(sum((one.amount for one in self._get_egg_paid_parts()), Decimal(0)), self._get_egg_fee_part())

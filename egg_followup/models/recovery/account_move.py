from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.addons.egg_billing.core.rights import BILLING
from odoo.fields import Domain
from odoo.orm.models import NO_ACCESS
from odoo.tools import format_date

from ...core.limitation import CONSUMERS, FIRMS, PAST, SOON, WARNING, add_months, how_near, limitation
from ...core.settlement import FEE, INTEREST

#: Invoices whose limitation is looked at in one step of the job.
BATCH = 200


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
    _egg_rests_while_typing = ("egg_limitation_date", "egg_limitation_warning")
    egg_limitation_date = fields.Date(
        "Can be claimed until", compute="_compute_egg_limitation", groups=BILLING,
        help="Five years between firms (Code de commerce, L110-4), two of consumers (Code de la consommation, L218-2), "
             "from the due date, the last part payment or the acknowledgement. A reminder does not lengthen it.")
    # the day that the salesperson has a task for; written by the job alone
    egg_limitation_told = fields.Date(copy=False, groups=NO_ACCESS)
    egg_limitation_warning = fields.Char("Warning of the limitation", compute="_compute_egg_limitation", groups=BILLING)

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

    # The job

    @api.model
    def _cron_egg_limitation(self):
        """Leave a task for the salesperson of each invoice that can be claimed in court for six months still, once for
        each last day; each step is committed.
        """
        commit, today, last_id = self.env["ir.cron"]._commit_progress, fields.Date.context_today(self), 0
        domain = Domain(self._get_egg_limitation_domain(today))
        while moves := self.search(domain & Domain("id", ">", last_id), order="id", limit=BATCH):
            last_id = moves[-1].id
            for move in moves:
                move._tell_egg_limitation(today)
            if not commit(len(moves), remaining=1):
                return
        commit(remaining=0)

    @api.model
    def _get_egg_limitation_domain(self, today) -> list:
        """Return the domain of what may be near its last day: old enough for consumers, not told of a day to come."""
        return [("move_type", "=", "out_invoice"), ("state", "=", "posted"), ("payment_state", "!=", "paid"),
                ("line_ids.reconciled", "=", False), ("line_ids.display_type", "=", "payment_term"),
                ("invoice_date", "<=", add_months(today, WARNING - 12 * CONSUMERS)),
                "|", ("egg_limitation_told", "=", False), ("egg_limitation_told", "<", today)]

    def _tell_egg_limitation(self, today):
        last = self._get_egg_limitation()
        if not last or how_near(last, today) != SOON or self.egg_limitation_told == last:
            return
        self.egg_limitation_told = last
        user = self._get_egg_limitation_user()
        told = self.with_context(lang=user.lang or self.env.lang, mail_activity_quick_update=True)
        told.activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id, summary=told._get_egg_limitation_text(last, today),
            note=told.env._("%(amount)s are open. A part payment or a written acknowledgement of the customer begins "
                            "the time anew; a reminder does not.",
                            amount=self.currency_id.with_env(told.env).format(self.amount_residual)))

    def _get_egg_limitation_user(self):
        """Return who is told: the salesperson, else the customer's, else whoever keeps the books of the company."""
        keepers = self.env["res.users"].search(
            [("all_group_ids", "in", self.env.ref("account.group_account_manager").ids), ("share", "=", False),
             ("company_ids", "in", self.company_id.ids)], order="id")
        for user in self._get_egg_seller() | self.commercial_partner_id.user_id | keepers:
            if user.active and not user.share and self.company_id in user.company_ids and self.with_user(
                    user).has_access("read"):
                return user
        return self.env.user

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

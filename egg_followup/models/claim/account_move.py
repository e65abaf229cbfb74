from decimal import Decimal
from itertools import chain

from odoo import api, fields, models
from odoo.addons.egg_billing.core.inside import INSIDE, KEEPING
from odoo.addons.egg_billing.core.rights import BILLING
from odoo.addons.egg_billing.models.facts.changes import is_changed
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core.settlement import (
    FEE,
    INTEREST,
    PRINCIPAL,
    Claimed,
    Debt,
    Payment,
    Terms,
    find_open,
    settle,
    without_fee,
)

#: Invoices of firms of which something is late, or was paid late, and that have no claims yet.
LATE = """
    SELECT DISTINCT item.move_id
      FROM account_move_line AS item
      JOIN account_move AS move ON move.id = item.move_id
      JOIN res_partner AS customer ON customer.id = move.commercial_partner_id
     WHERE item.display_type = 'payment_term' AND item.parent_state = 'posted' AND item.company_id = %(company)s
       AND item.date_maturity >= %(since)s AND item.date_maturity < %(today)s
       AND move.move_type = 'out_invoice' AND move.egg_interest_source_id IS NULL AND customer.is_company
       AND (item.reconciled IS NOT TRUE OR EXISTS (
            SELECT FROM account_partial_reconcile AS part
              JOIN account_move_line AS credit ON credit.id = part.credit_move_id
              JOIN account_move AS payment ON payment.id = credit.move_id
             WHERE part.debit_move_id = item.id AND credit.date > item.date_maturity
               AND payment.move_type NOT IN ('out_invoice', 'out_refund')))
       AND NOT EXISTS (SELECT FROM egg_followup_claim AS claim WHERE claim.move_id = item.move_id)
  ORDER BY item.move_id
     LIMIT %(limit)s
"""


class AccountMove(models.Model):
    """What part payments settle, and what of the late interest is claimed."""

    _inherit = "account.move"

    _egg_rests_while_typing = ("egg_late_claim_ids",)
    egg_late_claim_ids = fields.One2many("egg.followup.claim", "move_id", "Late interest and fee", groups=BILLING)

    def _get_egg_unclaimed(self, company, today, limit: int):
        """Return invoices of a company whose late payment has no claims yet, since the day that it says."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(LATE, company=company.id, since=company.egg_claim_since, today=today,
                                          limit=limit))
        return self.browse(number for (number,) in rows)

    def _get_egg_settlements(self, today, credits=None) -> dict:
        """Return {amount due: `Settlement`} of this invoice on a day, the oldest first.

        :param credits: {amount due: what open credits of the customer cover of it}
        """
        # what is waived is not settled by anything
        first = PRINCIPAL if INTEREST in self._get_egg_waived() else self.company_id.egg_set_off
        unit = Decimal(str(self.currency_id.rounding))
        rates = self.company_id._get_egg_interest_rates(self.commercial_partner_id)
        found, paid_apart = {}, self._get_egg_interest_payments()
        items = self._get_egg_owed_items().filtered("date_maturity")
        for item in items.sorted(lambda one: (one.date_maturity, one.id)):
            *paid, (left, _day) = item._get_egg_owed_parts(today, (credits or {}).get(item, 0.0))
            payments = [Payment(day, amount) for amount, day in paid]
            debt = Debt(sum((one.amount for one in payments), left), item.date_maturity)
            found[item] = settle(debt, payments + paid_apart, today, Terms(rates(debt.due), unit, first))
            paid_apart = list(found[item].rest)
        return found

    def _get_egg_interest_payments(self) -> list:
        """Return what was paid on the invoices of late interest of this one, beyond the flat fee."""
        return list(chain.from_iterable(
            without_fee(claim_sudo._get_egg_paid_parts(), claim_sudo._get_egg_fee_part())
            for claim_sudo in self._get_egg_claim_moves()))

    def _get_egg_paid_parts(self) -> list:
        """Return what was paid of the amounts due of this document (`core.settlement.Payment`), credits left out."""
        today = fields.Date.context_today(self)
        parts = chain.from_iterable(item._get_egg_owed_parts(today)[:-1] for item in self._get_egg_owed_items())
        return [Payment(day, amount) for amount, day in parts]

    def _get_egg_claim_moves(self):
        """Return the issued invoices that claim the late interest of this one."""
        # sudo: all of them count, whoever may see which
        return self.sudo().egg_interest_move_ids.filtered(lambda move: move.state == "posted")

    def _get_egg_fee_part(self) -> Decimal:
        """Return how much of this invoice of late interest is the flat fee."""
        source = self.egg_interest_source_id
        noted = source.egg_late_claim_ids.filtered(lambda claim: claim.kind == FEE).line_ids & self.invoice_line_ids
        if source.egg_late_claim_ids.line_ids & self.invoice_line_ids:
            return Decimal(str(sum(noted.mapped("price_total"))))
        fee = self.company_id._get_egg_recovery_fee_in(self.currency_id, self.invoice_date)
        return Decimal(str(min(fee, self.amount_total)))

    # What is claimed

    def _get_egg_interest_claimed(self, without=None) -> Claimed:
        """What invoices of late interest claim for this one. What was credited of them is waived, and not claimed
        again.

        :param without: invoices of late interest that are left out
        """
        # sudo: all of them count
        move_sudo = self.sudo()
        claims_sudo = move_sudo.egg_interest_move_ids.filtered(lambda move: move.state != "cancel")
        claims_sudo -= without or self.browse()
        total = sum((Decimal(str(move.amount_total)) for move in claims_sudo), Decimal(0))
        if not total:
            return Claimed()
        noted = {INTEREST: Decimal(0), FEE: Decimal(0)}
        for claim in move_sudo.egg_late_claim_ids:
            noted[claim.kind] += sum((Decimal(str(line.price_total)) for line in claim.line_ids
                                      if line.move_id in claims_sudo), Decimal(0))
        return Claimed(noted[INTEREST], noted[FEE], max(total - sum(noted.values()), Decimal(0)))

    def _get_egg_waived(self) -> frozenset:
        """Return the kinds of late costs that are not claimed of this invoice."""
        # sudo: what was waived holds for whoever writes a letter
        return frozenset(self.sudo().egg_late_claim_ids.filtered("waived_on").mapped("kind"))

    def _claim_egg_interest(self, kinds=None):
        """Make a draft invoice of the late interest and the flat fee of each of these invoices; return them.

        :param kinds: {invoice id: the kinds that are claimed}; without: both
        :raises UserError: nothing is to be claimed, or somebody else is at it.
        """
        self.check_access("write")
        today = fields.Date.context_today(self)
        self._lock_egg_documents()
        claims = {}
        for move in self:
            wanted = (kinds or {}).get(move.id, frozenset((INTEREST, FEE)))
            interest, fee = move._get_egg_late_claim(today)
            amounts = (interest if INTEREST in wanted else Decimal(0), fee if FEE in wanted else Decimal(0))
            if any(amounts):
                claims[move] = amounts
        if not claims:
            raise UserError(self.env._("No late interest is to be claimed for this."))
        made = self.with_context(**{KEEPING: INSIDE}).create([
            move._prepare_egg_interest_values(*amounts, today) for move, amounts in claims.items()])
        made = made.with_env(self.env)
        for (move, amounts), invoice in zip(claims.items(), made, strict=True):
            move._note_egg_claim_lines(amounts, invoice)
            move._message_log(body=self.env._("Late interest and recovery fee claimed: %(invoice)s.",
                                              invoice=invoice._get_html_link()))
        return made

    # What claims is made by its action, and once

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves.filtered("egg_interest_source_id")._check_egg_claim_made_here()
        return moves

    def write(self, vals):
        name = "egg_interest_source_id"
        changed = self.filtered(lambda move: is_changed(move, name, vals[name])) if name in vals else self.browse()
        result = super().write(vals)  # what is locked says so itself
        changed._check_egg_claim_made_here()
        return result

    def _check_egg_claim_made_here(self):
        """:raises UserError: a user says of an invoice that it claims late interest, or that it does not"""
        if self and not self.env.su and self.env.context.get(KEEPING) is not INSIDE:
            raise UserError(self.env._(
                "Which invoice claims late interest of which is noted by “Claim”, never by hand."))

    def _post(self, soft=True):
        self._check_egg_claims_once()
        return super()._post(soft)

    def button_draft(self):
        self.filtered(lambda move: move.state == "cancel")._check_egg_claims_once()
        return super().button_draft()

    def _check_egg_claims_once(self):
        """Late interest and the flat fee are claimed once, and not once they were waived.

        :raises UserError: other invoices claim them too, or somebody waived them
        """
        today = fields.Date.context_today(self)
        for move in self.filtered("egg_interest_source_id"):
            source_sudo = move.egg_interest_source_id.sudo()  # sudo: all that claims it counts
            source_sudo._lock_egg_documents()
            claimed, waived = source_sudo._get_egg_interest_claimed(without=move), source_sudo._get_egg_waived()
            if claimed == Claimed() and not waived:
                continue
            left = find_open(*source_sudo._get_egg_late_costs(today), claimed, waived)
            if move.currency_id.compare_amounts(move.amount_total, float(left.interest + left.fee)) > 0:
                raise UserError(self.env._(
                    "Of the late payment of %(invoice)s %(left)s is still to be claimed, not %(amount)s: the rest was "
                    "claimed or waived meanwhile. Cancel this invoice, and claim anew what is left.",
                    invoice=source_sudo.name, left=move.currency_id.format(float(left.interest + left.fee)),
                    amount=move.currency_id.format(move.amount_total)))

    def _note_egg_claim_lines(self, amounts, invoice):
        """Note by which lines of an invoice each claim of this one was invoiced."""
        kinds = [kind for kind, amount in zip((INTEREST, FEE), amounts, strict=True) if amount]
        lines = dict(zip(kinds, invoice.invoice_line_ids.sorted("id"), strict=False))
        # sudo: facts change by their actions only; who makes the invoice may
        for claim_sudo in self.sudo().egg_late_claim_ids:
            if claim_sudo.kind in lines:
                claim_sudo.line_ids += lines[claim_sudo.kind]
        self.sudo().egg_late_claim_ids._work_out_anew()  # sudo: as above

from odoo import api, models
from odoo.addons.egg_billing.core.inside import INSIDE, KEEPING

#: What the buyer or a platform says that stops reminders: refused, rejected, disputed or under query, suspended,
#: cancelled. Codes of Peppol and of the French life cycle.
HELD = frozenset({"RE", "UQ", "refused", "rejected", "contested", "suspended", "cancelled"})


class AccountMove(models.Model):
    _inherit = "account.move"

    def _l10n_fr_pdp_get_default_notes(self):
        """The notes of the electronic file are the sentences that are printed, word for word."""
        notes = super()._l10n_fr_pdp_get_default_notes()
        return notes | dict(self._get_egg_einvoice_notes()) if notes and self._is_egg_einvoiced() else notes

    # The cash that is there may come in after the matching: the bank statement is matched later.
    @api.depends("line_ids.matched_debit_ids.debit_move_id.move_id.origin_payment_id.is_matched",
                 "line_ids.matched_credit_ids.credit_move_id.move_id.origin_payment_id.is_matched")
    def _compute_pdp_lifecycle_residual(self):
        return super()._compute_pdp_lifecycle_residual()

    def _pdp_get_paid_amount(self):
        """The platform is told of a payment ("encaissée") once its money is there, not when a debit or a cheque is on
        its way; credits and write-offs are no payment.
        """
        paid = super()._pdp_get_paid_amount()
        return min(paid, self._get_egg_cash_received())

    def _get_egg_cash_received(self) -> float:
        """What of this document was paid by money that is in the bank or in the till, in the company's currency."""
        self.ensure_one()
        items = self.line_ids.filtered(lambda line: line.account_type in ("asset_receivable", "liability_payable"))
        received = sum(part.amount for part in items.matched_credit_ids if _is_cash(part.credit_move_id.move_id))
        returned = sum(part.amount for part in items.matched_debit_ids if _is_cash(part.debit_move_id.move_id))
        return (returned - received) * self.direction_sign

    def _get_egg_platform_holds(self):
        labels = dict(self._fields["peppol_move_state"]._description_selection(self.env))
        return super()._get_egg_platform_holds() | {
            move.id: self.env._("The platform says: %(status)s", status=labels.get(move.peppol_move_state))
            for move in self if move.peppol_move_state in HELD
        }

    def action_cancel_peppol_documents(self):
        """What waits to be sent is taken out of the queue, also of an issued and locked document."""
        return super(AccountMove, self.with_context(**{KEEPING: INSIDE})).action_cancel_peppol_documents()


def _is_cash(move) -> bool:
    """Whether this entry is money that came in: a line of a bank statement, a payment that is matched with one, or
    another entry on an account of cash.
    """
    if payment := move.origin_payment_id:
        return payment.is_matched
    return bool(move.statement_line_id) or "asset_cash" in move.line_ids.mapped("account_type")

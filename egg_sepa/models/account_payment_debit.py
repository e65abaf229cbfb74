from odoo import models
from odoo.exceptions import UserError


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _take_back_egg_debit(self, day, reference: str):
        """Reverse this payment's entry on a day, because a bank took the money back; its due items open again.

        :return: the reversal entry
        """
        self.ensure_one()
        entry, account = self.move_id, self.destination_account_id
        counterpart = entry.line_ids.filtered(lambda line: line.account_id == account)
        counterpart.remove_move_reconcile()
        reversal = entry._reverse_moves([{"date": max(day, entry.date), "ref": reference}])
        reversal.action_post()
        # Posting a reversal settles it against its origin by itself; do it here when it did not.
        open_lines = (counterpart | reversal.line_ids.filtered(lambda line: line.account_id == account)).filtered(
            lambda line: not line.reconciled)
        if open_lines:
            open_lines.reconcile()
        return reversal

    def _create_payment_transaction(self, **extra_create_values):
        """Core would ask Stripe at once, cancel the payment while the debit is under way, and so invite a second one."""
        if self.payment_token_id._filter_egg_declared():
            raise UserError(self.env._("This account is debited with “Debit by Stripe” on the invoice, never with a payment: "
                                       "the payment is booked by itself when Stripe confirms it."))
        return super()._create_payment_transaction(**extra_create_values)


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _compute_suitable_payment_token_ids(self):
        super()._compute_suitable_payment_token_ids()
        for wizard in self:
            wizard.suitable_payment_token_ids -= wizard.suitable_payment_token_ids._filter_egg_declared()

    def _create_payments(self):
        if self.payment_token_id:
            live = self.line_ids._get_egg_live_debits()
            if live:
                raise UserError(self.env._("%(names)s: a debit is under way. Wait until it is settled, or cancel it.",
                                           names=", ".join(sorted(set(live.move_id.mapped("name"))))))
        return super()._create_payments()


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        self._check_egg_no_live_debit()
        return super().button_draft()

    def button_cancel(self):
        self._check_egg_no_live_debit()
        return super().button_cancel()

    def _check_egg_no_live_debit(self):
        """Refuse to take back what is being collected."""
        live = self.line_ids._get_egg_live_debits()
        if live:
            raise UserError(self.env._("%(names)s: a debit is under way. Wait until it is settled, or cancel it.",
                                       names=", ".join(sorted(set(live.move_id.mapped("name"))))))

    def _has_to_be_paid(self):
        """A customer must not pay online what is being debited."""
        return super()._has_to_be_paid() and not self.line_ids._get_egg_live_debits()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_egg_live_debits(self):
        """Return those of these items that are in a live debit, by SEPA file or by Stripe."""
        # That an item is taken may be known to whoever sees it.
        claims_sudo = self.env["egg.debit.claim"].sudo().search([("move_line_id", "in", self.ids)])
        return self.browse(claims_sudo.move_line_id.ids)

    def _get_egg_hold_reasons(self) -> dict:
        """Due items that Stripe is debiting, or that the customer is paying online, are neither reminded nor collected again."""
        # Whoever may see the due item may know that it is being debited.
        debits_sudo = self.env["payment.transaction"].sudo()
        live = debits_sudo.search([("egg_due_item_id", "in", self.ids), ("egg_debit_state", "in", ("queued", "sending", "processing", "succeeded"))])
        reasons = {
            debit.egg_due_item_id.id: self.env._("In the debits %(name)s by Stripe, not settled yet.", name=debit.egg_stripe_run_id.name)
            for debit in live}
        online = debits_sudo.search([
            ("invoice_ids", "in", self.move_id.ids), ("state", "in", ("pending", "authorized")), ("egg_debit_state", "=", False),
            ("provider_code", "not in", ("none", "custom")), ("operation", "!=", "refund")])
        paying = set(online.invoice_ids.ids)
        for line in self.filtered(lambda one: one.move_id.id in paying):
            reasons.setdefault(line.id, self.env._("The customer is paying online."))
        return reasons | super()._get_egg_hold_reasons()

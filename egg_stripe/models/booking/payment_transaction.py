from odoo import fields, models
from odoo.addons.egg_billing.core.inside import INSIDE, PAYING
from odoo.addons.egg_debit.models.booking.booking import QUIET, book_safely, make_payments, settle_due_items
from odoo.exceptions import UserError

from ...core.stripe_retry import StripeFault


class PaymentTransaction(models.Model):
    """What was paid is booked on its own due item."""

    _inherit = "payment.transaction"

    def _post_process(self):
        """Core's post-processing books one payment for a whole invoice; a debit is booked on its own due item."""
        debits = self._is_egg_debit()
        super(PaymentTransaction, self - debits)._post_process()
        for company in debits.company_id:
            debits.filtered(lambda one, company=company: one.company_id == company
                            and one.egg_debit_state == "succeeded"
                            and not one.egg_booking_error)._book_egg_safely()

    def _book_egg_safely(self):
        """Book these payments (one company), see `book_safely`."""
        book_safely(self, lambda debits: debits._book_egg(), "egg_booking_error")

    def _book_egg(self, late=False):
        """Book and reconcile the payments of these debits (one company).

        :param late: the money came after the debit had ended here: it is booked all the same
        """
        states = ("failed", "cancelled", "disputed") if late else ("succeeded",)
        debits = self.with_company(self.company_id).try_lock_for_update().filtered(
            lambda one: one.egg_debit_state in states)
        if not debits:
            return
        quiet = debits.with_context(**QUIET)
        payments = make_payments(quiet.env, [debit._prepare_egg_payment_values() for debit in quiet])
        for debit, payment in zip(quiet, payments, strict=True):
            debit.payment_id = payment
        quiet.write({"egg_booking_error": False, "egg_reversal_move_id": False})
        credits = {} if late else quiet.env["egg.debit.claim"]._get_credits(quiet.egg_due_item_id)
        settle_due_items([(debit.egg_due_item_id, payment) for debit, payment in zip(quiet, payments, strict=True)],
                         credits)
        debits._set_egg_state("paid")

    def _prepare_egg_payment_values(self) -> dict:
        """Values of the payment of one debit."""
        journal, due_item = self.provider_id.journal_id, self.egg_due_item_id
        if not journal:
            raise UserError(self.env._("Choose the bank journal of Stripe in the settings of EGG."))
        method = journal.inbound_payment_method_line_ids.filtered(
            lambda line: line.payment_provider_id == self.provider_id)
        values = {
            "payment_type": "inbound", "partner_type": "customer",
            "partner_id": self.partner_id.commercial_partner_id.id,
            "amount": self.amount, "currency_id": self.currency_id.id, "date": fields.Date.context_today(self),
            "journal_id": journal.id, "company_id": self.company_id.id, "payment_token_id": self.token_id.id,
            "payment_transaction_id": self.id, "memo": f"{self.egg_invoice_id.name or ''} - {self.reference} - "
                                                       f"{self.provider_reference or ''}",
            "invoice_ids": [(6, 0, self.egg_invoice_id.ids)],
        }
        if method:
            values["payment_method_line_id"] = method[0].id
        if due_item:
            values["destination_account_id"] = due_item.account_id.id
        return values

    def action_post_process(self):
        """The core books in the rights of the user; of debits and their refunds
        only the program writes what came of them.
        """
        if self:
            self.check_access("write")
        facts = self.filtered(lambda one: not one._get_egg_free_fields())
        if facts:
            facts._as_egg_actor()._post_process()
        return super(PaymentTransaction, self - facts).action_post_process()

    def _create_payment(self, **extra_create_values):
        """The core books what a provider took in the rights of the user."""
        payments = super(PaymentTransaction, self.with_context(**{PAYING: INSIDE}))._create_payment(
            **extra_create_values)
        return payments.with_env(self.env)

    def action_egg_book_again(self):
        """Try again to book what failed: a payment, or its reversal, which Stripe is asked for."""
        self.check_access("write")
        debits_sudo = self._is_egg_debit()._as_egg_actor()
        debits_sudo.egg_booking_error = False
        for debit_sudo in debits_sudo.filtered(lambda one: one.egg_debit_state != "succeeded"
                                               and one.provider_reference):
            try:
                debit_sudo._refresh_egg_debit(debit_sudo.provider_id._get_egg_stripe_gateway())
            except StripeFault as fault:
                raise UserError(self.env._("Stripe does not answer. Please try again in a few minutes.")) from fault
        if debits_sudo:
            self.env.ref("egg_stripe.egg_stripe_follow_cron")._trigger_egg()
        return True

    def action_egg_refund(self):
        """Open core's form for refunds on the payment of this debit."""
        self.ensure_one()
        return self.payment_id.with_context(active_model="account.payment", active_id=self.payment_id.id,
                                            active_ids=self.payment_id.ids).action_refund_wizard() | {
            "context": {"active_model": "account.payment", "active_id": self.payment_id.id,
                        "active_ids": self.payment_id.ids}}

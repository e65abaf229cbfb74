from decimal import Decimal
from uuid import uuid4

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.stripe_debit import to_cents
from ...core.stripe_retry import NOTHING_MADE, RIGHTS, UNKNOWN, StripeFault, next_try, plan_again


class PaymentTransaction(models.Model):
    """Refunds: core's flow, spoken through the library."""

    _inherit = "payment.transaction"

    def _refund(self, amount_to_refund=None):
        """A refund that nobody knows the end of must end first: asked for again it would be paid twice."""
        if self.egg_debit_state and self.child_transaction_ids._filter_egg_open_refunds():
            raise UserError(self.env._("A refund of this debit is under way already: wait until Stripe has answered."))
        return super()._refund(amount_to_refund=amount_to_refund)

    def _filter_egg_open_refunds(self):
        """Return the refunds that were asked for here and that Stripe has not answered yet."""
        return self.filtered(lambda one: one.operation == "refund" and one.egg_call_key and not one.provider_reference
                             and one.state in ("draft", "pending"))

    def _send_refund_request(self):
        """The refund is kept with a key of its own first; the background job sends it,
        under that key until the answer is known.
        """
        source = self.source_transaction_id
        if not source.egg_debit_state:
            return super()._send_refund_request()
        if source.egg_debit_state != "paid":
            raise ValidationError(self.env._("Only a debit that was paid can be refunded."))
        self.write({"egg_call_key": str(uuid4()), "egg_begun_at": fields.Datetime.now()})
        self._set_pending()
        self.env.ref("egg_stripe.egg_stripe_follow_cron")._trigger()
        return None

    def _send_egg_refund_safely(self, gateway):
        """Ask Stripe for one refund and note what comes.

        :raises StripeFault: nothing was made, and the next call would not succeed either
        """
        if not self.try_lock_for_update()._filter_egg_open_refunds():
            return
        try:
            self.source_transaction_id._do_egg_safely(self._send_egg_refund, gateway)
        except StripeFault as fault:
            if fault.kind in NOTHING_MADE - {RIGHTS}:
                raise
            if fault.kind in UNKNOWN:
                again = next_try(self.egg_attempts + 1, fields.Datetime.now())
                self.write({"egg_attempts": self.egg_attempts + 1, "egg_last_fault": fault.kind, "egg_next_try": again})
                self.env.ref("egg_stripe.egg_stripe_follow_cron")._trigger(again)
            else:
                self._set_error(self.provider_id._get_egg_stripe_reason(fault.code, fault.message))

    def _send_egg_refund(self, gateway):
        source, now = self.source_transaction_id, fields.Datetime.now()
        plan = plan_again(self.egg_last_fault or "", self.egg_begun_at, now)
        is_taken_back = source.egg_debit_state == "disputed"
        if plan.look_up or is_taken_back:
            source._read_egg_refunds(gateway)
            if not self._filter_egg_open_refunds():
                return
        if is_taken_back:
            self._set_error(self.env._("Not refunded: the debit was taken back by the customer's bank."))
            return
        if plan.look_up:
            self.write({"egg_key_number": self.egg_key_number + 1, "egg_begun_at": now})
        refund = gateway.call("refunds.create", key=f"{self.egg_call_key}-{self.egg_key_number}", params={
            "payment_intent": source.provider_reference, "amount": to_cents(Decimal(str(-self.amount))),
            "metadata": {"egg_refund": self.egg_call_key}})
        source._apply_egg_refund(self, refund)

    def _apply_egg_refund(self, child, refund: dict):
        child._process("stripe", {"refund": refund})
        self._log_egg("debit_refunded",
                      self.env._("Debit %(reference)s by Stripe: %(amount)s refunded.", reference=self.reference,
                                                   amount=self.currency_id.format(-child.amount)))

    def _read_egg_refunds(self, gateway):
        """Note refunds that were made in Stripe's own screens, and how those made here ended.

        :raises StripeFault:
        """
        refunds = self.child_transaction_ids.filtered(lambda one: one.operation == "refund")
        children = {child.provider_reference: child for child in refunds}
        asked = {child.egg_call_key: child for child in refunds._filter_egg_open_refunds()}
        for refund in gateway.read_all("refunds.list", {"payment_intent": self.provider_reference}):
            child = children.get(refund["id"])
            mine = asked.get((refund.get("metadata") or {}).get("egg_refund"))
            if mine and not child:  # its answer was lost
                self._apply_egg_refund(mine, refund)
            elif child:
                if child.state == "pending" or refund.get("status") == "failed":
                    child._process("stripe", {"refund": refund})
            elif refund.get("status") in ("succeeded", "pending"):
                self._apply_egg_refund(self._create_child_transaction(refund["amount"] / 100, is_refund=True), refund)

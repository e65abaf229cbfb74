import logging
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

from ...core.stripe_debit import (
    LIVE,
    OPEN,
    PART,
    News,
    follow_dispute,
    is_account_at_fault,
    next_state,
    read_intent,
    to_cents,
    to_retry_code,
)
from ...core.stripe_retry import NOTHING_MADE, UNKNOWN, OutageWatch, StripeFault

_logger = logging.getLogger(__name__)
_LIVE_SQL = ", ".join(f"'{state}'" for state in sorted(LIVE))


class PaymentTransaction(models.Model):
    """One debit by Stripe: one due item of one invoice.

    `egg_debit_state` leads, core's own state follows: processing is pending, succeeded and paid are done.
    """

    _name = "payment.transaction"
    _inherit = ["egg.facts.mixin", "egg.debit.mixin", "egg.debit.total.mixin", "payment.transaction"]
    _egg_total_state = "egg_debit_state"
    _egg_debit_state = "egg_debit_state"
    _egg_live_states = LIVE
    _egg_debit_item = "egg_due_item_id"

    egg_stripe_run_id = fields.Many2one("egg.stripe.run", "Run", readonly=True, copy=False, index="btree_not_null",
                                        ondelete="restrict")
    egg_due_item_id = fields.Many2one(
        "account.move.line", "Due item", readonly=True, copy=False, index="btree_not_null", ondelete="set null")
    egg_invoice_id = fields.Many2one(related="egg_due_item_id.move_id", string="Invoice")
    egg_stripe_account_id = fields.Many2one("egg.stripe.account", "Debited account", readonly=True, copy=False,
                                            ondelete="restrict")
    egg_debit_state = fields.Selection(
        [("queued", "To send"), ("sending", "Being sent"), ("processing", "Under way"), ("succeeded", "Confirmed"),
         ("paid", "Paid"),
         ("failed", "Refused"), ("disputed", "Taken back"), ("cancelled", "Cancelled")],
        "Debit", readonly=True, copy=False, index="btree_not_null")
    egg_asked = fields.Monetary("Asked", compute="_compute_egg_asked",
                                help="The amount; nothing once the debit is cancelled.")
    egg_deducted = fields.Char("Less open credits", readonly=True, copy=False,
                               help="What the customer had with us, taken off this debit.")
    egg_reason = fields.Char("Reason", readonly=True, copy=False)
    egg_heard_at = fields.Datetime("Last news", readonly=True, copy=False)
    egg_booking_error = fields.Char("Why it was not booked", readonly=True, copy=False)
    egg_reversal_move_id = fields.Many2one("account.move", "Reversal entry", readonly=True, copy=False)
    # {dispute: what is known of it}, see `follow_dispute`
    egg_disputes = fields.Json(readonly=True, copy=False)
    egg_call_key = fields.Char(readonly=True, copy=False, index="btree_not_null")
    egg_key_number = fields.Integer(readonly=True, copy=False)
    egg_begun_at = fields.Datetime(readonly=True, copy=False)
    egg_attempts = fields.Integer(readonly=True, copy=False)
    egg_last_fault = fields.Char(readonly=True, copy=False)
    egg_next_try = fields.Datetime("Next try", readonly=True, copy=False)

    _egg_unique_live = models.UniqueIndex(
        f"(egg_due_item_id) WHERE egg_debit_state IN ({_LIVE_SQL})", "One of these due items is already being debited.")

    _egg_unique_refund = models.UniqueIndex(
        "(source_transaction_id) WHERE operation = 'refund' AND egg_call_key IS NOT NULL AND provider_reference IS NULL"
        " AND state IN ('draft', 'pending')", "A refund of this debit is under way already.")

    @api.constrains("token_id")
    def _check_token_is_active(self):
        """Core checks one transaction at a time; debits are made together.

        A refund goes back to where the money came from, whatever became of the account since.
        """
        refunds = self.filtered(lambda one: one.operation == "refund" and one.source_transaction_id.egg_debit_state)
        for transaction in self - refunds:
            super(PaymentTransaction, transaction)._check_token_is_active()

    # Core lets billing users write transactions; what becomes of a debit and of its refunds is said by Stripe only, by
    # the methods here.

    @api.model
    def _get_egg_given_fields(self) -> set:
        return super()._get_egg_given_fields() | {name for name in self._fields if not name.startswith("egg_")}

    def _get_egg_free_fields(self) -> set:
        is_debit = self.egg_debit_state or self.source_transaction_id.egg_debit_state
        return super()._get_egg_free_fields() if is_debit else self._get_egg_given_fields()

    def _get_egg_facts_refusal(self, names) -> str:
        return self.env._("What becomes of a debit is not written by hand: Stripe says it.")

    def _check_egg_given(self, values, given):
        """Nobody makes a debit under an account that was declared, or a refund of a debit,
        but by the actions that ask Stripe.
        """
        super()._check_egg_given(values, given)
        token = self.env["payment.token"].browse(values.get("token_id"))
        if self.browse(values.get("source_transaction_id")).egg_debit_state or token._filter_egg_declared():
            raise AccessError(self._get_egg_facts_refusal([]))

    def _check_egg_facts(self, values):
        """Neither does another transaction become one of these."""
        super()._check_egg_facts(values)
        self._check_egg_given({name: values[name] for name in ("source_transaction_id", "token_id") if name in values},
                              self._get_egg_given_fields())

    # State

    def _set_egg_state(self, state: str, reason: str = ""):
        """Move these debits on, and core's state with them."""
        if not self:
            return
        self.write({"egg_debit_state": state, "egg_reason": reason or False, "egg_heard_at": fields.Datetime.now()})
        if state == "processing":
            self._set_pending()
        elif state in ("succeeded", "paid"):
            self._set_done(extra_allowed_states=("cancel",))
        elif state == "failed":
            self._set_error(reason)
        elif state == "cancelled":
            self._set_canceled(reason)
        self.is_post_processed = state != "succeeded"

    @api.model
    def _get_egg_debit_domain(self):
        return super()._get_egg_debit_domain() | Domain("egg_debit_state", "!=", False)

    def _is_egg_debit(self):
        return self.filtered("egg_debit_state")

    def _log_sent_message(self):
        """Debits write their own line in the history of the invoice."""
        return super(PaymentTransaction, self - self._is_egg_debit())._log_sent_message()

    def _log_received_message(self):
        return super(PaymentTransaction, self - self._is_egg_debit())._log_received_message()

    def _log_egg(self, kind: str, text: str):
        if self.egg_invoice_id:
            self.egg_invoice_id._log_egg_event(kind, text)

    # News

    def _apply_egg_intent(self, intent: dict):
        self._apply_egg_one(read_intent(intent))

    def _refresh_egg_debit(self, gateway):
        """Ask Stripe about one debit.

        :raises StripeFault:
        """
        self._apply_egg_intent(gateway.call("payment_intents.retrieve", self.provider_reference,
                                            params={"expand": ["latest_charge"]}))
        self.egg_heard_at = fields.Datetime.now()

    @api.model
    def _find_egg_debits(self, provider, news: list):
        """Return the debits of one provider that the news is about, by Stripe's id or by ours."""
        return self.search([
            ("provider_id", "=", provider.id), ("egg_debit_state", "!=", False), "|",
            ("provider_reference", "in", [told.intent for told in news]),
            ("egg_call_key", "in", [told.token for told in news if told.token])])

    @api.model
    def _apply_egg_news(self, provider, news: list, gateway=None):
        """Apply what Stripe told this provider, in its order: twice, late or out of order, the end is the same.

        One debit whose news cannot be applied does not keep the others from theirs.

        :param gateway: to look at refunds with; without it that is left to the background job
        :return: a fault of Stripe after which the news must be read again, if there was one
        :raises StripeFault: no call would succeed now
        """
        last, watch = None, OutageWatch()
        found = self._find_egg_debits(provider, news)
        by_intent = {debit.provider_reference: debit for debit in found if debit.provider_reference}
        by_token = {debit.egg_call_key: debit for debit in found}
        for told in news:
            debit = by_intent.get(told.intent) or by_token.get(told.token)
            if not debit:
                continue
            if told.kind != "refunded":
                debit._apply_egg_safely(told)
            elif gateway:
                fault = debit._ask_egg_safely(debit._read_egg_refunds, gateway)
                last = fault or last
                if watch.note(fault):
                    raise fault
            else:
                self.env.ref("egg_stripe.egg_stripe_follow_cron")._trigger()
        return last

    def _apply_egg_safely(self, told: News):
        """Apply news; what cannot be booked (a closed period...)
        is told on the debit and does not keep the others from theirs.
        """
        self._do_egg_safely(self._apply_egg_one, told)

    def _do_egg_safely(self, step, *values):
        """Do one step of one debit; whatever is odd about it is told on the debit, and the others go on.

        :raises StripeFault:
        """
        try:
            with self.env.cr.savepoint():
                step(*values)
        except (StripeFault, OperationalError, UniqueViolation):  # another job had it: the same is done again later
            self.env.invalidate_all()
            raise
        except UserError as fault:
            self.env.invalidate_all()
            self.egg_booking_error = str(fault)[:500]
        except Exception:  # noqa: BLE001 one bad debit must not stop the others
            _logger.exception("News of debit %s could not be applied", self.id)
            self.env.invalidate_all()
            self.egg_booking_error = self.env._("Unexpected error, see the server's log.")

    def _ask_egg_safely(self, ask, gateway):
        """Ask Stripe about one debit; what Stripe refuses is told on the debit.

        :return: the fault when there was no answer, see `UNKNOWN`
        :raises StripeFault: no call would succeed now
        """
        try:
            self._do_egg_safely(ask, gateway)
        except StripeFault as fault:
            if fault.kind in NOTHING_MADE:
                raise
            if fault.kind in UNKNOWN:
                return fault
            reason = self.provider_id._get_egg_stripe_reason(fault.code, fault.message)
            self.egg_reason = self.env._("Stripe gives no news of this debit: %(reason)s", reason=reason)
        self.egg_heard_at = fields.Datetime.now()
        return None

    def _apply_egg_one(self, told: News):
        """Move one debit on, as far as the news is new."""
        if told.intent and not self.provider_reference:
            self.provider_reference = told.intent
        before = self.egg_debit_state
        if told.kind in ("disputed", "reinstated") and not self._follow_egg_dispute(told):
            return
        state = next_state(before, told.kind)
        if not state:
            return
        reason = self.provider_id._get_egg_stripe_reason(told.reason,
                                                         told.message) if state in ("failed", "disputed") else ""
        is_other = state == "succeeded" and told.cents and told.cents != to_cents(Decimal(str(self.amount)))
        if is_other:
            self.egg_booking_error = self.env._("Stripe collected another amount (%(amount)s): book it by hand.",
                                                amount=self.currency_id.format(told.cents / 100))
            self._log_egg("debit_other_amount", self.egg_booking_error)
        if state == "succeeded" and before not in LIVE:
            if is_other:
                return
            self._book_egg(late=True)  # the item may be taken by another debit meanwhile
            return
        self._set_egg_state(state, reason)
        getattr(self, f"_after_egg_{state}", lambda _told: None)(told)

    def _follow_egg_dispute(self, told: News) -> bool:
        """Note news of a dispute; whether it may change the state of the debit."""
        known = self.egg_disputes or {}
        disputes = follow_dispute(known, told, to_cents(Decimal(str(self.amount))))
        if disputes is None:
            return False
        self.egg_disputes = disputes
        if told.kind == "reinstated":
            if known.get(told.dispute) == PART:
                self.egg_booking_error = self.env._("Stripe gave back a part of this debit (%(amount)s): book it by "
                                                    "hand.", amount=self.currency_id.format(told.cents / 100))
            return OPEN not in disputes.values()
        if disputes.get(told.dispute) == PART:
            self.egg_booking_error = self.env._("The customer's bank took back a part of this debit (%(amount)s): book "
                                                "it by hand.", amount=self.currency_id.format(told.cents / 100))
            self.egg_reason = self.provider_id._get_egg_stripe_reason(told.reason, told.message)
            self._log_egg("debit_disputed", self.egg_booking_error)
            self._stop_egg_account(told)
            return False
        return True

    def _after_egg_processing(self, _told):
        # sudo: whatever brings the news, the account was debited
        self.egg_stripe_account_id.sudo().last_debit_date = fields.Date.context_today(self)

    def _after_egg_failed(self, told):
        self._log_egg("debit_rejected", self.env._("Debit %(reference)s by Stripe refused: %(reason)s",
                                                   reference=self.reference, reason=self.egg_reason))
        self._stop_egg_account(told)
        self._propose_egg_again(told)

    def _after_egg_disputed(self, told):
        """The customer's bank took the money back: the payment is reversed and the due item opens again."""
        if self.payment_id and not self.egg_reversal_move_id:
            debit = self.with_company(self.company_id)
            self.egg_reversal_move_id = debit.payment_id._take_back_egg_debit(
                fields.Date.context_today(self), self.env._("Return of %(reference)s", reference=self.reference))
        self._log_egg("debit_disputed", self.env._("Debit %(reference)s by Stripe taken back by the customer's bank: "
                                                   "%(reason)s",
                                                   reference=self.reference, reason=self.egg_reason))
        self._stop_egg_account(told)
        self._propose_egg_again(told)

    def _propose_egg_again(self, told):
        """Want of money is proposed again as the company's settings have it; any other reason forbids it."""
        if self.egg_due_item_id:
            # sudo: whatever brings the news proposes it; people plan it
            account_sudo = self.sudo().egg_stripe_account_id
            self.egg_due_item_id._propose_egg_debit_again(to_retry_code(told.reason), account_sudo,
                                                          fields.Date.context_today(self))

    def _stop_egg_account(self, told):
        if is_account_at_fault(told.reason):
            # Whatever brings the news, the account must not be debited again.
            account_sudo = self.egg_stripe_account_id.sudo()
            account_sudo.write({"state": "stopped", "error": self.egg_reason})

import logging
from decimal import Decimal
from uuid import uuid4

from odoo import api, fields, models
from odoo.addons.egg_debit.models.booking.booking import QUIET, book_safely, make_payments, settle_due_items
from odoo.exceptions import AccessError, UserError, ValidationError
from psycopg2.errors import SerializationFailure

from ...core.stripe_debit import LIVE, News, is_account_at_fault, next_state, read_intent, to_cents
from ...core.stripe_retry import NOTHING_MADE, RIGHTS, UNKNOWN, Plan, StripeFault, next_try, plan_again

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
        """Core checks one transaction at a time; debits are made together."""
        for transaction in self:
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

    # Sending

    @api.model
    def _prepare_egg_debit_values(self, run, number: int, line, account, provider) -> dict:
        """Values of the debit of one due item."""
        return {
            "provider_id": provider.id, "payment_method_id": account.token_id.payment_method_id.id,
            "token_id": account.token_id.id,
            "partner_id": line.partner_id.id, "amount": line.amount_residual_currency,
            "currency_id": line.currency_id.id,
            "reference": f"{run.name}-{number}", "operation": "offline", "invoice_ids": [(6, 0, line.move_id.ids)],
            "egg_stripe_run_id": run.id, "egg_due_item_id": line.id, "egg_stripe_account_id": account.id,
            "egg_debit_state": "queued",
            "egg_call_key": str(uuid4()),
        }

    def _begin_egg_debits(self):
        """Lock debits that wait and mark them as begun; return those to ask Stripe for.

        What is not owed any more is cancelled, unless Stripe may already have been asked for it.
        """
        debits = self.try_lock_for_update().filtered(lambda one: one.egg_debit_state in ("queued", "sending"))
        queued = debits.filtered(lambda one: one.egg_debit_state == "queued" and not one.egg_begun_at)
        idle = queued.filtered(lambda one: not one._is_egg_owed())
        idle._set_egg_state("cancelled", self.env._("Paid or changed before it was sent."))
        gone = (queued - idle).filtered(lambda one: not one.token_id.active)
        gone._set_egg_state("cancelled", self.env._("The account was taken out before the debit was sent."))
        debits -= idle | gone
        # Begun before and no answer noted: the work stopped in the middle.
        debits.filtered(lambda one: one.egg_begun_at and not one.egg_last_fault).egg_last_fault = "lost"
        debits.filtered(lambda one: not one.egg_begun_at).egg_begun_at = fields.Datetime.now()
        debits.egg_debit_state = "sending"
        return debits

    def _is_egg_owed(self) -> bool:
        line = self.egg_due_item_id
        return (line.parent_state == "posted" and not line.reconciled
                and line.currency_id.compare_amounts(line.amount_residual_currency, self.amount) >= 0)

    def _give_back_egg(self):
        """Stripe was certainly not asked for these: they wait as before."""
        fresh = self.filtered(lambda one: one.egg_debit_state == "sending" and not one.egg_last_fault)
        fresh.write({"egg_debit_state": "queued", "egg_begun_at": False})

    def _send_egg_safely(self, gateway):
        """Ask Stripe for one debit and note what comes; return the fault, if there was one."""
        for _time in range(3):
            try:
                with self.env.cr.savepoint():
                    self._send_egg(gateway)
                return None
            except StripeFault as fault:
                self._note_egg_fault(fault)
                return fault
            # its news came in at this very moment: the same key gives the same answer again
            except SerializationFailure:
                self.env.cr.rollback()
                self.env.invalidate_all()
            except Exception:  # noqa: BLE001 one bad debit must not stop the others
                _logger.exception("Debit %s could not be sent", self.id)
                self.env.invalidate_all()
                self._note_egg_fault(StripeFault("lost"))
                return None
        return None

    def _send_egg(self, gateway):
        if self.egg_debit_state != "sending":
            return
        now = fields.Datetime.now()
        owed = self._is_egg_owed()
        plan = plan_again(self.egg_last_fault or "", self.egg_begun_at,
                          now) if owed else Plan(look_up=True, new_key=True)
        if plan.look_up:
            intent = self._find_egg_intent(gateway)
            if intent:
                self._apply_egg_intent(intent)
                return
            if not owed:
                self._set_egg_state("cancelled", self.env._("Paid or changed before it was sent."))
                return
            self.write({"egg_key_number": self.egg_key_number + 1, "egg_begun_at": now})
        self._apply_egg_intent(gateway.call(
            "payment_intents.create", params=self._prepare_egg_intent_payload(),
            key=f"{self.egg_call_key}-{self.egg_key_number}"))

    def _prepare_egg_intent_payload(self) -> dict:
        token = self.token_id
        return {
            "amount": to_cents(Decimal(str(self.amount))), "currency": "eur", "customer": token.provider_ref,
            "payment_method": token.stripe_payment_method, "payment_method_types": ["sepa_debit"],
            "mandate": token.stripe_mandate,
            "confirm": True, "off_session": True, "description": self.reference,
            "metadata": {"egg_debit": self.egg_call_key, "invoice": self.egg_invoice_id.name or ""},
        }

    def _find_egg_intent(self, gateway) -> dict | None:
        """Return the intent that an earlier call has made for this debit."""
        since = int(min(self.create_date, self.egg_begun_at).timestamp()) - 3600
        for intent in gateway.read_all("payment_intents.list",
                                       {"customer": self.token_id.provider_ref, "created": {"gte": since}}):
            if (intent.get("metadata") or {}).get("egg_debit") == self.egg_call_key:
                return intent
        return None

    def _note_egg_fault(self, fault):
        """Keep what is known after a call that did not succeed."""
        if fault.kind in NOTHING_MADE:
            self._give_back_egg()
        elif fault.kind in UNKNOWN:
            attempts = self.egg_attempts + 1
            again = next_try(attempts, fields.Datetime.now())
            self.write({"egg_attempts": attempts, "egg_last_fault": fault.kind, "egg_next_try": again})
            self.env.ref("egg_stripe.egg_stripe_send_cron")._trigger(again)
        elif fault.intent:
            self._apply_egg_intent(fault.intent)
        else:
            self._apply_egg_one(News("failed", self.provider_reference or "", fault.code, fault.message))

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

        :param gateway: to look at refunds with; without it that is left to the background job
        """
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
                debit._read_egg_refunds(gateway)
            else:
                self.env.ref("egg_stripe.egg_stripe_follow_cron")._trigger()

    def _apply_egg_safely(self, told: News):
        """Apply news; what cannot be booked (a closed period...)
        is told on the debit and does not keep the others from theirs.
        """
        try:
            with self.env.cr.savepoint():
                self._apply_egg_one(told)
        except UserError as fault:
            self.env.invalidate_all()
            self.egg_booking_error = str(fault)[:500]

    def _apply_egg_one(self, told: News):
        """Move one debit on, as far as the news is new."""
        if told.intent and not self.provider_reference:
            self.provider_reference = told.intent
        before = self.egg_debit_state
        state = next_state(before, told.kind)
        if not state:
            return
        reason = self.provider_id._get_egg_stripe_reason(told.reason,
                                                         told.message) if state in ("failed", "disputed") else ""
        if state == "succeeded" and told.cents and told.cents != to_cents(Decimal(str(self.amount))):
            self.egg_booking_error = self.env._("Stripe collected another amount (%(amount)s): book it by hand.",
                                                amount=told.cents / 100)
        if state == "succeeded" and before not in LIVE:
            self._book_egg(late=True)  # the item may be taken by another debit meanwhile
            return
        self._set_egg_state(state, reason)
        getattr(self, f"_after_egg_{state}", lambda _told: None)(told)

    def _after_egg_processing(self, _told):
        # sudo: whatever brings the news, the account was debited
        self.egg_stripe_account_id.sudo().last_debit_date = fields.Date.context_today(self)

    def _after_egg_failed(self, told):
        self._log_egg("debit_rejected", self.env._("Debit %(reference)s by Stripe refused: %(reason)s",
                                                   reference=self.reference, reason=self.egg_reason))
        self._stop_egg_account(told)

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

    def _stop_egg_account(self, told):
        if is_account_at_fault(told.reason):
            # Whatever brings the news, the account must not be debited again.
            account_sudo = self.egg_stripe_account_id.sudo()
            account_sudo.write({"state": "stopped", "error": self.egg_reason})

    # Booking

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

    # Refunds: core's flow, spoken through the library

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
            with self.env.cr.savepoint():
                self._send_egg_refund(gateway)
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
        if plan.look_up:
            source._read_egg_refunds(gateway)
            if not self._filter_egg_open_refunds():
                return
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

import logging
from decimal import Decimal
from uuid import uuid4

from odoo import api, fields, models
from psycopg2.errors import SerializationFailure

from ...core.stripe_debit import News, to_cents
from ...core.stripe_retry import NOTHING_MADE, UNKNOWN, Plan, StripeFault, next_try, plan_again

_logger = logging.getLogger(__name__)


class PaymentTransaction(models.Model):
    """Stripe is asked for each debit once, whatever happens on the way."""

    _inherit = "payment.transaction"

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

"""The job that follows debits: one odd record never stops the others."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import StripeCase

OTHER_KEY = "sk_test_other0000000"


@tagged("post_install", "-at_install")
class TestStripeFollow(StripeCase):
    def test_a_refund_of_an_archived_account(self):
        """BNK-04: the account was taken out after the debit: a refund made at Stripe is noted, one made here is sent,
        and the others get their news.
        """
        paid = self.paid_debit()
        paid.egg_stripe_account_id.active = False
        self.assertFalse(paid.token_id.active)
        other = self.debit(self.make_linked_invoice(4)).transaction_ids
        self.fake.refund(paid.provider_reference, 4000)
        self.fake.settle()
        self.job("_cron_follow")
        self.assertEqual((paid.child_transaction_ids.mapped("amount"), other.egg_debit_state), ([-40], "paid"))
        paid.action_refund(10)
        self.job("_cron_follow")
        self.assertEqual(sorted(one["amount"] for one in self.fake.refunds.values()), [1000, 4000])

    def test_an_account_that_is_archived_is_not_debited(self):
        """STR-01: only refunds may be under an account that was taken out."""
        paid = self.paid_debit()
        paid.egg_stripe_account_id.active = False
        with self.assertRaises(UserError):
            self.env["payment.transaction"].sudo().create({
                "provider_id": self.provider.id, "payment_method_id": paid.payment_method_id.id,
                "token_id": paid.token_id.id, "partner_id": paid.partner_id.id, "amount": 5, "reference": "ODD-1",
                "currency_id": paid.currency_id.id, "operation": "offline"})

    def test_refunds_that_cannot_be_noted_stop_nobody(self):
        """STR-01: whatever is odd about one debit is told on it; the news behind it is applied."""
        paid = self.paid_debit()
        other = self.debit(self.make_linked_invoice(4)).transaction_ids
        self.fake.refund(paid.provider_reference, 4000)
        self.fake.settle()
        for fault, words in ((UserError("Odd."), "Odd."), (KeyError("odd"), "log")):
            with patch.object(type(paid), "_apply_egg_refund", side_effect=fault), self.silent():
                self.job("_cron_follow")
            self.assertIn(words, paid.egg_booking_error)
            self.assertEqual(other.egg_debit_state, "paid")
        self.assertTrue(self.provider.egg_stripe_checked_at)

    def silent(self):
        return patch("odoo.addons.egg_stripe.models.debit.payment_transaction._logger.exception")

    def test_a_debit_that_stripe_does_not_know(self):
        """STR-01: one debit is not known at Stripe: told on it; those behind it are asked for, refunds are sent."""
        paid = self.paid_debit()
        unknown = self.debit(self.make_linked_invoice(4)).transaction_ids
        behind = self.debit(self.make_linked_invoice(0)).transaction_ids
        del self.fake.intents[unknown.provider_reference]
        self.fake.settle()
        self.fake.events.clear()
        unknown.sudo().egg_heard_at = "2026-11-01 00:00:00"
        behind.sudo().egg_heard_at = "2026-11-02 00:00:00"
        paid.action_refund(40)
        with self.quietly():
            self.job("_cron_follow")
        self.assertEqual((unknown.egg_debit_state, behind.egg_debit_state), ("processing", "paid"))
        self.assertIn("No such payment_intent", unknown.egg_reason)
        self.assertEqual(len(self.fake.refunds), 1)
        calls = len(self.fake.calls)
        self.job("_cron_follow")
        self.assertNotIn(f"/v1/payment_intents/{unknown.provider_reference}",
                         [call.path for call in self.fake.calls[calls:]], "asked for again at once")

    def test_nothing_answers(self):
        """STR-01: when nothing answers Stripe is left alone after a few calls, and asked for all again later."""
        debits = self.debit(self.make_invoice(self.link(0).partner_id) | self.make_invoice(self.link(4).partner_id)
                            | self.make_linked_invoice(0) | self.make_linked_invoice(0)).transaction_ids
        debits.sudo().egg_heard_at = "2026-11-01 00:00:00"
        self.fake.fault = lambda call: "lost before" if "payment_intents" in call.path else ""
        self.fake.calls.clear()
        with self.quietly():
            self.job("_cron_follow")
        self.assertEqual(len({call.path for call in self.fake.calls if "payment_intents" in call.path}), 3)

    def test_odd_events_in_the_list(self):
        """STR-13: events that are not what they should be are left out; those behind them are applied."""
        debit = self.debit(self.make_linked_invoice(0)).transaction_ids
        for thing in ({"id": {"a": 1}}, {"id": debit.provider_reference, "metadata": "x"},
                      {"id": "pi\0"}, {"id": debit.provider_reference, "last_payment_error": "x"}):
            self.fake._emit("payment_intent.payment_failed", {"object": "payment_intent"} | thing)
        self.fake.settle()
        self.job("_cron_follow")
        self.assertEqual(debit.egg_debit_state, "paid")

    def test_a_company_that_cannot_be_followed(self):
        """STR-05: whatever fails for one company, the others are followed."""
        debit = self.debit(self.make_linked_invoice(0)).transaction_ids
        other = self.env["res.company"].create({"name": "Autre"})
        other._make_egg_stripe_provider().sudo().write({
            "stripe_secret_key": OTHER_KEY, "stripe_publishable_key": "pk_test_other", "state": "test"})
        self.fake.settle()
        cls = type(self.env["egg.stripe.run"])
        original = cls._follow

        def follow(run, provider):
            if provider.company_id == other:
                raise ZeroDivisionError
            return original(run, provider)
        self.env.flush_all()
        with patch.object(cls, "_follow", follow), patch.object(self.env.cr, "rollback"), \
                patch("odoo.addons.egg_stripe.models.run.egg_stripe_run._logger.exception"):
            self.job("_cron_follow")
        self.assertEqual(debit.egg_debit_state, "paid")

    def test_a_key_of_another_account(self):
        """STR-04: while debits are under way a key of another Stripe account is refused, also when it is of the same
        mode; a new key of the same account is taken.
        """
        self.fake.keys.add(OTHER_KEY)
        invoice = self.make_linked_invoice(0)
        self.fake.fault = lambda call: "lost after" if call.path == "/v1/payment_intents" else ""
        with self.quietly():
            debit = self.debit(invoice).transaction_ids
        self.fake.fault = None
        self.assertEqual(debit.egg_debit_state, "sending")
        customers, self.fake.customers = self.fake.customers, {}
        with self.quietly(), self.assertRaisesRegex(UserError, "another Stripe account"):
            self.provider._set_egg_stripe_keys(stripe_secret_key=OTHER_KEY)
        with self.quietly(), self.assertRaisesRegex(UserError, "another Stripe account"):
            self.provider.write({"stripe_secret_key": OTHER_KEY})
        self.fake.customers = customers
        with self.quietly(), self.assertRaisesRegex(UserError, "Invalid API Key"):
            self.provider._set_egg_stripe_keys(stripe_secret_key="sk_test_wrongwrong")
        self.fake.fault = lambda _call: "lost before"
        with self.quietly(), self.assertRaisesRegex(UserError, "does not answer"):
            self.provider._set_egg_stripe_keys(stripe_secret_key=OTHER_KEY)
        self.fake.fault = None
        self.provider._set_egg_stripe_keys(stripe_secret_key=OTHER_KEY)
        self.assertEqual(self.provider.stripe_secret_key, OTHER_KEY)

    def test_odoos_own_form_during_debits(self):
        """STR-04: switched off, or set to live, in Odoo's own form while debits are under way: refused with words."""
        debit = self.debit(self.make_linked_invoice(0)).transaction_ids
        for values in ({"state": "disabled"}, {"stripe_secret_key": False},
                       {"state": "enabled", "stripe_secret_key": "sk_live_x", "stripe_publishable_key": "pk_live_x"}):
            with self.assertRaisesRegex(UserError, "under way"):
                self.provider.write(values)
        self.provider.write({"state": "test"})
        self.fake.settle()
        self.job("_cron_follow")
        self.assertEqual(debit.egg_debit_state, "paid")
        self.provider.write({"state": "disabled"})

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from unittest.mock import patch

import stripe
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.egg_stripe.core.stripe_debit import (
    LIVE,
    REASONS,
    Candidate,
    find_problems,
    is_account_at_fault,
    next_state,
    read_event,
    read_intent,
    to_cents,
    to_retry_code,
)
from odoo.addons.egg_stripe.core.stripe_retry import (
    OUTAGE,
    OutageWatch,
    Pace,
    Plan,
    StripeFault,
    next_try,
    plan_again,
    wait_seconds,
)
from odoo.addons.egg_stripe.gateway import StripeGateway, stripe_gateway, verify_event
from odoo.tests import BaseCase

from .stripe_fake import GOOD_KEY, SECRET, StripeFake

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10)
STATES = ("queued", "sending", "processing", "succeeded", "paid", "failed", "cancelled", "disputed")


def follow(kinds, state="sending"):
    for kind in kinds:
        state = next_state(state, kind) or state
    return state


class TestStripeStates(BaseCase):
    def test_each_state_of_an_intent(self):
        """STR-01: what Stripe says of an intent, and what follows; what nobody knows is a failure, told."""
        for status, kind in (("processing", "processing"), ("succeeded", "succeeded"), ("canceled", "cancelled"),
                             ("requires_payment_method", "failed"), ("requires_action", "failed"),
                             ("requires_confirmation", "failed"), ("requires_capture", "failed"), ("new", "failed")):
            told = read_intent({"id": "pi_1", "status": status, "amount": 1000, "metadata": {"egg_debit": "T"},
                                "last_payment_error": {"code": "a", "decline_code": "b", "message": "c"}})
            self.assertEqual((told.kind, told.intent, told.cents, told.token, told.reason, told.message),
                             (kind, "pi_1", 1000, "T", "b", "c"))
        failed = {"id": "pi_1", "status": "requires_payment_method", "last_payment_error": {"code": "charge_failed"},
                  "latest_charge": {"failure_code": "insufficient_funds"}}
        self.assertEqual(read_intent(failed).reason, "insufficient_funds", "the charge says why")
        self.assertEqual(to_retry_code(read_intent(failed).reason), "AM04")
        self.assertFalse({to_retry_code(code) for code in (*REASONS, "", "new")
                          if code != "insufficient_funds"} & {"AM04", "MS03"})
        charge = {"id": "pi_1", "status": "succeeded", "latest_charge": {"disputed": True}}
        self.assertEqual(read_intent(charge).kind, "disputed")
        self.assertEqual(read_intent(charge | {"status": "processing"}).kind, "processing")

    def test_each_event(self):
        """STR-01: the events that a webhook is told to send, and what each is about."""
        for name, kind in (("payment_intent.processing", "processing"), ("payment_intent.succeeded", "succeeded"),
                           ("payment_intent.payment_failed", "failed"), ("payment_intent.canceled", "cancelled"),
                           ("charge.dispute.created", "disputed"), ("charge.dispute.funds_reinstated", "reinstated"),
                           ("charge.refunded", "refunded"), ("refund.updated", "refunded"),
                           ("charge.refund.updated", "refunded"), ("refund.failed", "refunded")):
            thing = {"object": "dispute", "id": "dp_1", "payment_intent": {"id": "pi_1"}, "amount": 5, "reason": "x"}
            told = read_event({"type": name, "data": {"object": thing}})
            self.assertEqual((told.kind, told.intent, told.cents, told.reason), (kind, "pi_1", 5, "x"))
            self.assertEqual(told.dispute, "dp_1" if kind in ("disputed", "reinstated") else "")
        self.assertIsNone(read_event({"type": "customer.created", "data": {"object": {}}}))

    def test_each_reason_has_words(self):
        """STR-01: why a debit failed: by families, and whether another debit of the account would fail again."""
        families = {
            "funds": "insufficient_funds", "closed": "account_closed bank_account_closed bank_ownership_changed",
            "blocked": "account_frozen bank_account_restricted bank_account_unusable",
            "unauthorised": "debit_not_authorized fraudulent",
            "wrong_account": "incorrect_account_details bank_account_invalid_details no_account invalid_account_number "
                             "invalid_bank_account_iban branch_does_not_exist",
            "debtor": "customer_initiated refer_to_customer debit_disputed subscription_canceled",
            "bank": "bank_cannot_process generic_could_not_process general payment_method_microdeposit_failed",
            "holder": "incorrect_account_holder_name incorrect_account_holder_address",
            "mandate": "mandate_invalid payment_intent_mandate_invalid", "duplicate": "duplicate",
            "amount": "amount_too_small amount_too_large"}
        for family, codes in families.items():
            self.assertEqual({REASONS.get(code) for code in codes.split()}, {family})
        self.assertEqual(sum(len(codes.split()) for codes in families.values()), len(REASONS))
        for code, wished in (("insufficient_funds", False), ("account_closed", True), ("account_frozen", True),
                             ("debit_not_authorized", True), ("no_account", True), ("mandate_invalid", True),
                             ("subscription_canceled", False), ("what nobody knows", False)):
            self.assertIs(is_account_at_fault(code), wished, code)

    def test_events_in_any_order_and_twice_end_alike(self):
        """STR-01: whatever order the events of a debit come in, and however often, the end is the same."""
        for kinds, end in ((("processing", "succeeded"), "succeeded"), (("processing", "failed"), "failed"),
                           (("processing", "succeeded", "disputed"), "disputed")):
            for order in permutations(kinds + kinds):
                self.assertEqual(follow(order), end, order)

    def test_a_paid_debit_is_never_made_unpaid_by_old_news(self):
        """STR-01: only a dispute takes a payment back."""
        for kind in ("processing", "failed", "cancelled", "succeeded"):
            self.assertEqual(next_state("paid", kind), "")
        self.assertEqual(next_state("paid", "disputed"), "disputed")
        self.assertEqual(next_state("disputed", "succeeded"), "")

    @given(st.lists(st.sampled_from(("processing", "succeeded", "failed", "cancelled", "disputed", "refunded",
                                     "nonsense")), max_size=12))
    @settings(max_examples=200, deadline=None)
    def test_a_debit_that_ended_never_takes_its_item_again_without_money(self, kinds):
        """STR-01: once a debit has ended, only money that arrived can take the due item again."""
        state, ended = "sending", False
        for kind in kinds:
            state = next_state(state, kind) or state
            self.assertIn(state, STATES)
            if ended and state in LIVE:
                self.assertEqual(state, "succeeded")
            ended = ended or state not in LIVE

    def test_intents_are_read(self):
        """STR-01: status, refusal and what we wrote in the intent."""
        news = read_intent({"id": "pi_1", "status": "requires_payment_method", "amount": 1200,
                            "metadata": {"egg_debit": "u"},
                            "last_payment_error": {"code": "x", "decline_code": "insufficient_funds", "message": "No"}})
        self.assertEqual((news.kind, news.intent, news.reason, news.message, news.cents, news.token),
                         ("failed", "pi_1", "insufficient_funds", "No", 1200, "u"))
        self.assertEqual(read_intent({"status": "succeeded", "latest_charge": {"disputed": True}}).kind, "disputed")
        self.assertEqual(read_intent({"status": "succeeded", "latest_charge": "ch_1"}).kind, "succeeded")

    def test_events_that_are_no_use_are_none(self):
        """STR-01: an event that is not one of a debit is left alone, whatever it holds."""
        for event in ({}, {"type": "payment_intent.succeeded"}, {"type": "invoice.paid", "data": {"object": {}}},
                      {"type": "charge.dispute.created", "data": {"object": {"id": "du"}}},
                      {"type": "payment_intent.succeeded", "data": {"object": []}},
                      {"type": "payment_intent.succeeded", "data": []}):
            self.assertIsNone(read_event(event))
        for odd in ("a\0b", 5, "\ud800"):
            with self.assertRaises(ValueError):
                read_intent({"id": odd, "status": "succeeded"})
        told = read_event({"type": "charge.dispute.created", "data": {"object": {
            "object": "dispute", "payment_intent": {"id": "pi_9"}, "reason": "general", "amount": 5}}})
        self.assertEqual((told.kind, told.intent, told.reason, told.cents), ("disputed", "pi_9", "general", 5))

    @given(st.decimals(min_value=0, max_value=999999, places=2))
    def test_cents_are_exact(self, amount):
        """STR-01: Stripe is asked for the amount to the cent."""
        self.assertEqual(Decimal(to_cents(amount)) / 100, amount)

    def test_every_problem_of_an_item_is_found(self):
        """STR-01: what keeps an item from being debited is told, all of it."""
        good = {"amount": Decimal("100"), "currency": "EUR", "due_on": TODAY, "is_open_receivable": True,
                "account": "ready"}
        self.assertEqual(find_problems(Candidate(**good), TODAY), [])
        bad = Candidate(Decimal("0.49"), "EUR", TODAY + timedelta(1), True, other_mode=True, hold="x", account="")
        self.assertEqual(find_problems(bad, TODAY), ["hold", "mode", "amount", "not_due", "no_account"])
        for change, code in (({"account": "failed"}, "not_declared"), ({"account": "stopped"}, "stopped"),
                             ({"lapses_on": TODAY}, "lapsed"), ({"currency": "USD"}, "currency"),
                             ({"own_company": False}, "company"),
                             ({"is_open_receivable": False}, "not_due_item")):
            self.assertEqual(find_problems(Candidate(**good | change), TODAY), [code])


class TestStripeRetry(BaseCase):
    def test_same_key_while_nothing_came_back(self):
        """STR-01: without an answer the same key is used; after a fault of the servers,
        or a day, Stripe is asked first.
        """
        an_hour_ago, days_ago = NOW - timedelta(hours=1), NOW - timedelta(days=2)
        self.assertEqual(plan_again("", None, NOW), Plan())
        self.assertEqual(plan_again("", an_hour_ago, NOW), Plan())
        self.assertEqual(plan_again("lost", an_hour_ago, NOW), Plan())
        self.assertEqual(plan_again("lost", days_ago, NOW), Plan(look_up=True, new_key=True))
        self.assertEqual(plan_again("server", an_hour_ago, NOW), Plan(look_up=True, new_key=True))

    def test_waits_grow_and_are_bounded(self):
        """STR-01: back-off."""
        self.assertEqual([wait_seconds(number) for number in (1, 2, 3, 4, 5, 9)], [1, 2, 4, 8, 16, 16])
        self.assertEqual([(next_try(number, NOW) - NOW).seconds // 60 for number in (1, 2, 5, 50)], [1, 5, 240, 240])

    def test_left_alone_after_some_calls_without_an_outcome(self):
        """STR-01: only calls in a row whose outcome nobody knows make an outage; any answer begins anew."""
        unknown, watch = StripeFault("lost"), OutageWatch()
        for end in (None, StripeFault("refused"), StripeFault("rate")):
            told = [watch.note(fault) for fault in (*[unknown] * (OUTAGE - 1), end)]
            self.assertEqual(told, [False] * OUTAGE)
        self.assertEqual([watch.note(unknown) for _number in range(OUTAGE)], [False] * (OUTAGE - 1) + [True])

    @given(st.lists(st.floats(0, 0.2), min_size=2, max_size=60))
    def test_pace_is_never_above_the_limit(self, gaps):
        """STR-01: however the calls come, never more than so many start within a second."""
        pace, now, starts = Pace(20), 100.0, []
        for gap in gaps:
            now += gap
            now += pace.wait_for(now)
            starts.append(now)
        for number, start in enumerate(starts[20:]):
            self.assertGreaterEqual(start - starts[number], 1 - 1e-6)


class TestStripeGateway(BaseCase):
    """The real library against the fake."""

    def setUp(self):
        super().setUp()
        self.fake = StripeFake()
        self.fake.start()
        self.addCleanup(self.fake.stop)
        self.pauses = []
        for patcher in (patch.object(stripe_gateway, "pause", self.pauses.append),
                        patch("stripe._http_client.HTTPClient._sleep_time_seconds", return_value=0)):
            patcher.start()
            self.addCleanup(patcher.stop)
        self.gateway = StripeGateway(GOOD_KEY, self.fake.address)

    def fault_of(self, *arguments, gateway=None, **options):
        with self.assertRaises(StripeFault) as caught, self.assertLogs(stripe_gateway._logger, "WARNING"):
            (gateway or self.gateway).call(*arguments, **options)
        return caught.exception

    def test_same_key_same_customer(self):
        """STR-11: a call that is made twice under one key has one effect."""
        one, two = (self.gateway.call("customers.create", params={"email": "a@b.fr"}, key="k") for _time in "ab")
        self.assertEqual(one["id"], two["id"])
        self.assertEqual(len(self.fake.customers), 1)

    def test_lost_answers_are_asked_again(self):
        """STR-01: the library asks again under the same key; when that does not help, the outcome is unknown."""
        self.fake.fault = lambda call: "lost after" if call.times < 3 else ""
        self.assertTrue(self.gateway.call("customers.create", params={"email": "a@b.fr"}, key="k")["id"])
        self.fake.fault = lambda call: "lost after"
        self.assertEqual(self.fault_of("customers.create", params={"email": "a@b.fr"}, key="l").kind, "lost")
        self.assertEqual(len(self.fake.customers), 2)

    def test_too_many_calls_wait(self):
        """STR-01: our own back-off, since the library never retries that answer."""
        self.fake.fault = lambda call: "429" if call.number < 4 else ""
        self.gateway.call("balance.retrieve")
        self.assertEqual([wait for wait in self.pauses if wait >= 1], [1, 2, 4])
        self.fake.fault = lambda call: "429"
        self.assertEqual(self.fault_of("balance.retrieve").kind, "rate")

    def test_kinds_of_faults(self):
        """STR-07: a wrong key, a refusal and a fault of Stripe are told apart,
        with Stripe's words where it has some.
        """
        wrong = StripeGateway("sk_test_wrong", self.fake.address)
        fault = self.fault_of("balance.retrieve", gateway=wrong)
        self.assertEqual(fault.kind, "key")
        self.assertIn("Invalid API Key", fault.message)
        fault = self.fault_of("payment_methods.create", key="m", params={
            "type": "sepa_debit", "sepa_debit": {"iban": "FR7630006000011234567890188"},
            "billing_details": {"name": "A", "email": "a@b.fr"}})
        self.assertEqual((fault.kind, fault.code, fault.message),
                         ("refused", "invalid_bank_account_iban", "The IBAN you provided is invalid."))
        self.fake.fault = lambda call: "500 before"
        self.assertEqual(self.fault_of("balance.retrieve").kind, "server")

    def test_no_account_number_in_logs(self):
        """STR-13: neither keys nor account numbers are logged, not even at the lowest level."""
        with self.assertLogs(level="DEBUG") as logs:
            stripe_gateway._logger.debug("start")
            self.gateway.call("payment_methods.create", key="m", params={
                "type": "sepa_debit", "sepa_debit": {"iban": "FR7630006000011234567890189"},
                "billing_details": {"name": "A", "email": "a@b.fr"}})
        text = "\n".join(logs.output)
        self.assertNotIn("FR76", text)
        self.assertNotIn("sk_test", text)

    def test_another_address_only_with_a_test_key(self):
        """STR-13: a live key goes to Stripe and nowhere else."""
        address = StripeGateway("sk_live_x", self.fake.address)._client._requestor._options.base_addresses["api"]
        self.assertEqual(address, "https://api.stripe.com")

    def test_lists_are_read_to_the_end(self):
        """STR-01: more than one page."""
        for number in range(250):
            self.fake._emit("payment_intent.succeeded", {"id": f"pi_{number}", "object": "payment_intent"})
        found = self.gateway.read_all("events.list", {"types": ["payment_intent.succeeded"]})
        self.assertEqual(len({one["id"] for one in found}), 250)

    def test_signatures(self):
        """STR-13: an event counts only when it is signed, lately, with one of our secrets."""
        event = self.fake._emit("payment_intent.succeeded", {"id": "pi_1", "object": "payment_intent"})
        body, mark = self.fake.sign(event)
        self.assertEqual(verify_event(body.encode(), mark, ["whsec_other", SECRET])[1], 1)
        old = self.fake.sign(event, at=1_600_000_000)
        forged = mark[:-1] + ("1" if mark[-1] == "0" else "0")
        bad = [(body, ""), (body, None), (body, "nonsense"), (body, "t=x,v1=y"), (body, forged), (body + " ", mark),
               old,
               (body, "t=1,v1"), (body, "v1=abc")]
        for payload, signature in bad:
            with self.assertRaises(PermissionError, msg=signature):
                verify_event(payload.encode(), signature, [SECRET, "whsec_other"])
        for payload in ("[1]", "{", "{}"):  # signed, but no event
            with self.assertRaises(ValueError, msg=payload):
                verify_event(payload.encode(), stripe.WebhookSignature.generate_signature_header(payload, SECRET),
                             [SECRET])
        for secrets in ([], [""]):
            with self.assertRaises(PermissionError):
                verify_event(body.encode(), mark, secrets)
        with self.assertRaises(PermissionError):
            verify_event(b"\xff\xfe", mark, [SECRET])

import json

from odoo.addons.egg_stripe.core.stripe_debit import read_event
from odoo.tests import HttpCase, tagged

from ..common import StripeCase


@tagged("post_install", "-at_install")
class TestStripeWebhook(StripeCase, HttpCase):
    URL = "/payment/stripe/webhook"

    def setUp(self):
        super().setUp()
        self.invoice = self.make_invoice(self.link(0).partner_id)
        self.debit_tx = self.debit(self.invoice).transaction_ids

    def post(self, body, mark=None, **headers):
        headers = {"Content-Type": "application/json"} | ({"Stripe-Signature": mark} if mark else {}) | headers
        return self.url_open(self.URL, data=body.encode() if isinstance(body, str) else body, headers=headers)

    def status(self, body, mark=None):
        return self.post(body, mark).status_code

    def test_signed_news_pays_the_invoice(self):
        """STR-01: a signed event moves the debit; twice, late and out of order change nothing;
        the job books the payment.
        """
        event = self.fake.settle()[0]
        for _time in range(2):
            self.assertEqual(self.status(*self.fake.sign(event)), 200)
        self.assertEqual(self.debit_tx.egg_debit_state, "succeeded")
        late = next(one for one in self.fake.events if one["type"] == "payment_intent.processing")
        self.assertEqual(self.status(*self.fake.sign(late)), 200)
        self.assertEqual(self.debit_tx.egg_debit_state, "succeeded")
        self.job("_cron_follow")
        self.assertIn(self.invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(self.status(*self.fake.sign(event)), 200)
        dispute = self.fake.dispute(self.debit_tx.provider_reference)
        for _time in range(2):
            self.assertEqual(self.status(*self.fake.sign(dispute)), 200)
        self.assertEqual((self.debit_tx.egg_debit_state, self.invoice.amount_residual), ("disputed", 100))
        self.assertEqual(self.debit_tx.egg_reversal_move_id.create_uid, self.env.ref("base.user_root"))

    def test_news_before_the_answer(self):
        """STR-01: the event comes before the answer of the call: the debit is found by what we wrote in the intent."""
        self.debit_tx.sudo().provider_reference = False
        self.assertEqual(self.status(*self.fake.sign(self.fake.settle()[0])), 200)
        self.assertEqual(self.debit_tx.egg_debit_state, "succeeded")
        self.assertTrue(self.debit_tx.provider_reference)

    def test_what_is_not_signed_is_refused(self):
        """STR-13: forged, unsigned, replayed, broken: 403 and nothing happens, never an error of the server."""
        event = self.fake.settle()[0]
        body, mark = self.fake.sign(event)
        old = self.fake.sign(event, at=1_600_000_000)
        other = self.fake.sign(event, secret="whsec_somebody_else")
        tries = [(body, None), (body, "x"), (body, "t=1,v1=2"), (body, "t=,v1="), (body, "=,="),
                 (body.replace("succeeded", "failed"), mark), old,
                 other, (" ", None), ("{", "t=1,v1=2"), ("null", None), ("[]", mark), (b"\xff\xfe\x00", mark),
                 (body, mark.replace("t=", "t=9"))]
        for number, (content, signature) in enumerate(tries):
            self.assertEqual(self.status(content, signature), 403, number)
        self.assertEqual(self.post(body, None, **{"Content-Type": "text/plain"}).status_code, 403)
        self.assertEqual(self.debit_tx.egg_debit_state, "processing")
        self.provider.stripe_webhook_secret = False
        self.assertEqual(self.status(body, mark), 403, "without a secret core would take it")
        self.assertEqual(self.status(body), 403)

    def test_other_signed_events_do_no_harm(self):
        """STR-13: signed events about other things, or with odd contents, are acknowledged."""
        for event in ({"id": "evt_1", "object": "event", "type": "invoice.paid", "data": {"object": {"id": "in_1"}}},
                      {"id": "evt_2", "object": "event", "type": "payment_intent.succeeded",
                       "data": {"object": {"id": "pi_x", "object": "payment_intent", "status": "succeeded",
                                           "description": "unknown"}}},
                      {"id": "evt_3", "object": "event", "type": "charge.dispute.created",
                       "data": {"object": {"id": "du_x", "object": "dispute", "payment_intent": "pi_x"}}}):
            self.assertEqual(self.status(*self.fake.sign(event)), 200, event["type"])
        self.assertEqual(self.debit_tx.egg_debit_state, "processing")

    def test_signed_nonsense_is_refused(self):
        """STR-13: what is signed but is no event is answered 400, never with an error of the server."""
        for content in (None, [], 5, "x", {}, {"type": 5, "data": {"object": {}}}, {"type": "payment_intent.succeeded"},
                        {"type": "payment_intent.succeeded", "data": []},
                        {"type": "payment_intent.succeeded", "data": {"object": None}},
                        {"type": "payment_intent.succeeded", "data": {"object": {}}}):
            self.assertEqual(self.status(*self.fake.sign(content)), 400, content)
        self.assertEqual(self.debit_tx.egg_debit_state, "processing")

    def test_signed_values_of_another_kind_are_refused(self):
        """STR-13: signed news whose values are lists, dicts, text that no database holds: 400, nothing happens."""
        known = {"object": "payment_intent", "id": self.debit_tx.provider_reference, "status": "succeeded"}
        intents = [known | odd for odd in (
            {"metadata": "x"}, {"metadata": ["x"]}, {"metadata": {"egg_debit": {"a": 1}}}, {"id": {"a": 1}},
            {"id": ["pi"]}, {"id": "pi\0"}, {"id": "\ud800"}, {"id": 5}, {"id": None}, {"status": {}}, {"status": []},
            {"last_payment_error": "x"}, {"last_payment_error": ["x"]}, {"last_payment_error": {"code": {}}},
            {"last_payment_error": {"message": "a\0"}}, {"amount": "x"}, {"amount": {}}, {"object": []})]
        dispute = {"object": "dispute", "payment_intent": self.debit_tx.provider_reference, "id": "du"}
        disputes = [dispute | odd for odd in (
            {"payment_intent": ["x"]}, {"payment_intent": {"id": []}}, {"payment_intent": "\0"}, {"reason": {}},
            {"reason": ["x"]}, {"reason": "\ud800"}, {"id": {}}, {"id": "\0"}, {"amount": []})]
        for kind, things in (("payment_intent.payment_failed", intents), ("charge.dispute.created", disputes),
                             ("charge.refunded", disputes)):
            for thing in things:
                event = {"id": "evt_1", "type": kind, "data": {"object": thing}}
                self.assertEqual(self.status(*self.fake.sign(event)), 400, event)
        self.assertEqual((self.debit_tx.egg_debit_state, self.debit_tx.egg_reason), ("processing", False))

    def test_signed_depths_are_refused(self):
        """SEC-15: signed news nested a hundred thousand times, on top or inside an event,
        is answered 400 or not listened to.
        """
        deep = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
        inside = (b'{"type": "payment_intent.succeeded", "data": {"object": {"object": "payment_intent", "id": "pi_x",'
                  b' "x": %s}}}')
        for body in (deep, b"[" * 100_000 + b"]" * 100_000, inside % deep, inside % (b"[" * 900 + b"]" * 900)):
            self.assertIn(self.status(*self.fake.sign(body)), (200, 400))
        self.assertEqual(self.debit_tx.egg_debit_state, "processing")

    def test_a_refund_that_is_updated_is_followed(self):
        """STR-01: `refund.updated` has the refunds of the debit read again."""
        self.assertEqual(read_event({"type": "refund.updated", "data": {"object": {
            "object": "refund", "id": "re_1", "payment_intent": "pi_1"}}}).kind, "refunded")

    def test_another_companys_secret_moves_nothing_here(self):
        """STR-05: news signed with the secret of another company does not touch the debits of this one."""
        other = self.env["res.company"].create({"name": "Autre"})
        provider_sudo = other._make_egg_stripe_provider().sudo()
        provider_sudo.write({"stripe_webhook_secret": "whsec_other_company", "stripe_secret_key": "sk_test_other",
                             "state": "test",
                             "stripe_publishable_key": "pk_test_other"})
        event = self.fake.settle()[0]
        self.assertEqual(self.status(*self.fake.sign(event, secret="whsec_other_company")), 403)
        self.assertEqual(self.debit_tx.egg_debit_state, "processing")

    def test_the_body_is_not_logged(self):
        """STR-13: the contents of news of debits are not logged, as core does with others."""
        event = json.loads(json.dumps(self.fake.settle()[0]))
        event["data"]["object"]["billing"] = {"iban_last4": "SECRETIBAN"}
        with self.assertNoLogs("odoo.addons.payment_stripe",
                               "INFO"), self.assertNoLogs("odoo.addons.egg_stripe", "INFO"):
            self.assertEqual(self.status(*self.fake.sign(event)), 200)
        self.assertEqual(self.debit_tx.egg_debit_state, "succeeded")

from unittest.mock import patch

from odoo.addons.egg_stripe.tests.stripe_fake import GOOD_KEY, SECRET, StripeFake
from odoo.tests import tagged

from ..common import PortalHttpCase


@tagged("post_install", "-at_install")
class TestStripe(PortalHttpCase):
    """Odoo's provider Stripe, spoken to over HTTP."""

    def setUp(self):
        super().setUp()
        self.fake = StripeFake()
        self.fake.start()
        self.addCleanup(self.fake.stop)
        self.provider.write({"stripe_secret_key": GOOD_KEY, "stripe_webhook_secret": SECRET})
        provider, address = type(self.provider), self.fake.address
        self.startPatcher(patch.object(provider, "_build_request_url",
                                       lambda _self, endpoint, **_values: f"{address}/v1/{endpoint}"))

    def startPatcher(self, patcher):
        if patcher.attribute == "_send_api_request":
            return None  # here it is really called
        return super().startPatcher(patcher)

    def begin_there(self, items):
        path = self.path(items)
        result, problem = self.ask(path, float(items._get_egg_payment_offer().amount))
        self.assertFalse(problem)
        [intent] = [one for one in self.fake.intents.values() if one["description"] == result["reference"]]
        return path, intent

    def test_paid_by_card(self):
        """AUT-04: through Stripe: the amount in cents, the way back, the page of thanks, exactly this instalment."""
        invoice = self.make_invoice(100, 200)
        items = self.items(invoice)
        path, intent = self.begin_there(items[1])
        self.assertEqual((intent["amount"], intent["currency"]), (20000, "eur"))
        self.fake.pay(intent["id"])
        answer = self.open("/payment/stripe/return", reference=intent["description"], payment_intent=intent["id"])
        self.assertTrue(answer.url.endswith("/payment/status"))
        transaction = self.transactions(items)
        self.assertEqual(transaction.state, "done")
        transaction.sudo()._post_process()
        self.assertEqual((invoice.amount_residual, items[1].reconciled), (100, True))
        self.assertIn("egg_pay_thanks", self.open(path).text)

    def test_the_signed_news_comes_first(self):
        """AUT-04: the payer closed his browser: Stripe's signed news books it, twice is once."""
        items = self.items(self.make_invoice(100))
        _path, intent = self.begin_there(items)
        body, mark = self.fake.sign(self.fake.pay(intent["id"]))
        for _time in range(2):
            answer = self.url_open("/payment/stripe/webhook", data=body.encode(), headers={
                "Content-Type": "application/json", "Stripe-Signature": mark})
            self.assertEqual(answer.status_code, 200)
        transaction = self.transactions(items)
        transaction.sudo()._post_process()
        self.assertEqual((transaction.state, items.reconciled, len(self.env["account.payment"].search(
            [("payment_transaction_id", "=", transaction.id)]))), ("done", True, 1))

import json
from base64 import b64encode
from unittest.mock import patch

from freezegun import freeze_time
from lxml import html
from odoo.fields import Command
from odoo.tests import JsonRpcException, tagged

from ..common_portal import PortalPaymentCase

PNG = ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")


@tagged("post_install", "-at_install")
class TestSignedAndPaid(PortalPaymentCase):
    """Over HTTP, as whoever has the link of a quote."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(type(self.env["ir.actions.report"]), "_render_qweb_pdf",
                                       lambda *_args, **_values: (b"%PDF", "pdf")))
        self.order = self.make_quote()

    def make_quote(self, **values):
        order = self.env["sale.order"].create({
            "partner_id": self.partner.id, "require_payment": True, "require_signature": True,
            "prepayment_percent": 0.3, "order_line": [
                Command.create({"product_id": self.p1.id, "tax_ids": False}),
                Command.create({"display_type": "line_section", "name": "Options", "is_optional": True}),
                Command.create({"product_id": self.p2.id, "tax_ids": False, "product_uom_qty": 0})]} | values)
        order.action_quotation_sent()
        order._portal_ensure_token()
        return order

    def call(self, step, order=None, total=None, **values):
        order = order or self.order
        asked = f"&egg_total={total}" if total else ""
        return self.make_jsonrpc_request(
            f"/my/orders/{order.id}/{step}?access_token={order._portal_ensure_token()}{asked}", values)

    def choose(self, quantity, order=None):
        order = order or self.order
        option = order.order_line.filtered(lambda line: line.product_id == self.p2)
        self.call("update_line_dict", order, access_token=order.access_token, line_id=option.id,
                  input_quantity=quantity)
        option.invalidate_recordset()
        return option.product_uom_qty

    def sign(self, order=None, name="Jean Alpha", signature=PNG, total=None):
        return self.call("accept", order, total, name=name, signature=signature)

    def prepare(self, order, amount, landing="/my"):
        return {"provider_id": self.provider.id, "payment_method_id": self.payment_method_id, "token_id": None,
                "amount": amount, "flow": "direct", "tokenization_requested": False, "landing_route": landing,
                "access_token": order._portal_ensure_token()}

    def test_what_was_signed_stays(self):
        """POR-05: options are chosen until he signs; an expired quote, and one that is being paid, offers none."""
        self.assertEqual(self.choose(2), 2)
        self.assertIn("redirect_url", self.sign())
        self.assertEqual(self.choose(7), 2)
        late = self.make_quote(validity_date="2020-01-01")
        self.assertEqual(self.choose(1, late), 0)
        paid = self.make_quote(require_signature=False)
        self.pay_order_online(paid, 1)
        self.assertEqual((self.choose(1, paid), paid.state), (0, "sent"))

    def test_an_option_costs_what_was_offered(self):
        """POR-05: whatever the price list says meanwhile, and whatever price came with the line; a rule of the price
        list for so many applies; what is no line changes nothing.
        """
        option = self.order.order_line.filtered(lambda line: line.product_id == self.p2)
        option.write({"price_unit": 20, "discount": 10})
        self.p2.list_price = 990
        self.assertEqual(self.choose(3), 3)
        self.assertEqual((option.price_unit, option.discount, option.price_subtotal), (20, 10, 54))
        self.assertEqual(self.choose(0), 0)
        self.assertEqual((option.price_unit, option.discount), (20, 10))
        prices = self.env["product.pricelist"].create({"name": "Many", "item_ids": [Command.create({
            "min_quantity": 10, "compute_price": "fixed", "fixed_price": 15, "applied_on": "1_product",
            "product_tmpl_id": self.p2.product_tmpl_id.id})]})
        many = self.make_quote(pricelist_id=prices.id)
        other = many.order_line.filtered(lambda line: line.product_id == self.p2)
        self.p2.list_price = 500
        self.assertEqual((self.choose(5, many), other.price_unit), (5, 990))
        self.assertEqual((self.choose(12, many), other.price_unit), (12, 15))
        self.assertEqual((self.choose(5, many), other.price_unit), (5, 990), "he is back at what was offered")
        other.price_unit = 700
        self.assertEqual((self.choose(6, many), other.price_unit), (6, 700), "the seller says it anew")
        self.assertFalse(any((many.order_line - other).mapped("egg_offer")), "what is no option is left alone")
        for line in ("x", None, [option.id], -1, 5.0, True, "9" * 5000):
            self.assertIsNone(self.call("update_line_dict", self.order, access_token=self.order.access_token,
                                        line_id=line, input_quantity=1))
        self.assertEqual(option.product_uom_qty, 0)

    def test_its_last_day_is_the_firm_s(self):
        """POR-05: a quote is signed until midnight where the firm is, wherever the server stands."""
        order = self.make_quote(validity_date="2026-11-30")
        order.company_id.partner_id.tz = "America/Martinique"
        for moment, is_over in (("2026-12-01 03:00:00", False), ("2026-12-01 05:00:00", True)):
            with freeze_time(moment):
                order.invalidate_recordset(["is_expired"])
                self.assertEqual(order.is_expired, is_over, moment)

    def test_nonsense_opens_nothing(self):
        """POR-06: a token that is no text of plain letters opens nothing; an amount that is none is none."""
        path, token = f"/my/orders/{self.order.id}", self.order._portal_ensure_token()
        for query in ("access_token=%C3%A9", "access_token=%00"):
            self.assertIn(self.url_open(f"{path}?{query}").status_code, (200, 404))
        self.assertIn("error", self.call("accept", access_token=["x"], name="Jean", signature=PNG))
        for amount in ("nan", "inf", "x", "1e999"):
            self.assertEqual(self.url_open(f"{path}?access_token={token}&payment_amount={amount}").status_code, 200)
        self.assertEqual(self.order.state, "sent")

    def test_who_signs_what(self):
        """POR-05: no name, no picture, or another total than he saw: nothing is signed, and why."""
        total = self.order._get_egg_seen_total()
        self.assertIn(f"egg_total={total}", self.url_open(self.order.get_portal_url()).text)
        for name in ("", " ", None, 12, {"x": 1}, "x" * 3000, "a\u202eb", ".", "\u3164"):
            self.assertIn("your name", self.sign(name=name)["error"], name)
        svg = b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>").decode()
        for signature in ("@@@", "", None, svg, 12, PNG + "x"):
            self.assertIn("signature is missing", self.sign(signature=signature)["error"], signature)
        self.choose(1)
        self.assertIn("has changed since you opened it", self.sign(total=total)["error"])
        self.order.invalidate_recordset()
        self.assertEqual((self.order.state, self.order.signature, self.order.signed_by), ("sent", False, False))
        self.assertIn("redirect_url", self.sign(total=self.order._get_egg_seen_total()))
        self.assertEqual(self.order.signed_by, "Jean Alpha")

    def test_what_is_not_paid(self):
        """POR-05, PAY-05: unsigned, expired, cancelled; less than nothing, more than is left, no amount."""
        def refused(order, amount, words):
            answer = self.url_open(f"/my/orders/{order.id}/transaction", headers={"Content-Type": "application/json"},
                                   data=json.dumps({"params": self.prepare(order, amount)})).json()
            self.assertIn(words, answer["error"]["data"]["message"])
            self.assertFalse(order.transaction_ids)

        refused(self.order, 10, "sign the quotation first")
        refused(self.make_quote(require_signature=False, validity_date="2020-01-01"), 10, "expired")
        cancelled = self.make_quote(require_signature=False)
        cancelled._action_cancel()
        refused(cancelled, 10, "Nothing is to be paid")
        order = self.make_quote(require_signature=False)
        for amount in (-5, 0, 0.001, order.amount_total + 0.01, "x", None, True):
            refused(order, amount, "can be paid here")
        self.pay_order_online(order, order.amount_total)
        self.assertEqual((order.state, order.amount_paid), ("sale", order.amount_total))

    def test_a_part_that_nobody_asked_for(self):
        """POR-05, PAY-05: where a quote asks for no payment a cent orders nothing and is noted; the whole orders."""
        quote = self.make_quote(require_signature=False, require_payment=False)
        self.pay_order_online(quote, 0.01)
        self.assertEqual((quote.state, quote.amount_paid), ("sent", 0.01))
        self.pay_order_online(quote, quote.amount_total - 0.01)
        self.assertEqual(quote.state, "sale")

    def test_two_browsers(self):
        """POR-05, PAY-05: one begins; the other is told to wait. The first begins anew, and comes back to this site."""
        order = self.make_quote(require_signature=False)

        def begin(landing="/my"):
            return self.make_jsonrpc_request(f"/my/orders/{order.id}/transaction", self.prepare(order, 10, landing))

        self.authenticate(None, None)
        begin()
        begin("https://evil.example/x")
        begin("//evil.example/x")
        self.assertEqual(sorted(order.transaction_ids.mapped("state")), ["draft", "draft", "draft"])
        self.assertFalse(order.transaction_ids.filtered(lambda one: "evil" in one.landing_route))
        self.authenticate(None, None)
        with self.assertRaises(JsonRpcException):
            begin()
        order.transaction_ids._set_canceled()
        begin()
        self.assertEqual(len(order.transaction_ids), 4)

    def test_a_window_that_shows_what_was_owed(self):
        """POR-05, PAY-05: the deposit is paid in one window; another that was opened before takes it no second time,
        one that is opened now takes what is left, and then nothing.
        """
        order = self.make_quote(require_signature=False)
        due = order._get_prepayment_required_amount()

        def pay(route, amount):
            answer = self.url_open(route, headers={"Content-Type": "application/json"},
                                   data=json.dumps({"params": self.prepare(order, amount)})).json()
            return answer.get("error", {}).get("data", {}).get("message", "")

        page = html.fromstring(self.url_open(order.get_portal_url()).content)
        old = page.xpath("//form[@id='o_payment_form']/@data-transaction-route")[0]
        self.pay_order_online(order, due)
        self.assertIn("has changed since you opened the page", pay(old, due))
        self.assertEqual((order.state, order.amount_paid, len(order.transaction_ids)), ("sale", due, 1))
        self.pay_order_online(order, order.amount_total - due)
        self.assertIn("Nothing is to be paid here", pay(old, due))
        self.assertEqual(len(order.transaction_ids), 2)

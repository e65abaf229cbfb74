import json
from unittest.mock import patch

from freezegun import freeze_time
from lxml import html
from odoo import Command
from odoo.tests import tagged

from ..common import PortalCase, PortalHttpCase


class TwiceCase(PortalCase):
    """The same invoice is paid on two ways."""

    def begin_page(self, invoice, reference="page", **values):
        """A transaction as Odoo's own page of the invoice makes it."""
        return self.env["payment.transaction"].sudo().create({
            "provider_id": self.provider.id, "payment_method_id": self.env.ref("payment.payment_method_card").id,
            "reference": reference, "amount": invoice.amount_residual, "currency_id": invoice.currency_id.id,
            "partner_id": self.alpha.id, "operation": "online_direct",
            "invoice_ids": [Command.set(invoice.ids)]} | values)

    def credit(self, transaction):
        """Return what is left of the payment of this transaction."""
        return -sum(transaction.payment_id.move_id.line_ids.filtered(
            lambda one: one.account_type == "asset_receivable").mapped("amount_residual"))

    def told(self, invoice):
        return [message for message in invoice.message_ids if "not owed any more" in message.body]


@tagged("post_install", "-at_install")
class TestTwice(TwiceCase):
    def test_begun_on_the_page_of_the_invoice(self):
        """AUT-04: who pays on the invoice's own page keeps the link off, from the first step on and for a quarter of
        an hour; he himself may choose another way there.
        """
        invoice, other = self.make_invoice(100, 200), self.make_invoice(50)
        items = self.items(invoice)
        page = self.begin_page(invoice)
        self.assertEqual(items._get_egg_payment_offer().state, "held")
        self.assertEqual(items[0]._get_egg_payment_offer().state, "held")
        self.assertEqual(self.items(other)._get_egg_payment_offer().state, "pay")
        self.assertTrue(invoice._has_to_be_paid())
        page._set_canceled()
        self.assertEqual(items._get_egg_payment_offer().state, "pay")
        self.begin_page(invoice, "again")
        self.env.cr.execute("UPDATE payment_transaction SET create_date = '2026-11-24 10:00:00'")
        self.env.invalidate_all()
        with freeze_time("2026-11-24 10:16:00"):
            self.assertEqual(items._get_egg_payment_offer().state, "pay")

    def test_what_the_page_took_too_much_is_told(self):
        """AUT-04: the link was paid first, then the money of the invoice's page came: the invoice and a person are
        told; money that was owed is not.
        """
        invoice = self.make_invoice(100)
        page = self.begin_page(invoice)
        self.env.cr.execute("UPDATE payment_transaction SET create_date = '2026-11-24 09:00:00'")
        self.env.invalidate_all()
        self.settle(self.begin(self.items(invoice)))
        self.assertFalse(self.told(invoice) or invoice.activity_ids)
        self.settle(page)
        self.assertEqual((invoice.amount_residual, self.credit(page)), (0, 100))
        self.assertEqual((len(self.told(invoice)), len(invoice.activity_ids)), (1, 1))
        right = self.make_invoice(70)
        self.settle(self.begin_page(right, "right"))
        self.assertFalse(right.amount_residual or self.told(right) or right.activity_ids)

    def test_given_up_and_paid_all_the_same(self):
        """AUT-04: a payment that was given up comes although its item was paid by the next one: it settles nothing
        twice, is a credit, and is put before who follows the customer.
        """
        for first_comes_first in (False, True):
            with self.subTest(first_comes_first=first_comes_first):
                seller = self.env["res.users"].create({
                    "name": "Seller", "login": f"seller{first_comes_first}", "company_id": self.company.id,
                    "company_ids": [Command.set(self.company.ids)], "lang": "fr_FR" if first_comes_first else "en_US"})
                customer = self.alpha.copy({"name": f"Customer {first_comes_first}"})
                invoice = self.make_invoice(100, partner=customer, invoice_user_id=seller.id)
                first = self.begin(self.items(invoice))
                first._set_canceled()
                second = self.begin(self.items(invoice))
                ways = (first, second) if first_comes_first else (second, first)
                for transaction in ways:
                    self.settle(transaction)
                self.assertEqual(invoice.amount_residual, 0)
                self.assertEqual([self.credit(one) for one in ways], [0, 100])
                self.assertEqual(len(self.told(invoice)), 1)
                self.assertEqual(invoice.activity_ids.user_id, seller)
                self.assertIn("100", invoice.activity_ids.note)

    def test_nobody_follows_the_customer(self):
        """AUT-04: without a salesperson who is of the firm, who keeps the books is told."""
        invoice = self.make_invoice(100, invoice_user_id=self.env.ref("base.public_user").id)
        first = self.begin(self.items(invoice))
        first._set_canceled()
        for transaction in (self.begin(self.items(invoice)), first):
            self.settle(transaction)
        self.assertTrue(invoice.activity_ids.user_id.has_group("account.group_account_manager"))

    def test_a_credit_on_another_account(self):
        """AUT-04: a credit note on another receivable account cannot be matched with the payment: it is not taken off,
        and the invoice is paid whole.
        """
        invoice = self.make_invoice(100)
        account = invoice._get_egg_due_items().account_id
        self.alpha.property_account_receivable_id = account.copy({"code": "411998", "name": "Others"})
        credit = self.refund(30)
        self.alpha.property_account_receivable_id = account
        same = self.refund(20)
        transaction = self.begin(self.items(invoice))
        self.assertEqual(transaction.amount, 80)
        self.settle(transaction)
        self.assertEqual((invoice.amount_residual, credit.amount_residual, same.amount_residual), (0, 30, 0))


@tagged("post_install", "-at_install")
class TestTwiceInBrowsers(PortalHttpCase, TwiceCase):
    def test_the_link_while_the_page_is_open(self):
        """AUT-04: the link says in words that a payment is under way on the invoice's page, and takes nothing."""
        invoice = self.make_invoice(100)
        path = self.path(self.items(invoice))
        self.begin_page(invoice)
        self.assertTrue('name="egg_pay_held"' in self.open(path).text)
        self.assertIn("nothing is taken twice", self.ask(path, 100)[1])
        self.assertFalse(self.transactions(self.items(invoice)))

    def ask_page(self, invoice, amount, landing="/my", route="", **sent):
        """What the browser sends when *Pay* is pressed on the page of an invoice."""
        parameters = {
            "provider_id": self.provider.id, "payment_method_id": self.env.ref("payment.payment_method_card").id,
            "token_id": None, "amount": amount, "flow": "direct", "tokenization_requested": False,
            "landing_route": landing, "access_token": invoice._portal_ensure_token()} | sent
        return self.url_open(route or f"/invoice/transaction/{invoice.id}", data=json.dumps({"params": parameters}),
                             headers={"Content-Type": "application/json"}).json()

    def test_a_window_that_shows_what_was_owed(self):
        """PAY-05, POR-02: an instalment is paid in one window; another that was opened before takes it no second
        time. What was withdrawn, or never issued, takes nothing; a debit is told without words of the firm.
        """
        invoice = self.make_invoice(100, 200)

        def refusal(amount, invoice=invoice, route=""):
            return self.ask_page(invoice, amount, route=route).get("error", {}).get("data", {}).get("message", "")

        page = html.fromstring(self.url_open(invoice.get_portal_url()).content)
        old = page.xpath("//form[@id='o_payment_form']/@data-transaction-route")[0]
        self.assertFalse(refusal(100, route=old))
        self.settle(invoice.transaction_ids.sudo())
        self.assertEqual(invoice.amount_residual, 200)
        self.assertIn("has changed since you opened the page", refusal(100, route=old))
        with patch.object(type(self.env["account.move.line"]), "_get_egg_collect_reasons",
                          lambda items: dict.fromkeys(items.ids, "In the direct-debit file 7")):
            self.assertIn("under way already", refusal(200))
        self.settle(self.begin(self.items(invoice)))
        self.assertIn("Nothing is to be paid here", refusal(200, route=old))
        withdrawn = self.make_invoice(50, post=False)
        self.assertIn("Nothing is to be paid here", refusal(50, withdrawn))
        withdrawn.button_cancel()
        self.assertIn("Nothing is to be paid here", refusal(50, withdrawn))
        self.assertFalse(withdrawn.transaction_ids)

    def test_on_the_page_of_an_invoice(self):
        """PAY-05, AUT-04: less than nothing, more than is owed, and no amount are refused there too; the payer is sent
        to no other site.
        """
        invoice = self.make_invoice(300)

        def begin(amount, landing="/my", invoice=invoice):
            return self.ask_page(invoice, amount, landing)

        for amount in (-50, 0, 0.001, 300.01, 99_999, "x", None, True):
            self.assertIn("can be paid here", begin(amount)["error"]["data"]["message"], amount)
        self.assertFalse(invoice.transaction_ids)
        self.assertIn("Nothing is to be paid here", begin(20, invoice=self.refund(20))["error"]["data"]["message"])
        self.assertNotIn("error", begin(300, "https://evil.example/x"))
        self.assertNotIn("evil", invoice.transaction_ids.landing_route)

        shut = self.provider.copy({"state": "disabled"})
        for sent in ({"provider_id": 5.0}, {"provider_id": "x"}, {"provider_id": None}, {"provider_id": [1]},
                     {"provider_id": shut.id}, {"provider_id": 2 ** 40}, {"payment_method_id": 1.5},
                     {"token_id": True}):
            answer = self.ask_page(invoice, 300, **sent)
            self.assertIn("not available", answer["error"]["data"]["message"], sent)
        page = f"{invoice.get_portal_url()}&amount=x&payment_token=y"
        self.assertEqual(self.url_open(page).status_code, 200)

        # another browser has to wait, this one may begin anew; what a message is paying is not taken here
        self.assertNotIn("error", begin(300))
        self.authenticate(None, None)
        self.assertIn("perhaps in another window", begin(300)["error"]["data"]["message"])
        invoice.transaction_ids._set_canceled()
        self.assertNotIn("error", begin(100))
        invoice.transaction_ids._set_canceled()
        self.begin(self.items(invoice))
        self.assertIn("under way already", begin(300)["error"]["data"]["message"])

    def test_all_that_is_overdue(self):
        """PAY-05: nothing is overdue any more: the customer reads so."""
        user = self.env["res.users"].create({"name": "Alpha", "login": "alpha-user", "password": "alpha-user",
                                             "partner_id": self.alpha.id,
                                             "group_ids": [Command.set(self.env.ref("base.group_portal").ids)]})
        self.authenticate(user.login, user.login)
        answer = self.url_open("/invoice/transaction/overdue", headers={"Content-Type": "application/json"},
                               data=json.dumps({"params": {"payment_reference": "x"}})).json()
        self.assertIn("Nothing is overdue", answer["error"]["data"]["message"])

    def test_two_windows_of_one_browser(self):
        """AUT-04: both windows of one browser are paid: one payment settles, the other is a credit and is told."""
        invoice = self.make_invoice(100)
        items = self.items(invoice)
        path = self.path(items)
        for _window in range(2):
            self.assertFalse(self.ask(path, 100)[1])
        both = self.transactions(items).sudo().sorted("id")
        self.assertEqual(both.mapped("state"), ["cancel", "draft"])
        for transaction in both.sorted("id", reverse=True):
            self.settle(transaction)
        self.assertEqual([self.credit(one) for one in both], [100, 0])
        self.assertEqual((invoice.amount_residual, len(invoice.activity_ids)), (0, 1))

import json
from unittest.mock import patch

from freezegun import freeze_time
from lxml import html
from odoo.addons.egg_billing.tests.codes import read_codes
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import PortalHttpCase


@tagged("post_install", "-at_install")
class TestPage(PortalHttpCase):
    def names(self, answer):
        return set(html.fromstring(answer.content).xpath("//*[starts-with(@name, 'egg_pay')]/@name"))

    def asked(self, answer):
        return html.fromstring(answer.content).xpath("//form[@id='o_payment_form']/@data-amount")

    def text(self, answer):
        return " ".join(html.fromstring(answer.content).xpath("//div[@id='wrap']")[0].text_content().split())

    def test_exactly_what_the_link_names(self):
        """AUT-04: without a log-in, the page shows the named instalment, its amount and Odoo's form; the other
        instalment and the customer's address are not there.
        """
        invoice = self.make_invoice(100, 200)
        self.alpha.street = "1 rue Haute"
        answer = self.open(self.path(self.items(invoice)[1]))
        self.assertEqual(answer.status_code, 200)
        form = html.fromstring(answer.content).xpath("//form[@id='o_payment_form']")[0]
        self.assertEqual(form.get("data-amount"), "200.0")
        text = self.text(answer)
        self.assertIn(invoice.name, text)
        self.assertIn("200.00", text)
        self.assertNotIn("100.00", text)
        self.assertNotIn("rue Haute", text)
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")

    def test_the_way_to_the_payment(self):
        """AUT-04: the form makes a transaction that names its items; once it is settled the link says thank you."""
        invoice = self.make_invoice(100, 200)
        items = self.items(invoice)
        path = self.path(items[0])
        result, problem = self.ask(path, 100)
        self.assertFalse(problem)
        transaction = self.transactions(items)
        self.assertEqual((transaction.reference, transaction.amount), (result["reference"], 100))
        self.assertEqual((transaction.egg_due_item_ids, transaction.landing_route), (items[0], path))
        transaction.sudo()._set_pending()
        self.assertIn("egg_pay_waiting", self.names(self.open(path)))
        self.settle(transaction.sudo())
        answer = self.open(path)
        self.assertIn("egg_pay_thanks", self.names(answer))
        self.assertNotIn("o_payment_form", answer.text)
        self.assertIn("nothing left to pay", self.ask(path, 100)[1])

    def test_links_that_open_nothing(self):
        """AUT-04: cut off, changed, made up, old: a sentence, no amount, no form."""
        items = self.items(self.make_invoice(100))
        path = self.path(items)
        for bad in (path[:-3], path[:-1] + ("A" if path[-1] != "A" else "B"), "/egg/pay/abc", "/egg/pay/" + "A" * 300):
            answer = self.open(bad)
            self.assertEqual((answer.status_code, self.names(answer)), (404, {"egg_pay_refused"}), bad)
            self.assertIn("not complete or was changed", self.ask(bad, 100)[1])
        with freeze_time("2027-02-23 10:00:00"):
            answer = self.open(path)
            self.assertIn("no longer valid", self.text(answer))
            self.assertEqual(answer.status_code, 410)
            self.assertIn("no longer valid", self.ask(path, 100)[1])
        self.assertFalse(self.transactions(items))

    def test_an_invoice_that_was_taken_back(self):
        """AUT-04: the invoice is a draft again: the link says so, also once it is issued anew."""
        invoice = self.make_invoice(100)
        path = self.path(self.items(invoice))
        self.company.egg_lock_issued = False
        invoice.button_draft()
        self.assertIn("not owed any more", self.text(self.open(path)))

    def test_the_amount_comes_from_the_database(self):
        """AUT-04: an amount that was changed in the browser is refused with what is owed; so is one that is old."""
        invoice = self.make_invoice(100)
        items = self.items(invoice)
        path = self.path(items)
        for amount in (1, 99.99, 1000, -100, 0, "x", None, "1e400", "NaN"):
            self.assertIn("100.00", self.ask(path, amount)[1], amount)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids).create(
                {"journal_id": self.bank.id, "amount": 40})._create_payments()
        self.assertIn("60.00", self.ask(path, 100)[1])
        self.assertFalse(self.transactions(items))

    def test_parts_where_the_company_takes_them(self):
        """AUT-04: with the setting a payer types less; never more, never less than 1.00."""
        items = self.items(self.make_invoice(100))
        path = self.path(items)
        self.assertNotIn("egg_pay_partial", self.names(self.open(path)))
        self.company.egg_pay_partial = True
        self.assertEqual(self.asked(self.open(path, amount="40")), ["40.0"])
        for amount in ("400", "-4", "x"):
            self.assertEqual(self.asked(self.open(path, amount=amount)), ["100.0"])
        for amount in (100.01, 0.5, 40.001):
            self.assertTrue(self.ask(path, amount)[1])
        self.assertFalse(self.ask(path, 40)[1])
        self.assertEqual(self.transactions(items).amount, 40)

    def test_a_part_in_two_windows(self):
        """AUT-04, POR-02: a part is paid in one window; another that was opened before is told what is owed now."""
        self.company.egg_pay_partial = True
        items = self.items(self.make_invoice(100))
        path = self.path(items)
        [old] = html.fromstring(self.open(path, amount="40").content).xpath("//@data-transaction-route")

        def refusal():
            answer = self.url_open(old, headers={"Content-Type": "application/json"}, data=json.dumps({"params": {
                "provider_id": self.provider.id, "amount": 40, "flow": "direct", "token_id": None,
                "payment_method_id": self.env.ref("payment.payment_method_card").id}}).encode()).json()
            return answer.get("error", {}).get("data", {}).get("message", "")

        self.assertFalse(refusal())
        self.settle(self.transactions(items).sudo())
        self.assertIn("60.00", refusal())
        self.assertEqual((items.amount_residual, len(self.transactions(items))), (60, 1))

    def test_what_else_the_browser_says(self):
        """AUT-04: another company's provider, a saved card of somebody, a landing page elsewhere, a validation, other
        items: refused or not listened to.
        """
        items = self.items(self.make_invoice(100))
        path = self.path(items)
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.provider.copy({"company_id": other.id})
        foreign.write({"state": "test", "stripe_secret_key": "sk_test_y", "stripe_publishable_key": "pk_test_y",
                       "is_published": True})
        for values in ({"provider_id": foreign.id}, {"provider_id": 0}, {"flow": "token", "token_id": 1},
                       {"flow": "offline"}, {"payment_method_id": None}, {"payment_method_id": [1]},
                       {"payment_method_id": 0}, {"provider_id": float(self.provider.id)}, {"token_id": True},
                       {"flow": "token", "token_id": True}):
            self.assertIn("not available", self.ask(path, 100, **values)[1], values)
        with mute_logger("odoo.http"):
            self.assertTrue(self.ask(path, 100, egg_due_item_ids=[(6, 0, [1])])[1])
            self.assertTrue(self.ask(path, 100, partner_id=1)[1])
        self.assertFalse(self.transactions(items))
        self.assertFalse(self.ask(path, 100, landing_route="https://evil.example", is_validation=True,
                                  tokenization_requested=True)[1])
        transaction = self.transactions(items)
        self.assertEqual((transaction.landing_route, transaction.operation, transaction.tokenize, transaction.amount),
                         (path, "online_direct", False, 100))

    def test_two_payers(self):
        """AUT-04: while one payer is at it the other reads so; the first one may begin again himself."""
        items = self.items(self.make_invoice(100))
        path = self.path(items)
        self.assertFalse(self.ask(path, 100)[1])
        first = self.transactions(items)
        self.assertIn("egg_pay_begun", self.names(self.open(path)))
        self.opener.cookies.clear()
        self.assertIn("egg_pay_held", self.names(self.open(path)))
        self.assertIn("under way already", self.ask(path, 100)[1])
        self.open(path, again=1)
        self.assertEqual(first.state, "draft", "it is not this browser's")

    def test_a_payer_who_begins_again(self):
        """AUT-04: a form that failed is sent again; the first transaction is over, one holds the items."""
        items = self.items(self.make_invoice(100))
        path = self.path(items)
        self.ask(path, 100)
        self.assertFalse(self.ask(path, 100)[1])
        self.assertEqual(sorted(self.transactions(items).mapped("state")), ["cancel", "draft"])
        self.open(path, again=1)
        self.assertEqual(self.transactions(items).mapped("state"), ["cancel", "cancel"])
        self.assertIn("o_payment_form", self.open(path).text)

    def test_no_provider(self):
        """AUT-04: nothing to pay with: no link in new messages; an old one says so and names the account."""
        items = self.items(self.make_invoice(100))
        path = self.path(items)
        self.provider.is_published = False
        self.assertEqual(items._get_egg_payment_url(), "")
        answer = self.open(path)
        self.assertLessEqual({"egg_pay_no_provider", "egg_pay_transfer"}, self.names(answer))
        self.assertIn("FR14", self.text(answer).replace(" ", ""))
        self.bank.bank_account_id.acc_number = "12345"
        self.assertEqual(self.open(path).status_code, 200)

    def test_which_items_have_a_link(self):
        """AUT-04: never one of two customers, companies or currencies, nor of what is paid."""
        beta = self.env["res.partner"].create({"name": "Beta", "is_company": True})
        items = self.items(self.make_invoice(100))
        self.assertEqual((items | self.items(self.make_invoice(50, partner=beta)))._get_egg_payment_url(), "")
        self.assertEqual(items.browse()._get_egg_payment_url(), "")
        self.assertEqual(items.browse()._get_egg_payment_offer_amount(), 0)
        contact = self.env["res.partner"].create({"name": "Contact", "parent_id": self.alpha.id})
        self.assertTrue((items | self.items(self.make_invoice(50, partner=contact)))._get_egg_payment_url())
        self.assertEqual(items._get_egg_payment_offer_amount(), 100)

    def test_codes_of_a_mail(self):
        """AUT-04, AUT-05: the pictures that a mail shows are the link and the transfer; nothing without the link."""
        items = self.items(self.make_invoice(100, payment_reference="RF18539007547034"))
        url = items._get_egg_payment_url()
        path = "/egg/pay/" + url.rpartition("/")[2]
        self.assertEqual(read_codes(self.open(f"{path}/link.png").content), [url])
        [code] = read_codes(self.open(f"{path}/transfer.png").content)
        self.assertEqual(code.split("\n")[5:], [self.company.name, "FR1420041010050500013M02606", "EUR100.00", "",
                                                "RF18539007547034"])
        self.assertEqual(self.open(f"{path}/other.png").status_code, 404)
        self.assertEqual(self.open("/egg/pay/abc/link.png").status_code, 404)

    def test_who_is_logged_in(self):
        """AUT-04: somebody else's log-in changes nothing; saved cards are shown to the customer himself only."""
        token = self.env["payment.token"].sudo().create({
            "provider_id": self.provider.id, "partner_id": self.alpha.id, "provider_ref": "cus_1",
            "payment_method_id": self.env.ref("payment.payment_method_card").id, "payment_details": "4242"})
        items = self.items(self.make_invoice(100))
        path = self.path(items)
        self.assertNotIn("4242", self.open(path).text)
        self.authenticate("admin", "admin")
        self.assertNotIn("4242", self.open(path).text)
        self.assertIn("not available", self.ask(path, 100, flow="token", token_id=token.id)[1])
        user = self.env["res.users"].create({
            "name": "Alpha", "login": "alpha", "password": "alphaalpha", "partner_id": self.alpha.id,
            "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])]})
        self.authenticate(user.login, "alphaalpha")
        self.assertIn("4242", self.open(path).text)

    def test_its_language(self):
        """AUT-04: the page speaks the customer's language, whatever the browser's."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.alpha.lang = "fr_FR"
        text = self.text(self.open(self.path(self.items(self.make_invoice(100)))))
        self.assertIn("À payer", text)

    def test_a_language_that_was_switched_off(self):
        """AUT-04: the page speaks the firm's language then, or the site's."""
        path = self.path(self.items(self.make_invoice(100)))
        self.env.cr.execute("UPDATE res_partner SET lang = 'de_DE' WHERE id = %s", [self.alpha.id])
        self.env.invalidate_all()
        self.assertIn("100.00", self.text(self.open(path)))

    def test_its_last_day_is_the_firm_s(self):
        """AUT-04: until midnight where the firm is, whatever zone a visitor's request is in; not a minute longer."""
        self.company.partner_id.tz = "Europe/Paris"
        link = self.items(self.make_invoice(100))
        path = self.path(link)
        until = link._read_egg_payment_token(path.rpartition("/")[2]).until
        with freeze_time(f"{until} 22:30:00"):
            self.assertEqual(self.open(path).status_code, 200)
        with freeze_time(f"{until} 23:30:00"):
            self.assertEqual(self.open(path).status_code, 410, "it is the next day in Paris")

    def test_parts_of_a_coin(self):
        """AUT-04: what is asked and what is taken are amounts that the currency has."""
        self.company.egg_pay_partial = True
        yen = self.env.ref("base.JPY")
        yen.active = True
        items = self.items(self.make_invoice(1000, currency_id=yen.id))
        path = self.path(items)
        self.assertEqual(self.asked(self.open(path, amount="40.4")), ["40.0"])
        self.assertTrue(self.ask(path, 40.5)[1])
        self.assertFalse(self.ask(path, 40)[1])
        self.assertEqual(self.transactions(items).amount, 40)

    def test_database_errors_are_no_answer(self):
        """AUT-04: what somebody else took at the same moment is a sentence too."""
        items = self.items(self.make_invoice(100))
        path = self.path(items)
        self.begin(items)
        with mute_logger("odoo.sql_db"), patch.object(type(items), "_get_egg_collect_reasons", lambda _items: {}):
            self.assertIn("Somebody is paying", self.ask(path, 100)[1])

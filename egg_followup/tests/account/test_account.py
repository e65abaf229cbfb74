from datetime import date, timedelta

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import TODAY, FollowupCase


@tagged("post_install", "-at_install")
class TestAccount(FollowupCase):
    def setUp(self):
        super().setUp()
        self.env.company.egg_followup_tolerance = 0

    def _account(self, partner=None, user=None, **options):
        self.env.invalidate_all()
        return (partner or self.alpha).with_user(user or self.env.user).get_egg_account(**options)

    def _money(self, amount):
        return self.company.currency_id.format(amount)

    def test_what_is_owed(self):
        """ACC-01: balance, overdue, not due and what is not allocated, those of the aged balance; the items with state,
        age and steps.
        """
        self._invoice(amount=100, due=TODAY - timedelta(20))
        self._invoice(amount=30, due=TODAY + timedelta(5))
        self._refund(40)
        account = self._account()
        [sums] = account["balances"]
        self.assertEqual([sums[name] for name in ("balance", "overdue", "not_due", "credit")],
                         [self._money(amount) for amount in (90, 100, 30, -40)])
        self.assertEqual([(item["amount"], item["late"], item["urgency"]) for item in account["items"]],
                         [(self._money(100), 20, "overdue"), (self._money(30), -5, "soon")])
        self.assertTrue(account["items"][0]["next_stage"])
        self.assertFalse(account["has_more_items"])

    def test_how_he_pays(self):
        """ACC-01: the mean delay of what was paid, and whether it changes."""
        for month in range(1, 5):
            due = date(2026, month, 1)
            with freeze_time(due + timedelta(8)):
                self._pay(self._invoice(amount=10 + month, due=due, invoice_date=due - timedelta(30)))
        habit = self._account()["habit"]
        self.assertEqual((habit["mean"], habit["count"], habit["trend"]), (8, 4, ""))
        self.assertIsNone(self._account(self._customer("New"))["habit"]["mean"])

    def test_one_time_line(self):
        """ACC-01: documents, payments, reminders with their text, what was noted and what the customer wrote stand on
        one line, the last first.
        """
        with freeze_time(TODAY - timedelta(60)):
            invoice = self._invoice(amount=500, due=TODAY - timedelta(30), invoice_date=TODAY - timedelta(60))
        with freeze_time(TODAY - timedelta(20)):
            self._pay(invoice, 200)
        self._send(self._items(invoice))
        self.env["egg.followup.entry"].create({"move_id": invoice.id, "stage_id": self.stage_1.id,
                                               "comment": "He calls"})
        invoice.message_post(body="I pay on Monday", author_id=self.alpha.id, message_type="comment",
                             subtype_xmlid="mail.mt_comment")
        events = self._account()["events"]
        self.assertEqual({event["kind"] for event in events}, {"document", "payment", "message", "entry", "answer"})
        self.assertEqual([event["day"] for event in events], sorted((event["day"] for event in events), reverse=True))
        by_kind = {event["kind"]: event for event in events}
        self.assertIn("I pay on Monday", by_kind["answer"]["text"])
        self.assertIn("He calls", by_kind["entry"]["text"])
        self.assertIn(invoice.name, by_kind["message"]["text"])
        self.assertEqual(by_kind["payment"]["amount"], self._money(200))

    def test_more_of_the_history(self):
        """ACC-01: a long history comes in parts."""
        for number in range(45):
            self._invoice(amount=10 + number, due=TODAY - timedelta(number))
        account = self._account()
        self.assertEqual((len(account["events"]), account["has_more"]), (40, True))
        self.assertEqual((len(self._account(count=80)["events"]), self._account(count=80)["has_more"]), (45, False))

    def test_what_one_has_to_know(self):
        """ACC-01: dispute, promise, pause and exclusion are told."""
        disputed, promised = self._items(self._invoice()), self._items(self._invoice())
        disputed.egg_dispute = True
        promised.egg_promise_date = TODAY + timedelta(4)
        self.alpha.write({"egg_followup_pause_reason": "Answered", "egg_followup_excluded": True})
        facts = {fact["label"]: fact for fact in self._account()["facts"]}
        self.assertEqual(set(facts), {"Dispute", "Promise to pay", "Reminders paused", "No reminders"})
        self.assertEqual(facts["Promise to pay"]["day"], "2026-05-31")
        self.assertEqual(facts["Dispute"]["value"], disputed.move_name)

    def test_contacts_and_archived(self):
        """ACC-01: what a contact owes stands on the account of the firm, archived or not; a contact's account is the
        firm's.
        """
        contact = self._customer("Contact", is_company=False, parent_id=self.alpha.id)
        self._invoice(contact, 70)
        (self.alpha + contact).active = False
        account = self._account(contact)
        self.assertEqual((account["customer"]["name"], account["customer"]["active"]), ("Client Alpha", False))
        self.assertEqual(account["balances"][0]["balance"], self._money(70))
        self.assertEqual(len(account["items"]), 1)

    def test_what_is_no_payment(self):
        """ACC-01: a difference of exchange is no payment of the customer's; what was booked by hand is an entry."""
        dollar = self.env.ref("base.USD")
        dollar.write({"active": True, "rate_ids": [
            Command.create({"name": TODAY - timedelta(60), "rate": 1.25, "company_id": self.company.id}),
            Command.create({"name": TODAY - timedelta(10), "rate": 1.5, "company_id": self.company.id})]})
        invoice = self._invoice(amount=120, due=TODAY - timedelta(30), invoice_date=TODAY - timedelta(50),
                                currency_id=dollar.id)
        item = self._items(invoice)
        self._pay(invoice)
        self.assertTrue(item.matched_credit_ids.exchange_move_id)
        self.env["account.move"].create({"date": TODAY, "line_ids": [
            Command.create({"account_id": item.account_id.id, "partner_id": self.alpha.id, "credit": 7}),
            Command.create({"account_id": self.account.id, "debit": 7})]}).action_post()
        found = [(event["title"].split()[0], event["amount"]) for event in self._account()["events"]
                 if event["kind"] == "payment"]
        self.assertCountEqual(found, [("Payment", dollar.format(120)), ("Entry", self._money(7))])

    def test_odd_questions(self):
        """ACC-01: what a program asks for and is no number is refused in words."""
        for count in ("junk", [1], float("inf"), float("nan")):
            with self.assertRaisesRegex(UserError, "is a number", msg=count):
                self._account(count=count)

    def test_nothing_yet(self):
        """ACC-01: a customer without any invoice has an account of nothing."""
        account = self._account(self._customer("New"))
        self.assertEqual((account["items"], account["events"], account["has_more"]), ([], [], False))
        self.assertEqual(account["balances"][0]["balance"], self._money(0))

    def test_where_it_opens_from(self):
        """ACC-01: the customer, the document and the row of the bulk screen open the same account."""
        invoice = self._invoice()
        for record in (self.alpha, invoice, self._items(invoice)):
            action = record.action_egg_account()
            self.assertEqual((action["tag"], action["context"]["active_id"]), ("egg_account", self.alpha.id))

    def test_few_queries(self):
        """ACC-01: at most 25 queries, whatever the customer owes."""
        for number in range(12):
            self._invoice(amount=10 + number, due=TODAY - timedelta(30 + number))
        paid = self._invoice()
        self._send(self._items(paid))
        self._pay(paid)
        self.env["egg.followup.entry"].create({"move_id": paid.id, "stage_id": self.stage_1.id, "comment": "He calls"})
        paid.message_post(body="Paid", author_id=self.alpha.id, message_type="comment", attachments=[("a.txt", b"x")])
        billing = new_test_user(self.env, "account_billing", groups="account.group_account_invoice")
        self._account(user=billing)
        self.env.flush_all()
        with self.assertQueryCount(25):
            self._account(user=billing)

    def test_rights(self):
        """ACC-01, SEC-14: who sees no balances gets no account; another company's debts are not on it."""
        self._invoice(amount=5)
        nobody = new_test_user(self.env, "account_nobody", groups="base.group_user")
        with self.assertRaises(AccessError):
            self._account(user=nobody)
        other = self.env["res.company"].create({"name": "Other SAS", "country_id": self.company.country_id.id})
        stranger = new_test_user(self.env, "account_stranger", groups="account.group_account_manager",
                                 company_id=other.id, company_ids=[Command.set(other.ids)])
        account = self._account(user=stranger)
        self.assertEqual((account["items"], account["events"]), ([], []))
        own = self._customer("Theirs", company_id=self.company.id)
        with self.assertRaises(AccessError):
            self._account(own, user=stranger)

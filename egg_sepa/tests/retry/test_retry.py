import base64
from datetime import date

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..common import SepaCase


@tagged("post_install", "-at_install")
class TestRetry(SepaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"egg_retry_times": "1", "egg_retry_month_days": "5, 28", "egg_retry_notice_days": 14,
                           "email": "societe@egg.example"})
        cls.retries = cls.env["egg.debit.retry"].sudo()
        cls.billing = new_test_user(cls.env, "egg_retry_billing", "account.group_account_invoice")

    def fail(self, code="AM04", move=None, book=True):
        """An invoice is debited, and the bank returns it."""
        move = move or self.make_invoice(self.make_mandate().partner_id)
        collection = self.collect(move)
        if book:
            self.book(collection)
        else:
            collection.action_sent()
        content = base64.b64encode(self.return_file(collection.item_ids, code=code))
        self.env["egg.sepa.return.import"].create({"file": content}).action_import()
        self.assertEqual(collection.item_ids.state, "returned")
        return move

    def of(self, move):
        return self.retries.search([("move_id", "=", move.id), ("state", "in", ("proposed", "planned"))])

    def test_by_the_reason(self):
        """AUT-09: AM04 and MS03 are proposed again, on the next day on which people are paid after the notice; MD06,
        MD01 and a closed account never.
        """
        for code in ("AM04", "MS03"):
            retry = self.of(self.fail(code))
            self.assertEqual((retry.code, retry.propose_on, retry.number, retry.state),
                             (code, date(2026, 12, 28), 1, "proposed"))
        for code in ("MD06", "MD01", "AC04", "AC01", "MS02"):
            self.assertFalse(self.of(self.fail(code)), code)

    def test_off_and_suspended(self):
        """AUT-09: nothing is proposed by a firm that did not ask for it, nor under a mandate that was suspended."""
        self.company.egg_sepa_suspend = "always"
        self.assertFalse(self.of(self.fail()))
        self.company.write({"egg_sepa_suspend": "mandate", "egg_retry_times": "0"})
        self.assertFalse(self.of(self.fail()))

    def test_planned_announced_and_collected(self):
        """AUT-09: an ordinary billing user plans it: the customer is told day, amount and mandate; it is collected on
        that day, not before, and not announced twice; then it is done, and the second failure makes no third try.
        """
        move = self.fail()
        retry = self.of(move).with_user(self.billing)
        retry.action_plan()
        message = move.message_ids[0]
        self.assertEqual(message.partner_ids, move.partner_id)
        self.assertIn("12/28/2026", message.body)
        self.assertIn(move.line_ids.egg_mandate_id.name or retry.mandate_id.name, message.body)
        with self.assertRaises(UserError):
            retry.action_plan()
        early = self.open_form(move, collect_on="2026-12-21")
        self.assertFalse(early.ready_count)
        self.assertIn("not before", early.problems)
        self.assertEqual(retry.action_collect()["context"]["default_collect_on"], date(2026, 12, 28))
        collection = self.collect(move, collect_on="2026-12-28")
        self.assertEqual(retry.state, "done")
        collection.action_prenotify()
        self.assertEqual(collection.item_ids.prenotified_at, retry.announced_at)
        self.assertEqual(collection.item_ids.due_item_id.move_id, move)
        self.book(collection)
        self.env["egg.sepa.return.import"].create({"file": base64.b64encode(
            self.return_file(collection.item_ids, kind="camt.054"))}).action_import()
        self.assertEqual(collection.item_ids.state, "returned")
        self.assertFalse(self.of(move), "once only")

    def test_a_cancelled_collection_gives_it_back(self):
        """AUT-09: the collection is cancelled before it was sent: what was to be tried again is open again, for its
        day if that is still to come, else proposed anew; a debit by another collection's cancelling is not touched.
        """
        move = self.fail()
        retry = self.of(move)
        retry.with_user(self.billing).action_plan()
        told = retry.announced_at
        first = self.collect(move, collect_on="2026-12-28")
        first.with_user(self.billing).action_cancel()
        self.assertEqual((retry.state, retry.announced_at), ("planned", told))
        second = self.collect(move, collect_on="2026-12-28")
        first.action_cancel()
        self.assertEqual(retry.state, "done", "cancelled twice")
        with freeze_time("2026-12-28 09:00:00"):
            second.action_cancel()
        self.assertEqual((retry.state, retry.announced_at, retry.propose_on), ("proposed", False, date(2027, 1, 28)))
        self.fail(move=move)
        third = self.collect(move)
        third.action_cancel()
        self.assertEqual(retry.state, "done", "it was tried, and failed")
        self.assertFalse(self.of(move))

    def test_twice(self):
        """AUT-09: with the setting "twice" a second failure is proposed once more, a third is not."""
        self.company.egg_retry_times = "2"
        move = self.fail()
        self.assertEqual(self.of(self.fail(move=move)).number, 2)
        self.assertFalse(self.of(self.fail(move=move)))

    def test_what_forbids_it_later(self):
        """AUT-09: a refund asked for meanwhile takes the proposal back; what was paid, disputed or lost its mandate or
        address is not planned; a day without notice is refused.
        """
        move = self.fail()
        retry = self.of(move)
        retry.propose_on = date(2026, 11, 30)
        with self.assertRaisesRegex(UserError, "12/08/2026"):
            retry.with_user(self.billing).action_plan()
        retry.propose_on = date(2026, 12, 26)
        move.partner_id.email = False
        with self.assertRaises(UserError):
            retry.action_plan()
        move.partner_id.email = "c@example.com"
        retry.mandate_id.action_suspend()
        with self.assertRaises(UserError):
            retry.action_plan()
        retry.mandate_id.action_insert()
        retry.action_plan()
        self.assertEqual(retry.propose_on, date(2026, 12, 28), "banks are closed on the 26th")
        retry.due_item_id._propose_egg_debit_again("MD06", retry.mandate_id, date(2026, 12, 3))
        self.assertEqual(retry.state, "dropped")
        paid = self.fail()
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=paid.ids).create(
            {})._create_payments()
        with self.assertRaises(UserError):
            self.of(paid).action_plan()

    def test_who_may(self):
        """AUT-09, QLT-01: readers see them and decide nothing; others and other companies see none; the day of a
        planned one and all else is changed by nobody.
        """
        retry = self.of(self.fail())
        reader = new_test_user(self.env, "egg_retry_reader", "account.group_account_readonly")
        nobody = new_test_user(self.env, "egg_retry_nobody", "base.group_user")
        other = self.env["res.company"].create({"name": "Other SAS"})
        stranger = new_test_user(self.env, "egg_retry_stranger", "account.group_account_manager",
                                 company_id=other.id, company_ids=[Command.set(other.ids)])
        for user in (reader, nobody, stranger):
            for act in ("action_plan", "action_drop"):
                with self.assertRaises(AccessError):
                    getattr(retry.with_user(user), act)()
        for user in (nobody, stranger):
            with self.assertRaises(AccessError):
                retry.with_user(user).read(["amount"])
        with self.assertRaises(AccessError):
            retry.with_user(self.billing).write({"state": "planned"})
        with self.assertRaises(AccessError):
            self.env["egg.debit.retry"].with_user(self.billing).create({"due_item_id": retry.due_item_id.id,
                                                                        "propose_on": "2026-12-28"})
        retry.with_user(self.billing).action_drop()
        with self.assertRaises(AccessError):
            retry.with_user(self.billing).propose_on = date(2026, 12, 29)
        for days in ("40", "x"):
            with self.assertRaises(ValidationError):
                self.company.egg_retry_month_days = days

from datetime import date
from decimal import Decimal

from odoo.addons.egg_portal.tests.common import PortalCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...core.word import DISPUTE, PROMISE, TRANSFER, Word


@tagged("post_install", "-at_install")
class TestSay(PortalCase):
    """Today is Tuesday 24 November 2026."""

    def test_a_promise(self):
        """POR-04: noted as people of the firm note it: reminders wait, the invoice and the account tell it."""
        [item] = self.items(self.make_invoice(100))
        item._say_egg_word(Word(PROMISE, date(2026, 12, 4), Decimal(60)))
        self.assertEqual((str(item.egg_promise_date), item.egg_promise_amount), ("2026-12-04", 60))
        self.assertIn("promised", item._get_egg_hold_reasons()[item.id])
        self.assertIn("60.00", item.move_id.message_ids[0].body)
        [event] = [event for event in self.alpha.get_egg_account()["events"] if event["kind"] == "word"]
        self.assertIn("60.00", event["text"])
        with self.assertRaisesRegex(UserError, "already"):
            item._say_egg_word(Word(PROMISE, date(2026, 12, 6)))

    def test_a_promise_that_does_not_reach_all(self):
        """POR-04: the newer of two instalments is reminded on, and may be promised later."""
        items = self.items(self.make_invoice(100, 200))
        items._say_egg_word(Word(PROMISE, date(2026, 12, 4), Decimal(100)))
        self.assertEqual([bool(one.egg_promise_date) for one in items], [True, False])
        items._say_egg_word(Word(PROMISE, date(2026, 12, 5)))
        self.assertEqual(items.mapped("egg_promise_amount"), [100, 200])

    def test_a_transfer(self):
        """POR-03: reminders wait seven days and say why; a promise of the firm's own that is longer stays."""
        first, second = self.items(self.make_invoice(100), self.make_invoice(70))
        second.write({"egg_promise_date": "2026-12-20", "egg_promise_amount": 70})
        first._say_egg_word(Word(TRANSFER, date(2026, 11, 23)))
        second._say_egg_word(Word(TRANSFER, date(2026, 11, 23)))
        self.assertEqual([str(one.egg_promise_date) for one in first | second], ["2026-12-01", "2026-12-20"])
        self.assertIn("Transfer of", (first | second)._get_egg_hold_reasons()[first.id])
        if "egg.cash.line" in self.env and hasattr(self.env["egg.cash.line"], "_get_promises"):
            promises = self.env["egg.cash.line"]._get_promises(self.company)
            self.assertIn((Decimal("100.00"), tuple(first.ids)), [(one.amount, one.items) for one in promises])

    def test_a_dispute(self):
        """POR-04: held, told with its file, and before the salesperson; what he types is no markup."""
        seller = new_test_user(self.env, "seller_word", groups="account.group_account_invoice")
        invoice = self.make_invoice(100, invoice_user_id=seller.id)
        item = self.items(invoice)
        item._say_egg_word(Word(DISPUTE, reason="<b>Broken</b>  on\narrival"), [("photo.png", b"x")])
        self.assertEqual((item.egg_dispute, item.egg_dispute_reason), (True, "<b>Broken</b> on arrival"))
        activity = invoice.activity_ids
        self.assertEqual(activity.user_id, seller)
        self.assertIn("&lt;b&gt;Broken", activity.note)
        self.assertEqual(invoice.message_ids.attachment_ids.mapped("name"), ["photo.png"])
        [event] = [event for event in self.alpha.get_egg_account()["events"] if event["kind"] == "word"]
        self.assertEqual(event["files"][0]["name"], "photo.png")
        item.action_egg_release()
        item._say_egg_word(Word(DISPUTE, reason="Still broken"))
        self.assertTrue(item.egg_dispute)

    def test_who_reads_it(self):
        """POR-06: billing reads what was said, of its companies; nobody writes it; nobody else sees it."""
        item = self.items(self.make_invoice(100))
        said = item._say_egg_word(Word(DISPUTE, reason="Broken"))
        billing = new_test_user(self.env, "billing_word", groups="account.group_account_invoice")
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(self.env, "stranger_word", groups="account.group_account_invoice",
                                 company_id=other.id, company_ids=[(6, 0, other.ids)])
        internal = new_test_user(self.env, "internal_word", groups="base.group_user")
        portal = new_test_user(self.env, "portal_word", groups="base.group_portal", partner_id=self.alpha.id)
        said = self.env["egg.customer.word"].browse(said.id)
        self.assertEqual(said.with_user(billing).reason, "Broken")
        with self.assertRaises(AccessError):
            said.with_user(billing).write({"reason": "Nothing"})
        for user in (stranger, internal, portal):
            said.invalidate_recordset()
            with self.assertRaises(AccessError):
                said.with_user(user).read(["reason"])

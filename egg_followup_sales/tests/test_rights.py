from odoo import Command
from odoo.addons.egg_followup.tests.common import TODAY
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import FollowupSalesCase


@tagged("post_install", "-at_install")
class TestRights(FollowupSalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.billing = new_test_user(cls.env, "egg_billing_user", groups="account.group_account_invoice",
                                    email="b@egg.example")
        cls.seller = new_test_user(cls.env, "egg_seller", groups="sales_team.group_sale_salesman",
                                   email="s@egg.example")
        cls.other_company = cls.env["res.company"].create({"name": "Other SAS"})

    def test_a_seller_follows_up_his_quotes(self):
        """BLK-19, QLT-01: a salesperson without billing rights reminds quotations."""
        quote = self._order(user_id=self.seller.id).with_user(self.seller)
        run = self._prepare(quote)
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        self.assertEqual(run.state, "done")
        wizard = self.env["egg.followup.send"].with_user(self.seller).with_context(
            active_model="sale.order", active_ids=quote.ids)
        self.assertEqual(wizard.create({}).item_count, 1)

    def test_a_run_mails_what_its_user_may_see(self):
        """SEC-02: what the user of a run may not see is not written about, whatever the run holds;
        nor what another company is owed.
        """
        own, foreign = self._order(user_id=self.seller.id), self._order(user_id=self.billing.id)
        run = self._prepare(own | foreign)
        run.user_id = self.seller
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        self.assertEqual({item.order_id: item.state for item in run.item_ids}, {own: "sent", foreign: "skipped"})
        self.assertIn("may not see", run.item_ids.filtered(lambda item: item.state == "skipped").reason)

    def test_only_actions_change_a_run(self):
        """SEC-02, SEC-09: a salesperson makes runs by the action only,
        and neither rewrites nor deletes what was sent.
        """
        own, foreign = self._order(user_id=self.seller.id), self._order(user_id=self.billing.id)
        with self.assertRaises(AccessError):
            self._prepare(foreign.with_user(self.seller))
        run = self._prepare(own.with_user(self.seller))
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        for record, values in (
            (run, {"state": "draft"}), (run.followup_message_ids, {"email_to": "x@x.example"}),
            (run.item_ids, {"order_id": foreign.id}),
        ):
            with self.assertRaises(AccessError):
                record.write(values)
            with self.assertRaises(AccessError):
                record.unlink()
        others = self._prepare(foreign)
        for record in (others, others.followup_message_ids, others.item_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.seller).read(["display_name"])
        for action in ("action_start", "action_cancel", "action_retry", "action_print"):
            with self.assertRaises(AccessError):
                getattr(others.with_user(self.seller), action)()
        for action in ("action_retry", "action_preview"):
            with self.assertRaises(AccessError):
                getattr(others.followup_message_ids.with_user(self.seller), action)()
        with self.assertRaises(AccessError):
            self.env["egg.followup.preview"].with_user(self.seller).create(
                {"followup_message_id": others.followup_message_ids.id})

    def test_reminders_of_colleagues_are_not_moved(self):
        """SEC-09: postponing is for who sees the document; computed dates are written by nobody;
        a window knows its own models only.
        """
        own, foreign = self._order(user_id=self.seller.id), self._order(user_id=self.billing.id)
        self.env["egg.followup.move"].with_user(self.seller).create(
            {"order_id": own.id, "stage_id": self.stage_1.id, "date": "2026-12-31"}).action_apply()
        self.assertEqual(str(own.egg_next_stage_date), "2026-12-31")
        with self.assertRaises(AccessError):
            self.env["egg.followup.move"].with_user(self.seller).create(
                {"order_id": foreign.id, "stage_id": self.stage_1.id, "date": "2099-01-01"}).action_apply()
        with self.assertRaises(AccessError):
            self.env["egg.followup.shift"].with_user(self.seller).create(
                {"order_id": own.id, "stage_id": self.stage_1.id, "date": "2099-01-01"})
        with self.assertRaises(AccessError):
            own.with_user(self.seller).egg_next_stage_date = "2099-01-01"
        window = self.env["egg.followup.hold"].with_user(self.seller).with_context(
            active_model="res.partner", active_ids=[1])
        with self.assertRaises(UserError):
            window.create({}).action_apply()

    def test_entries_stay_where_they_are(self):
        """SEC-09: entries by hand are changed, not moved to other documents;
        what a sending noted stays, but for its comment.
        """
        own, foreign = self._order(user_id=self.seller.id), self._order(user_id=self.billing.id)
        entries = self.env["egg.followup.entry"].with_user(self.seller)
        entry = entries.create({"order_id": own.id, "stage_id": self.stage_1.id})
        entry.date = "2026-01-02"
        for values in ({"order_id": foreign.id}, {"origin": "bulk"}):
            with self.assertRaises(UserError):
                entry.write(values)
        for values in ({"order_id": foreign.id}, {"order_id": own.id, "origin": "bulk"}):
            with self.assertRaises(UserError):
                entries.create({"stage_id": self.stage_1.id, **values})
        proof = entries.sudo().create({"order_id": own.id, "stage_id": self.stage_1.id, "origin": "bulk"}).sudo(False)
        proof.comment = "He called back"
        with self.assertRaises(UserError):
            proof.date = "2026-01-02"
        manager = new_test_user(self.env, "egg_accountant",
                                groups="account.group_account_manager,sales_team.group_sale_manager")
        with self.assertRaises(AccessError):
            proof.with_user(manager).unlink()
        entry.with_user(manager).unlink()

    def test_a_seller_sees_only_his(self):
        """QLT-01: runs and entries of others are refused to a plain salesperson."""
        run = self._prepare(self._items(self._invoice()))
        entry = self.env["egg.followup.entry"].create({
            "order_id": self._order(user_id=self.billing.id).id, "stage_id": self.stage_1.id,
        })
        for record in (run, run.followup_message_ids, entry):
            with self.assertRaises(AccessError):
                record.with_user(self.seller).read(["display_name"])

    def test_stages_are_for_managers(self):
        """QLT-01: a salesperson reads the stages and may not change them; the manager of sales of all companies may."""
        self.stage_1.with_user(self.seller).read(["name"])
        for record, values in ((self.stage_1, {"name": "x"}), (self.stage_1.template_ids[:1], {"template_id": False})):
            with self.assertRaises(AccessError):
                record.with_user(self.seller).write(values)
        manager = new_test_user(self.env, "egg_manager", groups="sales_team.group_sale_manager")
        with self.assertRaises(AccessError):  # the stage is everybody's, he works for one company
            self.stage_1.with_user(manager).name = "Gentle word"
        manager.company_ids = self.env["res.company"].search([])
        self.stage_1.with_user(manager).name = "Gentle word"

    def test_other_companies(self):
        """QLT-01: entries and moved dates of another company's orders are refused."""
        order = self._order()
        run = self._prepare(order)
        entry = self.env["egg.followup.entry"].create({"order_id": order.id, "stage_id": self.stage_1.id})
        shift = self.env["egg.followup.shift"].create({"order_id": order.id, "stage_id": self.stage_1.id,
                                                       "date": "2026-01-01"})
        stranger = new_test_user(
            self.env, "egg_stranger", groups="sales_team.group_sale_manager",
            company_id=self.other_company.id, company_ids=[Command.set(self.other_company.ids)],
        )
        for record in (run, run.followup_message_ids, run.item_ids, entry, shift):
            with self.assertRaises(AccessError, msg=record._name):
                record.with_user(stranger).read(["display_name"])

    def test_the_aged_balance_of_a_seller(self):
        """ACC-02, SEC-14: a salesperson sees the ages of his own invoices, and of nobody's; who has all of sales sees
        all invoices, and no other entry of the accounts.
        """
        for seller in (self.seller, self.billing, self.env["res.users"]):
            self._invoice(invoice_user_id=seller.id)
        payment = self.env["account.payment"].create({"partner_id": self.alpha.id, "amount": 9,
                                                      "payment_type": "inbound"})
        payment.action_post()
        head = new_test_user(self.env, "egg_head", groups="sales_team.group_sale_salesman_all_leads")
        found = {user: self.env["egg.aged.item"].with_user(user).search([("partner_id", "=", self.alpha.id)])
                 for user in (self.seller, head)}
        self.assertEqual(set(found[self.seller].salesperson_id), {self.seller})
        self.assertEqual([len(rows) for rows in found.values()], [2, 3])
        self.assertEqual(set(found[head].mapped("move_type")), {"out_invoice"})

    def test_the_account_of_a_customer(self):
        """ACC-01, SEC-14: a salesperson opens the account from the menu, the customer and the invoice, and sees what is
        of his own invoices; whoever sells nothing has none of these.
        """
        for seller, amount in ((self.seller, 100), (self.billing, 70)):
            self._invoice(amount=amount, invoice_user_id=seller.id)
        nobody = new_test_user(self.env, "egg_nobody", groups="base.group_user,base.group_partner_manager")
        menu, forms = self.env.ref("egg_followup.menu_egg_customer_account"), ("res.partner", "account.move")
        for user, sees in ((self.seller, True), (nobody, False)):
            self.assertEqual(menu.id in self.env["ir.ui.menu"].with_user(user)._visible_menu_ids(), sees)
            for model in forms if sees else forms[:1]:
                arch = self.env[model].with_user(user).get_view(view_type="form")["arch"]
                self.assertEqual("action_egg_account" in arch, sees, model)
        seller = self.alpha.with_user(self.seller)
        self.assertNotIn("action_egg_recovery_file", [one["method"] for one in seller.get_egg_account()["actions"]])
        self.assertEqual(seller.action_egg_account()["context"]["active_id"], self.alpha.id)
        account = seller.get_egg_account()
        self.assertEqual([item["amount"] for item in account["items"]], [self.company.currency_id.format(100)])
        self.assertEqual(account["balances"][0]["balance"], self.company.currency_id.format(100))
        own = self.env["account.move"].search([("invoice_user_id", "=", self.seller.id)])
        items = self._items(own).with_user(self.seller)
        window = self.env["egg.followup.hold"].with_user(self.seller).with_context(
            active_model=items._name, active_ids=items.ids).create({"kind": "promise", "promise_date": TODAY})
        for refused in (window.action_apply, items.action_egg_release):
            with self.assertRaisesRegex(AccessError, "by billing"):
                refused()
        self.assertEqual([event["title"] for event in account["events"]], [f"Customer Invoice {own.name}"])

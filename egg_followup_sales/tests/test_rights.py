from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import FollowupSalesCase


@tagged("post_install", "-at_install")
class TestRights(FollowupSalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.billing = new_test_user(cls.env, "egg_billing_user", groups="account.group_account_invoice", email="b@egg.example")
        cls.seller = new_test_user(cls.env, "egg_seller", groups="sales_team.group_sale_salesman", email="s@egg.example")
        cls.other_company = cls.env["res.company"].create({"name": "Other SAS"})

    def test_a_seller_follows_up_his_quotes(self):
        """BLK-19, QLT-01: a salesperson without billing rights reminds quotations."""
        quote = self._order(user_id=self.seller.id).with_user(self.seller)
        run = self._prepare(quote)
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        self.assertEqual(run.state, "done")
        wizard = self.env["egg.followup.send"].with_user(self.seller).with_context(active_model="sale.order", active_ids=quote.ids)
        self.assertEqual(wizard.create({}).item_count, 1)

    def test_a_seller_sees_only_his(self):
        """QLT-01: runs and entries of others are refused to a plain salesperson."""
        run = self._prepare(self._items(self._invoice()))
        entry = self.env["egg.followup.entry"].create({
            "order_id": self._order(user_id=self.billing.id).id, "stage_id": self.stage_1.id,
        })
        for record in (run, run.letter_ids, entry):
            with self.assertRaises(AccessError):
                record.with_user(self.seller).read(["display_name"])

    def test_stages_are_for_managers(self):
        """QLT-01: a salesperson reads the stages and may not change them; the manager of sales may."""
        self.stage_1.with_user(self.seller).read(["name"])
        for record, values in ((self.stage_1, {"name": "x"}), (self.stage_1.template_ids[:1], {"template_id": False})):
            with self.assertRaises(AccessError):
                record.with_user(self.seller).write(values)
        manager = new_test_user(self.env, "egg_manager", groups="sales_team.group_sale_manager")
        self.stage_1.with_user(manager).name = "Gentle word"

    def test_other_companies(self):
        """QLT-01: entries and moved dates of another company's orders are refused."""
        order = self._order()
        run = self._prepare(order)
        entry = self.env["egg.followup.entry"].create({"order_id": order.id, "stage_id": self.stage_1.id})
        shift = self.env["egg.followup.shift"].create({"order_id": order.id, "stage_id": self.stage_1.id, "date": "2026-01-01"})
        stranger = new_test_user(
            self.env, "egg_stranger", groups="sales_team.group_sale_manager",
            company_id=self.other_company.id, company_ids=[Command.set(self.other_company.ids)],
        )
        for record in (run, run.letter_ids, run.item_ids, entry, shift):
            with self.assertRaises(AccessError, msg=record._name):
                record.with_user(stranger).read(["display_name"])

from datetime import timedelta

from odoo.addons.egg_followup.tests.common import TODAY
from odoo.addons.egg_followup.tests.unattended.common import DailyCase
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDailyRights(DailyCase, HttpCase):
    def test_salespeople_look_on(self):
        """AUT-02, SEC-14: whoever sees all documents of the sales sees the daily runs, and neither approves, sends,
        stops, takes back nor prints one by the calls of the browser; runs made by hand are as before.
        """
        seller = new_test_user(self.env, "egg_daily_seller", groups="sales_team.group_sale_salesman_all_leads",
                               password="egg_daily_seller")
        stern = self._invoice(due=TODAY - timedelta(20))
        self._bulk(stern, stage=self.stage_2)
        self.outbox.messages.clear()
        self._day(TODAY + timedelta(8))
        waiting = self._runs(part="approval")
        self.assertTrue(waiting.with_user(seller).has_access("read"))
        by_hand = self._prepare(self._items(self._invoice(self._customer("Beta", "beta@client.example"))))
        self.authenticate("egg_daily_seller", "egg_daily_seller")
        runs, messages = ("egg.followup.run", waiting.ids), ("egg.followup.message", waiting.followup_message_ids.ids)
        for (model, ids), method in (
            *((runs, f"action_{name}") for name in (
                "start", "send", "send_now", "take_back", "cancel", "retry", "print", "try_now")),
            (messages, "action_retry"),
        ):
            with self.assertRaisesRegex(JsonRpcException, "AccessError", msg=method):
                self._call(model, method, ids)
        self.assertEqual((waiting.state, waiting.followup_message_ids.state), ("approval", "planned"))
        self.assertFalse(self.outbox.messages)
        self._call("egg.followup.run", "action_cancel", by_hand.ids)
        self.env.invalidate_all()
        self.assertEqual(by_hand.state, "cancelled")

    def _call(self, model, method, ids):
        return self.make_jsonrpc_request("/web/dataset/call_kw", {
            "model": model, "method": method, "args": [ids], "kwargs": {}})

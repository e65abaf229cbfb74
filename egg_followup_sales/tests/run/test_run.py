from odoo.tests import tagged

from ..common import FollowupSalesCase


@tagged("post_install", "-at_install")
class TestRun(FollowupSalesCase):
    def test_quotes_and_orders(self):
        """BLK-19, STG-04: quotations and orders go through the same run, each with its own template."""
        quote = self._order()
        order = self._order(self._customer("Beta", "beta@client.example"), state="sale")
        self.assertEqual(quote.egg_next_stage_id, self.stage_1)
        self._send(quote + order, stage=self.stage_1)
        mail = self.outbox.to("alpha@")[0]
        self.assertIn("our quotation", mail["Subject"])
        self.assertIn(f"/my/orders/{quote.id}?access_token={quote.access_token}",
                      mail.get_body(("html",)).get_content())
        self.assertIn("your order", self.outbox.to("beta@")[0]["Subject"])
        self.assertEqual(quote.egg_followup_entry_ids.filtered(lambda one: one.origin == "bulk").stage_id, self.stage_1)

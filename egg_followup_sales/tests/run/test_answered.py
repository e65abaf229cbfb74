from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common import FollowupSalesCase


@tagged("post_install", "-at_install")
class TestAnsweredQuotes(FollowupSalesCase):
    def _listed(self):
        """What the bulk screen of quotations lists."""
        action = self.env.ref("egg_followup_sales.egg_bulk_quote_action")
        return self.env["sale.order"].search(safe_eval(action.domain))

    def _assert_not_reminded(self, quote, reason):
        self.assertFalse(quote.egg_next_stage_id)
        self.assertNotIn(quote, self._listed())
        run = self._bulk_items(quote, start=False, stage=self.stage_1)
        self.assertFalse(run.followup_message_ids)
        self.assertIn(reason, run.skipped_item_ids.reason)

    def test_a_quote_that_became_an_order(self):
        """BNK-17: a quote is not reminded once its order is made, confirmed, invoiced and paid."""
        quote = self._order()
        self.assertIn(quote, self._listed())
        order = quote.egg_create_order()
        self._assert_not_reminded(quote, "order")
        order.action_confirm()
        self._assert_not_reminded(quote, "order")
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        self._assert_not_reminded(quote, "order")

    def test_the_order_is_cancelled(self):
        """BNK-17: a quote whose order was cancelled waits for an answer again."""
        quote = self._order()
        quote.egg_create_order()._action_cancel()
        self.assertEqual(quote.egg_next_stage_id, self.stage_1)
        self.assertIn(quote, self._listed())

    def test_a_refused_quote(self):
        """BNK-17: a quote that was refused is not reminded."""
        quote = self._order()
        quote._action_cancel()
        quote._egg_mark_refused()
        self._assert_not_reminded(quote, "Refused")

    def test_a_quote_closed_by_hand(self):
        """BNK-17: a quote that was closed by hand is not reminded until it is opened again."""
        quote = self._order()
        quote.egg_set_state("done", note="Later")
        self._assert_not_reminded(quote, "Closed")
        quote.egg_set_state("progress")
        self.assertIn(quote, self._listed())

    def test_reminders_go_on_with_the_revision(self):
        """POR-05: the version that was replaced is not reminded; the newest goes on where the reminders were."""
        quote = self._order()
        self.env["egg.followup.entry"].create({"order_id": quote.id, "stage_id": self.stage_1.id, "comment": "called"})
        stage = quote.egg_next_stage_id
        revision = quote.egg_create_revision()
        self._assert_not_reminded(quote, f"Replaced by {revision.name}")
        revision.action_quotation_sent()
        self.assertEqual(revision.egg_followup_entry_ids.filtered("stage_id").mapped("comment"), ["called"])
        self.assertEqual(revision.egg_next_stage_id, stage)
        self.assertFalse(quote.egg_followup_entry_ids)

    def test_ordered_between_planning_and_sending(self):
        """BNK-17, SCR-01: an order that is made after the simulation is seen, whatever made it."""
        for road in ("egg_create_order", "action_confirm"):
            quote = self._order()
            run = self._bulk_items(quote, start=False, stage=self.stage_1)
            run.action_start()
            getattr(quote, road)()
            with self.subTest(road=road):
                self.env["egg.followup.run"]._cron_send()
                self.assertFalse(self.outbox.messages)
                self.assertEqual(run.followup_message_ids.state, "skipped")
                self.assertEqual((run.item_ids.order_id.egg_kind, run.skipped_item_ids.reason),
                                 ("quote", "Turned into an order."))

    def test_a_reminder_that_left_is_of_the_quote(self):
        """SCR-01: what was sent of a quote is of the quote kept beside its order."""
        quote = self._order()
        run = self._bulk_items(quote, stage=self.stage_1)
        self.env["egg.followup.run"]._cron_send()
        quote.action_confirm()
        self.assertEqual(run.item_ids.order_id, quote.egg_parent_id)

    def test_the_history_of_a_quote_stays_with_it(self):
        """SCR-01: what was done for a quote is read on the quote, whatever made the order; the order begins anew."""
        quote = self._order()
        self.env["egg.followup.entry"].create({"order_id": quote.id, "stage_id": self.stage_1.id, "comment": "called"})
        quote.action_confirm()
        kept = quote.egg_parent_id
        self.assertEqual((kept.egg_followup_entry_ids.mapped("comment"), len(quote.egg_followup_entry_ids)),
                         (["called"], 0))
        self._assert_not_reminded(kept, "order")

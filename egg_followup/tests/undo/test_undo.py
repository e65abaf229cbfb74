from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import FollowupCase

RUN_FILE = "odoo.addons.egg_followup.models.plan.egg_followup_run"


@tagged("post_install", "-at_install")
class TestUndo(FollowupCase):
    """What a person sends waits ten minutes, in which one click takes it back."""

    def send(self, *partners, **options):
        moves = [self._invoice(partner) for partner in partners or (self.alpha,)]
        run = self._prepare(self._items(*moves), **options)
        run.action_send()
        return run

    def work(self):
        self.env["egg.followup.run"]._cron_send()

    def test_nothing_leaves_for_ten_minutes(self):
        """SCR-18: the job sends nothing before the time is over, then all of it; it is woken for that."""
        run = self.send()
        end = datetime(2026, 5, 27, 0, 10)
        self.assertEqual((run.leaves_at, run.is_waiting), (end, True))
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.env.ref("egg_followup.cron_send").id)])
        self.assertIn(end, triggers.mapped("call_at"))
        self.work()
        self.freeze(end - timedelta(seconds=1))
        self.work()
        self.assertFalse(self.outbox.messages)
        self.freeze(end)
        self.env.invalidate_all()
        self.assertFalse(run.is_waiting)
        self.work()
        self.assertEqual((len(self.outbox), run.state), (1, "done"))

    def test_one_click_takes_it_back(self):
        """SCR-18: it is a simulation again: nothing leaves, nothing is noted, and it can be sent again."""
        run = self.send()
        self.assertIn("Already waiting", run.item_ids._get_targets().egg_hold_reason)
        run.action_take_back()
        self.freeze(datetime(2026, 5, 27, 1, 0))
        self.work()
        self.assertFalse(self.outbox.messages)
        self.assertEqual((run.state, run.followup_message_ids.state, run.item_ids.state, run.leaves_at),
                         ("draft", "planned", "planned", False))
        item = run.item_ids._get_targets()
        self.assertFalse(item.egg_last_stage_id)
        item.invalidate_recordset()
        self.assertFalse(item.egg_hold_reason)
        run.action_send()
        run.action_send_now()
        self.work()
        self.assertEqual((len(self.outbox), item.egg_last_stage_id), (1, self.stage_1))

    def test_a_large_run_that_was_taken_back_stays(self):
        """SCR-18: a large run that was sent before it was simulated, and taken back, is started by nobody again."""
        items = self._items(self._invoice(), self._invoice(self._customer("Client Beta", "beta@client.example")))
        window = self.env["egg.followup.send"].create({"res_model": items._name, "res_ids": items.ids})
        with patch(f"{RUN_FILE}.CHUNK", 1):
            run = self.env["egg.followup.run"].browse(window.action_send()["res_id"])
            run._cron_simulate()
        self.assertEqual((run.state, run.is_waiting), ("running", True))
        run.action_take_back()
        for minutes in (0, 5, 30):
            self.freeze(datetime(2026, 5, 27) + timedelta(minutes=minutes))
            run._cron_simulate()
            self.work()
            self.assertEqual((run.state, set(run.followup_message_ids.mapped("state"))), ("draft", {"planned"}))
        self.assertFalse(self.outbox.messages)

    def test_it_is_too_late_once_it_leaves(self):
        """SCR-18: after the wait, or when it was ended by hand, nothing is taken back."""
        run = self.send()
        run.action_send_now()
        with self.assertRaisesRegex(UserError, "too late"):
            run.action_take_back()
        self.work()
        self.assertEqual(len(self.outbox), 1)
        late = self.send(self._customer("Client Beta", "beta@client.example"))
        self.freeze(datetime(2026, 5, 27, 0, 10))
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "too late"):
            late.action_take_back()

    def test_a_printed_letter_stays(self):
        """SCR-18: letters are printed at once; when one was, taking back stops the mails that wait and keeps it."""
        run = self.send(self.alpha, self._customer("Client Post", street="1 rue Haute", city="Lyon"))
        mail = run.followup_message_ids.filtered(lambda one: one.channel == "email")
        letter = run.followup_message_ids - mail
        run.with_context(force_report_rendering=True).action_print()
        self.assertEqual((letter.state, mail.state), ("sent", "queued"))
        run.action_take_back()
        self.assertEqual((letter.state, mail.state, run.state), ("sent", "cancelled", "cancelled"))
        self.freeze(datetime(2026, 5, 27, 1, 0))
        self.work()
        self.assertFalse(self.outbox.messages)

    def test_the_company_sets_the_time(self):
        """SCR-18: 0 minutes: it leaves at once; letters alone wait for nobody; programs do not wait."""
        self.company.egg_followup_undo_minutes = 0
        self.assertFalse(self.send().leaves_at)
        self.work()
        self.assertEqual(len(self.outbox), 1)
        self.company.egg_followup_undo_minutes = 5
        waiting = self.send(self._customer("Client Beta", "beta@client.example"))
        self.assertEqual(waiting.leaves_at, datetime(2026, 5, 27, 0, 5))
        letters = self.send(self._customer("Client Post"), channel="letter")
        self.assertFalse(letters.is_waiting)
        run = self._prepare(self._items(self._invoice(self._customer("Client Gamma", "gamma@client.example"))))
        run.action_start()
        self.assertFalse(run.is_waiting)

    def test_the_window_waits_too(self):
        """SCR-18: "Send at once" passes over the simulation, not over the time to take it back."""
        item = self._items(self._invoice())
        window = self.env["egg.followup.send"].create({"res_model": item._name, "res_ids": item.ids})
        run = self.env["egg.followup.run"].browse(window.action_send()["res_id"])
        self.assertEqual((run.state, run.is_waiting), ("running", True))
        self.env["egg.followup.run"]._cron_send()
        self.assertFalse(self.outbox.messages)

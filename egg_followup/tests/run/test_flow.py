from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.plan import egg_followup_run
from ..common import FollowupCase


@tagged("post_install", "-at_install")
class TestFlow(FollowupCase):
    @contextmanager
    def counting(self):
        """Count queries and the rows that they return; what was read is forgotten where it would be committed."""
        found, execute = {"queries": 0, "rows": 0}, Cursor.execute

        def count(cursor, *arguments, **options):
            result = execute(cursor, *arguments, **options)
            found["queries"] += 1
            found["rows"] += max(cursor._obj.rowcount, 0)
            return result

        def forget(message):
            message.env.flush_all()
            message.env.invalidate_all()

        def in_transaction(message, function):
            result = function()
            forget(message)
            return result

        message = type(self.env["egg.followup.message"])
        with patch.object(Cursor, "execute", count), patch.object(message, "_commit", forget), \
                patch.object(message, "_in_transaction", in_transaction):
            yield found

    def get_cost(self, number: int) -> dict:
        moves = self.env["account.move"]
        for index in range(number):
            moves += self._invoice(self._customer(f"Client {number}-{index}", f"client{index}@client.example"))
        run = self._prepare(self._items(moves))
        run.action_start()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.counting() as found:
            self.env["egg.followup.run"]._cron_send()
        self.assertEqual(run.done_count, number)
        return {name: count / number for name, count in found.items()}

    def test_a_message_costs_the_same_among_many(self):
        """BNK-05: the queries of a message, and the rows that they fetch, do not grow with the number of messages."""
        self.get_cost(1)  # what is read once per process
        few, many = self.get_cost(4), self.get_cost(24)
        self.assertLessEqual(many["queries"], few["queries"] + 1)
        self.assertLessEqual(many["rows"], few["rows"] + 2)
        self.assertLess(many["queries"], 60)
        self.assertLess(many["rows"], 90)


@tagged("post_install", "-at_install")
class TestSimulatedInTheBackground(FollowupCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(egg_followup_run, "CHUNK", 2))
        self.moves = self._invoice() + self._invoice() + self._invoice(self._customer("Beta", "beta@client.example"))

    def choose(self, moves):
        items = self._items(*moves)
        return self.env["egg.followup.send"].with_context(active_model=items._name, active_ids=items.ids).create(
            {"attach_pdf": False})

    def test_many_rows(self):
        """BNK-05: many rows are simulated by a job: the click makes the run only, and the form follows it."""
        run = self.env["egg.followup.run"].browse(self.choose(self.moves).action_simulate()["res_id"])
        self.assertEqual((run.state, run.message_count, run.progress), ("simulating", 0, 0.0))
        self.assertGreater(run.refresh_seconds, 0)
        with self.assertRaisesRegex(UserError, "being simulated"):
            run.action_start()
        self.env["egg.followup.run"]._cron_simulate()
        self.assertEqual((run.state, run.message_count, run.waiting_ids), ("draft", 2, False))
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        self.assertEqual((run.done_count, len(self.outbox)), (2, 2))

    def test_sent_once_simulated(self):
        """BNK-05: "Send" on many rows sends as soon as they are simulated; a run that was discarded does not."""
        runs = self.env["egg.followup.run"]
        sent = runs.browse(self.choose(self.moves).action_send()["res_id"])
        runs._cron_simulate()
        self.assertEqual((sent.state, sent.waiting_count), ("running", 2))
        sent.action_cancel()
        discarded = runs.browse(self.choose(self.moves).action_send()["res_id"])
        discarded.action_cancel()
        runs._cron_simulate()
        self.assertEqual((discarded.state, discarded.message_count), ("cancelled", 0))

    def test_rows_that_cannot_be_reminded(self):
        """BNK-05: what is refused to few rows at once is told on the run of many."""
        lines = self._items(*self.moves) + self.moves[0].invoice_line_ids
        run = self.env["egg.followup.run"]._plan_run(lines)
        self.env["egg.followup.run"]._cron_simulate()
        self.assertEqual(run.state, "cancelled")
        self.assertIn("due by customers", run.problem)

    def test_a_broken_run_never_stops_the_others(self):
        """BNK-05: a simulation that breaks is cancelled with the reason, the next one goes on."""
        broken, fine = (self.env["egg.followup.run"]._plan_run(self._items(*self.moves)) for _run in range(2))
        plan = type(broken)._plan

        def fail(run, records):
            if run == broken:
                raise ValueError("Broken")
            return plan(run, records)

        with patch.object(type(broken), "_plan", fail), \
                mute_logger("odoo.addons.egg_followup.models.plan.egg_followup_run"):
            self.env["egg.followup.run"]._cron_simulate()
        self.assertEqual((broken.state, broken.problem, fine.state), ("cancelled", "Broken", "draft"))

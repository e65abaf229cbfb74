"""Bulk follow-up under fire: real processes, a real mail server, kills and outages (BEY-14)."""

import signal
import threading
import time

from odoo.tests import BaseCase, tagged

from .support import databases
from .support.smtp_sink import Sink, free_port

SETUP = """
from datetime import date, timedelta
from odoo import Command
count = {count}
company = env.company
company.email = "contact@egg.example"
env.user.partner_id.email = "paul@egg.example"
account = env["account.account"].search([("account_type", "=", "income"), ("company_ids", "in", company.ids)], limit=1)
partners = env["res.partner"].create([
    {{"name": f"Customer {{index}}", "email": f"customer{{index}}@client.example", "is_company": True}}
    for index in range(count)])
due = date.today() - timedelta(1)
moves = env["account.move"].create([{{
    "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": due, "invoice_date_due": due,
    "invoice_payment_term_id": False,
    "invoice_line_ids": [Command.create({{"name": "Work", "price_unit": 100.0, "account_id": account.id,
                                          "tax_ids": []}})],
}} for partner in partners])
moves.action_post()
run = env["egg.followup.run"]._plan_run(moves._get_egg_due_items(), attach_pdf=False)
run.action_start()
env.cr.commit()
"""
WORK = """
env["egg.followup.run"]._cron_send()
env.cr.commit()
"""


@tagged("post_install", "-at_install")
class TestFaults(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ready = databases.cloned("faults")
        cls.twenty = ready.__enter__()  # a run with twenty letters to send, of which most tests take a copy
        cls.addClassCleanup(ready.__exit__, None, None, None)
        databases.run_script(cls.twenty, SETUP.format(count=20))

    def _smtp(self, sink) -> list:
        return ["--smtp", "127.0.0.1", "--smtp-port", str(sink.port)]

    def _messages(self, database) -> dict:
        rows = databases.sql(database, "SELECT state, count(*) FROM egg_followup_message GROUP BY state")
        return {state: int(count) for state, count in rows}

    def _number(self, database, query) -> int:
        return int(databases.sql(database, query)[0][0])

    def _entries(self, database) -> int:
        return self._number(database,
                            "SELECT count(DISTINCT due_item_id) FROM egg_followup_entry WHERE origin = 'bulk'")

    def test_killed_in_the_middle(self):
        """BEY-14: 200 items, SIGKILL while the 80th mail is taken:
        after a restart 200 Message-IDs and 200 entries, none missing.

        The mail in flight is repeated under its own Message-ID, and the journal says so.
        """
        with databases.cloned("kill") as database, Sink() as sink:
            databases.run_script(database, SETUP.format(count=200))
            process = databases.start_script(database, WORK, *self._smtp(sink))
            sink.on_message = lambda count: count == 80 and process.send_signal(signal.SIGKILL)
            process.communicate(timeout=200)
            self.assertEqual(process.returncode, -signal.SIGKILL)
            self.assertEqual(len(sink.messages), 80)
            self.assertEqual(self._messages(database).get("sent"), 79, "the 80th was cut off")
            sink.on_message = None
            databases.run_script(database, WORK, *self._smtp(sink))
            self.assertEqual(self._messages(database), {"sent": 200})
            self.assertEqual(len(set(sink.message_ids)), 200)
            self.assertLessEqual(len(sink.messages), 201)
            self.assertEqual(self._entries(database), 200)
            self.assertEqual(self._number(database, "SELECT count(*) FROM egg_followup_entry WHERE origin = 'bulk'"),
                             200)
            repeated = databases.sql(database, "SELECT message_id, reason FROM egg_followup_message WHERE repeated")
            self.assertEqual(len(repeated), 1)
            self.assertEqual(repeated[0][0], sink.message_ids[79])
            self.assertIn("same Message-ID", repeated[0][1])
            self.assertEqual(databases.sql(database, "SELECT state FROM egg_followup_run"), [["done"]])

    def test_mail_server_down(self):
        """BEY-14: down after 10 of 20, and again at once: nothing is marked that did not leave,
        all arrive when it is back.
        """
        with databases.cloned("down", self.twenty) as database, Sink() as sink:

            def stop(count):
                if count == 10:
                    threading.Thread(target=sink.down).start()
                    return "421 Shutting down"
                return None

            sink.on_message = stop
            databases.run_script(database, WORK, *self._smtp(sink))
            sent = self._messages(database)
            self.assertEqual(sent["sent"], self._entries(database))
            self.assertEqual(sent["sent"] + sent["queued"] + sent.get("sending", 0), 20)
            self.assertLessEqual(sent["sent"], 10)
            databases.run_script(database, WORK, "--smtp", "127.0.0.1", "--smtp-port", str(free_port()))
            self.assertEqual(self._messages(database)["sent"], sent["sent"], "nothing leaves while it is down")
            self.assertTrue(databases.sql(database,
                                          "SELECT problem FROM egg_followup_run WHERE next_try IS NOT NULL")[0][0])
            sink.on_message = None
            sink.up()
            databases.run_script(database, WORK, *self._smtp(sink))
            self.assertEqual(self._messages(database), {"sent": 20})
            self.assertEqual(len(set(sink.message_ids)), 20)
            self.assertEqual(self._entries(database), 20)

    def test_two_workers(self):
        """BEY-14: two workers started at once: each item once."""
        with databases.cloned("workers") as database, Sink() as sink:
            databases.run_script(database, SETUP.format(count=60))
            workers = [databases.start_script(database, WORK, *self._smtp(sink)) for _one in range(2)]
            for worker in workers:
                _output, errors = worker.communicate(timeout=200)
                self.assertEqual(worker.returncode, 0, errors[-2000:])
            self.assertEqual(self._messages(database), {"sent": 60})
            self.assertEqual(len(sink.messages), 60)
            self.assertEqual(len(set(sink.message_ids)), 60)
            self.assertEqual(self._number(database, "SELECT count(*) FROM egg_followup_entry WHERE origin = 'bulk'"),
                             60)

    def test_two_workers_finish_at_once(self):
        """BEY-14: another worker closes the run in the very moment this one does: no error, the run is done once."""
        meet = """
Run = type(env["egg.followup.run"])
finish = Run._finish_if_done
met = []
def first_the_other(self):
    self.env.cr.execute("SELECT 1")  # the snapshot is taken before the other commits
    if not met:
        met.append(True)
        with self.env.registry.cursor() as cr:
            cr.execute("UPDATE egg_followup_run SET state = 'done'")
    return finish(self)
Run._finish_if_done = first_the_other
"""
        with databases.cloned("finish", self.twenty) as database, Sink() as sink:
            databases.run_script(database, meet + WORK + "assert met", *self._smtp(sink))
            self.assertEqual(self._messages(database), {"sent": 20})
            self.assertEqual(databases.sql(database, "SELECT state FROM egg_followup_run"), [["done"]])

    def test_refused_recipient(self):
        """BEY-14, BLK-18: a mail refused for one recipient: only that item fails, with the reason; a retry sends it."""
        with databases.cloned("refused", self.twenty) as database, Sink() as sink:
            sink.refuse = {"customer4@client.example"}
            databases.run_script(database, WORK, *self._smtp(sink))
            self.assertEqual(self._messages(database), {"sent": 19, "failed": 1})
            self.assertIn("550", databases.sql(database, "SELECT reason FROM egg_followup_message WHERE state = "
                                                         "'failed'")[0][0])
            self.assertEqual(self._entries(database), 19)
            sink.refuse = set()
            databases.run_script(database, 'env["egg.followup.run"].search([]).action_retry()\n' + WORK,
                                 *self._smtp(sink))
            self.assertEqual(self._messages(database), {"sent": 20})
            self.assertEqual((len(sink.messages), self._entries(database)), (20, 20))

    def test_paid_while_the_run_is_on(self):
        """BEY-14: an invoice paid by another process while the run is on is not reminded."""
        pay = """
move = env["account.move"].search([("partner_id.name", "=", "Customer 9")])
env["account.payment.register"].with_context(active_model="account.move",
                                             active_ids=move.ids).create({})._create_payments()
env.cr.commit()
"""
        with databases.cloned("paid", self.twenty) as database, Sink() as sink:
            paid = threading.Event()

            def wait(count):
                if count == 3:
                    databases.run_script(database, pay)
                    paid.set()

            sink.on_message = wait
            databases.run_script(database, WORK, *self._smtp(sink))
            self.assertTrue(paid.is_set())
            self.assertFalse(sink.to("customer9@client.example"))
            self.assertEqual(self._messages(database), {"sent": 19, "skipped": 1})

    def test_cron_worker(self):
        """BEY-14: the scheduled job itself sends what waits, by Odoo's own cron machinery."""
        job = """
cron = env.ref("egg_followup.cron_send")
cron.method_direct_trigger()
env.cr.commit()
"""
        with databases.cloned("cron", self.twenty) as database, Sink() as sink:
            started = time.monotonic()
            databases.run_script(database, job, *self._smtp(sink))
            self.assertEqual(self._messages(database), {"sent": 20})
            self.assertEqual(databases.sql(database, "SELECT state FROM egg_followup_run"), [["done"]])
            self.assertLess(time.monotonic() - started, 60)

"""Bulk follow-up under fire: real processes, a real mail server that misbehaves, kills and outages (BEY-14, BNK-05).

The matrix, one line per part and how it fails; asked each time: exactly once, told, nothing lost.

- mail server (9): goes down in the middle; is down; refuses an address; sends away (421); wants it later (451); takes
  it and cuts the line; takes it, cuts, then refuses; cuts every line; thinks for long
- database, processes (9): killed; session ended; two workers; two that finish at once; two runs of one item; the cron's
  own worker; another process writes meanwhile; the daily run is killed while it plans; two workers do one day
- engine (2): dies over a batch; dies over one document
- user (4): two start at once; Stop after a lost answer; Stop while the server thinks; Try again
- customer (1): pays while the run is on

What needs no process of its own is in `egg_followup/tests`: texts, PDFs and letters that are broken, addresses that
come back, are gone or archived, credits and payments between simulation and sending, answers (17 more).
"""

import io
import re
import signal
import threading
import time

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import PdfReader

from .support import databases
from .support.smtp_sink import LOSE, Sink, free_port

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
#: the pauses are over
LATER = """
env.cr.execute("UPDATE egg_followup_message SET next_try = NULL; UPDATE egg_followup_run SET next_try = NULL")
env.cr.commit()
env.invalidate_all()
"""


#: reminders run by themselves, at any hour
DAILY = """
from odoo import Command
env["egg.followup.run"].search([]).action_cancel()
user = env["res.users"].search([("share", "=", False), ("company_ids", "in", env.company.ids)], limit=1)
user.write({"group_ids": [Command.link(env.ref("account.group_account_manager").id)]})
days = dict.fromkeys(("saturday", "sunday", "on_holidays"), True)
env.ref("egg_followup.scenario_usual").write(days | {"hour_from": 0, "hour_to": 24})
daily = env["egg.followup.daily"].create({
    "is_on": True, "user_id": user.id, "without_bank": "run", "attach_pdf": False})
env.cr.commit()
"""
#: what the jobs do in a day, planned by five items a step
DAY = """
from odoo.addons.egg_followup.models.unattended import egg_followup_run as unattended
unattended.CHUNK = 5
if {killed}:
    import os
    step, steps = unattended.EggFollowupRun._simulate_some, []
    def some(run):
        steps.append(step(run))
        if len(steps) == {killed}:
            os.kill(os.getpid(), 9)  # planned, not committed
        return steps[-1]
    unattended.EggFollowupRun._simulate_some = some
env["egg.followup.daily"]._cron_daily()
env["egg.followup.run"]._cron_simulate()
env["egg.followup.run"]._cron_send()
env.cr.commit()
"""


ADDRESS = "customer4@client.example"


class FaultsCase(BaseCase):
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

    def _work(self, database, sink, times: int = 1):
        """Let the job work so many times, each once the pauses are over."""
        databases.run_script(database, (LATER + WORK) * times, *self._smtp(sink))

    def _poisoned(self, database) -> list:
        """Return state, attempts and reason of the one message that is not like the others."""
        return databases.sql(database, "SELECT state, attempts, coalesce(reason, '') FROM egg_followup_message "
                                       f"WHERE email_to = '{ADDRESS}'")[0]


@tagged("post_install", "-at_install")
class TestFaults(FaultsCase):
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

    def test_the_daily_run_is_killed_while_it_plans(self):
        """AUT-02: SIGKILL in the third step of planning; after a restart the same run goes on, each item is reminded
        once.
        """
        with databases.cloned("dailykill", self.twenty) as database, Sink() as sink:
            databases.run_script(database, DAILY)
            process = databases.start_script(database, DAY.format(killed=3), *self._smtp(sink))
            process.communicate(timeout=200)
            self.assertEqual(process.returncode, -signal.SIGKILL)
            planned = ("SELECT count(*) FROM egg_followup_item i JOIN egg_followup_run r ON r.id = run_id "
                       "WHERE daily_id > 0")
            self.assertEqual(self._number(database, planned), 10, "two steps of five are kept")
            databases.run_script(database, DAY.format(killed=0), *self._smtp(sink))
            self._assert_one_day(database, sink)

    def test_two_workers_do_one_day(self):
        """AUT-02: two workers that open, plan and send the same day at once: one run, each item once."""
        with databases.cloned("dailytwo", self.twenty) as database, Sink() as sink:
            databases.run_script(database, DAILY)
            day = DAY.format(killed=0)
            workers = [databases.start_script(database, day, *self._smtp(sink)) for _one in range(2)]
            for worker in workers:
                worker.communicate(timeout=200)
            databases.run_script(database, DAY.format(killed=0), *self._smtp(sink))
            self._assert_one_day(database, sink)

    def _assert_one_day(self, database, sink):
        self.assertEqual(len(set(sink.message_ids)), 20)
        self.assertEqual(len(sink.messages), 20)
        self.assertEqual(self._entries(database), 20)
        runs = databases.sql(database, "SELECT part, state FROM egg_followup_run WHERE daily_id > 0")
        self.assertEqual(runs, [["own", "done"]])
        self.assertEqual(databases.sql(database, "SELECT told FROM egg_followup_daily WHERE told IS NOT NULL"), [])

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
            databases.run_script(database, LATER + WORK, "--smtp", "127.0.0.1", "--smtp-port", str(free_port()))
            self.assertEqual(self._messages(database)["sent"], sent["sent"], "nothing leaves while it is down")
            self.assertTrue(databases.sql(database,
                                          "SELECT problem FROM egg_followup_run WHERE next_try IS NOT NULL")[0][0])
            sink.on_message = None
            sink.up()
            databases.run_script(database, LATER + WORK, *self._smtp(sink))
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
            sink.at_rcpt["customer4@client.example"] = "550 5.1.1 No such user here"
            databases.run_script(database, WORK, *self._smtp(sink))
            self.assertEqual(self._messages(database), {"sent": 19, "failed": 1})
            self.assertIn("550", databases.sql(database, "SELECT reason FROM egg_followup_message WHERE state = "
                                                         "'failed'")[0][0])
            self.assertEqual(self._entries(database), 19)
            sink.at_rcpt.clear()
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


@tagged("post_install", "-at_install")
class TestMeanMachine(FaultsCase):
    """The database goes, the engine dies."""

    def test_the_database_cuts_the_connection(self):
        """BEY-14: the database ends the worker's session while a mail is taken: the job stops, the next one sends the
        rest; the mail in flight is repeated under its own Message-ID.
        """
        cut = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()"""
        with databases.cloned("gone", self.twenty) as database, Sink() as sink:
            sink.on_message = lambda count: databases.sql(database, cut) and None if count == 5 else None
            process = databases.start_script(database, WORK, *self._smtp(sink))
            process.communicate(timeout=200)
            sink.on_message = None
            self.assertLess(self._messages(database)["sent"], 20)
            self._work(database, sink)
            self.assertEqual((self._messages(database), self._entries(database)), ({"sent": 20}, 20))
            self.assertEqual(len(set(sink.message_ids)), 20)
            self.assertLessEqual(len(sink.messages), 21)

    def test_the_engine_dies(self):
        """BNK-14, BEY-14: the engine dies over a batch, and over one document alone too: that one fails with its
        reason, each of the others leaves with its own invoice; a retry sends it.
        """
        attach = """
run = env["egg.followup.run"].search([])
run.attach_pdf = True
run.followup_message_ids[6:].write({"state": "cancelled"})
env.cr.commit()
"""
        dying = """
from odoo.addons.egg_billing.tools.engine import EngineCall, EngineProblem
result, told = EngineCall.result, EngineCall.__init__
def remember(self, binary, arguments, bodies, *rest):
    self.bodies = bodies
    told(self, binary, arguments, bodies, *rest)
def die(self, limit=None):
    if len(self.bodies) > 1 or "Customer 4" in str(self.bodies):
        self.stop()
        raise EngineProblem(-9, "killed")
    return result(self, limit)
EngineCall.__init__, EngineCall.result = remember, die
"""
        with databases.cloned("engine", self.twenty) as database, Sink() as sink:
            databases.run_script(database, attach)
            databases.run_script(database, dying + WORK, *self._smtp(sink))
            self.assertEqual(self._messages(database), {"sent": 5, "failed": 1, "cancelled": 14})
            self.assertIn("wkhtmltopdf", self._poisoned(database)[2])
            databases.run_script(database, 'env["egg.followup.run"].search([]).action_retry()\n' + WORK,
                                 *self._smtp(sink))
            self.assertEqual(self._messages(database), {"sent": 6, "cancelled": 14})
            self.assertEqual((len(sink.messages), self._entries(database)), (6, 6))
            for message in sink.messages:
                [part] = message.iter_attachments()
                name = re.search(r"customer(\d+)@", message["To"])[1]
                text = PdfReader(io.BytesIO(part.get_content())).pages[0].extract_text()
                self.assertRegex(text, rf"Customer {name}\b")


@tagged("post_install", "-at_install")
class TestMeanServer(FaultsCase):
    def test_taken_then_cut(self):
        """BNK-05, BNK-08: a server takes DATA for one address and cuts the line: the others get theirs at once, the
        tries count, and in the end the mail is "perhaps delivered", which counts as reminded.
        """
        with databases.cloned("cut", self.twenty) as database, Sink() as sink:
            sink.at_data = {ADDRESS: [LOSE]}
            self._work(database, sink)
            self.assertEqual(self._messages(database), {"sent": 19, "sending": 1})
            self.assertEqual(self._poisoned(database)[1], "1")
            self._work(database, sink, 7)
            self.assertEqual(self._messages(database), {"sent": 19, "uncertain": 1})
            state, attempts, reason = self._poisoned(database)
            self.assertEqual((state, attempts), ("uncertain", "6"))
            self.assertIn("Perhaps delivered", reason)
            self.assertEqual((len(sink.to(ADDRESS)), len(set(sink.message_ids))), (6, 20))
            self.assertEqual(self._entries(database), 20)
            self.assertEqual(databases.sql(database, "SELECT state FROM egg_followup_run"), [["done"]])

    def test_sent_away_at_the_address(self):
        """BNK-05: a server answers 421 to one address: the others get theirs, and after six tries it has failed."""
        with databases.cloned("away", self.twenty) as database, Sink() as sink:
            sink.at_rcpt = {ADDRESS: "421 4.7.0 Go away"}
            self._work(database, sink)
            self.assertEqual(self._messages(database), {"sent": 19, "queued": 1})
            self._work(database, sink, 7)
            self.assertEqual(self._messages(database), {"sent": 19, "failed": 1})
            self.assertEqual((self._poisoned(database)[1], sink.tries[ADDRESS]), ("6", 6))
            self.assertIn("Go away", self._poisoned(database)[2])
            self.assertEqual(self._entries(database), 19)

    def test_cancel_stops_the_poisoned_mail(self):
        """BNK-05, BNK-08: Stop holds for a mail whose answer was lost too: no further copy; it may have arrived."""
        with databases.cloned("stop", self.twenty) as database, Sink() as sink:
            sink.at_data = {ADDRESS: [LOSE]}
            self._work(database, sink)
            databases.run_script(database, 'env["egg.followup.run"].search([]).action_cancel()\nenv.cr.commit()')
            self.assertEqual(self._messages(database), {"sent": 19, "uncertain": 1})
            self._work(database, sink)
            self.assertEqual((len(sink.to(ADDRESS)), self._entries(database)), (1, 20))

    def test_lost_answer_then_refused(self):
        """BNK-08: the answer is lost and the next try gets 554: perhaps delivered, neither failed nor skipped."""
        with databases.cloned("lost", self.twenty) as database, Sink() as sink:
            sink.at_data = {ADDRESS: [LOSE, "554 5.7.1 Seen already"]}
            self._work(database, sink, 3)
            self.assertEqual(self._messages(database), {"sent": 19, "uncertain": 1})
            self.assertIn("Seen already", self._poisoned(database)[2])
            self.assertEqual(self._entries(database), 20)
            comment = databases.sql(database, f"SELECT comment FROM egg_followup_entry WHERE comment LIKE '{ADDRESS}%'")
            self.assertIn("erhaps delivered", comment[0][0])

    def test_wanted_later(self):
        """BNK-05: a server that wants one mail later (451) is not asked again before its time: the job that runs in
        between leaves it alone, and says when it comes again.
        """
        with databases.cloned("later", self.twenty) as database, Sink() as sink:
            sink.at_rcpt = {ADDRESS: "451 4.7.1 Greylisted"}
            databases.run_script(database, WORK * 3, *self._smtp(sink))
            self.assertEqual(self._messages(database), {"sent": 19, "queued": 1})
            self.assertEqual((self._poisoned(database)[1], sink.tries[ADDRESS]), ("1", 1))
            waiting = "SELECT count(*) FROM egg_followup_message WHERE next_try > now() AT TIME ZONE 'UTC'"
            self.assertEqual(self._number(database, waiting), 1)
            self.assertGreater(self._number(database, "SELECT count(*) FROM ir_cron_trigger WHERE call_at > now() AT "
                                                      "TIME ZONE 'UTC'"), 0)
            sink.at_rcpt = {}
            self._work(database, sink)
            self.assertEqual((self._messages(database), self._entries(database)), ({"sent": 20}, 20))

    def test_all_lines_cut(self):
        """BNK-05: a server that cuts every line gets three tries, not one of each mail; the run says what is wrong."""
        with databases.cloned("all", self.twenty) as database, Sink() as sink:
            sink.at_data = {f"customer{number}@client.example": [LOSE] for number in range(20)}
            self._work(database, sink)
            self.assertEqual((len(sink.messages), self._messages(database)), (3, {"queued": 17, "sending": 3}))
            self.assertTrue(databases.sql(database, "SELECT problem FROM egg_followup_run WHERE next_try > now() AT "
                                                    "TIME ZONE 'UTC'")[0][0])
            sink.at_data = {}
            self._work(database, sink)
            self.assertEqual((self._messages(database), self._entries(database)), ({"sent": 20}, 20))

    def test_slow_server(self):
        """BNK-05: while the server thinks no transaction is open, and Stop takes effect at once."""
        with databases.cloned("slow", self.twenty) as database, Sink() as sink:
            seen = []

            def think(count):
                if count == 3:
                    seen.extend(databases.sql(database, "SELECT state, query FROM pg_stat_activity WHERE datname = "
                                                        "current_database() AND xact_start IS NOT NULL AND pid <> "
                                                        "pg_backend_pid()"))
                    databases.run_script(database,
                                         'env["egg.followup.run"].search([]).action_cancel()\nenv.cr.commit()')

            sink.on_message = think
            self._work(database, sink)
            self.assertEqual(seen, [])
            self.assertEqual(self._messages(database), {"sent": 3, "cancelled": 17})
            self.assertEqual((len(sink.messages), self._entries(database)), (3, 3))

    def test_two_runs_of_the_same_items(self):
        """BNK-05: two simulations of the same items, sent by two workers at the same moment: each customer one mail."""
        second = """
first = env["egg.followup.run"].search([])
run = first._plan_run(first.item_ids.due_item_id, attach_pdf=False)
item = run.skipped_item_ids
assert len(item) == 20, item
"""
        both = """
run = env["egg.followup.run"].search([])
env.cr.execute("UPDATE egg_followup_run SET state = 'draft'; UPDATE egg_followup_message SET state = 'planned'")
env.invalidate_all()
run._plan_run(run.item_ids.due_item_id, attach_pdf=False)
env.cr.execute("UPDATE egg_followup_run SET state = 'running'; UPDATE egg_followup_message SET state = 'queued'")
env.cr.commit()
"""
        with databases.cloned("both", self.twenty) as database, Sink() as sink:
            databases.run_script(database, second)
            databases.run_script(database, both)
            self.assertEqual(self._messages(database), {"queued": 40})
            workers = [databases.start_script(database, WORK, *self._smtp(sink)) for _one in range(2)]
            for worker in workers:
                _output, errors = worker.communicate(timeout=200)
                self.assertEqual(worker.returncode, 0, errors[-2000:])
            self._work(database, sink)
            self.assertEqual(self._messages(database), {"sent": 20, "skipped": 20})
            self.assertEqual((len(sink.messages), self._entries(database)), (20, 20))

    def test_two_start_at_once(self):
        """BNK-05: two users start one run at the same moment: one wins, the other is told."""
        start = """
from odoo.api import Environment
from odoo.exceptions import UserError
run = env["egg.followup.run"].search([])
env.cr.execute("UPDATE egg_followup_run SET state = 'draft'; UPDATE egg_followup_message SET state = 'planned'")
env.cr.commit()
with env.registry.cursor() as cr:
    run.action_start()
    env.flush_all()
    try:
        run.with_env(Environment(cr, env.uid, {})).action_start()
    except UserError as error:
        print("TOLD", error)
env.cr.commit()
"""
        with databases.cloned("start", self.twenty) as database, Sink() as sink:
            self.assertIn("TOLD", databases.run_script(database, start))
            self._work(database, sink)
            self.assertEqual(self._messages(database), {"sent": 20})

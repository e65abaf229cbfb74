from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import TODAY
from .common import DailyCase

RUN_FILE = "odoo.addons.egg_followup.models.unattended.egg_followup_run"


@tagged("post_install", "-at_install")
class TestDaily(DailyCase):
    def test_off_by_default(self):
        """AUT-02: nothing runs by itself before a person switches it on, on the form."""
        self.daily.unlink()
        move = self._invoice()
        self._day()
        self.assertFalse(self.outbox.messages)
        manager = new_test_user(self.env, "egg_daily_manager", groups="account.group_account_manager",
                                email="m@egg.example", tz="UTC")
        self.outbox.messages.clear()
        with Form(self.env["egg.followup.daily"].with_user(manager)) as form:
            self.assertFalse(form.is_on)
            self.assertEqual(form.scenario_ids[:], self.usual)
            form.is_on = True
        self._day()
        self.assertEqual(self.outbox.addresses(), ["alpha@client.example"])
        self.assertEqual(move.egg_followup_entry_ids.user_id, manager)

    def test_the_first_run_mails_no_old_invoices(self):
        """AUT-02: the switch says how many customers the first run reminds of how much; what should have been reminded
        long ago waits for a person, whatever its stage; once reminded it goes on like the others.
        """
        fresh = self._invoice(amount=100)
        old = self._invoice(self._customer("Beta", "beta@client.example"), 2000, due=date(2016, 3, 1),
                            invoice_date=date(2016, 2, 1))
        self._invoice(self._customer("Gamma", "gamma@client.example"), due=TODAY + timedelta(9))
        self.daily.unlink()
        with Form(self.env["egg.followup.daily"].with_user(self.paul)) as form:
            for words in ("at most 2 customers", "2,100.00", "For 1 customer", "2,000.00", "more than 31 days"):
                self.assertIn(words, form.first_run)
            form.scenario_ids.clear()
            self.assertIn("Nothing is to be reminded", form.first_run)
            form.scenario_ids.add(self.usual)
            form.is_on = True
        self.daily = self.env["egg.followup.daily"].search([("company_id", "=", self.company.id)])
        self._day()
        self.assertEqual(self.outbox.addresses(), ["alpha@client.example"])
        waiting = self._runs(part="approval")
        self.assertEqual(waiting.item_ids.due_item_id, self._items(old))
        self.assertEqual(self._activities().summary, "Reminders wait for approval")
        self.assertFalse(self.daily.first_run)
        waiting.action_start()
        self._work()
        self.assertEqual(len(self.outbox), 2)
        self._day(TODAY + timedelta(8))
        self.assertEqual([len(move.egg_followup_entry_ids) for move in (fresh, old)], [2, 2])

    def test_a_day(self):
        """AUT-02: what needs no approval leaves once, however often the jobs work; a mail sums the day up."""
        late, held = self._invoice(), self._invoice(self._customer("Beta", "beta@client.example"))
        self._items(held).write({"egg_dispute": True, "egg_dispute_reason": "broken"})
        promised = self._invoice(self._customer("Gamma", "gamma@client.example"))
        self._items(promised).egg_promise_date = TODAY
        self._day()
        self._work()
        self.assertEqual(self.outbox.addresses(), ["alpha@client.example"])
        self.assertEqual(self._runs(part="own").mapped("state"), ["done"])
        self._at(TODAY, 19)
        self._work()
        mail = self._mails("Reminders of")
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.paul.partner_id)
        for words in ("Reminder 1", "Disputed: broken", "Promised for today", promised.name):
            self.assertIn(words, mail.body_html)
        self.assertEqual(len(late.egg_followup_entry_ids), 1)

    def test_stern_steps_wait(self):
        """AUT-02: the formal notice waits for a person, who is asked, looks, and sends it in his own name; the letter
        of a customer without an address waits too.
        """
        stern, mute = self._invoice(due=TODAY - timedelta(20)), self._invoice(self._customer("Mute"))
        self._bulk(stern, stage=self.stage_2)
        self.outbox.messages.clear()
        self._at(TODAY + timedelta(8))
        self._statement(TODAY + timedelta(8))
        self._work()
        self.assertFalse(self.outbox.messages)
        waiting = self._runs(part="approval")
        self.assertEqual((waiting.state, waiting.message_count), ("approval", 2))
        self.assertEqual(self._activities().summary, "Reminders wait for approval")
        self.assertEqual(self.daily.waiting_count, 1)
        billing = new_test_user(self.env, "egg_daily_billing", groups="account.group_account_invoice",
                                email="b@egg.example")
        self.outbox.messages.clear()
        waiting.with_user(billing).action_start()
        self._work()
        self.assertIn("b@egg.example", self.outbox.messages[0]["From"])
        self.assertEqual((waiting.approved_by_id, waiting.print_count), (billing, 1))
        self.assertEqual(stern.egg_followup_entry_ids[:1].stage_id, self.notice)
        self.assertFalse(self._activities())
        self.assertFalse(mute.egg_followup_entry_ids)

    def test_an_approved_run_that_was_taken_back(self):
        """AUT-02, SCR-18: it waits for approval again, before a person, and the next day plans it anew: never twice."""
        move = self._invoice(due=TODAY - timedelta(20))
        self._bulk(move, stage=self.stage_2)
        self.outbox.messages.clear()
        self._day(TODAY + timedelta(8))
        first = self._runs(part="approval")
        first.action_send()
        self.assertEqual((first.state, first.is_waiting), ("running", True))
        self.assertFalse(self._activities())
        first.action_take_back()
        self.assertEqual((first.state, first.approved_by_id, first.user_id), ("approval", self.env["res.users"],
                                                                            self.paul))
        self.assertEqual(self._activities().summary, "Reminders wait for approval")
        self.assertEqual(self.daily.waiting_count, 1)
        self._day(TODAY + timedelta(9))
        second = self._runs(part="approval") - first
        self.assertEqual((first.state, second.state), ("cancelled", "approval"))
        second.action_start()
        self._work()
        self.assertEqual((len(self.outbox), move.egg_followup_entry_ids[:1].stage_id), (1, self.notice))

    def test_what_was_not_approved(self):
        """AUT-02: the next day plans it anew, with what is owed then; what was paid meanwhile is not there any more."""
        one, two = self._invoice(due=TODAY - timedelta(20)), self._invoice(
            self._customer("Beta", "beta@client.example"), due=TODAY - timedelta(20))
        self._bulk(one, two, stage=self.stage_2)
        self._day(TODAY + timedelta(8))
        first = self._runs(part="approval")
        self._pay(two)
        self._day(TODAY + timedelta(9))
        second = self._runs(part="approval") - first
        self.assertEqual((first.state, second.state), ("cancelled", "approval"))
        self.assertEqual(second.item_ids.due_item_id, self._items(one))
        self.assertEqual(len(self.outbox), 2)
        self._at(TODAY + timedelta(70))
        self.env["egg.followup.run"]._gc_empty_days()
        self.assertEqual(self._runs(part="approval"), second)

    def test_bank_is_old(self):
        """AUT-03: when the bank's figures are old nothing leaves; that is told once, by mail and activity; with new
        figures the run goes on by itself and the activity is gone.
        """
        self._invoice()
        self._statement(TODAY - timedelta(5))
        for _time in range(2):
            self._day(bank=False)
        self._day(TODAY + timedelta(1), bank=False)
        self.assertFalse(self.outbox.messages)
        self.assertEqual(len(self._mails("did not run")), 1)
        self.assertEqual(len(self._activities()), 1)
        self.assertIn("05/22/2026", self.daily.problem)
        self._day(TODAY + timedelta(1))
        self.assertEqual(len(self.outbox), 1)
        self.assertFalse(self._activities() or self.daily.problem)

    def test_bank_is_unknown(self):
        """AUT-03: a firm whose bank never tells anything confirms each run, until it says that it may run."""
        self.assertEqual(self.company._get_egg_bank_days(), [])
        self._invoice()
        self._day(bank=False)
        run = self._runs(part="own")
        self.assertEqual((run.state, len(self.outbox)), ("approval", 0))
        self.assertIn("No figures of the bank are known", run.problem)
        self.assertEqual(len(self._mails("did not run")), 1)
        run.action_start()
        self._work()
        self.assertEqual(len(self.outbox), 1)
        self.daily.without_bank = "run"
        self._invoice(self._customer("Beta", "beta@client.example"))
        self._day(TODAY + timedelta(1), bank=False)
        self.assertEqual(len(self.outbox), 2)
        self.assertEqual(len(self._mails("did not run")), 1)

    def test_figures_of_the_bank(self):
        """AUT-03: a statement line and a payment matched with the bank are figures; what is dated later is not."""
        self._statement(TODAY + timedelta(3))
        self.assertEqual(self.company._get_egg_bank_days(), [])
        self._statement(TODAY - timedelta(9))
        self._pay(self._invoice())
        self.assertEqual(self.company._get_egg_bank_days(), [TODAY - timedelta(9)])
        self.bank.inbound_payment_method_line_ids.payment_account_id = self.bank.default_account_id
        self._pay(self._invoice())
        self.assertEqual(sorted(self.company._get_egg_bank_days()), [TODAY - timedelta(9), TODAY])
        other = self.env["res.company"].create({"name": "Other SAS"})
        self.assertEqual(other._get_egg_bank_days(), [])

    def test_yesterday_failed(self):
        """AUT-03: after a day that failed nothing leaves and a person is told once; he says to go on."""
        move = self._invoice()
        with patch(f"{RUN_FILE}.EggFollowupRun._simulate_some", side_effect=ValueError("no more room")), mute_logger(
                "odoo.addons.egg_followup.models.plan.egg_followup_run"):
            self._day()
        self.assertEqual(self._runs().state, "cancelled")
        self.assertIn("no more room", self._mails("did not run").body_html)
        self._day(TODAY + timedelta(1))
        self.assertFalse(self.outbox.messages)
        self.assertEqual((len(self._mails("did not run")), len(self._activities())), (1, 1))
        billing = new_test_user(self.env, "egg_daily_billing", groups="account.group_account_invoice")
        self.outbox.messages.clear()
        self.daily.with_user(billing).action_go_on()
        self._work()
        self.assertEqual(len(self.outbox), 1)
        self.assertEqual(len(move.egg_followup_entry_ids), 1)
        self.assertFalse(self._activities() or self.daily.problem)

    def test_missing_text(self):
        """AUT-03: a text that is gone stops the run, and is told; with it, the day begins again."""
        self._invoice()
        row = self.stage_1._get_row("invoice")
        text, row.template_id = row.template_id, False
        self._day()
        self.assertFalse(self.outbox.messages)
        self.assertIn("Reminder 1", self._mails("did not run").body_html)
        row.template_id = text
        self.daily.action_go_on()
        self._work()
        self.assertEqual(len(self.outbox), 1)

    @mute_logger("odoo.addons.egg_followup.models.unattended.egg_followup_daily")
    def test_the_job_itself_fails(self):
        """AUT-03: a fault of the job is told once, and the next company has its day all the same."""
        with patch.object(type(self.daily), "_get_due_groups", side_effect=ZeroDivisionError("by zero")):
            self._day()
            self._work()
        self.assertIn("by zero", self.daily.problem)
        self.assertEqual(len(self._mails("did not run")), 1)
        self._work()
        self.assertFalse(self.daily.problem)

    def test_hours(self):
        """AUT-01, AUT-02: nothing is planned or sent at night, at the week-end, on a public holiday; what waits at the
        end of the day leaves the next morning.
        """
        self.company.account_fiscal_country_id = self.env.ref("base.fr")
        self._invoice()
        for day, hour in ((TODAY, 6), (TODAY, 18), (date(2026, 5, 30), 9), (date(2026, 7, 14), 9)):
            self._day(day, hour)
            self.assertFalse(self._runs(), (day, hour))
        self._at(TODAY, 17)
        self.env["egg.followup.daily"]._cron_daily()
        self.env["egg.followup.run"]._cron_simulate()
        self._at(TODAY, 18)
        self._work()
        self.assertFalse(self.outbox.messages)
        self.assertEqual(str(self._runs(part="own").leaves_on), "2026-05-28 08:00:00")
        self._at(TODAY + timedelta(1), 8)
        self.env["egg.followup.run"]._cron_send()
        self.assertEqual(len(self.outbox), 1)

    def test_cut_off_by_the_evening(self):
        """AUT-02, AUT-03: what the hours of a day were too few for leaves the next morning, without an alarm, and
        stands in the summary of its day; the day after is planned beside it.
        """
        move = self._invoice()
        self._at(TODAY, 17)
        self._statement(TODAY)
        self.env["egg.followup.daily"]._cron_daily()
        self.env["egg.followup.run"]._cron_simulate()
        self._at(TODAY, 18)
        self._work()
        self._invoice(self._customer("Beta", "beta@client.example"))
        self._day(TODAY + timedelta(1), 8)
        self.assertEqual(self.outbox.addresses(), ["alpha@client.example", "beta@client.example"])
        self.assertEqual(len(move.egg_followup_entry_ids), 1)
        self.assertFalse(self._mails("did not run") or self._activities() or self.daily.problem)
        self._at(TODAY + timedelta(1), 19)
        self._work()
        summaries = self._mails("Reminders of").sorted("id")
        self.assertEqual(len(summaries), 2)
        for summary in summaries:
            self.assertIn("Reminder 1", summary.body_html)

    def test_a_run_that_nobody_sends(self):
        """AUT-03: a run of which nothing left on a whole day of sending failed, and that is told."""
        self._invoice()
        for days, told in ((0, 0), (1, 0), (2, 1)):
            self._at(TODAY + timedelta(days))
            self._statement(TODAY + timedelta(days))
            self.env["egg.followup.daily"]._cron_daily()
            self.env["egg.followup.run"]._cron_simulate()
            self.assertEqual(len(self._mails("did not run")), told)
        self.assertEqual(len(self._runs(part="own")), 2)
        self.assertFalse(self._mails("Reminders of") - self._mails("did not run"))

    def test_cut_off_while_planning(self):
        """AUT-02: a job that dies while it plans goes on where it stopped: each item once, none lost."""
        customers = [self._customer(f"C{number}", f"c{number}@client.example") for number in range(5)]
        moves = [self._invoice(customer) for customer in customers]
        self._at()
        self._statement(TODAY)
        self.env["egg.followup.daily"]._cron_daily()
        with patch(f"{RUN_FILE}.CHUNK", 2):
            run = self._runs(part="own")
            self.assertTrue(run.with_context(tz="UTC")._simulate_some())
            self.assertEqual((len(run.waiting_ids), run.state), (3, "simulating"))
            self.env["egg.followup.run"]._cron_simulate()
        self._work()
        self.assertEqual(self.outbox.addresses(), [customer.email for customer in customers])
        self.assertEqual({len(move.egg_followup_entry_ids) for move in moves}, {1})

    def test_cut_off_before_the_start(self):
        """AUT-02: what was planned and not started leaves with the next call of the job."""
        self._invoice()
        self._at()
        self._statement(TODAY)
        self.env["egg.followup.daily"]._cron_daily()
        self._runs(part="own")._simulate()
        self.assertEqual(self._runs(part="own").state, "draft")
        self._work()
        self.assertEqual(len(self.outbox), 1)

    def test_two_workers(self):
        """AUT-02: two workers that open the same day make one run."""
        self._invoice()
        self._at()
        self._statement(TODAY)
        self.daily._open_runs()
        with patch.object(type(self.daily), "_get_runs", lambda daily, _scenario: daily.run_ids.browse()), mute_logger(
                "odoo.sql_db"):
            self.daily._open_runs()
        self.assertEqual(len(self._runs(part="own")), 1)

    def test_clock_went_back(self):
        """AUT-03: when the clock of the server goes back nothing leaves, and that is said."""
        self._day(TODAY + timedelta(9))
        self._invoice()
        self._day(TODAY)
        self.assertFalse(self.outbox.messages)
        self.assertIn("went back", self.daily.problem)

    def test_the_clock_was_ahead(self):
        """AUT-03: when the clock was ahead once, a person says to go on, and the days are as before: what was not sent
        is planned anew, and each day is summed up.
        """
        late = self._invoice(due=TODAY + timedelta(400))
        self._at(TODAY + timedelta(400))
        self._statement(TODAY + timedelta(400))
        self.env["egg.followup.daily"]._cron_daily()
        self.env["egg.followup.run"]._cron_simulate()
        ahead = self._runs(part="own")
        self.assertEqual(ahead.state, "running")
        self._at(TODAY + timedelta(400), 19)
        self.daily.summary_on = TODAY + timedelta(400)
        move = self._invoice(self._customer("Beta", "beta@client.example"))
        self._day(TODAY)
        self.assertFalse(self.outbox.messages)
        self.daily.action_go_on()
        self.assertEqual((ahead.state, ahead.day), ("cancelled", False))
        self._work()
        self.assertEqual(self.outbox.addresses(), ["beta@client.example"])
        self.assertFalse(late.egg_followup_entry_ids)
        self.assertFalse(self._activities() or self.daily.problem)
        self._at(TODAY, 19)
        self._work()
        self.assertEqual(len(self._mails("Reminders of")), 2)  # did not run; the summary
        self._day(TODAY + timedelta(8))
        self.assertEqual(len(move.egg_followup_entry_ids), 2)

    def test_the_person_left(self):
        """AUT-03: when the person named has left, the deputy is told and sends; then whoever keeps the books."""
        paul, deputy = (new_test_user(self.env, f"egg_daily_{name}", groups="account.group_account_invoice",
                                      email=f"{name}@egg.example", tz="UTC") for name in ("first", "second"))
        self.daily.write({"user_id": paul.id, "deputy_id": deputy.id})
        paul.active = False
        self._invoice()
        self._day()
        self.assertEqual(self._runs(part="own").user_id, deputy)
        deputy.active = False
        responsible = self.daily._get_responsible()
        self.assertTrue(responsible.has_group("account.group_account_manager"))
        self._invoice(self._customer("Beta", "beta@client.example"))
        self._day(TODAY + timedelta(7), bank=False)
        self.assertEqual(self._mails("did not run").recipient_ids, responsible.partner_id)

    def test_two_companies(self):
        """AUT-02: each company has its own; what belongs to another is not touched, planned or told."""
        other = self.env["res.company"].create({"name": "Other SAS", "country_id": self.env.ref("base.fr").id})
        foreign = self._scenario("Theirs", (self.stage_1, 0), company_id=other.id)
        with self.assertRaisesRegex(ValidationError, "another company"):
            self.daily.scenario_ids += foreign
        self.paul.company_ids += other
        theirs = self.env["egg.followup.daily"].create({
            "company_id": other.id, "is_on": True, "user_id": self.paul.id, "without_bank": "run",
            "scenario_ids": [Command.set((self.usual + foreign).ids)]})
        self._invoice()
        self._day()
        self.assertEqual(len(self.outbox), 1)
        self.assertEqual(set(theirs.run_ids.mapped("state")), {"done"})
        self.assertFalse(theirs.run_ids.item_ids)
        self.assertEqual(self._runs(part="own").item_ids.company_id, self.company)

    def test_two_scenarios(self):
        """AUT-02: a run for each scenario that is named; customers of the others are left to people."""
        own = self._scenario("Own", (self.stage_2, 0), gap_days=1)
        hand = self._scenario("By hand", (self.stage_1, 0))
        beta = self._customer("Beta", "beta@client.example", egg_followup_scenario_id=own.id)
        gamma = self._customer("Gamma", "gamma@client.example", egg_followup_scenario_id=hand.id)
        moves = [self._invoice(partner) for partner in (self.alpha, beta, gamma)]
        self.daily.scenario_ids += own
        self._day()
        self.assertEqual(self.outbox.addresses(), ["alpha@client.example", "beta@client.example"])
        self.assertEqual(self._runs(part="own").scenario_id, self.usual + own)
        self.assertEqual([move.egg_followup_entry_ids.stage_id for move in moves],
                         [self.stage_1, self.stage_2, self.env["egg.followup.stage"]])

    def test_bad_settings(self):
        """AUT-02: no scenario, no text, nobody of billing, no age: a sentence."""
        outsider = new_test_user(self.env, "egg_daily_outsider", groups="base.group_user")
        silent = self.env["egg.followup.stage"].create({
            "name": "Silent", "is_in_list": False, "template_ids": [Command.create({"document_type": "invoice"})]})
        for values, words in (
            ({"scenario_ids": [Command.clear()]}, "Choose the scenarios"), ({"user_id": outsider.id}, "cannot answer"),
            ({"bank_days": 0}, "1 day of age"),
            ({"scenario_ids": [Command.set(self._scenario("Mute", (silent, 0)).ids)]}, "has no text for: Silent"),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                self.daily.write(values)

    def test_rights(self):
        """AUT-02, QLT-01: billing reads the settings and approves; accountants change them; what the program notes is
        written by nobody; others see nothing.
        """
        users = {name: new_test_user(self.env, f"egg_daily_{name}", groups=groups) for name, groups in (
            ("billing", "account.group_account_invoice"), ("manager", "account.group_account_manager"),
            ("nobody", "base.group_user"))}
        self.daily.with_user(users["billing"]).read(["problem"])
        self.daily.with_user(users["manager"]).bank_days = 9
        for who, values in (("billing", {"bank_days": 3}), ("manager", {"told": "x"}), ("manager", {"problem": "x"}),
                            ("manager", {"summary_on": TODAY}), ("nobody", {"is_on": False})):
            with self.assertRaises(AccessError):
                self.daily.with_user(users[who]).write(values)
        self._invoice()
        self._day(bank=False)
        run = self._runs(part="own")
        for refused in (lambda: run.with_user(users["nobody"]).action_start(),
                        lambda: self.daily.with_user(users["nobody"]).action_go_on(),
                        lambda: run.with_user(users["manager"]).write({"part": "own", "day": TODAY}),
                        lambda: run.with_user(users["manager"]).write({"state": "draft"})):
            with self.assertRaises(UserError):
                refused()

from datetime import date, timedelta

from odoo import Command
from odoo.addons.egg_followup.tests.common import TODAY
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ...hooks import keep_call_as_note, plan_calls
from ..common import CallCase


@tagged("post_install", "-at_install")
class TestCalls(CallCase):
    # Plan

    def test_a_call_is_planned_when_its_day_has_come(self):
        """BEY-07, AGE-10: five days after a reminder without effect the customer is to be called;
        a day before he is not.
        """
        self.reminded(days=4)
        self.assertFalse(self.plan())
        item = self.reminded(days=5)
        task = self.plan()
        self.assertEqual(task.call_item_ids, item)
        self.assertEqual((task.user_id, task.egg_customer_id, task.due_date, task.call_phone),
                         (self.paul, self.alpha, TODAY, "04 72 00 00 01"))
        self.env["egg.task"]._cron_remind()
        self.assertFalse(len(self.outbox))
        self.assertEqual((task.call_amount, task.egg_document, task.name), (1000.0, item.move_id, "Call Client Alpha"))

    def test_one_call_per_customer(self):
        """BEY-07: all amounts of a customer are one call; what comes later joins the call that waits;
        nothing is planned twice.
        """
        first, second = self.reminded(), self.reminded(amount=500.0)
        beta = self.reminded(self._customer("Client Beta"))
        tasks = self.plan()
        self.assertEqual(len(tasks), 2)
        third = self.reminded(amount=50.0)
        self.assertEqual(self.plan(), tasks)
        call = tasks.filtered(lambda task: task.egg_customer_id == self.alpha)
        self.assertEqual((call.call_item_ids, call.call_amount), (first + second + third, 1550.0))
        self.assertEqual((tasks - call).call_item_ids, beta)

    def test_what_is_held_is_not_called_about(self):
        """BEY-07: nobody is called about what is disputed, promised or paid; a call about it that waits is closed."""
        disputed, promised, paid = self.reminded(), self.reminded(), self.reminded()
        disputed.egg_dispute = True
        promised.egg_promise_date = TODAY
        self.pay(paid)
        self.assertFalse(self.plan())
        item = self.reminded()
        task = self.plan()
        self.assertEqual(task.call_item_ids, item)
        self.pay(item)
        self.assertFalse(self.plan())
        self.assertEqual((task.done, task.call_result, task.call_amount), (True, "settled", 0.0))
        self.assertNotIn(self.call, item.egg_followup_entry_ids.stage_id)

    def test_a_bulk_run_leaves_calls_alone(self):
        """BLK-09, BEY-07: a run with computed stages skips what is to be called about and says so;
        a stage for all is sent.
        """
        item = self.reminded()
        run = self.env["egg.followup.run"]._plan_run(item)
        self.assertFalse(run.followup_message_ids)
        self.assertIn("who to call", run.skipped_item_ids.reason)
        run = self.env["egg.followup.run"]._plan_run(item, stage=self.letter)
        self.assertEqual(run.followup_message_ids.stage_id, self.letter)

    def test_calls_are_planned_from_the_bulk_screen(self):
        """BLK-05: with a call as the stage for all, the ticked rows become calls, and their list opens."""
        items = self.reminded(days=0) + self.reminded(self._customer("Client Beta"), days=0)
        values = {"stage_mode": "given", "stage_id": self.call.id}
        wizard = self.env["egg.followup.send"].with_context(active_model="account.move.line",
                                                            active_ids=items.ids).create(values)
        tasks = self.env["egg.task"].search(wizard.action_send()["domain"])
        self.assertEqual(tasks.call_item_ids, items)
        self.assertFalse(len(self.outbox))
        items.egg_dispute = True
        with self.assertRaises(UserError):
            tasks.unlink() and wizard.action_simulate()

    def test_a_call_stage_is_for_invoices_and_needs_no_text(self):
        """BEY-07: a stage that is a call is for invoices, and is not reported as lacking its template."""
        self.assertFalse(self.call.missing_templates)
        with Form(self.env["egg.followup.stage"]) as form:
            form.name = "Second call"
            form.channel = "call"
        self.assertEqual(form.record.template_ids.document_type, "invoice")

    def test_each_call_has_somebody(self):
        """SCR-19, BEY-07: without a salesperson the call is of whoever plans it by hand, or reminded last."""
        self.alpha.user_id = False
        item = self.reminded(days=6)
        item.move_id.invoice_user_id = False
        mary = new_test_user(self.env, "mary", "account.group_account_invoice", name="Mary")
        self.env["egg.followup.entry"].create({"due_item_id": item.id, "stage_id": self.letter.id, "user_id": mary.id,
                                               "date": TODAY - timedelta(days=6)})
        robot = self.env["egg.task"].with_user(self.env.ref("base.user_root"))
        robot._cron_plan_calls()
        task = self.env["egg.task"].search([("call_item_ids", "in", item.ids)])
        self.assertEqual(task.user_id, mary)
        task.unlink()
        wizard = self.env["egg.followup.send"].with_user(self.paul).with_context(
            active_model="account.move.line", active_ids=item.ids).create({
                "stage_mode": "given", "stage_id": self.call.id})
        self.assertEqual(self.env["egg.task"].search(wizard.action_send()["domain"]).user_id, self.paul)

    def test_the_shipped_stage_plans_calls(self):
        """SCR-19, BEY-07: "Phone call" is a reminder that plans calls; where customers were reminded already the hook
        changes nothing; without the agenda it is a note again.
        """
        stage = self.env.ref("egg_followup.stage_call")
        keep_call_as_note(self.env)
        self.assertEqual((stage.kind, stage.channel), ("note", "email"))
        plan_calls(self.env)
        self.assertEqual((stage.kind, stage.channel, stage.missing_templates), ("reminder", "call", False))
        keep_call_as_note(self.env)
        item = self.reminded()
        self.env["egg.followup.entry"].search([("due_item_id", "=", item.id)]).origin = "bulk"
        plan_calls(self.env)
        self.assertEqual(stage.kind, "note")

    # Result

    def test_a_promise_flows_back(self):
        """BEY-07: a promise made on the telephone holds the reminders of all its amounts until its day,
        and is in their history.
        """
        items = self.reminded() + self.reminded(amount=500.0)
        task = self.plan()
        day = TODAY + timedelta(days=7)
        self.note(task, self.paul, result="promise", promise_date=day, note="cheque")
        self.assertEqual(set(items.mapped("egg_promise_date")), {day})
        self.assertEqual(items.mapped("egg_promise_amount"), [1000.0, 500.0])
        self.assertEqual(items.mapped("egg_last_stage_id"), self.call)
        self.assertEqual(items.mapped("egg_next_stage_id"), self.last)
        entries = items.egg_followup_entry_ids.filtered(lambda entry: entry.stage_id == self.call)
        self.assertEqual((len(entries), set(entries.mapped("origin")), entries.user_id), (2, {"call"}, self.paul))
        self.assertEqual(set(entries.mapped("comment")), {"Promises to pay: cheque"})
        self.assertEqual((task.done, task.call_result, task.call_promise_date), (True, "promise", day))
        self.assertTrue(all("promised" in move.message_ids[0].body for move in items.move_id))
        self.assertFalse(self.plan())

    def test_after_a_broken_promise_the_follow_up_goes_on(self):
        """BEY-07: when the promised day has passed without payment the next stage comes."""
        item = self.reminded()
        self.note(self.plan(), result="promise", promise_date=TODAY + timedelta(days=2))
        self.freeze(date(2026, 6, 10))
        self.env.invalidate_all()
        self.assertFalse(item.egg_hold_reason)
        run = self.env["egg.followup.run"]._plan_run(item)
        self.assertEqual(run.followup_message_ids.stage_id, self.last)

    def test_a_dispute_flows_back(self):
        """BEY-07: what the customer disputes is held, with his reason."""
        item = self.reminded()
        self.note(self.plan(), result="dispute", note="delivery incomplete")
        self.assertEqual((item.egg_dispute, item.egg_dispute_reason), (True, "delivery incomplete"))

    def test_no_answer_waits_for_another_day(self):
        """AGE-08: without an answer the call waits for the next working day and nothing is noted on the amount."""
        self.freeze(date(2026, 5, 29))  # a Friday
        item = self.reminded()
        task = self.plan()
        self.note(task, result="no_answer")
        self.assertEqual((task.due_date, task.done, task.call_attempts), (date(2026, 6, 1), False, 1))
        self.assertNotIn(self.call, item.egg_followup_entry_ids.stage_id)
        with self.assertRaises(UserError):
            self.note(task, result="no_answer", next_date=date(2026, 5, 29))

    def test_a_call_that_is_ticked_was_made(self):
        """AGE-01: a call ticked in the planning is noted once as made, without a promise."""
        item = self.reminded()
        task = self.plan()
        for _time in range(3):
            task.with_user(self.paul).action_toggle_done()
        self.assertEqual((task.done, task.call_result), (True, "spoken"))
        self.assertEqual(item.egg_followup_entry_ids.mapped("stage_id"), self.call + self.letter)
        self.assertEqual(len(item.egg_followup_entry_ids), 2)

    def test_bad_results_are_refused(self):
        """BEY-07: no promise without a day to come; no second result."""
        item = self.reminded()
        task = self.plan()
        for day in (False, TODAY - timedelta(days=1)):
            with self.assertRaises(UserError):
                self.note(task, result="promise", promise_date=day)
        self.assertFalse(item.egg_promise_date or task.done)
        self.note(task, result="spoken")
        with self.assertRaises(UserError):
            self.note(task, result="dispute")

    # Rights

    def test_who_may_note_a_result(self):
        """QLT-01: a call is finished by the person in charge or by billing;
        others neither finish it nor see what is owed.
        """
        item = self.reminded()
        task = self.plan()
        clerk = new_test_user(self.env, "clerk", "base.group_user", name="Clerk")
        with self.assertRaises(AccessError):
            task.with_user(clerk).action_toggle_done()
        with self.assertRaises(AccessError):
            task.with_user(clerk).read(["call_amount"])
        with self.assertRaises(AccessError):
            self.note(task, clerk, result="spoken")
        self.assertFalse(task.done or item.egg_last_stage_id == self.call)
        billing = new_test_user(self.env, "billing", "account.group_account_invoice", name="Billing")
        self.note(task, billing, result="spoken")
        self.assertTrue(task.done)

    def test_calls_and_tasks_are_their_owners(self):
        """SEC-10: nobody takes over, rewrites or deletes the task or call of a colleague;
        whoever reads it may talk about it.
        """
        self.reminded()
        call = self.plan()
        task = self.env["egg.task"].create({"name": "Paul's", "due_date": TODAY, "user_id": self.paul.id})
        clerk = new_test_user(self.env, "clerk", "base.group_user", name="Clerk", email="clerk@egg.example")
        for one in (call, task):
            mine = one.with_user(clerk)
            for values in ({"user_id": clerk.id}, {"done": True}, {"name": "X"}):
                with self.assertRaises(AccessError):
                    mine.write(values)
            with self.assertRaises(AccessError):
                mine.unlink()
            mine.message_post(body="I met him today.")
        call.user_id = False
        with self.assertRaises(AccessError):
            call.with_user(clerk).user_id = clerk
        with self.assertRaises(AccessError):
            call.with_user(clerk).done = True
        own = self.env["egg.task"].with_user(clerk).create({"name": "Own", "due_date": TODAY})
        for values in ({"call_stage_id": self.call.id}, {"call_result": "settled"}, {"call_note": "x"}):
            with self.assertRaises(AccessError):
                own.write(values)
            with self.assertRaises(AccessError):
                self.env["egg.task"].with_user(clerk).create({"name": "Own", "due_date": TODAY, **values})
        own.unlink()
        task.with_user(self.paul).unlink()
        call.user_id = self.paul
        call.with_user(self.paul).due_date = TODAY + timedelta(days=1)
        with self.assertRaises(AccessError):
            call.with_user(self.paul).unlink()

    def test_companies_call_on_their_own(self):
        """QLT-01: a call belongs to the company that is owed; a user of another company does not see it."""
        item = self.reminded()
        task = self.plan()
        self.assertEqual(task.company_id, item.company_id)
        other = self.env["res.company"].create({"name": "B"})
        stranger = new_test_user(self.env, "stranger", "account.group_account_invoice", company_id=other.id,
                                 company_ids=[Command.set(other.ids)])
        self.assertNotIn(task, self.env["egg.task"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            task.with_user(stranger).read(["name"])

    def test_many_customers_cost_a_few_queries(self):
        """QLT-05: planning twenty calls costs one query more for each call: whether its document is there."""
        def cost(number):
            for index in range(number):
                self.reminded(self._customer(f"C{number} {index}"))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["egg.task"]._cron_plan_calls()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost(2)
        few, many = cost(5), cost(20)
        self.assertLessEqual(many - few, 15 + 2)

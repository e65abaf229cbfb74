"""The small windows of the follow-up: what they refuse, what they change."""

from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import TODAY, FollowupCase


@tagged("post_install", "-at_install")
class TestWindows(FollowupCase):
    def test_a_moved_date_is_moved_again(self):
        """FUP-09: a planned date that is moved twice stays one moved date,
        the later choice; the bulk follow-up uses it.
        """
        item = self._items(self._invoice(due=TODAY - timedelta(1)))
        stage = item.egg_next_stage_id
        for days in (5, 9):
            self.env["egg.followup.move"].create(
                {"due_item_id": item.id, "stage_id": stage.id, "date": TODAY + timedelta(days)}).action_apply()
        shift = self.env["egg.followup.shift"].search([("due_item_id", "=", item.id)])
        self.assertEqual(shift.mapped("date"), [TODAY + timedelta(9)])
        self.assertEqual(item.egg_next_stage_date, TODAY + timedelta(9))

    def test_a_promise_is_for_today_or_later(self):
        """BEY-07: a promise for a day that is over is refused, and nothing is held."""
        item = self._items(self._invoice())
        hold = self.env["egg.followup.hold"].with_context(active_model=item._name, active_ids=item.ids)
        with self.assertRaisesRegex(UserError, "today or later"):
            hold.create({"kind": "promise", "promise_date": TODAY - timedelta(1)}).action_apply()
        self.assertFalse(item.egg_promise_date)
        window = hold.create({"kind": "promise", "promise_date": TODAY})
        self.assertEqual(window.promise_amount, 1000.0)
        window.action_apply()
        self.assertEqual(item.egg_promise_date, TODAY)
        self.assertIn("1,000.00", item.move_id.message_ids[0].body)
        self.assertIn("promised for", item.move_id.message_ids[0].body)

    def test_a_window_names_what_it_is_about(self):
        """SCR-19, BEY-07: document, customer and amount stand in the window; what is promised for several rows covers
        the oldest first.
        """
        items = self._items(self._invoice(amount=100), self._invoice(amount=250))
        hold = self.env["egg.followup.hold"].with_context(active_model=items._name, active_ids=items.ids)
        window = hold.create({"kind": "promise", "promise_date": TODAY, "promise_amount": 150})
        for text in (*items.move_id.mapped("name"), "Client Alpha", "350.00"):
            self.assertIn(text, window.about)
        window.action_apply()
        self.assertEqual(items.mapped("egg_promise_amount"), [100.0, 50.0])
        self.assertRegex(items[0].egg_hold_reason, r"100\.00.* promised for")
        items.action_egg_release()
        self.assertEqual(items.mapped("egg_promise_amount"), [0.0, 0.0])
        move = self.env["egg.followup.move"].create({"due_item_id": items[0].id, "stage_id": self.stage_1.id,
                                                          "date": TODAY})
        self.assertIn("Client Alpha", move.about)

    def test_a_promise_holds_what_it_reaches(self):
        """BEY-07: what is promised covers the oldest first; what it does not reach is neither held nor told of."""
        young, old = self._items(self._invoice(amount=200)), self._items(self._invoice(amount=100,
                                                                                      due=TODAY - timedelta(9)))
        self._promise(young + old, TODAY + timedelta(5), 100)
        self.assertEqual((old.egg_promise_amount, old.egg_promise_date), (100.0, TODAY + timedelta(5)))
        self.assertFalse(young.egg_promise_date or young.egg_hold_reason)
        self.assertRegex(old.move_id.message_ids[0].body, r"100\.00.* promised")
        self.assertNotIn("promised", young.move_id.message_ids[0].body)
        for amount, held in ((300, True), (100, False)):
            self._promise(young + old, TODAY + timedelta(5), amount)
            self.assertEqual((bool(young.egg_promise_date), bool(old.egg_promise_date)), (held, True))
        self.assertFalse(young.egg_promise_amount)
        self.assertIn("does not reach this", young.move_id.message_ids[0].body)

    def test_what_nobody_can_promise(self):
        """BEY-07: a day more than a year ahead, an amount of nothing, of more than is due, in a mix of currencies, or
        what is no number is refused in words; so are rows that nobody owes, for disputes too.
        """
        item = self._items(self._invoice(amount=300))
        soon = TODAY + timedelta(5)
        for day, amount, words in ((date(2199, 1, 1), 300, "not after 05/27/2027"), (soon, 0, "more than nothing"),
                                   (soon, -1, "more than nothing"), (soon, 1e12, "at most what is due: .*300.00"),
                                   (soon, float("nan"), "is a number"), (soon, float("inf"), "is a number"),
                                   (soon, "junk", "is a number")):
            with self.assertRaisesRegex(UserError, words, msg=(day, amount)):
                self._promise(item, day, amount)
        dollar = self.env.ref("base.USD")
        dollar.active = True
        mixed = item + self._items(self._invoice(currency_id=dollar.id))
        with self.assertRaisesRegex(UserError, "several currencies"):
            self._promise(mixed, soon, 10)
        for rows, words in ((item.move_id.invoice_line_ids, "Only amounts due by customers"),
                            (self._paid(), "Nothing is due"), (item.browse(), "Tick at least one row")):
            with self.assertRaisesRegex(UserError, words):
                self._promise(rows, soon)
        with self.assertRaisesRegex(UserError, "Only amounts due by customers"):
            self._hold(item.move_id.invoice_line_ids).create({"kind": "dispute", "reason": "Broken"}).action_apply()
        self.assertFalse((mixed | item.move_id.line_ids).filtered("egg_promise_date"))
        self._promise(mixed, date(2027, 5, 27))
        self.assertEqual(set(mixed.mapped("egg_promise_date")), {date(2027, 5, 27)})

    def _hold(self, items):
        return self.env["egg.followup.hold"].with_context(active_model=items._name, active_ids=items.ids)

    def _promise(self, items, day, amount=None):
        values = {} if amount is None else {"promise_amount": amount}
        self._hold(items).create({"kind": "promise", "promise_date": day, **values}).action_apply()

    def _paid(self):
        item = self._items(self._invoice(amount=20))
        self._pay(item.move_id)
        return item

    def test_the_send_window_says_what_is_missing(self):
        """BLK-14: one stage for all must be chosen; the window opens from the lists of the bulk screen only;
        it counts what is ticked.
        """
        items = self._items(self._invoice(amount=100), self._invoice(amount=250))
        window = self.env["egg.followup.send"].create({"res_model": items._name, "res_ids": items.ids,
                                                       "stage_mode": "given"})
        self.assertEqual((window.item_count, window.amount), (2, 350.0))
        with self.assertRaisesRegex(UserError, "Choose the stage"):
            window.action_send()
        self.assertFalse(self.env["egg.followup.run"].search([("company_id", "=", self.company.id)]))
        window.stage_id = self.stage_2
        self.assertEqual(window.action_simulate()["res_model"], "egg.followup.run")
        self.assertFalse(self.outbox.messages)
        with self.assertRaisesRegex(UserError, "one of its own lists"):
            self.env["egg.followup.send"].create({"res_model": "res.partner", "res_ids": self.alpha.ids}).action_send()

    def test_a_deleted_stage_or_text_is_planned_no_more(self):
        """FUP-06: when a stage or its text is deleted, what comes next is planned anew at once."""
        stage = self.env["egg.followup.stage"].create({
            "name": "Before all", "kind": "reminder", "sequence": -100, "delay_days": 0,
            "template_ids": [(0, 0, {"document_type": "invoice",
                                     "template_id": self.stage_1.template_ids[:1].template_id.id})],
        })
        item = self._items(self._invoice(due=TODAY - timedelta(1)))
        self.assertEqual(item.egg_next_stage_id, stage)
        stage.unlink()
        self.assertEqual(item.egg_next_stage_id, self.stage_1)

    def test_preview_without_a_template(self):
        """BLK-17: the preview of a letter whose stage has no text says which stage it is."""
        run = self._prepare(self._items(self._invoice()))
        message = run.followup_message_ids
        message.template_id = False
        with self.assertRaisesRegex(UserError, "has no template"):
            self.env["egg.followup.preview"].create({"followup_message_id": message.id}).read(["subject"])

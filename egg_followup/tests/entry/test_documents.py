from ast import literal_eval
from datetime import date, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..common import TODAY, FollowupCase


@tagged("post_install", "-at_install")
class TestDocuments(FollowupCase):
    def _mail_invoice(self, move):
        wizard = self.env["account.move.send.wizard"].with_context(active_model="account.move",
                                                                   active_ids=move.ids).create({})
        self.patch(type(self.env["ir.actions.report"]), "_render_qweb_pdf",
                   lambda *args, **kwargs: (b"%PDF-1.4", "pdf"))
        wizard.sending_methods = ["email"]
        wizard.action_send_and_print()

    def test_mailing_an_invoice_is_noted(self):
        """FUP-01: sending an invoice adds "Document sent"; reminders do not count from it but from the due date."""
        invoice = self._invoice(due=TODAY + timedelta(30))
        self._mail_invoice(invoice)
        self.assertEqual(invoice.egg_followup_entry_ids.stage_id, self.sent)
        self.assertTrue(invoice.egg_followup_entry_ids.message_id)
        self.assertEqual(self._items(invoice).egg_next_stage_date, TODAY + timedelta(30))

    def test_a_draft_invoice_cannot_be_mailed(self):
        """A24: mailing a draft is refused."""
        draft = self._invoice(post=False)
        with self.assertRaises(UserError):
            self.env["account.move.send.wizard"].with_context(active_model="account.move",
                                                              active_ids=draft.ids).create({})
        self.assertFalse(draft.egg_followup_entry_ids)

    def test_full_payment_is_noted_once(self):
        """INV-13, FUP-02: balance 0 adds "Payment made" with today's date, once only."""
        invoice = self._invoice(amount=300.0)
        self._pay(invoice, 100.0)
        self.assertFalse(invoice.egg_followup_entry_ids)
        self._pay(invoice)
        self.assertRecordValues(invoice.egg_followup_entry_ids,
                                [{"stage_id": self.paid.id, "date": TODAY, "origin": "payment"}])
        invoice._invoice_paid_hook()
        self.assertEqual(len(invoice.egg_followup_entry_ids), 1)

    def test_a_payment_that_came_back(self):
        """INV-13: undone and paid again: still one line, with the date of the real payment."""
        invoice = self._invoice()
        self._pay(invoice)
        invoice.line_ids.remove_move_reconcile()
        self.freeze(TODAY + timedelta(9))
        self._pay(invoice)
        self.assertEqual(invoice.egg_followup_entry_ids.mapped("date"), [TODAY + timedelta(9)])

    def test_history_is_sorted(self):
        """FUP-03: the follow-ups done are listed by date, newest first."""
        invoice = self._invoice()
        days = [TODAY - timedelta(3), TODAY, TODAY - timedelta(9)]
        self.env["egg.followup.entry"].create([{"move_id": invoice.id, "stage_id": self.stage_1.id, "date": day}
                                               for day in days])
        self.assertEqual(invoice.egg_followup_entry_ids.sorted().mapped("date"), sorted(days, reverse=True))

    def test_editing_is_traced(self):
        """FUP-04: a changed date and comment are saved, and the document's history says so."""
        invoice = self._invoice()
        entry = self.env["egg.followup.entry"].create({"move_id": invoice.id, "stage_id": self.stage_1.id,
                                                       "comment": "called"})
        entry.write({"date": TODAY - timedelta(2), "comment": "called twice"})
        self.assertIn("called twice", invoice.message_ids[0].body)
        self.assertIn("05/25/2026", invoice.message_ids[0].body)

    def test_manual_entry(self):
        """FUP-05: entered on the form; a missing mandatory field is refused, and these fields carry a colour class."""
        invoice = self._invoice()
        with Form(invoice) as form, form.egg_followup_entry_ids.new() as row:
            row.stage_id = self.env.ref("egg_followup.stage_call")
            row.comment = "will pay on Monday"
        self.assertEqual(invoice.egg_followup_entry_ids.comment, "will pay on Monday")
        with self.assertRaises(AssertionError), Form(invoice) as form, form.egg_followup_entry_ids.new() as row:
            row.comment = "no stage"
        arch = self.env["account.move"].get_view(self.env.ref("account.view_move_form").id)["arch"]
        self.assertIn('name="stage_id" class="egg_mandatory"', arch)

    def test_entry_on_a_posted_invoice_form(self):
        """FUP-05: the page of a posted invoice takes entries, and the next stage follows."""
        invoice = self._invoice()
        with Form(invoice) as form, form.egg_followup_entry_ids.new() as row:
            row.stage_id = self.stage_1
        self.assertEqual(self._items(invoice).egg_next_stage_id, self.stage_2)

    def test_an_entry_has_one_document(self):
        """FUP-05: an entry belongs to one document, not to none."""
        with self.assertRaises(ValidationError):
            self.env["egg.followup.entry"].create({"stage_id": self.stage_1.id})

    def test_forecast_of_a_document(self):
        """FUP-06, FUP-08: due 2026-01-15 gives 01-15, 01-23, 01-31;
        those whose day has come are reached (red, in words).
        """
        invoice = self._invoice(due=date(2026, 1, 15))
        self.freeze(date(2026, 1, 23))
        invoice.invalidate_recordset()
        rows = invoice.egg_forecast
        self.assertEqual([row["date"] for row in rows], ["2026-01-15", "2026-01-23", "2026-01-31"])
        self.assertEqual([row["state"] for row in rows], ["reached", "reached", "planned"])

    def test_moving_the_forecast(self):
        """FUP-09: a moved date is used by the bulk follow-up."""
        invoice = self._invoice()
        item = self._items(invoice)
        action = invoice.action_egg_move_forecast(item.id, self.stage_1.id)
        wizard = self.env[action["res_model"]].with_context(**action["context"]).create({"date": TODAY + timedelta(5)})
        wizard.action_apply()
        self.assertEqual(item.egg_next_stage_date, TODAY + timedelta(5))
        run = self._prepare(item)
        self.assertFalse(run.followup_message_ids)
        self.assertIn("Nothing to do before", run.skipped_item_ids.reason)
        self.assertTrue(invoice.egg_forecast[0]["moved"])

    def test_next_action_at_the_end_of_the_row(self):
        """BLK-09: reminder 1 done: "Reminder 2" with its date; A20: counted from the day it was really done."""
        item = self._items(self._invoice(due=TODAY - timedelta(30)))
        self.env["egg.followup.entry"].create({"due_item_id": item.id, "stage_id": self.stage_1.id, "date": TODAY})
        self.assertEqual((item.egg_next_stage_id, item.egg_next_stage_date), (self.stage_2, TODAY + timedelta(8)))
        self.assertEqual((item.egg_last_stage_id, item.egg_last_stage_date), (self.stage_1, TODAY))

    def test_stage_delays_count_at_once(self):
        """STG-06, STG-07, STG-08: 0 is the due date, 5 is five days after it; changed settings move what is planned."""
        item = self._items(self._invoice(due=TODAY))
        self.assertEqual(item.egg_next_stage_date, TODAY)
        self.stage_1.delay_days = 5
        self.assertEqual(item.egg_next_stage_date, TODAY + timedelta(5))

    def test_default_stages_and_names(self):
        """STG-02, STG-03: the stages are there, and a new name shows everywhere."""
        self.assertEqual(
            (self.sent + self.stage_1 + self.stage_2 + self.notice + self.paid).mapped("name"),
            ["Document sent", "Reminder 1", "Reminder 2", "Formal notice", "Payment made"],
        )
        item = self._items(self._invoice())
        self.stage_1.name = "Gentle word"
        self.assertEqual(item.egg_next_stage_id.display_name, "Gentle word")
        self.assertEqual(item.move_id._get_egg_forecast_rows()[0]["stage"], "Gentle word")

    def test_templates_for_sending(self):
        """STG-04, STG-05: the stage "Document sent" gives the template, per type of document, to all users."""
        own = self.env.ref("account.email_template_edi_invoice").copy({"name": "Ours"})
        self.sent.template_ids.filtered(lambda row: row.document_type == "invoice").template_id = own
        invoice = self._invoice()
        user = new_test_user(self.env, "billing", groups="account.group_account_invoice")
        self.assertEqual(invoice.with_user(user)._get_mail_template(), own)

    def test_users_set_their_own_template(self):
        """STG-10: an ordinary user may write it in the preferences, for himself only."""
        user = new_test_user(self.env, "seller", groups="account.group_account_invoice")
        other = new_test_user(self.env, "seller2", groups="account.group_account_invoice")
        template = self.env.ref("account.email_template_edi_invoice")
        user.with_user(user).egg_template_invoice_id = template
        self.assertEqual(user.egg_template_invoice_id, template)
        with self.assertRaises(AccessError):
            other.with_user(user).egg_template_invoice_id = template

    def test_due_range(self):
        """BLK-02, BLK-03: between two days; the end only: all that is due up to that day, included."""
        days = [date(2016, 5, 27), date(2016, 5, 28), date(2016, 4, 30)]
        items = self._items(*[self._invoice(due=day) for day in days])
        base = [("id", "in", items.ids)]
        lines = self.env["account.move.line"]
        self.assertEqual(
            set(lines.search(base + [("date_maturity", "<=", "2016-05-27")]).mapped("date_maturity")),
            {days[0], days[2]},
        )
        both = lines.search(base + [("date_maturity", ">=", "2016-05-01"), ("date_maturity", "<=", "2016-05-31")])
        self.assertEqual(set(both.mapped("date_maturity")), {days[0], days[1]})

    def test_one_row_per_instalment(self):
        """BLK-04, A17: an invoice of three instalments, two in range: two rows,
        each with its date and amount in the badge.
        """
        term = self.env["account.payment.term"].create({"name": "Three", "line_ids": [
            Command.create({"value": "percent", "value_amount": amount, "nb_days": days})
            for amount, days in ((30, 0), (30, 30), (40, 60))]})
        move = self._invoice(due=date(2026, 1, 15), post=False)
        move.invoice_payment_term_id = term
        move.action_post()
        domain = literal_eval(self.env.ref("egg_followup.egg_bulk_invoice_action").domain)
        domain += [("move_id", "=", move.id), ("date_maturity", "<=", "2026-02-28")]
        rows = self.env["account.move.line"].search(domain)
        self.assertEqual(len(rows), 2)
        self.assertEqual(sorted(rows.mapped("egg_due_badge")), ["01/15/2026 · 300.00\xa0€", "02/14/2026 · 300.00\xa0€"])

    def test_colours(self):
        """BLK-05, BLK-06, BLK-07, BLK-08, A18: blue, orange, red as a word too;
        found by search with the same result.
        """
        expected = {30: "later", 3: "soon", 7: "soon", 8: "later", -1: "overdue", 0: "reached"}
        items = {shift: self._items(self._invoice(due=TODAY + timedelta(shift))) for shift in expected}
        self.assertEqual({shift: item.egg_urgency for shift, item in items.items()}, expected)
        everything = self.env["account.move.line"].union(*items.values())
        for value in ("later", "soon", "reached", "overdue"):
            found = self.env["account.move.line"].search([("id", "in", everything.ids), ("egg_urgency", "=", value)])
            self.assertEqual(found, everything.filtered(lambda item, value=value: item.egg_urgency == value))
        self.env.flush_all()
        row = self.env["egg.payment.followup"].search([("line_id", "=", items[0].id)])
        self.assertEqual((row.status, row.days_late, items[0].egg_days_late), ("open", 0, 0), "due today is not late")
        self.stage_1.delay_days = 5
        items[0].invalidate_recordset()
        self.assertEqual(items[0].egg_urgency, "soon", "on the day itself, no stage reached: orange")
        self.company.egg_followup_soon_days = 2
        items[3].invalidate_recordset()
        self.assertEqual(items[3].egg_urgency, "later", "the threshold is a setting")

    def test_cash_forecast(self):
        """BEY-13: items in two weeks: two bars with their sums, by payment mode."""
        mode = self.env.ref("egg_billing.payment_mode_transfer")
        moves = self._invoice(amount=100.0, due=date(2026, 6, 1), egg_payment_mode_id=mode.id)
        moves += self._invoice(amount=50.0, due=date(2026, 6, 3), egg_payment_mode_id=mode.id)
        moves += self._invoice(amount=70.0, due=date(2026, 6, 9))
        groups = self.env["account.move.line"]._read_group(
            [("id", "in", self._items(moves).ids)], ["date_maturity:week", "egg_payment_mode_id"],
            ["amount_residual:sum"],
        )
        self.assertEqual([(mode.name, total) for _week, mode, total in groups], [("Transfer", 150.0), (False, 70.0)])
        graph = self.env["account.move.line"].get_view(self.env.ref("egg_followup.view_due_item_graph_followup").id,
                                                       "graph")
        self.assertIn("amount_residual", graph["arch"])

    def test_dispute_and_promise_buttons(self):
        """BEY-07: the buttons on the row note a dispute or a promise,
        in the history of the invoice, and can be lifted.
        """
        item = self._items(self._invoice())
        action = item.action_egg_dispute()
        hold = self.env["egg.followup.hold"].with_context(**action["context"]).create({"reason": "wrong size"})
        hold.action_apply()
        self.assertIn("wrong size", item.egg_hold_reason)
        self.assertIn("wrong size", item.move_id.message_ids[0].body)
        item.action_egg_release()
        self.assertFalse(item.egg_hold_reason)
        with self.assertRaisesRegex(UserError, "reason of the dispute"):
            self.env["egg.followup.hold"].with_context(**action["context"]).create({"reason": " "}).action_apply()
        promise = self.env["egg.followup.hold"].with_context(active_model=item._name, active_ids=item.ids)
        with self.assertRaises(UserError):
            promise.create({"kind": "promise", "promise_date": TODAY - timedelta(1)}).action_apply()

    def test_events_of_other_modules(self):
        """FUP-01: an event that has a stage becomes an entry with its text; any other is told in the messages only."""
        invoice = self._invoice()
        invoice._log_egg_event("something", "It rained")
        self.assertFalse(invoice.egg_followup_entry_ids)
        self.assertIn("It rained", invoice.message_ids[0].body)
        self.patch(type(invoice), "_get_egg_event_stage",
                   lambda _invoice, kind: self.paid if kind == "something" else None)
        invoice._log_egg_event("something", "It rained again")
        self.assertEqual(
            invoice.egg_followup_entry_ids.mapped(lambda entry: (entry.stage_id, entry.origin, entry.comment)),
                         [(self.paid, "event", "It rained again")])

    def test_a_refund_is_not_followed_up(self):
        """BLK-04: credit notes and drafts have no next action."""
        refund = self.env["account.move"].create({
            "move_type": "out_refund", "partner_id": self.alpha.id, "invoice_line_ids": [
                Command.create({"name": "Back", "price_unit": 10, "account_id": self.account.id, "tax_ids": []})],
        })
        refund.action_post()
        self.assertFalse(refund.line_ids.egg_next_stage_id)
        self.assertFalse(self._invoice(post=False).line_ids.egg_next_stage_id)

    def test_stages_of_the_settings_make_the_forecast(self):
        """FUP-07: a stage added in Settings > Lists > Follow-up stages comes into the forecast;
        a new delay moves its date.
        """
        invoice = self._invoice()
        before = len(invoice.egg_forecast)
        stage = self.env["egg.followup.stage"].create({
            "name": "Last call", "kind": "reminder", "delay_days": 4, "sequence": self.stage_1.sequence + 100,
            "template_ids": [Command.create({"document_type": "invoice"})],
        })
        invoice.invalidate_recordset()
        rows = invoice.egg_forecast
        self.assertEqual(len(rows), before + 1)
        first = rows[-1]["date"]
        stage.delay_days = 6
        invoice.invalidate_recordset()
        moved = fields.Date.to_date(invoice.egg_forecast[-1]["date"]) - fields.Date.to_date(first)
        self.assertEqual(moved.days, 2)

    def test_menus(self):
        """BLK-01, A27, STG-01: the bulk screen hangs under Actions > Sales, the stages under Settings > Lists."""
        bulk = self.env.ref("egg_followup.menu_egg_bulk_invoice")
        self.assertEqual(bulk.action, self.env.ref("egg_followup.egg_bulk_invoice_action"))
        self.assertEqual(bulk.complete_name, "EGG/Actions/Sales/Bulk follow-up/Bulk invoice action")
        self.assertIn(self.env.ref("egg_billing.menu_egg_settings_lists"),
                      self.env.ref("egg_followup.menu_egg_followup_stage").parent_id)
        billing = new_test_user(self.env, "egg_menu", groups="account.group_account_invoice")
        self.assertIn(bulk.id, self.env["ir.ui.menu"].with_user(billing)._visible_menu_ids())

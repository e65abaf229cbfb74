from freezegun import freeze_time
from lxml import etree
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..common import AgendaCase


@tagged("post_install", "-at_install")
class TestAgenda(AgendaCase):
    def test_default_types(self):
        """AGE-05: meeting, appointment, training, quotation reminder, call and visit report are installed."""
        names = self.env["egg.event.type"].search([]).mapped("name")
        for name in ("Meeting", "Appointment", "Training", "Quotation reminder", "Call", "Visit report"):
            self.assertIn(name, names)

    def test_types_are_a_list_of_ours(self):
        """AGE-04: a type that is added is offered."""
        kind = self.env["egg.event.type"].create({"name": "Trade fair"})
        self.assertIn(kind.id, [one[0] for one in self.env["egg.event.type"].name_search("Trade")])
        self.assertEqual(self.make_event(kind=kind).egg_type_id, kind)

    def test_type_is_mandatory_for_people(self):
        """AGE-03: an event without a type is refused when it is saved, in the form and through RPC."""
        with self.assertRaises(ValidationError):
            self.env["calendar.event"].create({"name": "X", "start": "2026-05-04 09:00:00",
                                               "stop": "2026-05-04 10:00:00",
                                               "egg_type_id": False})
        event = self.make_event()
        with self.assertRaises(ValidationError):
            event.egg_type_id = False
        form = Form(self.env["calendar.event"])
        form.name = "X"
        with self.assertRaises(AssertionError):
            form.save()

    def test_events_from_elsewhere_get_a_type(self):
        """AGE-03: invitations and synchronised events know of no type: they get the default and are never blocked."""
        event = self.env["calendar.event"].create({"name": "X", "start": "2026-05-04 09:00:00",
                                                   "stop": "2026-05-04 10:00:00"})
        self.assertEqual(event.egg_type_id, self.env.ref("egg_agenda.event_type_meeting"))

    def test_type_is_mandatory_for_programs_when_set(self):
        """AGE-03, SCR-19: when a company of the user asks for it, a program that calls as the user is refused too,
        whichever company it works in; what Odoo makes by itself, copies and days of a series are not blocked.
        """
        values = {"name": "X", "start": "2026-05-04 09:00:00", "stop": "2026-05-04 10:00:00"}
        other = self.env["res.company"].create({"name": "Strict", "egg_type_required": True})
        user = new_test_user(self.env, "programme", "base.group_user", company_id=self.env.company.id)
        events = self.env["calendar.event"].with_user(user)
        self.assertTrue(events.create(values).egg_type_id)
        user.company_ids |= other
        for company in user.company_ids:
            with self.assertRaises(ValidationError):
                events.with_company(company).create(values)
            with self.assertRaises(ValidationError):
                events.with_context(allowed_company_ids=company.ids).create(values | {"egg_type_id": False})
        event = events.create(values | {"egg_type_id": self.appointment.id})
        self.assertEqual(event.copy().egg_type_id, self.appointment)
        event.write({"recurrency": True, "rrule_type": "daily", "end_type": "count", "count": 3})
        self.assertEqual(event.recurrence_id.calendar_event_ids.egg_type_id, self.appointment)
        self.assertTrue(events.sudo().create(values).egg_type_id)

    def test_events_without_a_type_repeat(self):
        """AGE-03: days of a recurrence whose first event has no type (made when there was none) are not refused."""
        event = self.make_event()
        self.env.flush_all()
        self.env.cr.execute("UPDATE calendar_event SET egg_type_id = NULL WHERE id = %s", [event.id])
        event.invalidate_recordset()
        event.write({"recurrency": True, "rrule_type": "daily", "end_type": "count", "count": 3})
        self.assertEqual(len(event.recurrence_id.calendar_event_ids), 3)

    def test_past_event_is_done(self):
        """AGE-01: an event dated yesterday is accepted and marked done; one to come is not."""
        with freeze_time("2026-05-05 08:00:00"):
            self.assertTrue(self.make_event("2026-05-04 09:00:00").egg_done)
            self.assertFalse(self.make_event("2026-05-06 09:00:00").egg_done)
            dates = {"default_start": "2026-05-04 09:00:00", "default_stop": "2026-05-04 10:00:00"}
            with Form(self.env["calendar.event"].with_context(**dates)) as form:
                form.name = "Entered afterwards in the form"
                form.egg_type_id = self.appointment
            self.assertTrue(form.record.egg_done)

    def test_both_menus_make_the_same_record(self):
        """AGE-02, AGE-10: Actions > Events and Agent > Agenda show the same model;
        tasks have theirs and are in the planning.
        """
        events, agenda = self.env.ref("egg_agenda.menu_event"), self.env.ref("egg_agenda.menu_agenda")
        self.assertEqual(events.action.res_model, agenda.action.res_model)
        self.assertEqual(events.parent_id, self.env.ref("egg_billing.menu_egg_actions"))
        self.assertEqual(agenda.parent_id, self.env.ref("egg_billing.menu_egg_agent"))
        task = self.make_task()
        planned = self.env["egg.task"].get_planning_tasks("2026-05-04", "2026-05-10")
        self.assertEqual([(one["id"], one["due_date"]) for one in planned],
                         [(task.id, fields.Date.to_date("2026-05-06"))])
        self.assertFalse(self.env["egg.task"].get_planning_tasks("2026-05-07", "2026-05-10"))

    def test_statistics_by_type(self):
        """AGE-06: 3 appointments and 2 reminders in May are counted 3 and 2."""
        for day in (4, 5, 6):
            self.make_event(f"2026-05-0{day} 09:00:00", egg_customer_id=self.customer.id)
        for day in (11, 12):
            self.make_event(f"2026-05-{day} 09:00:00", self.reminder, egg_customer_id=self.customer.id)
        self.make_event("2026-06-01 09:00:00", egg_customer_id=self.customer.id)
        groups = self.env["calendar.event"].formatted_read_group(
            [("egg_customer_id", "=", self.customer.id), ("start", ">=", "2026-05-01"), ("start", "<", "2026-06-01")],
            ["egg_type_id"], ["__count"],
        )
        self.assertEqual({one["egg_type_id"][0]: one["__count"] for one in groups},
                         {self.appointment.id: 3, self.reminder.id: 2})
        view = self.env.ref("egg_agenda.action_event_statistics")
        self.assertTrue(view.view_mode.startswith("pivot"))

    def test_filter_on_a_type(self):
        """AGE-07: the filter on a type shows only those events."""
        report = self.env.ref("egg_agenda.event_type_visit_report")
        mine = self.make_event(kind=report)
        other = self.make_event()
        found = self.env["calendar.event"].search([("egg_type_id", "=", report.id)])
        self.assertIn(mine, found)
        self.assertNotIn(other, found)
        arch = self.env["calendar.event"].get_view(self.env.ref("calendar.view_calendar_event_search").id,
                                                   "search")["arch"]
        self.assertIn("egg_visit_report", arch)

    @mute_logger("odoo.sql_db")
    def test_task_has_no_start_and_needs_a_due_date(self):
        """AGE-08: a task has no start; without a due date it is refused."""
        self.assertNotIn("start", self.env["egg.task"]._fields)
        form = Form(self.env["egg.task"])
        form.name = "Call back"
        with self.assertRaises(AssertionError):
            form.save()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["egg.task"].create({"name": "X"})

    def test_reminder_comes_the_day_before_once(self):
        """AGE-09: with a reminder of 1 day a notice is given the day before, once, and again when the date moves."""
        task = self.make_task(user_id=self.paul.id)

        def notices():
            return self.env["mail.message"].search([
                ("model", "=", "egg.task"), ("res_id", "=", task.id),
                ("notified_partner_ids", "=", self.paul.partner_id.id),
                ("message_type", "=", "user_notification"), ("subject", "like", "Task for"),
            ])

        with freeze_time("2026-05-04 10:00:00"):
            self.env["egg.task"]._cron_remind()
            self.assertFalse(notices())
        with freeze_time("2026-05-05 10:00:00"):
            self.env["egg.task"]._cron_remind()
            self.env["egg.task"]._cron_remind()
            self.assertEqual(len(notices()), 1)
            task.due_date = "2026-05-06"
            self.env["egg.task"]._cron_remind()
            self.assertEqual(len(notices()), 2)

    def test_done_task_is_not_reminded(self):
        """AGE-09: what is done reminds nobody, and knows when it was done."""
        task = self.make_task(user_id=self.paul.id)
        with freeze_time("2026-05-05 10:00:00"):
            task.action_toggle_done()
            self.env["egg.task"]._cron_remind()
            self.assertFalse(task.reminded)
            self.assertEqual(task.done_date, fields.Datetime.now())
        task.action_toggle_done()
        self.assertFalse(task.done_date)

    def test_options_of_an_event(self):
        """AGE-11: guests, place, reminder, recurrence, privacy and a linked document work together with the type."""
        move = self.env["account.move"].create({"move_type": "out_invoice", "partner_id": self.customer.id})
        event = self.make_event(
            location="Lyon", privacy="private",
            partner_ids=[Command.set([self.contact.id, self.env.user.partner_id.id])],
            alarm_ids=[Command.set(self.env["calendar.alarm"].search([], limit=1).ids)],
            egg_document=f"account.move,{move.id}",
            recurrency=True, rrule_type="weekly", end_type="count", count=3, mon=True,
        )
        self.assertEqual(event.egg_document, move)
        self.assertEqual(len(event.recurrence_id.calendar_event_ids), 3)
        self.assertEqual(event.recurrence_id.calendar_event_ids.egg_type_id, self.appointment)

    def test_event_makes_an_invoice(self):
        """AGE-15, INV-01: the invoice takes the event's customer, contact and title."""
        event = self.make_event(egg_customer_id=self.customer.id, egg_contact_id=self.contact.id)
        action = event.action_egg_invoice()
        move = Form(self.env[action["res_model"]].with_context(**action["context"])).save()
        self.assertEqual((move.move_type, move.partner_id, move.egg_contact_id),
                         ("out_invoice", self.customer, self.contact))
        self.assertEqual(event.egg_move_ids, move)

    def test_event_about_a_document_is_below_it(self):
        """AGE-11: an event linked to an invoice is in the invoice's map, below it."""
        move = self.env["account.move"].create({"move_type": "out_invoice", "partner_id": self.customer.id})
        event = self.make_event(egg_document=f"account.move,{move.id}")
        for record in (move, event):
            self.assertEqual(self.map_of(record),
                             {(move._name, move.id): None, (event._name, event.id): (move._name, move.id)})

    def test_type_of_a_private_event_is_hidden(self):
        """AGE-11: neither type nor colour of a private event is shown to colleagues."""
        event = self.make_event(privacy="private")
        self.env.flush_all()
        self.env.invalidate_all()
        row = self.env["calendar.event"].with_user(self.paul).browse(event.id).read(
            ["egg_type_id", "egg_color", "egg_icon"])[0]
        self.assertEqual((row["egg_type_id"], row["egg_color"], row["egg_icon"]), (False, 0, False))

    def test_agenda_without_sales_rights(self):
        """AGE-01: who may read neither orders nor invoices opens and makes events all the same."""
        clerk = new_test_user(self.env, "clerk", "base.group_user", name="Clerk")
        with Form(self.env["calendar.event"].with_user(clerk)) as form:
            form.name = "Stocktaking"
            form.egg_type_id = self.appointment
        self.assertEqual(form.record.egg_document_count, 0)

    def test_another_customer_has_other_contacts(self):
        """AGE-11: in the form a contact names its customer, and another customer empties the contact."""
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        form = Form(self.env["egg.task"])
        form.egg_customer_id = self.customer
        form.egg_contact_id = self.contact
        form.egg_customer_id = other
        self.assertFalse(form.egg_contact_id)

    def test_event_without_customer_makes_nothing(self):
        """QUO-02: without a customer a document is refused with what to do."""
        with self.assertRaises(UserError):
            self.make_event().action_egg_invoice()

    def test_contact_belongs_to_the_customer(self):
        """AGE-11: a person of another company is refused as contact."""
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        with self.assertRaises(ValidationError):
            self.make_event(egg_customer_id=other.id, egg_contact_id=self.contact.id)

    def test_the_foreign_one_is_named(self):
        """AGE-11, SEC-08: only the contact is another company's: the refusal names the contact, not the customer."""
        other = self.env["res.company"].create({"name": "B"})
        foreign = self.env["res.partner"].create({"name": "Foreign", "parent_id": self.customer.id})
        foreign.company_id = other
        self.assertFalse(self.customer.company_id)
        with self.assertRaisesRegex(ValidationError, "Foreign is a customer of another company"):
            self.make_task(egg_customer_id=self.customer.id, egg_contact_id=foreign.id, company_id=self.env.company.id)

    def test_agenda_of_a_customer(self):
        """BAR-02: the shortcut on a document opens the planning filtered on its customer."""
        move = self.env["account.move"].create({"move_type": "out_invoice", "partner_id": self.contact.id})
        action = move.action_egg_agenda()
        self.assertEqual(action["context"]["search_default_egg_customer_id"], self.customer.id)
        self.assertEqual(action["views"][0][1], "calendar")

    def test_documents_of_the_installed_addons(self):
        """ARC-02, AGE-11: the documents to choose from, and the shortcut on their forms,
        are those of the addons that are there.
        """
        offered = dict(self.env["calendar.event"]._selection_egg_document())
        self.assertEqual(offered["account.move"], "Invoice")
        for model in offered:
            arch = self.env[model].get_view(view_type="form")["arch"]
            self.assertEqual(arch.count('name="action_egg_agenda"'), 1, model)
        self.assertNotIn("action_egg_agenda", self.env["calendar.event"].get_view(view_type="form")["arch"])

    def test_a_model_that_goes_leaves_the_event(self):
        """PRO-03: when an addon goes with its documents, what was about them stays, without the document."""
        model = self.env["ir.model"].create({"name": "Other document", "model": "x_other_document"})
        document = self.env["x_other_document"].create({"x_name": "D1"})
        event, task = self.make_event(), self.make_task()
        self.env.flush_all()
        for record in (event, task):
            self.env.cr.execute(f"UPDATE {record._table} SET egg_document = %s WHERE id = %s",
                                [f"x_other_document,{document.id}", record.id])
        self.env.invalidate_all()
        model.unlink()
        self.assertFalse(event.egg_document or task.egg_document)

    def test_quick_creation_asks_title_and_type(self):
        """AGE-13, AGE-14: the window of a drawn slot asks for title and type; the full form takes the slot's dates."""
        view = self.env.ref("calendar.view_calendar_event_form_quick_create")
        with Form(self.env["calendar.event"].with_context(default_start="2026-05-04 09:00:00", default_duration=2.0),
                  view=view) as form:
            form.name = "Drawn"
            form.egg_type_id = self.appointment
        self.assertEqual((form.record.name, form.record.egg_type_id), ("Drawn", self.appointment))
        full = Form(self.env["calendar.event"].with_context(default_start="2026-05-04 09:00:00",
                                                            default_stop="2026-05-04 11:00:00"))
        self.assertEqual(str(full.stop), "2026-05-04 11:00:00")

    def test_private_events_stay_private(self):
        """AGE-11: a colleague sees a private event as busy time: neither its report nor its customer."""
        event = self.make_event(privacy="private", egg_report="<p>SECRET</p>", egg_customer_id=self.customer.id)
        self.env.invalidate_all()
        row = self.env["calendar.event"].with_user(self.paul).browse(event.id).read(
            ["name", "egg_report", "egg_customer_id"])[0]
        self.assertNotIn("SECRET", str(row["egg_report"]))
        self.assertFalse(row["egg_customer_id"])

    def test_tasks_of_another_company_are_refused(self):
        """QLT-01: a user of one company neither reads nor changes the tasks and types of another."""
        other = self.env["res.company"].create({"name": "B"})
        task = self.make_task(company_id=other.id)
        kind = self.env["egg.event.type"].create({"name": "Of B", "company_id": other.id})
        with self.assertRaises(AccessError):
            task.with_user(self.paul).read(["name"])
        with self.assertRaises(AccessError):
            kind.with_user(self.paul).read(["name"])

    def test_types_are_changed_by_managers_only(self):
        """QLT-01: an ordinary user may not change the list of types."""
        with self.assertRaises(AccessError):
            self.appointment.with_user(self.paul).name = "X"

    def test_tasks_of_the_planning_follow_people_and_customers(self):
        """AGE-13: the planning shows the tasks of the people ticked,
        and those of the customer searched for, contacts included.
        """
        mine = self.make_task(egg_customer_id=self.contact.id)
        pauls = self.make_task(user_id=self.paul.id)

        def shown(**filters):
            return [one["id"] for one in self.env["egg.task"].get_planning_tasks("2026-05-04", "2026-05-10", **filters)]

        self.assertEqual(set(shown()), set((mine + pauls).ids))
        self.assertEqual(shown(partner_ids=self.paul.partner_id.ids), pauls.ids)
        self.assertEqual(shown(partner_ids=[]), [])
        self.assertEqual(shown(domain=[("egg_customer_id", "child_of", self.customer.ids)]), mine.ids)
        self.assertEqual(shown(domain=[("egg_customer_id", "child_of", "Client Alpha")]), mine.ids)
        self.assertEqual(shown(domain=["|", ("name", "ilike", "Call"), ("location", "ilike", "Lyon")]),
                         (mine + pauls).ids)
        self.assertEqual(shown(domain=[("partner_ids.user_ids", "in", self.paul.ids)]), pauls.ids)
        self.assertEqual(shown(domain=[("start", ">=", "2027-01-01"), ("egg_done", "=", False)]), (mine + pauls).ids)
        self.assertEqual(shown(domain=[("egg_type_id", "=", self.appointment.id)]), [])

    def count_queries(self, view, with_tasks):
        """Queries of the requests that the client makes to show a week: views, people,
        events with the view's fields, tasks.
        """
        events = self.env["calendar.event"].with_user(self.paul)
        fields_shown = [node.get("name")
                        for node in etree.fromstring(events.get_view(view.id, "calendar")["arch"]).iter("field")]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.env["calendar.filters"].with_user(self.paul).search_read([("user_id", "=", self.paul.id)], ["partner_id"])
        found = events.search_read([("start", "<=", "2026-05-10"), ("stop", ">=", "2026-05-04")], fields_shown)
        self.env["res.partner"].with_user(self.paul).browse(self.paul.partner_id.ids).get_attendee_detail(
            [e["id"] for e in found])
        if with_tasks:
            self.env["egg.task"].with_user(self.paul).get_planning_tasks("2026-05-04", "2026-05-10")
        self.assertGreaterEqual(len(found), 20)
        return self.cr.sql_log_count - before

    def test_planning_costs_at_most_three_queries_more(self):
        """AGE-13: with types, customers and tasks the planning costs at most 3 queries more than the core calendar."""
        for day in range(4, 9):
            for hour in range(8, 12):
                self.make_event(f"2026-05-0{day} {hour:02}:00:00", egg_customer_id=self.customer.id)
            self.make_task(due_date=f"2026-05-0{day}", egg_customer_id=self.customer.id)
        core, ours = self.env.ref("calendar.view_calendar_event_calendar"), self.env.ref("egg_agenda.view_planning")
        for view in (core, ours):  # caches of rules and views are warm in both
            self.count_queries(view, True)
        extra = self.count_queries(ours, True) - self.count_queries(core, False)
        self.assertLessEqual(extra, 3)

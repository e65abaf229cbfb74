from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import AgendaCase


@tagged("post_install", "-at_install")
class TestSeries(AgendaCase):
    """COR-03: four visits, on Mondays from 4 May; the first is done with its report, the second has an invoice."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2026-05-01 08:00:00"))
        first = self.make_event("2026-05-04 09:00:00", egg_customer_id=self.customer.id)
        first.write({"recurrency": True, "rrule_type": "weekly", "mon": True, "end_type": "count", "count": 4})
        self.days = first.recurrence_id.calendar_event_ids.sorted("start")
        self.days[0].write({"egg_done": True, "egg_report": "<p>Roof measured</p>"})
        self.invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.customer.id, "egg_event_id": self.days[1].id,
        })

    def get_days(self):
        events = self.env["calendar.event"].search([("egg_customer_id", "=", self.customer.id)], order="start")
        return [f"{event.start:%d/%m %H}" for event in events]

    def assertFirstTwoStay(self):
        self.assertTrue(all(self.days[:2].mapped("active")))
        self.assertEqual([f"{day.start:%d/%m %H}" for day in self.days[:2]], ["04/05 09", "11/05 09"])
        self.assertEqual((self.days[0].egg_done, "Roof" in self.days[0].egg_report), (True, True))
        self.assertEqual(self.invoice.egg_event_id, self.days[1])

    def move(self, day, setting, start, stop):
        """Save what the choice of the form, or of the planning, sends."""
        day.write({"recurrence_update": setting, "start": start, "stop": stop})

    def test_all_from_a_day_to_come(self):
        """COR-03: “All events”, from the third day: the first two stay, the others move."""
        self.move(self.days[2], "all_events", "2026-05-18 14:00:00", "2026-05-18 15:00:00")
        self.assertFirstTwoStay()
        self.assertEqual(self.get_days(), ["04/05 09", "11/05 09", "18/05 14", "25/05 14"])

    def test_all_from_a_day_that_is_done(self):
        """COR-03: “All events”, from the first day, which is done: it stays; the days to come move as it would have."""
        self.move(self.days[0], "all_events", "2026-05-05 14:00:00", "2026-05-05 15:00:00")
        self.assertFirstTwoStay()
        self.assertEqual(self.get_days(), ["04/05 09", "11/05 09", "19/05 14", "26/05 14"])

    def test_following_with_a_settled_day_between(self):
        """COR-03: “This and following events”: a later day with its report stays, between days that move."""
        self.days[2].egg_report = "<p>Asked by telephone</p>"
        self.days[0].write({"egg_done": False, "egg_report": False})
        self.move(self.days[0], "future_events", "2026-05-04 10:00:00", "2026-05-04 11:00:00")
        self.assertEqual(self.get_days(), ["04/05 10", "11/05 09", "18/05 09", "25/05 10"])
        self.assertIn("telephone", self.days[2].egg_report)

    def test_this_event(self):
        """COR-03: “This event” moves the day itself, done or not, and no other."""
        self.move(self.days[2], "self_only", "2026-05-18 14:00:00", "2026-05-18 15:00:00")
        self.assertEqual(self.get_days(), ["04/05 09", "11/05 09", "18/05 14", "25/05 09"])
        self.assertFirstTwoStay()

    def test_deletion_of_all_events(self):
        """COR-03: “All events” deleted or archived, from a day to come or one that is done:
        what happened stays, the rest goes.
        """
        for method in ("action_mass_deletion", "action_mass_archive"):
            for number in (2, 0):
                with self.subTest(method=method, number=number), self.env.cr.savepoint() as savepoint:
                    getattr(self.days[number], method)("all_events")
                    self.assertFirstTwoStay()
                    self.assertEqual(self.get_days(), ["04/05 09", "11/05 09"])
                    self.assertFalse(self.days[:2].recurrence_id)
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_deletion_of_the_following_events(self):
        """COR-03: “This and following events” deleted: the days before and a later day with its report stay."""
        self.days[3].egg_report = "<p>Asked by telephone</p>"
        self.days[1].action_mass_deletion("future_events")
        self.assertEqual(self.get_days(), ["04/05 09", "11/05 09", "25/05 09"])
        self.assertFirstTwoStay()

    def test_deletion_by_the_windows(self):
        """COR-03: the window “Delete recurring event” says how many days stay and leaves them; with guests too."""
        Wizard = self.env["calendar.popover.delete.wizard"].with_context(default_calendar_event_id=self.days[2].id)
        form = Form(Wizard, view="calendar.calendar_popover_delete_view")
        self.assertIn("2 days", form.egg_settled_sentence)
        form.delete = "all"
        self.days.partner_ids += self.paul.partner_id
        action = form.save().close()
        self.env[action["res_model"]].with_context(**action["context"]).create({}).action_delete()
        self.assertEqual(self.get_days(), ["04/05 09", "11/05 09"])
        self.assertFirstTwoStay()

    def test_deletion_of_this_event(self):
        """COR-03: “This event” deletes the day itself and no other."""
        self.days[2].action_mass_archive("self_only")
        self.assertEqual(self.get_days(), ["04/05 09", "11/05 09", "25/05 09"])

    def test_all_done_is_not_deleted(self):
        """COR-03: when every day is done none is deleted with the series, and it is said."""
        self.days.egg_done = True
        with self.assertRaisesRegex(UserError, "stay as they are"):
            self.days[0].action_mass_deletion("all_events")

    def test_a_report_is_of_one_day(self):
        """COR-03: a report written with the choice “All events” is not copied to the other days."""
        self.days[3].write({"recurrence_update": "all_events", "egg_report": "<p>Last visit</p>", "egg_done": True})
        self.assertIn("Last", self.days[3].egg_report)
        self.assertFalse(self.days[2].egg_report or self.days[2].egg_done)
        self.assertIn("Roof", self.days[0].egg_report)

    def test_all_done_is_said(self):
        """COR-03: when every day is done nothing is moved, and it is said."""
        self.days.egg_done = True
        with self.assertRaisesRegex(UserError, "stay as they are"):
            self.move(self.days[0], "all_events", "2026-05-05 14:00:00", "2026-05-05 15:00:00")

    def test_the_choice_says_how_many_stay(self):
        """COR-03: the form and the question of the planning say how many days stay."""
        self.assertIn("2 days", self.days[2].get_egg_settled_sentence())
        self.assertIn("2 days", Form(self.days[2]).egg_settled_sentence)
        self.days[:2].write({"egg_done": False, "egg_report": False})
        self.assertIn("One day", self.days[2].get_egg_settled_sentence())
        self.invoice.egg_event_id = False
        self.days[2].invalidate_recordset()
        self.assertEqual(self.days[2].get_egg_settled_sentence(), "")
        self.assertFalse(self.make_event("2026-06-01 09:00:00").egg_settled_sentence, "an event of no series")


@tagged("post_install", "-at_install")
class TestSeriesWithMovedDays(AgendaCase):
    """COR-03: visits on Mondays from 4 May, some of which were moved alone before the whole series is changed."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2026-05-01 08:00:00"))

    def make_days(self, **rule):
        first = self.make_event("2026-05-04 09:00:00", egg_customer_id=self.customer.id)
        first.write({"recurrency": True, "rrule_type": "weekly", "mon": True, "end_type": "count", "count": 4} | rule)
        return first.recurrence_id.calendar_event_ids.sorted("start")

    def get_days(self):
        events = self.env["calendar.event"].search([("egg_customer_id", "=", self.customer.id)], order="start")
        return [f"{event.start:%d/%m %H}" for event in events]

    def move(self, day, setting, start, **values):
        """Move a day by the form or the planning, with the choice that was made; the visit lasts one hour."""
        start = fields.Datetime.to_datetime(start)
        day.write({"recurrence_update": setting, "start": start, "stop": start + timedelta(hours=1)} | values)

    def test_all_after_the_first_was_moved(self):
        """COR-03: the first day was moved to a Tuesday; “All events”: the others stay on Mondays, it on its day."""
        days = self.make_days()
        self.move(days[0], "self_only", "2026-05-05 09:00:00")
        self.move(days[2], "all_events", "2026-05-18 14:00:00", name="Other visit")
        self.assertEqual(self.get_days(), ["05/05 09", "11/05 14", "18/05 14", "25/05 14"])
        events = self.env["calendar.event"].search([("egg_customer_id", "=", self.customer.id)])
        self.assertEqual(set(events.mapped("name")), {"Other visit"})
        self.assertEqual(len(events.recurrence_id), 1, "one series")
        self.assertEqual(events.recurrence_id.calendar_event_ids, events)

    def test_all_from_the_moved_day(self):
        """COR-03: “All events” from the day that was moved: it goes where it is put, the others as much later."""
        days = self.make_days()
        self.move(days[1], "self_only", "2026-05-12 14:00:00")
        self.move(days[1], "all_events", "2026-05-12 15:00:00")
        self.assertEqual(self.get_days(), ["04/05 10", "12/05 15", "18/05 10", "25/05 10"])

    def test_all_to_another_weekday(self):
        """COR-03: the series goes to Wednesdays; the day of another hour stays on its Monday, none is there twice."""
        days = self.make_days()
        self.move(days[1], "self_only", "2026-05-11 16:00:00")
        self.move(days[2], "all_events", "2026-05-20 09:00:00")
        self.assertEqual(self.get_days(), ["06/05 09", "11/05 16", "20/05 09", "27/05 09"])

    def test_following_from_and_after_a_moved_day(self):
        """COR-03: “This and following events” from a moved day, or after one: the series stays on Mondays."""
        for number, start, expected in (
            (1, "2026-05-12 10:00:00", ["04/05 09", "12/05 10", "18/05 10", "25/05 10"]),
            (2, "2026-05-18 10:00:00", ["04/05 09", "12/05 09", "18/05 10", "25/05 10"]),
        ):
            with self.subTest(number=number), self.env.cr.savepoint() as savepoint:
                days = self.make_days()
                self.move(days[1], "self_only", "2026-05-12 09:00:00")
                self.move(days[number], "future_events", start)
                self.assertEqual(self.get_days(), expected)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_following_after_the_first_was_moved_away(self):
        """COR-03: the first day was moved ahead or behind; “This and following events” from the second."""
        for start, moved in (("2026-05-03 09:00:00", "03/05 09"), ("2026-05-20 09:00:00", "20/05 09")):
            with self.subTest(start=start), self.env.cr.savepoint() as savepoint:
                days = self.make_days()
                self.move(days[0], "self_only", start)
                self.move(days[1], "future_events", "2026-05-11 10:00:00")
                self.assertEqual(self.get_days(), sorted([moved, "11/05 10", "18/05 10", "25/05 10"]))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_until_a_date_with_the_last_moved_and_one_deleted(self):
        """COR-03: a series until a date: neither the Monday of the moved day nor the deleted one comes back."""
        days = self.make_days(end_type="end_date", until="2026-06-01")
        self.assertEqual(len(days), 5)
        self.move(days[4], "self_only", "2026-06-02 09:00:00")
        days[2].unlink()
        self.move(days[0], "all_events", "2026-05-04 08:00:00")
        self.assertEqual(self.get_days(), ["04/05 08", "11/05 08", "25/05 08", "02/06 09"])

    def test_two_weekdays(self):
        """COR-03: a series on Mondays and Wednesdays, whose first day was moved, keeps both."""
        days = self.make_days(wed=True, count=6)
        self.move(days[0], "self_only", "2026-05-05 09:00:00")
        self.move(days[1], "all_events", "2026-05-06 10:00:00")
        self.assertEqual(self.get_days(), ["05/05 09", "06/05 10", "11/05 10", "13/05 10", "18/05 10", "20/05 10"])

    def test_whole_days(self):
        """COR-03: the same for events of whole days."""
        self.env["calendar.event"].search([("egg_customer_id", "=", self.customer.id)]).unlink()
        first = self.make_event("2026-05-04 09:00:00", egg_customer_id=self.customer.id)
        first.write({"allday": True, "start_date": "2026-05-04", "stop_date": "2026-05-04"})
        first.write({"recurrency": True, "rrule_type": "weekly", "mon": True, "end_type": "count", "count": 3,
                     "event_tz": "Pacific/Honolulu"})
        days = first.recurrence_id.calendar_event_ids.sorted("start")
        days[0].write({"recurrence_update": "self_only", "start_date": "2026-05-05", "stop_date": "2026-05-05",
                       "start": "2026-05-05 08:00:00", "stop": "2026-05-05 18:00:00"})
        days[1].write({"recurrence_update": "all_events", "start_date": "2026-05-13", "stop_date": "2026-05-13",
                       "start": "2026-05-13 08:00:00", "stop": "2026-05-13 18:00:00"})
        self.assertEqual([day[:5] for day in self.get_days()], ["05/05", "13/05", "20/05"])


@tagged("post_install", "-at_install")
class TestPrivateEvents(AgendaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = new_test_user(cls.env, "owner36", "base.group_user")
        cls.other = new_test_user(cls.env, "other36", "base.group_user")
        cls.event = cls.env["calendar.event"].with_user(cls.owner).create({
            "name": "Takeover talks", "start": "2026-05-04 09:00:00", "stop": "2026-05-04 10:00:00",
            "privacy": "private",
            "user_id": cls.owner.id, "partner_ids": [(6, 0, cls.owner.partner_id.ids)],
            "egg_type_id": cls.appointment.id,
            "egg_customer_id": cls.customer.id, "egg_report": "<p>They offer a million</p>",
        })

    def test_it_cannot_be_found_by_what_it_hides(self):
        """COR-08: report, customer, title, and what lies behind them find nothing for others, all for its owner."""
        domains = [
            [("egg_report", "ilike", "million")], [("egg_customer_id", "=", self.customer.id)],
            [("name", "ilike", "takeover")],
            [("egg_customer_id.name", "ilike", "alpha")], ["!", ("egg_report", "not ilike", "million")],
            [("display_name", "ilike", "takeover")], [("egg_customer_id", "any", [("name", "=", "Client Alpha")])],
        ]
        for domain in domains:
            scope = [("id", "=", self.event.id)]
            for user, count in ((self.other, 0), (self.owner, 1)):
                events = self.env["calendar.event"].with_user(user)
                with self.subTest(domain=domain, user=user.login):
                    self.assertEqual(events.search_count(scope + domain), count)
                    self.assertEqual(len(events.search(scope + domain)), count)
                    self.assertEqual(sum(row[0] for row in events._read_group(scope + domain, [], ["__count"])), count)

    def test_it_cannot_be_found_by_its_name_nor_through_others(self):
        """COR-08: neither name_search nor a search through its guests or its documents finds it."""
        events = self.env["calendar.event"].with_user(self.other)
        self.assertNotIn(self.event.id, [one[0] for one in events.name_search("Takeover")])
        guests = self.env["calendar.attendee"].with_user(self.other)
        self.assertFalse(guests.search([("event_id.egg_report", "ilike", "million")]))
        groups = events._read_group([("id", "=", self.event.id)], ["egg_customer_id"], ["__count"])
        self.assertFalse(groups)

    def test_it_is_still_seen_as_busy(self):
        """COR-08: the calendar of others still shows that its owner is busy."""
        events = self.env["calendar.event"].with_user(self.other)
        found = events.search([("partner_ids", "in", self.owner.partner_id.ids), ("start", ">=", "2026-05-01")])
        self.assertEqual(found.display_name, "Busy")

    def test_a_guest_finds_it(self):
        """COR-08: who is invited finds the event."""
        self.event.partner_ids += self.other.partner_id
        events = self.env["calendar.event"].with_user(self.other)
        self.assertEqual(events.search([("name", "ilike", "takeover"), ("id", "=", self.event.id)]), self.event)

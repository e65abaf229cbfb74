from freezegun import freeze_time
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

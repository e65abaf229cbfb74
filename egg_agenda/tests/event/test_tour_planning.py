from datetime import datetime, time, timedelta

from odoo import fields
from odoo.http import request
from odoo.sql_db import Cursor
from odoo.tests import HttpCase, tagged

MARK = "/web/dataset/call_kw/egg.event.type/search_count"
#: Opens the core calendar and the planning in turns; a request that both do not know marks where each begins.
OPEN_BOTH = """
(async () => {
    const { action, orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const core = "calendar.action_calendar_event", ours = "egg_agenda.action_planning";
    for (const xmlid of [core, ours, core, ours]) {
        await orm.call("egg.event.type", "search_count", [[]]);
        await action.doAction(xmlid, { clearBreadcrumbs: true });
        if (!document.querySelector(".o_calendar_view .fc-event")) throw new Error("no event in " + xmlid);
    }
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestPlanningTour(HttpCase):
    browser_size = "1400x1000"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.task = cls.env["egg.task"].create({
            "name": "Send the catalogue", "due_date": fields.Date.today(), "user_id": cls.admin.id,
        })

    def test_desktop(self):
        """AGE-13, AGE-14, AGE-10: at 1400 px: draw a slot, create with options,
        move an event, tick a task, add a task.
        """
        self.start_tour("/odoo/action-egg_agenda.action_planning", "egg_planning_desktop", login="admin", timeout=90)
        drawn = self.env["calendar.event"].search([("name", "=", "Drawn in the planning")])
        self.assertEqual(drawn.egg_type_id, self.env.ref("egg_agenda.event_type_appointment"))
        options = self.env["calendar.event"].search([("name", "=", "With options")])
        self.assertEqual((options.egg_type_id, options.location),
                         (self.env.ref("egg_agenda.event_type_training"), "Lyon"))
        # Drawn at 9:00 and 14:00, five hours apart; the first was moved to a little after 11:00.
        self.assertLessEqual((options.start - drawn.start).total_seconds(), 3 * 3600)
        self.assertGreater((options.start - drawn.start).total_seconds(), 2 * 3600)
        self.assertTrue(self.task.done)
        made = self.env["egg.task"].search([("name", "=", "Made from the planning")])
        self.assertEqual((made.due_date, made.done), (fields.Date.today(), True))

    def test_opening_costs_at_most_three_queries_more(self):
        """AGE-13: in the browser the planning asks the database at most 3 times more than the core calendar,
        whatever it shows.
        """
        monday = datetime.combine(fields.Date.start_of(fields.Date.today(), "week"), time(9))
        customer = self.env["res.partner"].create({"name": "Client Alpha"})
        types = self.env["egg.event.type"].search([])
        self.env["calendar.event"].create([
            {"name": f"E{number}", "start": monday + timedelta(days=number % 7, hours=number // 7),
             "stop": monday + timedelta(days=number % 7, hours=number // 7 + 1), "user_id": self.admin.id,
             "partner_ids": [(6, 0, self.admin.partner_id.ids)], "egg_type_id": types[number % len(types)].id,
             "egg_customer_id": customer.id}
            for number in range(28)
        ])
        self.env["egg.task"].create([
            {"name": f"T{number}", "due_date": (monday + timedelta(days=number % 7)).date(), "user_id": self.admin.id,
             "egg_customer_id": customer.id} for number in range(14)
        ])
        asked = []
        execute = Cursor.execute

        def noted(cursor, query, *args, **kwargs):
            text = getattr(query, "code", query)
            if request and not str(text).startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                asked.append(request.httprequest.path)
            return execute(cursor, query, *args, **kwargs)

        self.patch(Cursor, "execute", noted)
        self.browser_js("/odoo/action-egg_agenda.action_task", OPEN_BOTH, "odoo.isReady === true", login="admin")
        rounds = []
        for path, before in zip(asked, [None, *asked], strict=False):
            if path == MARK and before != MARK:
                rounds.append([])
            elif path != MARK and rounds and path.startswith("/web/dataset/"):
                rounds[-1].append(path)
        core, ours = rounds[2:]  # the first time each loads its views
        self.assertGreater(len(core), 3)
        self.assertLessEqual(len(ours) - len(core), 3, (core, ours))

    def test_series(self):
        """COR-03: each of the three choices, put by the planning, and the deletion of a series:
        a day with its report stays.
        """
        monday = datetime.combine(fields.Date.start_of(fields.Date.today(), "week"), time(6)) + timedelta(days=7)
        self.admin.tz = "UTC"
        self.env["res.lang"]._lang_get("en_US").week_start = "1"
        for hour, name in enumerate(("Alone", "Following", "Whole", "Deleted")):
            first = self.env["calendar.event"].create({
                "name": name, "start": monday + timedelta(hours=hour), "stop": monday + timedelta(hours=hour + 1),
                "user_id": self.admin.id, "partner_ids": [(6, 0, self.admin.partner_id.ids)], "event_tz": "UTC",
                "egg_type_id": self.env.ref("egg_agenda.event_type_appointment").id,
                "recurrency": True, "rrule_type": "daily", "end_type": "count", "count": 4,
            })
            days = first.recurrence_id.calendar_event_ids.sorted("start")
            days[0].egg_report = "<p>Prepared</p>"
            if name == "Following":
                days[3].egg_report = "<p>Asked by telephone</p>"
        self.start_tour("/odoo/action-egg_agenda.action_planning", "egg_planning_series", login="admin", timeout=90)
        found = {}
        for event in self.env["calendar.event"].search([("start", ">=", monday), ("user_id", "=", self.admin.id)],
                                                       order="start"):
            found.setdefault(event.name, []).append(f"{event.start:%a %H}")
        self.assertEqual(found, {
            "Alone": ["Mon 06", "Tue 06", "Wed 10", "Thu 06"],
            "Following": ["Mon 07", "Tue 11", "Wed 11", "Thu 07"],
            "Whole": ["Mon 08", "Tue 12", "Wed 12", "Thu 12"],
            "Deleted": ["Mon 09"],
        })


@tagged("post_install", "-at_install")
class TestPlanningMobileTour(HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_mobile(self):
        """AGE-12: at 390 px a task and an event are created, and the task is ticked."""
        self.start_tour("/odoo/action-egg_agenda.action_planning", "egg_planning_mobile", login="admin", timeout=90)
        task = self.env["egg.task"].search([("name", "=", "From the telephone")])
        self.assertTrue(task.done)
        event = self.env["calendar.event"].search([("name", "=", "Visit by phone")])
        self.assertEqual(event.egg_type_id, self.env.ref("egg_agenda.event_type_call"))

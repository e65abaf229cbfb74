from odoo import fields
from odoo.tests import HttpCase, tagged


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
        """AGE-13, AGE-14, AGE-10: at 1400 px: draw a slot, create with options, move an event, tick a task, add a task."""
        self.start_tour("/odoo/action-egg_agenda.action_planning", "egg_planning_desktop", login="admin", timeout=90)
        drawn = self.env["calendar.event"].search([("name", "=", "Drawn in the planning")])
        self.assertEqual(drawn.egg_type_id, self.env.ref("egg_agenda.event_type_appointment"))
        options = self.env["calendar.event"].search([("name", "=", "With options")])
        self.assertEqual((options.egg_type_id, options.location), (self.env.ref("egg_agenda.event_type_training"), "Lyon"))
        # Drawn at 9:00 and 14:00, five hours apart; the first was moved to a little after 11:00.
        self.assertLessEqual((options.start - drawn.start).total_seconds(), 3 * 3600)
        self.assertGreater((options.start - drawn.start).total_seconds(), 2 * 3600)
        self.assertTrue(self.task.done)
        made = self.env["egg.task"].search([("name", "=", "Made from the planning")])
        self.assertEqual((made.due_date, made.done), (fields.Date.today(), True))


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

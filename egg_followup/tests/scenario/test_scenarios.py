from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import TODAY, FollowupCase


class ScenarioCase(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usual = cls.env.ref("egg_followup.scenario_usual")
        cls.good = cls.env["res.partner.category"].create({"name": "Good customers"})

    def _scenario(self, name, *steps, **values):
        """Steps: (stage, days) each."""
        return self.env["egg.followup.scenario"].create({
            "name": name, "applies_to": "hand", "gap_days": 0,
            "line_ids": [Command.create({"stage_id": stage.id, "delay_days": days, "sequence": number})
                         for number, (stage, days) in enumerate(steps)],
            **values,
        })


@tagged("post_install", "-at_install")
class TestScenarios(ScenarioCase):
    def test_two_groups_one_calendar(self):
        """AUT-01: customers with a tag are reminded later than the others, whose dates stay those of the list."""
        self._scenario("Gentle", (self.stage_1, 10), (self.stage_2, 20), applies_to="group",
                       category_ids=[Command.set(self.good.ids)])
        beta = self._customer("Client Beta", "beta@client.example", category_id=[Command.set(self.good.ids)])
        usual, gentle = self._invoice(due=TODAY), self._invoice(beta, due=TODAY)
        dates = {}
        for move in (usual, gentle):
            item = self._items(move)
            dates[move] = [step.on for step in item._get_egg_forecasts()[item.id]]
        self.assertEqual(dates[usual], [TODAY, TODAY + timedelta(8), TODAY + timedelta(16)])
        self.assertEqual(dates[gentle], [TODAY + timedelta(10), TODAY + timedelta(30)])
        self.assertEqual(self._items(gentle).egg_next_stage_date, TODAY + timedelta(10))
        self._bulk(usual, gentle)
        self.assertEqual(self.outbox.addresses(), ["alpha@client.example"])

    def test_given_by_hand_on_the_form(self):
        """AUT-01: what a person chooses on the customer's form counts before the list; the dates follow at once."""
        self._scenario("Tagged", (self.stage_1, 5), applies_to="group", category_ids=[Command.set(self.good.ids)])
        own = self._scenario("Own", (self.stage_2, 12))
        item = self._items(self._invoice(due=TODAY))
        with Form(self.alpha) as form:
            form.category_id = self.good
        self.assertEqual(item.egg_next_stage_date, TODAY + timedelta(5))
        self.assertEqual(self.alpha.egg_followup_scenario_name, "Tagged")
        with Form(self.alpha) as form:
            form.egg_followup_scenario_id = own
        self.assertEqual((item.egg_next_stage_id, item.egg_next_stage_date), (self.stage_2, TODAY + timedelta(12)))
        own.active = False
        self.assertEqual(item.egg_next_stage_date, TODAY + timedelta(5))
        with Form(self.alpha) as form:
            form.egg_followup_scenario_id = self.usual
        self.assertEqual(item.egg_next_stage_date, TODAY)

    def test_groups_follow_the_customer(self):
        """AUT-01: country, kind and tags (those above them too), from either side, move the dates of open items."""
        self._scenario("Abroad", (self.stage_1, 30), applies_to="group",
                       country_ids=[Command.set(self.env.ref("base.es").ids)])
        item = self._items(self._invoice(due=TODAY))
        self.alpha.country_id = self.env.ref("base.es")
        self.assertEqual(item.egg_next_stage_date, TODAY + timedelta(30))
        self.alpha.country_id = self.env.ref("base.fr")
        self._scenario("Tagged", (self.stage_1, 7), applies_to="group", category_ids=[Command.set(self.good.ids)])
        below = self.env["res.partner.category"].create({"name": "Best", "parent_id": self.good.id})
        below.partner_ids = self.alpha
        self.assertEqual(item.egg_next_stage_date, TODAY + timedelta(7))
        below.unlink()
        self.assertEqual(item.egg_next_stage_date, TODAY)
        self._scenario("People", (self.stage_1, 3), applies_to="group", kind="person")
        self.alpha.is_company = False
        self.assertEqual(item.egg_next_stage_date, TODAY + timedelta(3))

    def test_in_two_groups(self):
        """AUT-01: who is in two groups has the scenario that stands first in the list; moving it changes that."""
        one = self._scenario("One", (self.stage_1, 1), applies_to="group", kind="firm", sequence=1)
        two = self._scenario("Two", (self.stage_1, 2), applies_to="group", kind="firm", sequence=2)
        item = self._items(self._invoice(due=TODAY))
        self.assertEqual(item.egg_next_stage_date, TODAY + timedelta(1))
        two.sequence = 0
        self.assertEqual(item.egg_next_stage_date, TODAY + timedelta(2))
        one.unlink()
        self.assertEqual(item.egg_next_stage_date, TODAY + timedelta(2))

    def test_text_and_channel(self):
        """AUT-01: a scenario has its own text and way for a stage; what it does not say is the stage's."""
        template = self.env.ref("egg_followup.mail_template_reminder_1").copy({"subject": "A kind word"})
        gentle = self._scenario("Gentle", (self.stage_1, 0), (self.stage_2, 5))
        gentle.line_ids[0].text_ids = [Command.create({"document_type": "invoice", "template_id": template.id})]
        gentle.line_ids[1].channel = "letter"
        self.alpha.egg_followup_scenario_id = gentle
        move = self._invoice(due=TODAY)
        self._bulk(move)
        self.assertEqual(self.outbox.messages[0]["Subject"], "A kind word")
        self.freeze(TODAY + timedelta(5))
        run = self._bulk(move)
        self.assertEqual((run.followup_message_ids.channel, run.followup_message_ids.template_id),
                         ("letter", self.stage_2._get_row("invoice").template_id))
        self.assertEqual(run.followup_message_ids.scenario_id, gentle)

    def test_days_between_two_messages(self):
        """AUT-01: a customer who had a message gets no other for some days, whatever it is about, and is told why; the
        stage that a person chooses for all leaves all the same.
        """
        self.alpha.egg_followup_scenario_id = self._scenario("Calm", (self.stage_1, 0), gap_days=4)
        self._bulk(self._invoice())
        self.freeze(TODAY + timedelta(3))
        other = self._invoice()
        run = self._bulk(other, start=False)
        self.assertEqual(run.skipped_item_ids.reason,
                         "The customer had a message on 05/27/2026: the next one not before 05/31/2026.")
        self.freeze(TODAY + timedelta(4))
        self._bulk(other)
        self.assertEqual(len(self.outbox), 2)
        self._bulk(self._invoice(), stage=self.stage_1)
        self.assertEqual(len(self.outbox), 3)

    def test_goes_on_from_where_he_stands(self):
        """AUT-01: after the second reminder of the list, another scenario does not begin again."""
        move = self._invoice(due=TODAY - timedelta(20))
        self._bulk(move, stage=self.stage_2)
        own = self._scenario("Own", (self.stage_1, 0), (self.notice, 3))
        self.alpha.egg_followup_scenario_id = own
        item = self._items(move)
        self.assertEqual((item.egg_next_stage_id, item.egg_next_stage_date), (self.notice, TODAY + timedelta(3)))

    def test_a_stage_of_scenarios_only(self):
        """AUT-01: a stage that is not in the usual list is planned by the scenarios that have it."""
        third = self.stage_2.copy({"name": "Reminder 3", "sequence": 35, "is_in_list": False})
        own = self._scenario("Own", (third, 2))
        item = self._items(self._invoice(due=TODAY))
        self.assertNotIn(third.id, [step.stage_id for step in item._get_egg_forecasts()[item.id]])
        self.alpha.egg_followup_scenario_id = own
        self.assertEqual(item.egg_next_stage_id, third)

    @mute_logger("odoo.sql_db")
    def test_bad_input(self):
        """AUT-01: no stage, a stage twice, backwards, no group, odd hours: a sentence, and nothing is saved."""
        scenarios = self.env["egg.followup.scenario"]
        for values, words in (
            ({}, "has no stage"),
            ({"steps": ((self.stage_1, 0), (self.stage_1, 3))}, "has a stage twice"),
            ({"steps": ((self.stage_1, 0), (self.stage_2, 0))}, "only the first stage"),
            ({"steps": ((self.sent, 0),)}, "is no reminder"),
            ({"steps": ((self.stage_1, 0),), "applies_to": "group"}, "Say which customers"),
            ({"steps": ((self.stage_1, 0),), "hour_from": 19, "hour_to": 9}, "until a later one"),
            ({"steps": ((self.stage_1, 0),), "gap_days": -1}, "0 days or more"),
            ({"steps": ((self.stage_1, 0),), "monday": False, "tuesday": False, "wednesday": False, "thursday": False,
              "friday": False}, "one day of the week"),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                self._scenario("Odd", *values.pop("steps", ()), **values)
        self.assertEqual(scenarios.search([]), self.usual)

    def test_no_text(self):
        """AUT-01: a scenario with a stage that has no text says so, and its run does not leave."""
        empty = self.env["egg.followup.stage"].create({
            "name": "Silent", "sequence": 25, "is_in_list": False,
            "template_ids": [Command.create({"document_type": "invoice"})]})
        own = self._scenario("Silent one", (empty, 0))
        self.assertEqual(own.missing_templates, "Silent")
        self.alpha.egg_followup_scenario_id = own
        run = self._bulk(self._invoice(), start=False)
        with self.assertRaisesRegex(UserError, "Nothing was sent"):
            run.action_start()

    def test_the_usual_one_stays(self):
        """AUT-01: nobody deletes the usual scenario, nor says whom it is for, nor makes a second one."""
        manager = new_test_user(self.env, "egg_scenario_manager", groups="account.group_account_manager",
                                company_ids=[Command.set(self.env["res.company"].search([]).ids)])
        usual = self.usual.with_user(manager)
        usual.gap_days = 5
        for refused in (lambda: usual.write({"active": False}), usual.unlink,
                        lambda: usual.write({"applies_to": "hand"}), lambda: usual.write({"is_usual": False}),
                        lambda: usual.create({"name": "Second", "is_usual": True})):
            with self.assertRaises(UserError):
                refused()

    def test_rights(self):
        """AUT-01, QLT-01: scenarios are read by all and changed by accountants; those of another company are hidden."""
        own = self._scenario("Own", (self.stage_1, 0), company_id=self.company.id)
        own.line_ids.text_ids = [Command.create({"document_type": "invoice"})]
        billing = new_test_user(self.env, "egg_scenario_billing", groups="account.group_account_invoice")
        for record, values in ((own, {"name": "x"}), (own.line_ids, {"delay_days": 3}),
                               (own.line_ids.text_ids, {"template_id": False})):
            record.with_user(billing).read(["display_name"])
            with self.assertRaises(AccessError):
                record.with_user(billing).write(values)
        other = self.env["res.company"].create({"name": "Other SAS"})
        stranger = new_test_user(self.env, "egg_scenario_stranger", groups="account.group_account_manager",
                                 company_id=other.id, company_ids=[Command.set(other.ids)])
        for record in (own, own.line_ids, own.line_ids.text_ids):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])

    def test_two_companies(self):
        """AUT-01: a customer has a scenario by hand in one company, and the usual one in the other."""
        other = self.env["res.company"].create({"name": "Other SAS"})
        own = self._scenario("Own", (self.stage_1, 9), company_id=self.company.id)
        self.alpha.egg_followup_scenario_id = own
        choose = self.env["egg.followup.scenario"]._choose
        self.assertEqual(choose(self.alpha, self.company), {self.alpha.id: own})
        self.assertEqual(choose(self.alpha, other), {self.alpha.id: self.usual})
        self.alpha.with_company(other).egg_followup_scenario_id = own
        self.assertEqual(choose(self.alpha, other), {self.alpha.id: self.usual})

    def test_hours_of_the_company(self):
        """AUT-01: the public holidays are those of the company's country."""
        hours = self.usual._to_hours(self.company)
        self.assertFalse(hours.is_day(date(2026, 7, 14)) and self.company.account_fiscal_country_id.code == "FR")
        self.usual.on_holidays = True
        self.assertTrue(self.usual._to_hours(self.company).is_day(date(2026, 7, 14)))

from datetime import date, datetime, time

from odoo import Command
from odoo.tests import new_test_user

from ..common import TODAY
from ..scenario.test_scenarios import ScenarioCase


class DailyCase(ScenarioCase):
    """A company whose reminders run by themselves, at nine in the morning."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paul = new_test_user(cls.env, "egg_daily_paul", groups="account.group_account_manager", tz="UTC",
                                 email="paul@egg.example")
        cls.daily = cls.env["egg.followup.daily"].create({
            "is_on": True, "user_id": cls.paul.id, "attach_pdf": False,
            "scenario_ids": [Command.set(cls.usual.ids)]})

    def _statement(self, day: date):
        """The bank tells something."""
        return self.env["account.bank.statement.line"].create({
            "journal_id": self.bank.id, "date": day, "payment_ref": "Bank fees", "amount": -1.0})

    def _at(self, day: date = TODAY, hour: int = 9):
        self.freeze(datetime.combine(day, time(hour)))

    def _work(self):
        """Let all jobs work once."""
        self.env["egg.followup.daily"]._cron_daily()
        self.env["egg.followup.run"]._cron_simulate()
        self.env["egg.followup.run"]._cron_send()
        self.env["egg.followup.daily"]._cron_daily()

    def _day(self, day: date = TODAY, hour: int = 9, bank: bool = True):
        self._at(day, hour)
        if bank:
            self._statement(day)
        self._work()

    def _runs(self, **values):
        return self.env["egg.followup.run"].search(
            [("daily_id", "=", self.daily.id), *[(name, "=", value) for name, value in values.items()]])

    def _mails(self, words: str = ""):
        """The mails to the person told."""
        return self.env["mail.mail"].search([("model", "=", "egg.followup.daily"), ("subject", "like", words)])

    def _activities(self):
        return self.env["mail.activity"].search([("res_model", "=", "egg.followup.daily")])

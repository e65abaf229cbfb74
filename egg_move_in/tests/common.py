import base64
from unittest.mock import patch

from odoo.addons.egg_billing.tests.common import FrenchCompanyCase


class MoveCase(FrenchCompanyCase):
    """A French firm on the day on which it moves in: Tuesday 24 November 2026."""

    now = "2026-11-24 10:00:00"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.make_user("keeper", "account.group_account_manager")

    @classmethod
    def make_user(cls, login, *groups):
        return cls.env["res.users"].create({
            "name": login, "login": f"move-{login}", "company_ids": [(6, 0, cls.company.ids)],
            "company_id": cls.company.id,
            "group_ids": [(6, 0, [cls.env.ref(one).id for one in ("base.group_user", *groups)])]})

    def check(self, kind, content, user=None, **values):
        """Drop a file and have it checked, as a person does; return the import."""
        if isinstance(content, str):
            content = content.encode()
        move_in = self.env["egg.move.in"].with_user(user or self.keeper).create(
            {"kind": kind, "file": base64.b64encode(content), "file_name": f"{kind}.csv"} | values)
        move_in.action_read()
        move_in.action_check()
        self.run_background()
        return move_in

    def take(self, kind, content, **values):
        """Drop a file, check it, and take over what is ready."""
        move_in = self.check(kind, content, **values)
        move_in.action_load()
        self.run_background()
        return move_in

    def run_background(self):
        """The background job, without its commits."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
            self.env["egg.move.in"].sudo()._cron_work()

    def states(self, move_in):
        """The state of each line, in their order."""
        return move_in.line_ids.sorted("number").mapped("state")

    def line(self, move_in, number):
        return move_in.line_ids.filtered(lambda line: line.number == number)

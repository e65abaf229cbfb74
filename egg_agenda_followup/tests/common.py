from datetime import timedelta

from odoo import Command
from odoo.addons.egg_followup.tests.common import TODAY, FollowupCase
from odoo.tests import new_test_user


class CallCase(FollowupCase):
    """Stages of which the second is a phone call, and customers to be called."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["egg.followup.stage"].search([("kind", "=", "reminder")]).active = False
        stages = cls.env["egg.followup.stage"].create([
            {"name": name, "sequence": 20 + index, "delay_days": days, "channel": channel, "kind": "reminder",
             "template_ids": [Command.create({"document_type": "invoice", "template_id": template.id})]}
            for index, (name, days, channel, template) in enumerate([
                ("Letter", 0, "email", cls.env.ref("egg_followup.mail_template_reminder_1")),
                ("Telephone", 5, "call", cls.env["mail.template"]),
                ("Notice", 10, "letter", cls.env.ref("egg_followup.mail_template_formal_notice")),
            ])
        ])
        cls.letter, cls.call, cls.last = stages
        cls.paul = new_test_user(cls.env, "paul", "account.group_account_invoice", name="Paul")
        cls.alpha.write({"phone": "04 72 00 00 01", "user_id": cls.paul.id})

    def reminded(self, partner=None, amount=1000.0, days=6, **values):
        """The due item of an invoice that was reminded `days` days ago without effect."""
        move = self._invoice(partner, amount, due=TODAY - timedelta(days=20), invoice_user_id=self.paul.id, **values)
        (item,) = move._get_egg_due_items()
        self.env["egg.followup.entry"].create({
            "due_item_id": item.id, "stage_id": self.letter.id, "date": TODAY - timedelta(days=days)})
        return item

    def plan(self):
        self.env["egg.task"]._cron_plan_calls()
        return self.env["egg.task"].search([("call_stage_id", "=", self.call.id), ("done", "=", False)])

    def note(self, task, user=None, **values):
        wizard = self.env["egg.call.result"].with_user(user or self.env.user).create({"task_id": task.id, **values})
        return wizard.action_apply()

    def pay(self, item):
        self.env["account.payment.register"].with_context(active_model="account.move",
                                                          active_ids=item.move_id.ids).create({
            "journal_id": self.bank.id, "payment_date": TODAY})._create_payments()

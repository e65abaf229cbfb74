from datetime import timedelta

from odoo import Command
from odoo.addons.egg_agenda_followup.tests.common import CallCase
from odoo.addons.egg_followup.tests.common import TODAY
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCalls(CallCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paul.group_ids = [Command.set(cls.env.ref("sales_team.group_sale_salesman").ids)]

    def test_a_salesperson_notes_what_was_promised(self):
        """BEY-07, QLT-01: a salesperson in charge, without rights in billing,
        sees what is owed and notes the promise on it.
        """
        items = self.reminded() + self.reminded(amount=500.0)
        task = self.plan()
        self.assertEqual(task.with_user(self.paul).call_amount, 1500.0)
        self.note(task, self.paul, result="promise", promise_date=TODAY + timedelta(days=7), note="cheque")
        self.assertEqual(set(items.mapped("egg_promise_date")), {TODAY + timedelta(days=7)})
        self.assertIn(self.env.ref("egg_agenda_followup.menu_call").id,
                      self.env["ir.ui.menu"].with_user(self.paul)._visible_menu_ids())

    def test_another_salesperson_is_refused(self):
        """QLT-01: a call is finished by the person in charge or by billing, not by another salesperson."""
        item = self.reminded()
        task = self.plan()
        seller = new_test_user(self.env, "seller", "sales_team.group_sale_salesman", name="Seller")
        with self.assertRaises(AccessError):
            task.with_user(seller).action_toggle_done()
        with self.assertRaises(AccessError):
            self.note(task, seller, result="spoken")
        self.assertFalse(task.done or item.egg_last_stage_id == self.call)

    def test_calls_are_about_invoices(self):
        """BEY-07, BLK-05: a stage that is a call refuses quotations,
        and orders that are ticked are not called about.
        """
        with self.assertRaises(ValidationError):
            self.call.template_ids = [Command.create({"document_type": "quote"})]
        order = self.env["sale.order"].create({"partner_id": self.alpha.id})
        window = self.env["egg.followup.send"].with_context(active_model="sale.order", active_ids=order.ids)
        with self.assertRaises(UserError):
            window.create({"stage_mode": "given", "stage_id": self.call.id}).action_send()

from odoo.addons.egg_followup.tests.common import FollowupCase
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestStatementRights(FollowupCase):
    def test_salespeople_send_no_statements(self):
        """ACC-04, SEC: who sees the runs of all neither sends, stops nor makes a statement, and reads no account."""
        self._invoice(amount=100)
        run = self.env["egg.statement.wizard"].with_context(
            active_model="res.partner", active_ids=self.alpha.ids).create({}).action_simulate()["res_id"]
        seller = new_test_user(self.env, "egg_statement_seller", groups="sales_team.group_sale_salesman_all_leads")
        run = self.env["egg.followup.run"].browse(run).with_user(seller)
        self.assertEqual(run.state, "draft")
        message = run.followup_message_ids
        for step in (run.action_start, run.action_send, run.action_cancel, run.action_print, message.action_retry,
                     lambda: message.read(["statement_totals"]),
                     lambda: self.env["egg.statement.wizard"].with_user(seller).create({}),
                     lambda: self.env["egg.customer.dashboard"].with_user(seller).get_figures()):
            with self.assertRaises(AccessError):
                step()

from datetime import date, timedelta

from odoo import Command
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestTour(HttpCase):
    def setUp(self):
        super().setUp()
        account = self.env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "in", self.env.company.ids)], limit=1,
        )
        self.moves = self.env["account.move"]
        today = date.today()
        for name, shift, amount in (("Overdue", -3, 1000), ("Soon", 3, 20), ("Later", 30, 30), ("Disputed", -9, 40)):
            partner = self.env["res.partner"].create({"name": f"Tour {name}", "email": "tour@client.example"})
            due = today + timedelta(shift)
            self.moves += self.env["account.move"].create({
                "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": min(due, today),
                "invoice_date_due": due,
                "invoice_payment_term_id": False, "invoice_line_ids": [
                    Command.create({"name": "Work", "price_unit": amount, "account_id": account.id, "tax_ids": []})],
            })
        self.moves.action_post()
        self.moves[3]._get_egg_due_items().egg_dispute = True

    def test_bulk_screen(self):
        """BLK-08, BLK-10, BLK-11, BLK-12, BLK-16: from the list to a run, by mouse, in a browser."""
        self.env["ir.actions.server"].create({
            "name": "Tour action of another addon", "model_id": self.env.ref("account.model_account_move_line").id,
            "binding_model_id": self.env.ref("account.model_account_move_line").id, "binding_view_types": "list",
            "state": "code",
            "code": "action = False",
        })
        self.start_tour("/odoo/bulk-follow-up", "egg_bulk_followup", login="admin")
        run = self.env["egg.followup.run"].search([], limit=1)
        self.assertEqual((run.state, run.followup_message_ids.partner_id.name), ("running", "Tour Overdue"))

    def test_page_of_an_invoice(self):
        """FUP-08, FUP-09: the follow-up page: a reached stage is red and says so; the pencil moves a planned date."""
        invoice = self.moves[0]
        self.start_tour(f"/odoo/action-account.action_move_out_invoice_type/{invoice.id}", "egg_followup_page",
                        login="admin")
        shift = self.env["egg.followup.shift"].search([("due_item_id", "in", invoice.line_ids.ids)])
        self.assertEqual(shift.stage_id, self.env.ref("egg_followup.stage_reminder_2"))

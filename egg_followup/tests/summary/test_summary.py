from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import TODAY, FollowupCase


@tagged("post_install", "-at_install")
class TestSummary(FollowupCase):
    """The first sentence of a simulation."""

    def test_what_leaves_and_what_waits(self):
        """SCR-15: so many e-mails and letters to send; so many rows wait until which day; so many are left out."""
        beta, post = self._customer("Client Beta", "beta@client.example"), self._customer("Client Post")
        disputed = self._invoice()
        disputed._get_egg_due_items().egg_dispute = True
        early = [self._invoice(due=TODAY + timedelta(days=days)) for days in (3, 3)]
        run = self._prepare(self._items(self._invoice(), self._invoice(beta), self._invoice(post), disputed, *early))
        self.assertEqual(run.summary, "To send: 2 e-mails and 1 letter; 2 rows wait until 05/30/2026; "
                                      "1 row is left out")
        french = run.with_context(lang="fr_FR")
        french.invalidate_recordset(["summary"])
        self.assertEqual(french.summary.replace("\xa0", " "),
                         "2 e-mails et 1 courrier à envoyer ; 2 lignes attendent le 30/05/2026 ; 1 ligne est écartée")

    def test_nothing_to_send_offers_the_way_out(self):
        """SCR-15: an empty simulation says why and what to do, and opens the choices for the same rows again."""
        items = self._items(*(self._invoice(due=TODAY + timedelta(days=days)) for days in (5, 9)))
        run = self._prepare(items)
        self.assertEqual(run.summary, "Nothing to send: 2 rows wait, the first until 06/01/2026. Choose the same stage "
                                      "for all to remind before that day.")
        action = run.action_choose_again()
        window = self.env[action["res_model"]].with_context(**action["context"]).create({"stage_id": self.stage_1.id})
        again = self.env["egg.followup.run"].browse(window.action_simulate()["res_id"])
        self.assertEqual(again.item_ids._get_targets(), items)
        self.assertTrue(again.message_count)

    def test_reminding_from_the_invoice_list(self):
        """SCR-17: the action of the invoice list opens the choices for what is due of these invoices."""
        invoices = self._invoice() + self._invoice(amount=20.0)
        action = self.env.ref("egg_followup.egg_remind_server_action").with_context(
            active_model="account.move", active_ids=invoices.ids).run()
        window = self.env[action["res_model"]].with_context(**action["context"]).create({})
        self.assertEqual((window.item_count, window.amount), (2, 1020.0))
        self.assertIn("Client Alpha", window.about)
        with self.assertRaisesRegex(UserError, "Nothing is due"):
            self._invoice(post=False).action_egg_remind()

    def test_only_own_actions(self):
        """SCR-14: the bulk screen offers what addons and people bind to its rows, not what Odoo does."""
        lines = self.env["account.move.line"]
        offered = lines.get_egg_bulk_actions()
        self.assertIn(self.env.ref("egg_followup.egg_followup_send_action").id, offered)
        self.assertNotIn(self.env.ref("account.action_account_unreconcile").id, offered)

    def test_due_rows_of_all_pages(self):
        """SCR-14: rows whose action is due and that nothing holds; right after a run none is."""
        late, promised, early = self._invoice(), self._invoice(), self._invoice(due=TODAY + timedelta(days=3))
        promised._get_egg_due_items().egg_promise_date = TODAY
        items = self._items(late, promised, early)
        domain = [("id", "in", items.ids)]
        self.assertEqual(items.get_egg_due_rows(domain), late._get_egg_due_items().ids)
        self._prepare(items).action_send()
        self.assertEqual(items.get_egg_due_rows(domain), [])

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import FollowupCase


@tagged("post_install", "-at_install")
class TestRights(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.billing = new_test_user(cls.env, "egg_billing_user", groups="account.group_account_invoice",
                                    email="b@egg.example")
        cls.nobody = new_test_user(cls.env, "egg_nobody", groups="base.group_user", email="n@egg.example")
        cls.other_company = cls.env["res.company"].create({"name": "Other SAS"})

    def test_billing_runs_a_follow_up(self):
        """BLK-16, QLT-01: an ordinary billing user simulates, starts, prints; the job sends under that user's name."""
        item = self._items(self._invoice()).with_user(self.billing)
        run = self._prepare(item)
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        self.assertEqual(run.state, "done")
        self.assertIn("b@egg.example", self.outbox.messages[0]["From"])
        self.assertEqual(item.move_id.egg_followup_entry_ids.user_id, self.billing)

    def test_nobody(self):
        """QLT-01: a user without billing rights is refused every model of the
        follow-up but the lists of stages and rates.
        """
        run = self._prepare(self._items(self._invoice()))
        entry = self.env["egg.followup.entry"].create({"move_id": self._invoice().id, "stage_id": self.stage_1.id})
        for record in (run, run.followup_message_ids, run.item_ids, entry):
            with self.assertRaises(AccessError):
                record.with_user(self.nobody).read(["display_name"])
        for model in ("egg.followup.send", "egg.followup.hold", "egg.followup.move", "egg.followup.preview",
                      "egg.followup.shift"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.nobody).create({})

    def test_stages_are_for_managers(self):
        """QLT-01: billing users read stages and rates, and may not change them."""
        rate = self.env["egg.followup.rate"].search([], limit=1)
        self.stage_1.with_user(self.billing).read(["name"])
        for record, values in (
            (self.stage_1, {"name": "x"}), (self.stage_1.template_ids[:1], {"template_id": False}),
            (rate, {"ecb_rate": 1}),
        ):
            with self.assertRaises(AccessError):
                record.with_user(self.billing).write(values)
        manager = new_test_user(self.env, "egg_manager", groups="account.group_account_manager")
        with self.assertRaises(AccessError):  # the stage is everybody's, he works for one company
            self.stage_1.with_user(manager).name = "Gentle word"
        manager.company_ids = self.env["res.company"].search([])
        self.stage_1.with_user(manager).name = "Gentle word"

    def test_other_companies(self):
        """QLT-01: what belongs to another company is refused: stages, runs, letters, items, entries, moved dates."""
        run = self._prepare(self._items(self._invoice()))
        item = self._items(self._invoice())
        entry = self.env["egg.followup.entry"].create({"due_item_id": item.id, "stage_id": self.stage_1.id})
        shift = self.env["egg.followup.shift"].create({"due_item_id": item.id, "stage_id": self.stage_1.id,
                                                       "date": "2026-01-01"})
        stage = self.env["egg.followup.stage"].create({
            "name": "Theirs", "company_id": self.company.id,
            "template_ids": [Command.create({"document_type": "invoice"})],
        })
        stranger = new_test_user(
            self.env, "egg_stranger", groups="account.group_account_manager",
            company_id=self.other_company.id, company_ids=[Command.set(self.other_company.ids)],
        )
        for record in (run, run.followup_message_ids, run.item_ids, entry, shift, stage, stage.template_ids):
            with self.assertRaises(AccessError, msg=record._name):
                record.with_user(stranger).read(["display_name"])

    def test_stages_of_a_company(self):
        """STG-02: a stage of another company is not planned here."""
        self.env["egg.followup.stage"].create({
            "name": "Elsewhere", "sequence": 1, "company_id": self.other_company.id,
            "template_ids": [Command.create({"document_type": "invoice"})],
        })
        self.assertEqual(self._items(self._invoice()).egg_next_stage_id, self.stage_1)

    def test_one_company_at_a_time(self):
        """BLK-11: a run over two companies is refused with a clear text."""
        line = self._items(self._invoice())
        other = line.new({"company_id": self.other_company.id}) | line
        with self.assertRaisesRegex(Exception, "several companies"):
            self._prepare(other)

    def test_a_posted_invoice_takes_entries_of_billing(self):
        """FUP-05: a billing user writes entries on a posted invoice and disputes an item; others may not."""
        invoice = self._invoice()
        self.env["egg.followup.entry"].with_user(self.billing).create({"move_id": invoice.id,
                                                                       "stage_id": self.stage_1.id})
        item = self._items(invoice).with_user(self.billing)
        action = item.action_egg_dispute()
        self.env["egg.followup.hold"].with_user(self.billing).with_context(
            **action["context"]).create({"reason": "wrong size"}).action_apply()
        self.assertTrue(item.egg_dispute)
        with self.assertRaises(AccessError):
            self.env["egg.followup.entry"].with_user(self.nobody).create(
                {"move_id": invoice.id, "stage_id": self.stage_1.id})

    def test_french_customer(self):
        """STG-02, QLT-02: dates and amounts of a letter are in the customer's language, the journal in the user's."""
        french = self._customer("Atelier Dubois", "dubois@client.example", lang="fr_FR")
        self._send(self._items(self._invoice(french, amount=1234.5)))
        body = self.outbox.messages[0].get_body(("html",)).get_content().replace("\u202f", " ").replace("\xa0", " ")
        self.assertIn("1 234,50 €", body)
        self.assertIn("26/05/2026", body)

    def test_cost_on_stock_documents(self):
        """QLT-05: posting an invoice costs at most 15 % more queries with the follow-up than without."""
        counts = []
        self._invoice()  # what is read once only
        for compute in (None, lambda lines: lines.write({"egg_next_stage_id": False})):
            move = self._invoice(post=False)
            if compute:
                self.patch(type(move.line_ids), "_compute_egg_next_stage", compute)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            move.action_post()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[0], 1.15 * counts[1], counts)


@tagged("post_install", "-at_install")
class TestSpeed(FollowupCase):
    def test_two_hundred_mails_are_queued(self):
        """QLT-05: 200 items are queued with a number of queries that does not grow with them."""
        partners = self.env["res.partner"].create([{"name": f"C{index}", "email": f"c{index}@x.example"}
                                                   for index in range(200)])
        moves = self.env["account.move"].union(*[self._invoice(partner, post=False) for partner in partners])
        moves.action_post()
        items = self._items(moves)
        counts = []
        for some in (items[:20], items[20:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._prepare(some).action_start()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 30)
        self.assertLess(counts[1] / 180, 1.0, "at most one query per item")

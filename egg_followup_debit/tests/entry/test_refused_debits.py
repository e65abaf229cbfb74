from odoo.addons.egg_followup.tests.common import FollowupCase
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestRefusedDebits(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rejected = cls.env.ref("egg_followup_debit.stage_debit_rejected")

    def _noted(self, invoice) -> list:
        return invoice.egg_followup_entry_ids.mapped(lambda entry: (entry.stage_id, entry.origin, entry.comment))

    def test_a_refused_debit_is_a_step_of_the_follow_up(self):
        """FUP-01, BEY-04: a debit that is refused, or taken back by the customer's bank,
        becomes an entry with its reason.
        """
        for kind in ("debit_rejected", "debit_disputed"):
            invoice = self._invoice()
            invoice._log_egg_event(kind, "Account closed (AC04)")
            self.assertEqual(self._noted(invoice), [(self.rejected, "event", "Account closed (AC04)")])
            self.assertIn("Account closed (AC04)", invoice.message_ids[0].body)

    def test_whoever_reads_the_bank_file_needs_no_right_to_stages(self):
        """FUP-01, QLT-01: the entry is made for an accountant who may not change the follow-up's stages."""
        clerk = new_test_user(self.env, "clerk", "account.group_account_invoice", name="Clerk")
        invoice = self._invoice()
        invoice.with_user(clerk)._log_egg_event("debit_rejected", "Account closed (AC04)")
        self.assertEqual(self._noted(invoice), [(self.rejected, "event", "Account closed (AC04)")])
        self.assertEqual(invoice.egg_followup_entry_ids.user_id, clerk)

    def test_a_firm_may_do_without_it(self):
        """FUP-07: a stage that is archived or deleted notes nothing more;
        the reason is told in the messages of the invoice.
        """
        self.rejected.active = False
        archived, deleted = self._invoice(), self._invoice()
        archived._log_egg_event("debit_rejected", "Account closed (AC04)")
        self.rejected.unlink()
        deleted._log_egg_event("debit_rejected", "Account closed (AC04)")
        for invoice in (archived, deleted):
            self.assertFalse(invoice.egg_followup_entry_ids)
            self.assertIn("Account closed (AC04)", invoice.message_ids[0].body)

    def test_the_next_reminder_is_planned_as_before(self):
        """FUP-07: a refused debit moves no reminder: what was planned stays planned."""
        item = self._items(self._invoice())
        planned = (item.egg_next_stage_id, item.egg_next_stage_date)
        item.move_id._log_egg_event("debit_rejected", "Account closed (AC04)")
        self.assertEqual((item.egg_next_stage_id, item.egg_next_stage_date), planned)

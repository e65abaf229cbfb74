from datetime import timedelta

from odoo.addons.egg_debit.tests.numbers import IBANS
from odoo.addons.egg_followup.tests.common import TODAY, FollowupCase
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestProposedDebits(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mode = cls.env.ref("egg_billing.payment_mode_direct_debit")
        cls.company.egg_debit_creditor_identifier = "FR72ZZZ123456"

    def _sign(self, partner, number=0):
        account = self.env["res.partner.bank"].create({"partner_id": partner.id, "acc_number": IBANS[number]})
        mandate = self.env["egg.debit.mandate"].create({
            "bank_account_id": account.id, "signature_date": TODAY - timedelta(90), "signature_town": "Lyon",
            "name": f"RUM-{account.id}"})
        mandate.action_insert()
        return mandate

    def test_who_can_be_debited_is_not_reminded(self):
        """BNK-16: debit mode and a mandate that is ready: said to be proposed for a debit, not reminded; with another
        mode, or without mandate, it is reminded.
        """
        self._sign(self.alpha)
        ready, other = self._invoice(egg_payment_mode_id=self.mode.id), self._invoice(amount=200.0)
        unsigned = self._invoice(self._customer("Beta", "beta@client.example"), egg_payment_mode_id=self.mode.id)
        other.line_ids.egg_payment_mode_id = False
        run = self._bulk(ready, other, unsigned, start=False)
        self.assertEqual(run.skipped_item_ids.due_item_id.move_id, ready)
        self.assertIn("debit", run.skipped_item_ids.reason)
        self.assertIn("debit", self._items(ready).egg_hold_reason)
        self.assertFalse(self._items(ready)._get_egg_hold_reasons(), "it can be collected")

    def test_a_suspended_mandate(self):
        """BNK-16: whose mandate is not ready is reminded."""
        self._sign(self.alpha).action_suspend()
        self.assertTrue(self._bulk(self._invoice(egg_payment_mode_id=self.mode.id), start=False).followup_message_ids)

    def test_a_refused_debit_is_reminded(self):
        """BNK-16: once the bank refused the debit of an invoice, its customer is reminded."""
        self._sign(self.alpha)
        invoice = self._invoice(egg_payment_mode_id=self.mode.id)
        invoice._log_egg_event("debit_rejected", "No funds (AM04)")
        self.assertTrue(self._bulk(invoice, start=False).followup_message_ids)

    def test_what_is_debited_again_is_not_reminded(self):
        """AUT-09: what was announced to be debited again is not reminded before that day is over."""
        mandate = self._sign(self.alpha)
        self.company.write({"egg_retry_times": "1", "egg_retry_notice_days": 5})
        invoice = self._invoice(egg_payment_mode_id=self.mode.id)
        item = self._items(invoice)
        item._propose_egg_debit_again("AM04", mandate, TODAY)
        invoice._log_egg_event("debit_rejected", "No funds (AM04)")
        self.assertTrue(self._bulk(invoice, start=False).followup_message_ids, "a proposal holds nothing back")
        self.env["egg.debit.retry"].search([("due_item_id", "=", item.id)]).action_plan()
        self.env.invalidate_all()
        self.assertIn("debited again", item.egg_hold_reason)
        self.assertFalse(self._bulk(invoice, start=False).followup_message_ids)
        self.freeze(TODAY + timedelta(6))
        self.assertTrue(self._bulk(invoice, start=False).followup_message_ids)

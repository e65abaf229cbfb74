from freezegun import freeze_time
from odoo.addons.egg_stripe.core.stripe_debit import read_event
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import StripeCase


@tagged("post_install", "-at_install")
class TestStripeRetry(StripeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"egg_retry_times": "2", "egg_retry_notice_days": 14, "email": "societe@egg.example"})
        cls.retries = cls.env["egg.debit.retry"].sudo()
        cls.billing = cls.make_user("egg_stripe_retry", "account.group_account_invoice")

    def fail(self, code="insufficient_funds", number=0, move=None):
        """Stripe cannot debit an invoice."""
        debit = self.debit(move or self.make_linked_invoice(number)).transaction_ids
        self.fake.settle(**{debit.provider_reference: code})
        self.job("_cron_follow")
        self.assertEqual(debit.egg_debit_state, "failed")
        return debit

    def of(self, debit):
        return self.retries.search([("due_item_id", "=", debit.egg_due_item_id.id),
                                    ("state", "in", ("proposed", "planned"))])

    def test_by_the_reason(self):
        """AUT-09: want of money is proposed again, once however often Stripe tells it; a closed account, a mandate that
        was revoked or what the customer refused never are, and take back what was proposed.
        """
        debit = self.fail()
        self.job("_cron_follow")
        retry = self.of(debit)
        self.assertEqual((retry.code, retry.number, retry.stripe_account_id, retry.mandate_id.id),
                         ("AM04", 1, debit.egg_stripe_account_id, False))
        for number, code in enumerate(("account_closed", "debit_not_authorized", "no_account",
                                       "generic_could_not_process", "refer_to_customer"), 1):
            self.assertFalse(self.of(self.fail(code, number)), code)
        self.env["payment.transaction"].sudo()._apply_egg_news(
            self.provider, [read_event(self.fake.dispute(debit.provider_reference))])
        self.assertEqual((debit.egg_debit_state, retry.state), ("disputed", "dropped"))

    def test_taken_back_for_want_of_money(self):
        """AUT-09: the same reason told as a dispute after the money came is proposed too."""
        debit = self.paid_debit()
        self.fake.dispute(debit.provider_reference, reason="insufficient_funds")
        self.job("_cron_follow")
        self.assertEqual((debit.egg_debit_state, self.of(debit).number), ("disputed", 1))

    def test_planned_and_debited(self):
        """AUT-09: planned, told with the mandate at Stripe, held until its day, then debited; cancelled before Stripe
        was asked it is open again; a second failure is proposed once more, a third is not.
        """
        debit = self.fail()
        retry, move = self.of(debit).with_user(self.billing), debit.egg_invoice_id
        with self.assertRaises(UserError):
            retry.action_stripe_debit()
        retry.action_plan()
        self.assertIn(debit.egg_stripe_account_id.sudo().mandate_ref, move.message_ids[0].body)
        self.assertNotIn("FR72ZZZ123456", move.message_ids[0].body, "the debit bears the identifier of Stripe")
        self.assertEqual(retry.action_stripe_debit()["context"]["active_ids"], debit.egg_due_item_id.ids)
        form = self.open_debit(move)
        self.assertFalse(form.ready_count)
        self.assertIn("not before", form.problems)
        with freeze_time("2026-12-08 10:00:00"):
            run = self.confirm(move)
            self.assertEqual(retry.state, "done")
            run.action_cancel()
            self.assertEqual((retry.state, retry.announced_at), ("proposed", False), "its day is here: told anew")
            again = self.fail(move=move)
            self.assertEqual((retry.state, self.of(again).number), ("done", 2))
            self.assertFalse(self.of(self.fail(move=move)))

    def test_an_account_that_stopped(self):
        """AUT-09, QLT-01: under an account that is stopped or archived nothing is planned; readers plan nothing."""
        retry = self.of(self.fail())
        with self.assertRaises(AccessError):
            retry.with_user(self.make_user("egg_stripe_reader", "account.group_account_readonly")).action_plan()
        retry.stripe_account_id.active = False
        with self.assertRaises(UserError):
            retry.with_user(self.billing).action_plan()

from odoo.addons.egg_stripe.core.stripe_debit import read_event
from odoo.tests import tagged

from ..common import StripeCase


@tagged("post_install", "-at_install")
class TestStripeDisputes(StripeCase):
    def setUp(self):
        super().setUp()
        self.tx = self.paid_debit()
        self.invoice = self.tx.egg_invoice_id

    def tell(self, *events):
        self.env["payment.transaction"].sudo()._apply_egg_news(self.provider, [read_event(one) for one in events])

    def assert_paid_once(self, reversals):
        self.assertEqual((self.tx.egg_debit_state, self.invoice.amount_residual), ("paid", 0))
        payments = self.env["account.payment"].search([("payment_transaction_id", "=", self.tx.id)])
        self.assertEqual((len(payments), len(payments.move_id.reversal_move_ids)), (reversals + 1, reversals))

    def test_a_won_dispute_is_final(self):
        """BNK-04: the events of the last minutes are read again at each poll: a dispute that was won is not booked a
        second time.
        """
        dispute = self.fake.dispute(self.tx.provider_reference)
        self.job("_cron_follow")
        self.assertEqual((self.tx.egg_debit_state, self.invoice.amount_residual), ("disputed", 100))
        self.fake.reinstate(dispute)
        for _poll in range(4):
            self.job("_cron_follow")
        self.assert_paid_once(1)

    def test_the_news_of_a_won_dispute_comes_again(self):
        """STR-01: created, reinstated, created again: the old news changes nothing."""
        dispute = self.fake.dispute(self.tx.provider_reference)
        won = self.fake.reinstate(dispute)
        self.fake.events.clear()
        self.tell(dispute, won, dispute)
        self.job("_cron_follow")
        self.tell(dispute, won, dispute, won)
        self.job("_cron_follow")
        self.assert_paid_once(1)

    def test_won_is_told_before_created(self):
        """STR-01: out of order: nothing is taken back that the bank has given back already."""
        dispute = self.fake.dispute(self.tx.provider_reference)
        won = self.fake.reinstate(dispute)
        self.fake.events.clear()
        self.tell(won)
        self.tell(dispute)
        self.job("_cron_follow")
        self.assert_paid_once(0)

    def test_stripe_is_asked_after_a_won_dispute(self):
        """STR-01: the charge stays marked as disputed at Stripe: asked for by itself it is no new dispute."""
        self.tell(dispute := self.fake.dispute(self.tx.provider_reference), self.fake.reinstate(dispute))
        self.job("_cron_follow")
        self.tx.sudo()._refresh_egg_debit(self.provider._get_egg_stripe_gateway())
        self.assert_paid_once(1)

    def test_a_second_dispute_counts(self):
        """BNK-04: another dispute of the same debit takes the money back again, and the end of the first one does not
        give it back.
        """
        first = self.fake.dispute(self.tx.provider_reference)
        won = self.fake.reinstate(first)
        self.tell(first, won)
        self.job("_cron_follow")
        self.fake.dispute(self.tx.provider_reference)
        for _poll in range(2):
            self.job("_cron_follow")
            self.tell(won)
        self.assertEqual((self.tx.egg_debit_state, self.invoice.amount_residual), ("disputed", 100))

    def test_a_refund_that_waits_is_not_sent_after_a_dispute(self):
        """BNK-04: the customer's bank took the money back before the refund was sent: he does not get it twice."""
        self.tx.action_refund(40)
        self.tell(self.fake.dispute(self.tx.provider_reference))
        self.job("_cron_follow")
        child = self.tx.child_transaction_ids
        self.assertEqual((self.fake.refunds, child.state), ({}, "error"))
        self.assertIn("taken back", child.state_message)

    def test_a_part_that_is_taken_back_is_told(self):
        """BNK-04: a dispute of a part, or of what a refund left: told, never booked as the whole, also when asked."""
        for event in (self.fake.dispute(self.tx.provider_reference, amount=3000),) * 2:
            self.tell(event)
            self.job("_cron_follow")
            self.assertEqual((self.tx.egg_debit_state, self.invoice.amount_residual), ("paid", 0))
            self.assertIn("30.00", self.tx.egg_booking_error)
        self.tx.action_egg_book_again()
        self.assertEqual((self.tx.egg_debit_state, self.tx.egg_booking_error), ("paid", False))
        self.tell(self.fake.reinstate(event))
        self.assertIn("gave back a part", self.tx.egg_booking_error)
        self.assert_paid_once(0)

from datetime import date

from odoo.tests import tagged

from ..common import FollowupCase


@tagged("post_install", "-at_install")
class TestOneDebtor(FollowupCase):
    """Two leasing firms are billed for the cars of one garage, whose clerk reads the reminders of both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.garage = cls._customer("Garage")
        cls.clerk = cls._customer("Clerk", "clerk@garage.example", is_company=False, parent_id=cls.garage.id)
        cls.first, cls.second = cls._customer("First Leasing"), cls._customer("Second Leasing")

    def _lease(self, firm, **values):
        return self._invoice(firm, partner_shipping_id=self.garage.id, egg_contact_id=self.clerk.id, **values)

    def test_a_message_is_of_one_debtor(self):
        """BNK-14, BNK-16: one recipient, two debtors: two messages, and the credit of each counts for itself alone."""
        self._refund(100.0, self.first)
        self._refund(400.0, self.second)
        run = self._bulk(self._lease(self.first), self._lease(self.second))
        self.assertEqual(run.followup_message_ids.partner_id, self.clerk)
        self.assertEqual(run.followup_message_ids.mapped("state"), ["sent", "sent"])
        self.assertEqual(run.followup_message_ids.mapped("amount_claimed"), [900.0, 600.0])

    def test_the_credit_of_one_does_not_cover_the_other(self):
        """BNK-16: one of two debtors has a credit: the other one owes all."""
        self._refund(1000.0, self.second)
        run = self._bulk(self._lease(self.first), self._lease(self.second))
        self.assertEqual(run.followup_message_ids.mapped("amount_claimed"), [1000.0])
        self.assertIn("Covered", run.skipped_item_ids.reason)

    def test_the_rate_is_that_of_the_debtor(self):
        """BEY-09: whether a public body pays late says who owes, not who reads it."""
        rates = self.env["egg.followup.rate"]
        rates.search([]).unlink()
        rates.create({"date_from": "2026-01-01", "ecb_rate": 2.15})
        self.first.egg_public_body = True
        moves = [self._lease(firm, due=date(2026, 3, 15)) for firm in (self.first, self.second)]
        run = self._bulk(*moves, stage=self.notice, start=False)
        self.assertEqual(run.followup_message_ids.mapped("interest"), [20.30, 24.30])

from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..common import PortalCase


@tagged("post_install", "-at_install")
class TestDebits(PortalCase):
    """Where debits are installed too: an amount is either paid by its customer or debited, never both."""

    def setUp(self):
        super().setUp()
        if "egg.debit.claim" not in self.env:
            self.skipTest("no debits here")
        self.claims = self.env["egg.debit.claim"]
        self.item_list = self.items(self.make_invoice(100, 200))

    def taken(self):
        return self.claims.search([]).move_line_id

    def test_what_is_paid_is_not_debited(self):
        """AUT-04: the database refuses a debit of what a customer is paying, at whatever moment it comes."""
        transaction = self.begin(self.item_list[0])
        self.assertEqual(self.taken(), self.item_list[0])
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.claims._claim(self.item_list)
        with self.assertRaisesRegex(UserError, "online"):
            self.item_list.move_id.button_draft()
        self.settle(transaction)
        self.assertFalse(self.taken())
        self.claims._claim(self.item_list[1])

    def test_what_is_debited_is_not_paid(self):
        """AUT-04: the customer who opens the link of what is being debited reads so; what failed is free again."""
        self.claims._claim(self.item_list[0])
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(ValidationError, "being debited"):
            self.begin(self.item_list[0])
        self.assertFalse(self.env["egg.payment.hold"].search([]))
        self.claims._release(self.item_list[0])
        transaction = self.begin(self.item_list[0])
        transaction._set_error("declined")
        self.assertFalse(self.taken())

    def test_what_comes_after_a_debit_took_it(self):
        """AUT-04: a payment that was given up comes in while its item is debited: it is booked, the debit keeps its
        claim.
        """
        transaction = self.begin(self.item_list[0])
        transaction._set_canceled()
        self.claims._claim(self.item_list[0])
        with mute_logger("odoo.sql_db"):
            self.settle(transaction)
        self.assertTrue(transaction.payment_id)
        self.assertEqual(self.taken(), self.item_list[0])

    def test_reasons_are_told_once(self):
        """AUT-04: the forms of debits and reminders say by what an item is held."""
        self.begin(self.item_list[0])
        reasons = self.item_list._get_egg_hold_reasons()
        self.assertEqual(list(reasons), self.item_list[0].ids)
        with patch.object(type(self.env["payment.transaction"]), "_is_egg_holding", lambda _self: False):
            self.assertFalse(self.item_list._get_egg_hold_reasons())

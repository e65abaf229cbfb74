"""Two ways of debiting beside each other: what one has taken the other leaves alone."""

from unittest.mock import patch

from odoo.addons.egg_sepa.tests.common import SepaCase
from odoo.addons.egg_stripe.tests.common import StripeCase
from odoo.exceptions import UserError
from odoo.tests import tagged
from psycopg2 import IntegrityError


@tagged("post_install", "-at_install")
class TestDebitsMeet(SepaCase, StripeCase):
    def test_an_item_is_in_one_live_debit_only(self):
        """STR-01: what Stripe debits is put in no SEPA file, what is in a file Stripe does not debit;
        the database says so.
        """
        account = self.link(0)
        self.make_mandate(account=self.make_account(0, partner=account.partner_id))
        invoice = self.make_invoice(account.partner_id)
        item = invoice._get_egg_due_items()
        form = self.open_form(invoice)
        plan = form._plan()
        run = self.confirm(invoice)
        self.assertIn(run.name, self.open_form(invoice).problems)
        debits = self.env["payment.transaction"].sudo()
        values = debits._prepare_egg_debit_values(run, 99, item, account, self.provider)
        with self.assertRaisesRegex(UserError, "another collection"), patch("odoo.sql_db._logger.error"):
            form._make_collection(plan)
        run.action_cancel()
        collection = self.collect(invoice)
        self.assertIn(collection.name, item._get_egg_hold_reasons()[item.id])
        self.assertIn(collection.name, self.open_debit(invoice).problems)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint(), patch("odoo.sql_db._logger.error"):
            debits.create(values | {"reference": "other", "egg_call_key": "other"})
        collection.action_cancel()
        self.assertEqual(self.open_debit(invoice).ready_count, 1)

from unittest.mock import patch

from freezegun import freeze_time
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import PortalCase

PAYING = "The customer is paying online."


@tagged("post_install", "-at_install")
class TestPayment(PortalCase):
    def test_exactly_the_named_instalment_is_settled(self):
        """AUT-04: the second of three instalments is paid: the first, older one stays open, and the invoice knows its
        payment.
        """
        invoice = self.make_invoice(100, 200, 300)
        first, second, third = self.items(invoice)
        transaction = self.begin(second)
        self.settle(transaction)
        self.assertEqual([one.reconciled for one in (first, second, third)], [False, True, False])
        self.assertEqual((invoice.amount_residual, transaction.payment_id.amount), (400, 200))
        self.assertEqual(transaction.invoice_ids, invoice)
        self.assertEqual(transaction.payment_id.partner_id, self.alpha)

    def test_instalments_of_several_invoices(self):
        """AUT-04: one payment settles instalments of two invoices, and nothing else of them."""
        one, two = self.make_invoice(100, 200), self.make_invoice(50, 60)
        named = self.items(one)[0] | self.items(two)[1]
        self.settle(self.begin(named))
        self.assertEqual((one.amount_residual, two.amount_residual), (200, 50))

    def test_what_is_being_paid_is_held(self):
        """AUT-04: from the first step on nobody else pays or collects it; a failure gives it back at once, success
        when it is booked.
        """
        items = self.items(self.make_invoice(100, 200))
        transaction = self.begin(items[0])
        for state, holds in (("_set_pending", True), ("_set_error", False), ("_set_done", True)):
            with self.subTest(state=state):
                getattr(transaction, state)(**({"state_message": "No"} if state == "_set_error" else {}))
                self.assertEqual(items._get_egg_collect_reasons(), {items[0].id: PAYING} if holds else {})
        transaction._post_process()
        self.assertEqual(items._get_egg_collect_reasons(), {})
        self.assertTrue(items[0].reconciled)
        self.assertFalse(self.env["egg.payment.hold"].search([]))

    def test_a_form_that_was_left(self):
        """AUT-04: who opens the form and goes away keeps the others off for a quarter of an hour; money that comes
        later is booked all the same.
        """
        items = self.items(self.make_invoice(100))
        transaction = self.begin(items)
        self.env.cr.execute("UPDATE payment_transaction SET create_date = '2026-11-24 10:00:00'")
        transaction.invalidate_recordset()
        self.assertTrue(items._get_egg_collect_reasons())
        with freeze_time("2026-11-24 10:16:00"):
            self.assertFalse(items._get_egg_collect_reasons())
            self.env["egg.payment.hold"]._cron_release()
            self.assertFalse(self.env["egg.payment.hold"].search([]))
            self.settle(transaction)
        self.assertTrue(items.reconciled)

    def test_two_payers_at_once(self):
        """AUT-04: the second payer is refused in words, whichever instalment the two have in common."""
        invoice = self.make_invoice(100, 200)
        items = self.items(invoice)
        self.begin(items[0])
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(ValidationError, "Somebody is paying"):
            offer = items._get_egg_payment_offer()
            self.assertEqual(offer.items, items[1].ids and (items[1].id,))
            with patch.object(type(items), "_get_egg_collect_reasons", lambda _items: {}):
                self.begin(items)

    def test_paid_twice_is_told(self):
        """AUT-04: money that comes although the item was paid meanwhile is the customer's, and the invoice says so."""
        invoice = self.make_invoice(100)
        transaction = self.begin(self.items(invoice))
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids).create({"journal_id": self.bank.id})._create_payments()
        self.settle(transaction)
        self.assertEqual(invoice.amount_residual, 0)
        line = transaction.payment_id.move_id.line_ids.filtered(lambda one: one.account_type == "asset_receivable")
        self.assertEqual(line.amount_residual, -100)
        self.assertTrue(any("not owed any more" in message.body for message in invoice.message_ids))

    def test_money_after_the_payer_began_anew(self):
        """AUT-04: a payment that was given up and comes all the same is booked, never lost."""
        transaction = self.begin(self.items(self.make_invoice(100)))
        transaction._set_canceled()
        self.assertFalse(self.env["egg.payment.hold"].search([]))
        self.settle(transaction)
        self.assertEqual((transaction.state, transaction.payment_id.amount), ("done", 100))

    def test_a_part_settles_the_oldest(self):
        """AUT-04: a part payment settles the oldest of the named instalments, then a part of the next."""
        items = self.items(self.make_invoice(100, 200, 300))
        self.settle(self.begin(items[:2], amount=150))
        self.assertEqual(items.mapped("amount_residual"), [0, 150, 300])

    def test_credits_lower_it_and_are_settled(self):
        """AUT-04: an open credit note is taken off as on the letter, kept while the payment runs, settled with it."""
        invoice, credit = self.make_invoice(100), self.refund(30)
        items = self.items(invoice)
        transaction = self.begin(items)
        self.assertEqual(transaction.amount, 70)
        line = credit.line_ids.filtered(lambda one: one.account_type == "asset_receivable")
        open_credits = line._get_egg_open_credit_domain()
        self.assertFalse(line.search(open_credits & Domain("id", "=", line.id)))
        self.settle(transaction)
        self.assertEqual((invoice.amount_residual, credit.amount_residual), (0, 0))

    def test_a_credit_that_covers_all(self):
        """AUT-04: what the customer has with us covers it: nothing is asked."""
        items = self.items(self.make_invoice(100))
        self.refund(300)
        self.assertEqual(items._get_egg_payment_offer().state, "covered")

    def test_the_invoice_stays_as_it_is_meanwhile(self):
        """AUT-04: an invoice that is being paid is not taken back, nor paid whole on its own page."""
        invoice = self.make_invoice(100, 200)
        self.begin(self.items(invoice)[0])
        with self.assertRaisesRegex(UserError, "online"):
            invoice.button_draft()
        self.assertFalse(invoice._has_to_be_paid())
        with self.assertRaisesRegex(ValidationError, "Somebody is paying a part"):
            self.env["payment.transaction"].sudo().create({
                "provider_id": self.provider.id, "reference": "whole", "amount": 300, "partner_id": self.alpha.id,
                "payment_method_id": self.env.ref("payment.payment_method_card").id, "operation": "online_direct",
                "currency_id": invoice.currency_id.id, "invoice_ids": [(6, 0, invoice.ids)]})

    def test_what_was_left_keeps_nothing(self):
        """AUT-04: an invoice whose payment was begun and left a while ago is taken back; a transaction that is deleted
        gives its items back.
        """
        invoice = self.make_invoice(100, 200)
        transaction = self.begin(self.items(invoice)[0])
        self.env.cr.execute("UPDATE payment_transaction SET create_date = '2026-11-24 09:00:00'")
        transaction.invalidate_recordset()
        self.env["egg.payment.hold"]._cron_release()
        self.company.egg_lock_issued = False
        invoice.button_draft()
        self.assertEqual(invoice.state, "draft")
        invoice.action_post()
        self.begin(self.items(invoice)[0]).unlink()
        self.assertFalse(self.env["egg.payment.hold"].search([]))
        if "egg.debit.claim" in self.env:
            self.assertFalse(self.env["egg.debit.claim"].search([]))

    def test_a_refund_opens_nothing(self):
        """AUT-04: a refund is a payment to the customer of its own; what was settled stays settled."""
        invoice = self.make_invoice(100, 200)
        items = self.items(invoice)
        transaction = self.begin(items[0])
        self.settle(transaction)
        refund = transaction._create_child_transaction(100, is_refund=True)
        refund._set_done()
        refund._post_process()
        self.assertEqual((refund.payment_id.payment_type, refund.payment_id.amount), ("outbound", 100))
        self.assertTrue(items[0].reconciled)
        self.assertEqual(invoice.amount_residual, 200)
        self.assertFalse(items._get_egg_collect_reasons())

    def test_booked_within_a_minute(self):
        """AUT-04: what was paid is booked at once by Odoo's job, not at its next turn in ten minutes."""
        cron = self.env.ref("payment.cron_post_process_payment_tx")
        transaction = self.begin(self.items(self.make_invoice(100)))
        self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
        transaction._set_done()
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))

    def test_in_another_currency(self):
        """AUT-04: an invoice in dollars is paid in dollars."""
        usd = self.env.ref("base.USD")
        usd.active = True
        invoice = self.make_invoice(100, 200, currency_id=usd.id)
        transaction = self.begin(self.items(invoice)[0])
        self.settle(transaction)
        self.assertEqual((transaction.payment_id.currency_id, invoice.amount_residual), (usd, 200))
        self.assertFalse(self.items(invoice)[0].reconciled)

    def test_who_may_see_what_is_held(self):
        """AUT-04: what is being paid is written by the program only."""
        self.begin(self.items(self.make_invoice(100)))
        user = self.env["res.users"].create({
            "name": "Billing", "login": "bills", "company_id": self.company.id,
            "company_ids": [(6, 0, self.company.ids)],
            "group_ids": [(6, 0, [self.env.ref("account.group_account_invoice").id])]})
        holds = self.env["egg.payment.hold"].with_user(user)
        for name in ("read", "create", "write", "unlink"):
            self.assertFalse(holds.has_access(name))

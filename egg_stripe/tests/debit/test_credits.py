from odoo import Command
from odoo.addons.egg_debit.tests.common import IBANS
from odoo.tests import Form, tagged

from ..common import StripeCase


@tagged("post_install", "-at_install")
class TestStripeCredits(StripeCase):
    def credit_note(self, partner, amount):
        note = self.env["account.move"].create({
            "move_type": "out_refund", "partner_id": partner.id, "invoice_date": "2026-11-12",
            "invoice_line_ids": [Command.create({"name": "Retour", "price_unit": amount, "tax_ids": []})]})
        note.action_post()
        return note

    def test_no_more_than_the_balance(self):
        """SEP-22: Stripe debits the balance, the oldest item first; the rest is settled with the credit when the debit
        is booked.
        """
        partner = self.link(0).partner_id
        first = self.make_invoice(partner, 100.0, invoice_date_due="2026-11-10")
        second = self.make_invoice(partner, 100.0)
        note = self.credit_note(partner, 30.0)
        form = self.open_debit(first | second)
        self.assertEqual((form.ready_count, form.ready_total), (2, 170.0))
        self.assertIn(note.name, form.deductions)
        run = self.debit(first | second)
        self.assertEqual(sorted(intent["amount"] for intent in self.fake.intents.values()), [7000, 10000])
        self.assertEqual(run.amount_total, 170.0)
        lowered = run.transaction_ids.filtered("egg_deducted")
        self.assertIn(note.name, lowered.egg_deducted)
        run.transaction_ids.sudo()._set_egg_state("succeeded")
        self.job("_book_succeeded")
        self.assertEqual(((first | second).mapped("amount_residual"), note.amount_residual), ([0.0, 0.0], 0.0))
        self.assertFalse(self.env["egg.debit.claim"].search([]))

    def test_too_little_is_left(self):
        """SEP-22: less than Stripe takes is not asked for; the reason names the credit."""
        partner = self.link(0).partner_id
        invoice = self.make_invoice(partner, 100.0)
        note = self.credit_note(partner, 99.80)
        form = self.open_debit(invoice)
        self.assertEqual(form.ready_count, 0)
        self.assertIn(note.name, form.problems)

    def test_the_named_account_is_debited(self):
        """BNK-13: an item that names a mandate is debited from the account of that mandate, or not at all."""
        first = self.link(0)
        partner = first.partner_id
        second = self.link(1, partner=partner)
        invoice, plain = self.make_invoice(partner), self.make_invoice(partner)
        mandate = self.make_mandate(account=self.make_account(1, partner=partner))
        self.assertEqual(mandate.bank_account_id.sanitized_acc_number, IBANS[1])
        invoice._get_egg_due_items().egg_mandate_id = mandate
        run = self.confirm(invoice | plain)
        by_move = {debit.egg_invoice_id: debit.egg_stripe_account_id for debit in run.transaction_ids}
        self.assertEqual((by_move[invoice], by_move[plain]), (second, first))
        other = self.make_invoice(partner)
        other._get_egg_due_items().egg_mandate_id = self.make_mandate(account=self.make_account(2, partner=partner))
        self.assertIn("not declared at Stripe", self.open_debit(other).problems)

    def test_totals_and_screen(self):
        """SCR-01: the total leaves out what was cancelled; an open form follows while a job works or banks have the
        debits.
        """
        invoices = self.make_linked_invoice(0, 100.0) | self.make_linked_invoice(1, 200.0)
        run = self.debit(invoices[0])
        self.assertEqual((run.egg_asked, run.refresh_seconds), (100.0, 15))
        other = self.confirm(invoices[1])
        self.assertEqual((other.egg_asked, other.refresh_seconds), (200.0, 3))
        other.action_cancel()
        self.assertEqual((other.amount_total, other.egg_asked, other.refresh_seconds), (200.0, 0.0, 0))
        (total,), = self.env["egg.stripe.run"]._read_group([("id", "in", (run | other).ids)], [], ["egg_asked:sum"])
        self.assertEqual(total, 100.0)
        run.transaction_ids.sudo()._set_egg_state("succeeded")
        self.assertEqual(run.refresh_seconds, 3)
        self.job("_book_succeeded")
        self.assertEqual((run.egg_asked, run.refresh_seconds), (100.0, 0))

    def test_an_account_at_stripe_proposes_the_mode(self):
        """BNK-13: who has an account declared at Stripe is proposed direct debit."""
        form = Form(self.env["account.move"].with_context(default_move_type="out_invoice"))
        form.partner_id = self.link(0).partner_id
        self.assertEqual(form.egg_payment_mode_id, self.debit_mode)

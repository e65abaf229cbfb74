from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..common import DebitCase


@tagged("post_install", "-at_install")
class TestDueItemPayment(DebitCase):
    def open(self, records, user=None):
        form = self.env["egg.due.item.payment"].with_context(active_model=records._name, active_ids=records.ids)
        return (form.with_user(user) if user else form).create({})

    def test_the_mode_of_an_open_item_never_of_the_issued_document(self):
        """BNK-13: what is open gets another mode after the invoice was issued, and its history says so; the header
        stays closed.
        """
        self.company.egg_lock_issued = True
        invoice = self.make_invoice(self.make_mandate().partner_id, egg_payment_mode_id=False)
        billing = new_test_user(self.env, "bnk_billing", "account.group_account_invoice", company_id=self.company.id,
                                company_ids=[Command.set(self.company.ids)])
        form = self.open(invoice, billing)
        self.assertFalse(form.payment_mode_id)
        form.payment_mode_id = self.debit_mode
        form.action_apply()
        item = invoice._get_egg_due_items()
        self.assertEqual((item.egg_payment_mode_id, invoice.egg_payment_mode_id),
                         (self.debit_mode, self.env["egg.payment.mode"]))
        self.assertIn(self.debit_mode.name, invoice.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "issued and locked"):
            invoice.with_user(billing).egg_payment_mode_id = self.debit_mode
        with self.assertRaisesRegex(UserError, "issued and locked"):
            invoice.egg_payment_mode_id = self.debit_mode
        messages = len(invoice.message_ids)
        self.open(invoice, billing).action_apply()
        self.assertEqual(len(invoice.message_ids), messages, "nothing changed, nothing is noted")

    def test_who_may_and_on_what(self):
        """BNK-13: people without billing rights are refused; what is paid or a draft has no mode to choose; windows are
        one's own.
        """
        invoice = self.make_invoice(self.make_mandate().partner_id)
        reader = new_test_user(self.env, "bnk_reader", "account.group_account_readonly", company_id=self.company.id,
                               company_ids=[Command.set(self.company.ids)])
        with self.assertRaises(AccessError):
            self.open(invoice, reader)
        other = new_test_user(self.env, "bnk_other", "account.group_account_invoice", company_id=self.company.id,
                              company_ids=[Command.set(self.company.ids)])
        with self.assertRaises(AccessError):
            self.open(invoice).with_user(other).read(["payment_mode_id"])
        with self.assertRaisesRegex(UserError, "Nothing is open"):
            self.open(self.make_invoice(invoice.partner_id, post=False))

    def test_one_of_two_mandates_is_named(self):
        """BNK-13: an item names the mandate to debit: one of its customer's, in its company; the choice shows when
        there are several.
        """
        first = self.make_mandate(0)
        invoice = self.make_invoice(first.partner_id)
        form = self.open(invoice)
        self.assertFalse(form.has_several)
        second = self.make_mandate(account=self.make_account(1, partner=first.partner_id), name="RUM-SECOND")
        stranger = self.make_mandate(2)
        form = self.open(invoice)
        self.assertTrue(form.has_several)
        form.mandate_id = second
        form.action_apply()
        item = invoice._get_egg_due_items()
        self.assertEqual((item.egg_mandate_id, item.egg_payment_mode_id), (second, self.debit_mode))
        self.assertIn("RUM-SECOND", invoice.message_ids[0].body)
        with self.assertRaisesRegex(ValidationError, "is not one that"):
            item.egg_mandate_id = stranger
        both = self.open(invoice | self.make_invoice(stranger.partner_id))
        both.mandate_id = second
        with self.assertRaisesRegex(UserError, "one customer"):
            both.action_apply()

    def test_what_is_being_debited_stays(self):
        """BNK-13: neither mode nor mandate of an item in a live debit changes."""
        mandate = self.make_mandate()
        invoice = self.make_invoice(mandate.partner_id)
        item = invoice._get_egg_due_items()
        self.env["egg.debit.claim"]._claim(item)
        with self.assertRaisesRegex(UserError, "under way"):
            self.open(invoice).action_apply()
        with self.assertRaisesRegex(UserError, "under way"):
            item.egg_mandate_id = mandate

    def test_a_mandate_proposes_the_mode(self):
        """BNK-13: the form of a new invoice proposes direct debit for a customer with a ready mandate; what is chosen
        stays.
        """
        cheque = self.env.ref("egg_billing.payment_mode_cheque")
        ready, plain = self.make_mandate(0).partner_id, self.make_mandate(1, ready=False).partner_id
        for partner, before, expected in ((ready, False, self.debit_mode), (plain, False, cheque.browse()),
                                          (ready, cheque, cheque)):
            form = Form(self.env["account.move"].with_context(default_move_type="out_invoice"))
            if before:
                form.egg_payment_mode_id = before
            form.partner_id = partner
            self.assertEqual(form.egg_payment_mode_id, expected)

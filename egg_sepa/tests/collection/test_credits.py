import base64
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from psycopg2.errors import UniqueViolation

from ..common import SepaCase, read_files


@tagged("post_install", "-at_install")
class TestCredits(SepaCase):
    """SEP-22: no more is collected than the customer's balance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.make_mandate(0).partner_id

    def bill(self, *amounts):
        days = ("2026-11-10", "2026-11-15", "2026-11-20")
        return self.env["account.move"].concat(*(
            self.make_invoice(self.partner, amount, invoice_date_due=day)
            for amount, day in zip(amounts, days, strict=False)))

    def credit_note(self, amount, partner=None):
        note = self.env["account.move"].create({
            "move_type": "out_refund", "partner_id": (partner or self.partner).id, "invoice_date": "2026-11-12",
            "invoice_line_ids": [Command.create({"name": "Retour", "price_unit": amount, "tax_ids": []})]})
        note.action_post()
        return note

    def advance(self, amount, partner=None):
        payment = self.env["account.payment"].create({
            "payment_type": "inbound", "partner_type": "customer", "partner_id": (partner or self.partner).id,
            "amount": amount,
            "journal_id": self.bank.id, "date": "2026-11-12"})
        payment.action_post()
        return payment

    def amounts(self, collection):
        return {item.move_id.id: item.amount for item in collection.item_ids}

    def test_the_last_one_in_part(self):
        """SEP-22: 3 x 100 and a credit note of 150: 100 and 50 are collected; the form says which credit, and why one
        is left out.
        """
        first, second, third = moves = self.bill(100, 100, 100)
        note = self.credit_note(150)
        self.credit_note(500, self.make_mandate(1).partner_id)  # another customer's
        form = self.open_form(moves)
        self.assertEqual((form.ready_count, form.ready_total, form.problem_count), (2, 150.0, 1))
        for text in (second.name, note.name, "50.00"):
            self.assertIn(text, form.deductions)
        self.assertIn(note.name, form.problems)
        collection = self.collect(moves)
        self.assertEqual(self.amounts(collection), {first.id: 100.0, second.id: 50.0})
        self.assertEqual((collection.amount_total, collection.item_count, collection.deducted_count), (150.0, 2, 1))
        self.assertIn(b"<CtrlSum>150.00</CtrlSum>", self.read_xml(collection))
        self.assertIn(note.name, collection.item_ids.filtered(lambda item: item.move_id == second).deducted)

    def test_the_part_is_claimed_and_settled(self):
        """SEP-22: a credit counts once: another file counts the rest only; booked, it settles the item; cancelled, it
        is free again.
        """
        first, second = self.bill(100, 100)
        note = self.credit_note(30)
        collection = self.collect(first)
        self.assertEqual(self.amounts(collection), {first.id: 70.0})
        with self.assertRaisesRegex(UserError, "under way"):
            note.button_draft()
        other = self.collect(second)
        self.assertEqual(self.amounts(other), {second.id: 100.0})
        other.action_cancel()
        collection.action_cancel()
        self.assertFalse(self.env["egg.debit.claim"].search([]))
        again = self.collect(first | second)
        self.assertEqual(self.amounts(again), {first.id: 100.0, second.id: 70.0})
        self.book(again)
        self.assertEqual(again.item_ids.mapped("state"), ["booked", "booked"])
        self.assertEqual(((first | second).mapped("amount_residual"), note.amount_residual), ([0.0, 0.0], 0.0))
        self.assertFalse(self.env["egg.debit.claim"].search([]))

    def test_a_returned_part_opens_again(self):
        """SEP-22, BEY-04: the bank gives a lowered debit back: its own amount opens again, the credit stays with its
        item.
        """
        first = self.bill(100)
        self.advance(40)
        collection = self.collect(first)
        self.book(collection)
        self.assertEqual(first.amount_residual, 0.0)
        item = collection.item_ids
        self.assertEqual(item.amount, 60.0)
        self.env["egg.sepa.return.import"].create({"file": base64.b64encode(self.return_file(item))}).action_import()
        self.assertEqual((item.state, first.amount_residual), ("returned", 60.0))

    def test_held_by_setting(self):
        """SEP-22: where the company holds what is covered in part, the newest item waits and says why."""
        self.company.egg_debit_credits = "hold"
        first, second = self.bill(100, 100)
        self.advance(30)
        form = self.open_form(first | second)
        self.assertEqual((form.ready_ids, form.ready_total), (first._get_egg_due_items(), 100.0))
        self.assertIn("Held", form.problems)

    def test_nothing_is_left(self):
        """SEP-22: credits that cover everything leave nothing to collect."""
        first = self.bill(100)
        self.advance(130)
        form = self.open_form(first)
        self.assertEqual((form.ready_count, form.ready_total), (0, 0.0))
        with self.assertRaisesRegex(UserError, "None of the ticked"):
            form.action_validate()

    def test_two_people_count_the_same_credit(self):
        """SEP-22: what two plans took off the same credit at the same moment: one wins, the other is told."""
        first, second = self.bill(100, 100)
        self.credit_note(30)
        form, other = self.open_form(first), self.open_form(second)
        plan, late = form._plan(), other._plan()
        form._make_collection(plan)

        def same_moment(claims, deductions):
            # What a transaction does that does not see the other's claim yet.
            for one in deductions:
                (credit, amount), = one.parts
                claims.env.cr.execute(
                    "INSERT INTO egg_debit_claim (move_line_id, due_item_id, amount, rank) VALUES (%s, %s, %s, 1)",
                    [credit.id, one.item, amount])
        with patch.object(type(self.env["egg.debit.claim"]), "_claim_credits", same_moment), \
                patch("odoo.sql_db._logger.error"), \
                self.assertRaisesRegex(UserError, "another collection") as caught:
            other._make_collection(late)
        self.assertIsInstance(caught.exception.__cause__, UniqueViolation)

    def test_a_file_whose_only_b2b_item_is_covered(self):
        """SEP-22: a scheme of which nothing is left makes no empty file."""
        firm = self.make_mandate(3, scheme="B2B").partner_id
        invoice = self.make_invoice(firm, 50.0)
        self.advance(50.0, firm)
        collection = self.collect(self.bill(100) | invoice)
        self.assertEqual((len(read_files(collection)), collection.amount_total), (1, 100.0))


@tagged("post_install", "-at_install")
class TestChoice(SepaCase):
    def test_without_a_mode_and_after_a_choice(self):
        """BNK-13, SEP-22: an issued invoice without payment mode is collected; one with another mode once its due item
        got this one.
        """
        partner = self.make_mandate().partner_id
        cheque = self.env.ref("egg_billing.payment_mode_cheque")
        plain = self.make_invoice(partner, egg_payment_mode_id=False)
        other = self.make_invoice(partner, egg_payment_mode_id=cheque.id)
        form = self.open_form(plain | other)
        self.assertEqual(form.ready_ids, plain._get_egg_due_items())
        self.assertIn("payment mode is not direct debit", form.problems)
        choice = self.env["egg.due.item.payment"].with_context(active_model="account.move",
                                                               active_ids=other.ids).create({})
        choice.payment_mode_id = self.debit_mode
        choice.action_apply()
        self.assertEqual(self.open_form(plain | other).ready_count, 2)

    def test_the_named_mandate_is_debited(self):
        """BNK-13: two mandates of one customer: each item is debited under the one it names, and under the first when
        it names none.
        """
        first = self.make_mandate(0)
        second = self.make_mandate(account=self.make_account(1, partner=first.partner_id), name="RUM-SECOND")
        plain, named = self.make_invoice(first.partner_id, 100.0), self.make_invoice(first.partner_id, 200.0)
        named._get_egg_due_items().egg_mandate_id = second
        collection = self.collect(plain | named)
        by_move = {item.move_id: item for item in collection.item_ids}
        self.assertEqual(by_move[named].mandate_id, second)
        self.assertIn(second.bank_account_id.sanitized_acc_number.encode(), self.read_xml(collection))
        collection.action_cancel()
        named._get_egg_due_items().egg_mandate_id = first
        self.assertEqual(self.collect(named).item_ids.mandate_id, first)
        second.action_cancel()
        plain._get_egg_due_items().egg_mandate_id = second
        self.assertIn("was cancelled", self.open_form(plain).problems)

    def test_totals_leave_out_what_is_cancelled(self):
        """SCR-01: the totals of lists count what is asked: cancelled collections and debits are none."""
        one, two = (self.collect(move) for move in self.make_debits(2))
        one.action_cancel()
        found = one | two
        self.assertEqual((found.mapped("egg_asked"), found.item_ids.mapped("egg_asked")), ([0.0, 101.0], [0.0, 101.0]))
        for records in (found, found.item_ids):
            (total,), = records._read_group([("id", "in", records.ids)], [], ["egg_asked:sum"])
            self.assertEqual(total, 101.0)
            groups = records.web_read_group([("id", "in", records.ids)], ["state"],
                                            ["egg_asked:sum", "egg_asked:sum_currency"])["groups"]
            self.assertEqual(sorted(group["egg_asked:sum"] for group in groups), [0.0, 101.0])

    def test_the_screen_follows_the_job(self):
        """SCR-01: an open form is read again while payments are being booked, and no longer."""
        collection = self.collect(self.make_debits(1))
        self.assertEqual(collection.refresh_seconds, 0)
        collection.action_sent()
        self.assertGreater(collection.refresh_seconds, 0)
        self.run_booking()
        self.assertEqual((collection.state, collection.refresh_seconds), ("booked", 0))

from unittest.mock import patch

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from psycopg2 import IntegrityError
from psycopg2.errors import UniqueViolation

from ..common import StripeCase
from ..stripe_fake import GOOD_KEY


@tagged("post_install", "-at_install")
class TestStripeDebit(StripeCase):
    def items(self, moves):
        return moves._get_egg_due_items()

    def history(self, move):
        return " ".join(move.message_ids.mapped("body"))

    def test_a_due_invoice_is_debited_and_paid_when_stripe_confirms(self):
        """STR-01: an intent is made, the invoice is open until Stripe confirms,
        then its payment is booked and reconciled.
        """
        invoice = self.make_linked_invoice(0, 120.5)
        run = self.debit(invoice)
        debit = run.transaction_ids
        intent = self.fake.intents[debit.provider_reference]
        self.assertEqual((intent["amount"], intent["description"], intent["metadata"]["invoice"]),
                         (12050, f"{run.name}-1", invoice.name))
        self.assertEqual((debit.egg_debit_state, debit.state, run.state, run.progress),
                         ("processing", "pending", "sent", 100.0))
        self.job("_cron_follow")
        self.assertEqual(invoice.payment_state, "not_paid", "paid before Stripe said so")
        self.fake.settle()
        self.job("_cron_follow")
        self.assertEqual((debit.egg_debit_state, debit.state, run.paid_count), ("paid", "done", 1))
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertFalse(self.items(invoice))
        payment = debit.payment_id
        self.assertEqual((payment.amount, payment.journal_id, payment.payment_transaction_id),
                         (120.5, self.bank, debit))
        self.assertFalse(self.env["egg.debit.claim"].search([]))
        self.job("_cron_follow")
        debit.sudo()._post_process()
        self.assertEqual(self.env["account.payment"].search_count([("payment_transaction_id", "=", debit.id)]), 1,
                         "booked twice")

    def test_only_the_ticked_instalment_is_paid(self):
        """STR-01: a debit pays its own instalment, not the oldest one of the invoice."""
        partner = self.link(0).partner_id
        term = self.env["account.payment.term"].create({"name": "Two", "line_ids": [
            (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 0}),
            (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 10})]})
        invoice = self.make_invoice(partner, 200, invoice_date_due=False, invoice_payment_term_id=term.id)
        first, second = self.items(invoice)
        run = self.debit(second)
        self.fake.settle()
        self.job("_cron_follow")
        self.assertEqual((first.reconciled, second.reconciled, run.transaction_ids.egg_debit_state),
                         (False, True, "paid"))

    def test_refusal_frees_the_item_and_says_why(self):
        """STR-01: insufficient funds and a closed account: told in words, noted in the history,
        the item can be debited again.
        """
        poor, closed = self.make_linked_invoice(1), self.make_linked_invoice(2)
        run = self.debit(poor | closed)
        self.fake.settle()
        self.job("_cron_follow")
        by_invoice = {debit.egg_invoice_id: debit for debit in run.transaction_ids}
        self.assertEqual(by_invoice[poor].egg_reason, "Insufficient funds.")
        self.assertEqual(by_invoice[closed].egg_reason, "The account is closed.")
        self.assertEqual((run.failed_count, by_invoice[poor].state), (2, "error"))
        self.assertIn("refused: Insufficient funds.", self.history(poor))
        form = self.open_debit(poor | closed)
        self.assertEqual(form.ready_ids, self.items(poor), "an account that is closed must not be debited again")
        self.assertIn("is stopped: The account is closed.", form.problems)

    def test_dispute_takes_the_payment_back(self):
        """STR-01: the bank takes the money back: the payment is reversed once and the invoice is open again."""
        invoice = self.make_linked_invoice(0)
        debit = self.debit(invoice).transaction_ids
        self.fake.settle()
        self.job("_cron_follow")
        self.fake.dispute(debit.provider_reference, "debit_not_authorized")
        self.job("_cron_follow")
        self.assertEqual((debit.egg_debit_state, invoice.payment_state, invoice.amount_residual),
                         ("disputed", "not_paid", 100))
        self.assertEqual(debit.egg_reversal_move_id.state, "posted")
        self.assertEqual(debit.payment_id.move_id.line_ids.filtered(
            lambda line: line.account_id == debit.payment_id.destination_account_id).mapped("reconciled"), [True])
        self.assertIn("not authorised", self.history(invoice))
        self.assertEqual(debit.egg_stripe_account_id.state, "stopped")
        reversal = debit.egg_reversal_move_id
        self.job("_cron_follow")
        self.assertEqual(debit.egg_reversal_move_id, reversal)
        self.assertEqual(self.env["account.move"].search_count([("reversed_entry_id", "=",
                                                                 debit.payment_id.move_id.id)]), 1)

    def test_events_twice_late_and_out_of_order(self):
        """STR-01: a dispute told before the success, everything told twice: one state, no payment left over."""
        invoice = self.make_linked_invoice(0)
        debit = self.debit(invoice).transaction_ids
        self.fake.settle()
        self.fake.dispute(debit.provider_reference)
        self.fake.events = self.fake.events[::-1] * 2
        self.job("_cron_follow")
        self.assertEqual(debit.egg_debit_state, "disputed")
        self.assertEqual(invoice.amount_residual, 100)
        self.assertFalse(self.env["account.payment"].search([("payment_transaction_id", "=", debit.id),
                                                             ("state", "not in", ("canceled",))]))

    def test_money_after_a_refusal_is_booked(self):
        """STR-01: Stripe gets the money after it had said no, and the item is in another debit:
        booked all the same, nothing lost.
        """
        invoice = self.make_linked_invoice(1)
        first = self.debit(invoice).transaction_ids
        self.fake.settle()
        self.job("_cron_follow")
        second = self.debit(invoice).transaction_ids
        self.fake.intents[first.provider_reference]["status"] = "succeeded"
        self.fake._emit("payment_intent.succeeded", self.fake.intents[first.provider_reference])
        self.job("_cron_follow")
        self.assertEqual((first.egg_debit_state, second.egg_debit_state), ("paid", "processing"))
        self.assertEqual(first.payment_id.amount, 100)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))

    def test_another_amount_is_not_booked(self):
        """STR-01: a confirmation of another amount is shown, not booked."""
        invoice = self.make_linked_invoice(0)
        debit = self.debit(invoice).transaction_ids
        self.fake.intents[debit.provider_reference]["amount"] = 5
        self.fake.settle()
        self.job("_cron_follow")
        self.assertEqual((debit.egg_debit_state, debit.payment_id.id), ("succeeded", False))
        self.assertRegex(debit.egg_booking_error, r"another amount \(.*0\.05.*\)")
        self.assertIn("another amount", invoice.message_ids[0].body)

    def test_another_amount_after_a_refusal_is_not_booked(self):
        """STR-01: money that comes after Stripe had said no, of another amount, is told and left to people too."""
        invoice = self.make_linked_invoice(1)
        debit = self.debit(invoice).transaction_ids
        self.fake.settle()
        self.job("_cron_follow")
        self.assertEqual(debit.egg_debit_state, "failed")
        intent = self.fake.intents[debit.provider_reference]
        intent |= {"status": "succeeded", "amount": 12000}
        self.fake._emit("payment_intent.succeeded", intent)
        self.job("_cron_follow")
        self.assertFalse(debit.payment_id)
        self.assertIn("another amount", debit.egg_booking_error)
        self.assertIn("another amount", invoice.message_ids[0].body)

    def test_money_too_much_is_told(self):
        """STR-01: what was paid otherwise before the debit was booked leaves the debit as a credit;
        the invoice says so.
        """
        invoice = self.make_linked_invoice(0)
        debit = self.debit(invoice).transaction_ids
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids).create({"amount": 40})._create_payments()
        self.fake.settle()
        self.job("_cron_follow")
        self.assertEqual(debit.egg_debit_state, "paid")
        told = " ".join(invoice.message_ids.mapped("body"))
        self.assertRegex(told, "40.00.* of the debit of .*100.00.* were not owed any more")

    def test_what_is_left_out_and_why(self):
        """STR-01: the list before the debit names every item that stays out, with the reason."""
        good = self.make_linked_invoice(0)
        cheque = self.env["egg.payment.mode"].search([("kind", "!=", "direct_debit")], limit=1)
        stranger = self.make_invoice(self.env["res.partner"].create({"name": "Zorro"}))
        later = self.make_invoice(good.partner_id, invoice_date_due="2026-12-24")
        by_cheque = self.make_invoice(good.partner_id, egg_payment_mode_id=cheque.id)
        draft = self.make_invoice(good.partner_id, post=False)
        refund = self.make_invoice(stranger.partner_id, move_type="out_refund")
        form = self.open_debit(good | stranger | later | by_cheque | draft | refund)
        self.assertEqual((form.ready_ids, form.ready_count, form.ready_total), (self.items(good), 1, 100))
        for words in ("no account at Stripe", "due on 12/24/2026 only", "another way", "not an open customer invoice"):
            self.assertIn(words, form.problems)
        self.assertEqual(form.problem_count, 5)
        with self.assertRaisesRegex(UserError, "None of the ticked items"):
            self.open_debit(stranger).action_confirm()

    def test_the_action_is_in_the_lists(self):
        """STR-01: the bulk screen (a list of due items) and the invoices offer it to billing users."""
        billing = self.make_user("billing", "base.group_user", "account.group_account_invoice")
        for model in ("account.move.line", "account.move"):
            bound = self.env["ir.actions.actions"].with_user(billing).get_bindings(model).get("action", ())
            self.assertIn("Debit by Stripe", [action["name"] for action in bound])

    def test_an_item_is_in_one_live_debit_only(self):
        """STR-01: in a live debit an item is neither reminded nor debited again;
        the database says so, and its invoice stays.
        """
        account = self.link(0)
        invoice = self.make_invoice(account.partner_id)
        item = self.items(invoice)
        run = self.confirm(invoice)
        self.assertIn(run.name, item._get_egg_hold_reasons()[item.id])
        self.assertIn(run.name, self.open_debit(invoice).problems)
        debits = self.env["payment.transaction"].sudo()
        values = debits._prepare_egg_debit_values(run, 99, item, account, self.provider)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint(), patch("odoo.sql_db._logger.error"):
            debits.create(values)
        with self.assertRaisesRegex(UserError, "a debit or an online payment is under way"):
            invoice.button_draft()
        run.action_cancel()
        self.assertEqual((run.state, run.transaction_ids.egg_debit_state), ("cancelled", "cancelled"))
        self.assertEqual(self.open_debit(invoice).ready_count, 1)

    def test_two_confirmations_of_one_form(self):
        """STR-01: pressing twice, or two people at once: the second is told, nothing is debited twice."""
        invoice = self.make_linked_invoice(0)
        one, two = self.open_debit(invoice), self.open_debit(invoice)
        plan = two._plan()
        one.action_confirm()
        with patch.object(type(two), "_plan", lambda _form: plan), patch("odoo.sql_db._logger.error"), \
                self.assertRaisesRegex(UserError, "just put in another debit"):
            two.action_confirm()
        self.job("_cron_send")
        self.assertEqual(len(self.fake.intents), 1)

    def test_paid_meanwhile_is_not_debited(self):
        """STR-01: an invoice paid between the confirmation and the job is left alone;
        so is one whose account was taken out.
        """
        paid, gone = self.make_linked_invoice(0), self.make_linked_invoice(4)
        run = self.confirm(paid | gone)
        self.env["account.payment.register"].with_context(active_model="account.move",
                                                          active_ids=paid.ids).create({})._create_payments()
        self.env["egg.stripe.account"].search([("partner_id", "=", gone.partner_id.id)]).active = False
        self.job("_cron_send")
        self.assertEqual(set(run.transaction_ids.mapped("egg_debit_state")), {"cancelled"})
        self.assertEqual((self.fake.intents, run.state), ({}, "sent"))

    def test_payment_form_cannot_make_a_second_debit(self):
        """STR-01: the payment form does not offer the declared account; forced,
        it is refused before Stripe is asked.
        """
        invoice = self.make_linked_invoice(0)
        token = self.env["payment.token"].sudo().search([("partner_id", "=", invoice.partner_id.id)])
        line = self.bank.inbound_payment_method_line_ids.filtered(lambda one: one.payment_provider_id == self.provider)
        self.assertTrue(line)
        wizard = self.env["account.payment.register"].with_context(active_model="account.move",
                                                                   active_ids=invoice.ids).create(
            {"journal_id": self.bank.id, "payment_method_line_id": line.id})
        self.assertFalse(wizard.suitable_payment_token_ids or wizard.payment_token_id)
        wizard.payment_token_id = token
        with self.assertRaisesRegex(UserError, "Debit by Stripe"):
            wizard._create_payments()
        self.debit(invoice)
        with self.assertRaisesRegex(UserError, "a debit or an online payment is under way"):
            wizard._create_payments()
        self.assertEqual(len(self.fake.intents), 1)

    def test_revoked_key_stops_and_the_new_one_goes_on(self):
        """STR-04: the key is revoked in the middle: the run stops with a message,
        nothing is lost; the new key goes on by itself.
        """
        invoices = self.env["account.move"].concat(*(self.make_linked_invoice(number) for number in range(3)))
        run = self.confirm(invoices)

        def revoke(call):
            if len(self.fake.intents) == 1:
                self.fake.keys = {"sk_test_new0000000000"}
            return ""
        self.fake.fault = revoke
        with self.quietly():
            self.job("_cron_send")
            self.fake.fault = None
            self.job("_cron_send")
        # The call in which it was revoked still went through.
        self.assertEqual(run.state, "paused")
        self.assertIn("put a new one in the settings", run.problem)
        self.assertEqual(sorted(run.transaction_ids.mapped("egg_debit_state")).count("queued"),
                         3 - len(self.fake.intents))
        self.assertLess(len(self.fake.intents), 3)
        self.provider._set_egg_stripe_keys(stripe_secret_key="sk_test_new0000000000")
        self.assertEqual((run.state, run.problem), ("running", False))
        self.job("_cron_send")
        self.assertEqual((len(self.fake.intents), run.state), (3, "sent"))
        self.assertNotEqual(self.provider.stripe_secret_key, GOOD_KEY)

    def test_refund_here_and_at_stripe(self):
        """STR-01: a refund goes through the library once; one made at Stripe is noted too;
        one that is refused is told.
        """
        debit = self.paid_debit()
        debit.action_refund(30)
        child = debit.child_transaction_ids
        self.assertEqual((child.state, self.fake.refunds), ("pending", {}))
        self.job("_cron_follow")
        self.assertEqual([refund["amount"] for refund in self.fake.refunds.values()], [3000])
        self.assertEqual((child.amount, child.state), (-30, "done"))
        child.sudo()._post_process()
        self.assertEqual((child.payment_id.payment_type, child.payment_id.amount), ("outbound", 30))
        self.assertIn("refunded", self.history(debit.egg_invoice_id))
        self.fake.refund(debit.provider_reference, 2000)
        self.job("_cron_follow")
        self.job("_cron_follow")
        self.assertEqual(sorted(debit.child_transaction_ids.mapped("amount")), [-30, -20])
        debit.action_refund(99)
        with self.quietly():
            self.job("_cron_follow")
        self.assertEqual(debit.child_transaction_ids.filtered(lambda one: one.amount == -99).state, "error")
        self.assertEqual(debit.egg_debit_state, "paid")
        self.assertEqual(debit.action_egg_refund()["res_model"], "payment.refund.wizard")
        debit.action_refund(10)
        self.job("_cron_follow")
        self.assertEqual(sorted(refund["amount"] for refund in self.fake.refunds.values()), [1000, 2000, 3000])

    def test_a_refund_is_paid_once_whatever_is_lost(self):
        """BNK-04: answers lost three times, before or after Stripe paid,
        errors of its servers, a day without it: paid once.
        """
        for fault in ("lost before", "lost after", "500 before", "500 after"):
            with self.subTest(fault):
                self.provider.egg_stripe_checked_at = False  # the clock is set back
                debit = self.paid_debit()
                debit.action_refund(30)
                child = debit.child_transaction_ids
                before = len(self.fake.refunds)
                self.fake.fault = lambda call, fault=fault: fault if "refunds" in call.path else ""
                for hour in (11, 13, 23):
                    with freeze_time(f"2026-11-24 {hour}:00:00"), self.quietly():
                        self.job("_cron_follow")
                    with self.assertRaisesRegex(UserError, "under way"):
                        debit.action_refund(30)
                self.assertEqual(child.state, "pending")
                self.fake.fault = None
                for day in (26, 27):
                    with freeze_time(f"2026-11-{day} 10:00:00"):
                        self.job("_cron_follow")
                self.assertEqual((child.state, len(self.fake.refunds) - before, debit.child_transaction_ids),
                                 ("done", 1, child))

    def test_news_of_a_refund_before_its_answer(self):
        """BNK-04: the news comes while the answer is lost: it is the refund that was asked for, not a second one."""
        debit = self.paid_debit()
        debit.action_refund(30)
        child = debit.child_transaction_ids
        self.fake.fault = lambda call: "lost after" if call.method == "POST" and "refunds" in call.path else ""
        with self.quietly():
            self.job("_cron_follow")
        self.fake.fault = None
        self.assertEqual((child.state, debit.child_transaction_ids), ("pending", child))
        self.job("_cron_follow")
        self.assertEqual((child.state, debit.child_transaction_ids, len(self.fake.refunds)), ("done", child, 1))
        with self.assertRaises(IntegrityError), self.env.cr.savepoint(), patch("odoo.sql_db._logger.error"):
            twin = [debit.sudo()._create_child_transaction(5, is_refund=True, egg_call_key=key) for key in ("a", "b")]
            self.env.flush_all()
            self.fail(twin)

    def test_stale_debits_are_asked_for(self):
        """STR-01: news that never came (a webhook down for a month) is asked for, debit by debit."""
        invoice = self.make_linked_invoice(0)
        debit = self.debit(invoice).transaction_ids
        self.fake.settle()
        self.fake.events.clear()
        debit.sudo().egg_heard_at = "2026-11-01 00:00:00"
        self.job("_cron_follow")
        self.assertEqual(debit.egg_debit_state, "paid")

    def test_booking_that_fails_is_told_and_tried_again(self):
        """STR-01: a payment that cannot be booked is named; the others are booked."""
        invoices = self.make_linked_invoice(0) | self.make_linked_invoice(4)
        run = self.debit(invoices)
        self.fake.settle()
        cls = type(self.env["payment.transaction"])
        original, bad = cls._prepare_egg_payment_values, run.transaction_ids.filtered(
            lambda one: one.egg_invoice_id == invoices[0])

        def prepare(debit):
            if debit == bad:
                raise UserError("No.")
            return original(debit)
        with patch.object(cls, "_prepare_egg_payment_values", prepare):
            self.job("_cron_follow")
        self.assertEqual((bad.egg_debit_state, bad.egg_booking_error), ("succeeded", "No."))
        self.assertEqual((run.transaction_ids - bad).egg_debit_state, "paid")
        bad.action_egg_book_again()
        self.job("_cron_follow")
        self.assertEqual(bad.egg_debit_state, "paid")

    def test_a_collision_with_another_job_is_no_fault(self):
        """STR-01: another job took the next number of the journal at the same moment:
        nothing is noted, the next call books.
        """
        debit = self.debit(self.make_linked_invoice(0)).transaction_ids
        self.fake.settle()
        with patch.object(type(debit), "_book_egg", side_effect=UniqueViolation("taken")):
            self.job("_cron_follow")
        self.assertEqual((debit.egg_debit_state, debit.egg_booking_error), ("succeeded", False))
        self.job("_cron_follow")
        self.assertEqual(debit.egg_debit_state, "paid")

    def test_a_dispute_that_cannot_be_booked_is_told(self):
        """STR-01: the reversal fails (a closed period): told on the debit, others go on;
        pressed again, Stripe is asked and it is booked.
        """
        invoice = self.make_linked_invoice(0)
        debit = self.debit(invoice).transaction_ids
        self.fake.settle()
        self.job("_cron_follow")
        self.fake.dispute(debit.provider_reference)
        with patch.object(type(self.env["account.payment"]), "_take_back_egg_debit", side_effect=UserError("Closed.")):
            self.job("_cron_follow")
        self.assertEqual((debit.egg_debit_state, debit.egg_booking_error), ("paid", "Closed."))
        debit.action_egg_book_again()
        self.assertEqual((debit.egg_debit_state, debit.egg_booking_error, invoice.amount_residual),
                         ("disputed", False, 100))

    def test_no_change_of_mode_while_debits_are_under_way(self):
        """STR-04: live keys are refused while debits of the test account are under way."""
        self.debit(self.make_linked_invoice(0))
        with self.assertRaisesRegex(UserError, "under way"):
            self.provider._set_egg_stripe_keys(stripe_secret_key="sk_live_000000000",
                                               stripe_publishable_key="pk_live_000000000")

    def test_rights(self):
        """STR-13: a billing user debits without seeing the key;
        sales users and other companies are refused; a reader reads.
        """
        invoice = self.make_linked_invoice(0)
        billing = self.make_user("billing", "base.group_user", "account.group_account_invoice")
        reader = self.make_user("reader", "base.group_user", "account.group_account_readonly")
        sales = self.make_user("sales", "base.group_user")
        other = self.make_user("other", "base.group_user", "account.group_account_invoice",
                               company=self.env["res.company"].create({"name": "Autre"}))
        run = self.confirm(invoice, billing)
        self.assertEqual(run.user_id, billing)
        self.job("_cron_send")
        self.assertEqual(run.with_user(reader).transaction_ids.egg_debit_state, "processing")
        for user in (sales, other):
            with self.assertRaises(AccessError):
                run.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                run.transaction_ids.with_user(user).read(["egg_debit_state"])
        for user in (sales, reader):
            with self.assertRaises(AccessError):
                self.open_debit(invoice, user)
        with self.assertRaises(AccessError):
            run.with_user(reader).action_cancel()
        with self.assertRaises(AccessError):
            self.env["egg.debit.claim"].with_user(billing).search([])
        debit = run.transaction_ids.with_user(billing)
        for values in ({"egg_debit_state": "succeeded"}, {"state": "done"}, {"egg_due_item_id": False}):
            with self.assertRaises(AccessError):
                debit.write(values)
        for method in ("copy", "unlink"):
            with self.assertRaises(UserError):
                getattr(run, method)()

    def test_other_companys_items_are_left_out(self):
        """STR-05: an item of another company is not debited with this company's keys."""
        invoice = self.make_linked_invoice(0)
        form = self.open_debit(invoice)
        other = self.env["res.company"].create({"name": "Autre"})
        self.env.user.company_ids |= other
        form.company_id = other
        form.invalidate_recordset()
        self.assertEqual(form.ready_count, 0)
        self.assertIn("another company", form.problems)

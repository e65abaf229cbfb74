from datetime import date, timedelta

from odoo.tests import tagged

from ..common import TODAY, FollowupCase


@tagged("post_install", "-at_install")
class TestCredits(FollowupCase):
    def _advance(self, amount, partner=None):
        payment = self.env["account.payment"].create({
            "payment_type": "inbound", "partner_type": "customer", "partner_id": (partner or self.alpha).id,
            "amount": amount, "journal_id": self.bank.id, "date": TODAY - timedelta(20)})
        payment.action_post()
        return payment

    def _body(self, position=0):
        return self.outbox.messages[position].get_body(("html",)).get_content()

    def test_a_credit_note_is_told_and_taken_off(self):
        """BNK-16: 1,000 and a credit note of 300 that is not allocated: 700 are claimed, and the message says why."""
        invoice, refund = self._invoice(), self._refund(300.0)
        run = self._bulk(invoice)
        message = run.followup_message_ids
        self.assertEqual((message.amount_due, message.amount_credited, message.amount_claimed), (1000.0, 300.0, 700.0))
        for word in (refund.name, "300.00", "700.00", "1,000.00"):
            self.assertIn(word, self._body())
        self.assertTrue(invoice.egg_followup_entry_ids)

    def test_a_nil_balance(self):
        """BNK-16: credit note, advance or overpayment as large as the debt: no reminder, and the reason names it."""
        refunded, advanced, overpaid = (self._customer(name, f"{name}@client.example") for name in ("r", "a", "o"))
        refund = self._refund(1000.0, refunded)
        self._advance(1000.0, advanced)
        first = self._invoice(overpaid)
        self._pay(first, 1200.0)
        moves = [self._invoice(refunded), self._invoice(advanced), self._invoice(overpaid, amount=150.0)]
        run = self._bulk(*moves, start=False)
        self.assertFalse(run.followup_message_ids)
        reasons = {item.partner_id: item.reason for item in run.skipped_item_ids}
        self.assertIn(refund.name, reasons[refunded])
        for reason in reasons.values():
            self.assertIn("Covered by open credits", reason)

    def test_almost_nil(self):
        """BNK-16: what credits leave below the tolerance is not claimed either."""
        self._refund(999.50)
        self.assertFalse(self._bulk(self._invoice(), start=False).followup_message_ids)

    def test_a_credit_is_taken_off_once(self):
        """BNK-16: one credit, several messages: one per document, two addresses; it covers the oldest item."""
        self._refund(300.0)
        old, new = self._invoice(due=TODAY - timedelta(2)), self._invoice(amount=500.0)
        run = self._bulk(old, new, grouping="document")
        claimed = {one.item_ids.due_item_id.move_id: one.amount_claimed for one in run.followup_message_ids}
        self.assertEqual(claimed, {old: 700.0, new: 500.0})
        self.assertEqual(len(self.outbox), 2)
        self.assertEqual([one.amount_claimed for one in run.followup_message_ids], [700.0, 500.0], "after the sending")

    def test_what_is_covered_is_not_stern(self):
        """BNK-16: what a credit covers is in the table, yet its stage does not set the tone."""
        self._refund(1000.0)
        hard, soft = self._invoice(due=TODAY - timedelta(60)), self._invoice(amount=400.0)
        for stage in (self.stage_1, self.stage_2):
            self.env["egg.followup.entry"].create({"move_id": hard.id, "stage_id": stage.id,
                                                   "date": TODAY - timedelta(40)})
        message = self._bulk(hard, soft).followup_message_ids
        self.assertEqual((message.stage_id, message.amount_claimed, message.state), (self.stage_1, 400.0, "sent"))

    def test_the_credit_comes_after_the_simulation(self):
        """BNK-16: the balance at the moment of sending decides."""
        part, whole = self._invoice(), self._invoice(self._customer("Beta", "beta@client.example"))
        run = self._bulk(part, whole, start=False)
        self._refund(200.0)
        self._refund(1000.0, whole.partner_id)
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        self.assertEqual([message.state for message in run.followup_message_ids], ["sent", "skipped"])
        self.assertIn("800.00", self._body())
        self.assertFalse(whole.egg_followup_entry_ids)

    def test_the_amounts_follow_their_credit(self):
        """BNK-16: amounts that were read before are read anew once a credit covers more."""
        message = self._bulk(self._invoice(), start=False).followup_message_ids
        self.assertEqual(message.amount_claimed, 1000.0)
        message.item_ids.credit = 250.0
        self.assertEqual((message.amount_credited, message.amount_claimed), (250.0, 750.0))

    def test_the_credit_is_allocated_after_the_simulation(self):
        """BNK-16: a credit that was settled meanwhile is not taken off twice."""
        invoice, refund = self._invoice(), self._refund(300.0)
        run = self._bulk(invoice, start=False)
        (invoice.line_ids + refund.line_ids).filtered(
            lambda line: line.account_id.account_type == "asset_receivable").reconcile()
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        message = run.followup_message_ids
        self.assertEqual((message.amount_due, message.amount_claimed, message.credits), (700.0, 700.0, False))

    def test_no_interest_on_what_is_covered(self):
        """BNK-16, BEY-09: interest runs on what is claimed."""
        rates = self.env["egg.followup.rate"]
        rates.search([]).unlink()
        rates.create({"date_from": "2026-01-01", "ecb_rate": 2.15})
        self._refund(500.0)
        message = self._bulk(self._invoice(due=date(2026, 3, 15)), stage=self.notice, start=False).followup_message_ids
        self.assertEqual((message.interest, message.recovery_fee, message.amount_claimed), (12.15, 40.0, 552.15))

    def test_other_customers_and_currencies(self):
        """BNK-16: the credit of another customer, or in another currency, counts for nobody else."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self._refund(100.0, self._customer("Beta"))
        self._refund(100.0, currency_id=dollar.id)
        self.assertEqual(self._bulk(self._invoice(), start=False).followup_message_ids.amount_claimed, 1000.0)

    def test_what_is_skipped_keeps_its_credit(self):
        """BNK-16: the oldest item is covered and skipped; what covered it is not given to the next one, now or when it
        is sent.
        """
        self._refund(300.0)
        old, new = self._invoice(amount=250.0, due=TODAY - timedelta(2)), self._invoice(amount=500.0)
        run = self._bulk(old, new, grouping="document", start=False)
        self.assertEqual(run.skipped_item_ids.document_name, old.name)
        self.assertEqual(run.followup_message_ids.amount_claimed, 450.0)
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        self.assertEqual((run.followup_message_ids.state, run.followup_message_ids.amount_claimed), ("sent", 450.0))

    def test_what_was_told_is_not_taken_off_again(self):
        """BNK-16: a credit that was taken off the oldest item is not taken off another one by a later run."""
        self._refund(300.0)
        old, new = self._invoice(due=TODAY - timedelta(2)), self._invoice(amount=500.0)
        self.assertEqual(self._bulk(old).followup_message_ids.amount_claimed, 700.0)
        self.assertEqual(self._bulk(new).followup_message_ids.amount_claimed, 500.0)

    def test_what_is_not_due_yet_and_what_is_disputed(self):
        """BNK-16: the oldest of all that is owed is covered: what is not due yet takes nothing of what is, what is
        disputed is owed until that is settled.
        """
        self._refund(300.0)
        disputed, due, later = (self._invoice(due=TODAY + timedelta(days)) for days in (-9, -1, 20))
        self.assertEqual(self._bulk(due, start=False).followup_message_ids.amount_claimed, 1000.0)
        self._items(disputed).egg_dispute = True
        self.assertEqual(self._bulk(due, later, start=False).followup_message_ids.amount_claimed, 1000.0)
        self._pay(disputed)
        self.assertEqual(self._bulk(due, start=False).followup_message_ids.amount_claimed, 700.0)

    def test_what_is_being_collected_needs_no_credit(self):
        """BNK-16: what is being paid in another way is paid whole: the credit is there for the next item."""
        self._refund(300.0)
        debited, due = self._invoice(due=TODAY - timedelta(9)), self._invoice()
        held = {self._items(debited).id: "A debit is under way."}
        self.patch(type(debited.line_ids), "_get_egg_collect_reasons",
                   lambda lines: {line.id: held[line.id] for line in lines if line.id in held})
        run = self._bulk(debited, due, start=False)
        self.assertEqual(run.followup_message_ids.amount_claimed, 700.0)
        self.assertEqual(run.skipped_item_ids.reason, "A debit is under way.")

    def test_partly_covered_at_the_sending(self):
        """BNK-16: what a credit covers in part is still claimed when it is sent, message by message."""
        self._refund(999.0)
        one, two, three = (self._invoice(amount=amount, due=TODAY - timedelta(days))
                           for amount, days in ((400.0, 5), (400.0, 4), (400.0, 3)))
        run = self._bulk(one, two, three, grouping="document")
        self.assertEqual([(one.state, one.amount_claimed) for one in run.followup_message_ids], [("sent", 201.0)])
        together = self._bulk(one, two, three, stage=self.stage_2)
        self.assertEqual(together.followup_message_ids.amount_claimed, 201.0)

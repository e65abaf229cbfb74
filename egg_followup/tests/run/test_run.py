import smtplib
from datetime import timedelta

from odoo import Command
from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY, FollowupCase


@tagged("post_install", "-at_install")
class TestRun(FollowupCase):
    def test_a_run_sends_and_notes(self):
        """BLK-16: one mail, and one follow-up line per invoice with its stage and the date."""
        first, second = self._invoice(), self._invoice(amount=200.0)
        run = self._send(self._items(first, second))
        self.assertEqual(run.state, "done", run.followup_message_ids.mapped("reason"))
        self.assertEqual(len(self.outbox), 1)
        for move in (first, second):
            self.assertRecordValues(move.egg_followup_entry_ids,
                                    [{"stage_id": self.stage_1.id, "date": TODAY, "origin": "bulk"}])
        body = self.outbox.messages[0].get_body(("html",)).get_content()
        self.assertIn(first.name, body)
        self.assertIn(second.name, body)
        self.assertIn("1,200.00", body)
        self.assertEqual(self.outbox.messages[0]["Message-Id"], run.followup_message_ids.message_id)

    def test_pdf_attached_or_not(self):
        """BLK-15: yes: the invoice's PDF is attached; no: nothing is."""
        invoice = self._invoice()
        invoice.message_main_attachment_id = False
        content = b"%PDF-1.4 the legal one"
        attachment = self.env["ir.attachment"].create({
            "name": "invoice.pdf", "raw": content, "res_model": "account.move", "res_id": invoice.id,
            "res_field": "invoice_pdf_report_file",
        })
        invoice.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])
        self.assertEqual(invoice.invoice_pdf_report_id, attachment)
        self._send(self._items(invoice), attach_pdf=True)
        other = self._invoice(self._customer("Beta", "beta@client.example"))
        self._send(self._items(other), attach_pdf=False)
        with_pdf, without = (list(message.iter_attachments()) for message in self.outbox.messages)
        self.assertEqual([part.get_content() for part in with_pdf], [content])
        self.assertEqual(without, [])
        self.assertEqual(attachment.res_field, "invoice_pdf_report_file")

    def test_each_gets_its_own_stage(self):
        """BLK-13: invoices at different stages each get their own stage's template."""
        beta = self._customer("Beta", "beta@client.example")
        fresh, reminded = self._invoice(), self._invoice(beta, due=TODAY - timedelta(20))
        self.env["egg.followup.entry"].create({"move_id": reminded.id, "stage_id": self.stage_1.id,
                                               "date": TODAY - timedelta(15)})
        self._send(self._items(fresh, reminded))
        self.assertIn("reminder of your due invoices", self.outbox.to("alpha@")[0]["Subject"])
        self.assertIn("second reminder", self.outbox.to("beta@")[0]["Subject"])
        self.assertEqual(reminded.egg_followup_entry_ids[0].stage_id, self.stage_2)

    def test_a_given_stage(self):
        """BLK-14: when "Reminder 2" is chosen, all get it."""
        moves = self._invoice() + self._invoice(self._customer("Beta", "b@client.example"), due=TODAY + timedelta(20))
        self._send(self._items(moves), stage=self.stage_2)
        self.assertEqual(moves.egg_followup_entry_ids.stage_id, self.stage_2)
        self.assertEqual(len(self.outbox), 2)

    def test_only_ticked_rows(self):
        """BLK-11: what was not ticked is not touched."""
        ticked, other = self._invoice(), self._invoice()
        self._send(self._items(ticked))
        self.assertFalse(other.egg_followup_entry_ids)
        self.assertNotIn(other.name, self.outbox.messages[0].get_body(("html",)).get_content())

    def test_missing_template_stops_all(self):
        """BLK-17, STG-09: the missing templates are named and nothing leaves."""
        self.stage_2.template_ids.filtered(lambda row: row.document_type == "invoice").template_id = False
        self.assertEqual(self.stage_2.missing_templates, "Invoice")
        beta = self._invoice(self._customer("Beta", "beta@client.example"), due=TODAY - timedelta(20))
        self.env["egg.followup.entry"].create({"move_id": beta.id, "stage_id": self.stage_1.id,
                                               "date": TODAY - timedelta(15)})
        fine = self._invoice()
        run = self._prepare(self._items(fine, beta))
        self.assertIn("Reminder 2", run.missing_templates)
        with self.assertRaisesRegex(UserError, "Reminder 2"):
            run.action_start()
        self.env["egg.followup.run"]._cron_send()
        self.assertFalse(self.outbox.messages)
        self.assertFalse(fine.egg_followup_entry_ids)

    def test_no_address(self):
        """BLK-18, BEY-10: without an e-mail address the stage is unchanged, it is reported, and a letter is offered."""
        post = self._customer("Post Only", street="1 rue Haute", zip="69001", city="Lyon")
        invoice, fine = self._invoice(post), self._invoice()
        run = self._send(self._items(invoice, fine))
        self.assertEqual(len(self.outbox), 1)
        self.assertFalse(invoice.egg_followup_entry_ids)
        self.assertEqual((run.state, run.print_count), ("running", 1))
        message = run.followup_message_ids.filtered(lambda one: one.partner_id == post)
        self.assertIn("No e-mail", message.reason)
        run.with_context(force_report_rendering=True).action_print()
        self.assertEqual(run.state, "done")
        self.assertTrue(run.pdf_id.raw.startswith(b"%PDF"))
        self.assertEqual(invoice.egg_followup_entry_ids.stage_id, self.stage_1)

    def test_simulation_is_the_run(self):
        """BEY-08: a simulation sends and notes nothing, and its list is what the run then does."""
        disputed = self._invoice(amount=50.0)
        self._items(disputed).egg_dispute = True
        moves = self._invoice() + self._invoice(self._customer("Beta", "b@client.example")) + disputed
        moves += self._invoice(due=TODAY + timedelta(30))
        run = self._prepare(self._items(moves))
        self.env["egg.followup.run"]._cron_send()
        self.assertFalse(self.outbox.messages)
        self.assertFalse(moves.egg_followup_entry_ids)
        planned = {(message.partner_id, message.stage_id) for message in run.followup_message_ids}
        reasons = dict(zip(run.skipped_item_ids.mapped("document_name"), run.skipped_item_ids.mapped("reason"),
                           strict=True))
        self.assertIn("Disputed", reasons[disputed.name])
        self.assertIn("Nothing to do before", reasons[moves[-1].name])
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        sent = {(message.partner_id, message.stage_id)
                for message in run.followup_message_ids.filtered(lambda one: one.state == "sent")}
        self.assertEqual(planned, sent)
        self.assertEqual(len(self.outbox), len(planned))

    def test_held_items_are_never_reminded(self):
        """BEY-07: paid, in payment, disputed, promised: not proposed, and the reason is shown."""
        paid, blocked, disputed, promised, paying = (self._invoice(amount=amount)
                                                     for amount in (10.0, 20.0, 30.0, 40.0, 50.0))
        items = self._items(paid, blocked, disputed, promised, paying)
        self._pay(paid)
        paying.payment_state = "in_payment"
        blocked.payment_state = "blocked"
        self._items(disputed).write({"egg_dispute": True, "egg_dispute_reason": "broken on arrival"})
        self._items(promised).egg_promise_date = TODAY
        run = self._prepare(items)
        self.assertFalse(run.followup_message_ids)
        reasons = {item.document_name: item.reason for item in run.skipped_item_ids}
        self.assertEqual(reasons[paid.name], "Already paid.")
        self.assertIn("broken on arrival", reasons[disputed.name])
        self.assertIn("promised", reasons[promised.name])
        self.assertIn("blocked", reasons[blocked.name])
        self.assertIn("being processed", reasons[paying.name])
        self.freeze(TODAY + timedelta(1))
        self.assertFalse(self._items(promised).egg_hold_reason, "the day has passed without payment")
        self._items(promised).invalidate_recordset()
        self.assertEqual(len(self._prepare(self._items(promised)).followup_message_ids), 1)

    def test_another_module_holds(self):
        """BEY-07: what another module holds (a live debit) is skipped with its reason."""
        item = self._items(self._invoice())
        self.patch(type(item), "_get_egg_hold_reasons",
                   lambda lines: {line.id: "A debit is under way." for line in lines})
        self.assertEqual(self._prepare(item).skipped_item_ids.reason, "A debit is under way.")

    def test_paid_between_planning_and_sending(self):
        """BEY-14: a payment that arrives in between is seen; the other item still leaves with its present amount."""
        paid, partly = self._invoice(), self._invoice(amount=700.0)
        alone = self._invoice(self._customer("Beta", "beta@client.example"))
        run = self._prepare(self._items(paid, partly, alone))
        run.action_start()
        self._pay(paid)
        self._pay(partly, 100.0)
        self._pay(alone)
        self.env["egg.followup.run"]._cron_send()
        body = self.outbox.messages[0].get_body(("html",)).get_content()
        self.assertNotIn(paid.name, body)
        self.assertIn("600.00", body)
        self.assertEqual(len(self.outbox), 1)
        self.assertEqual(run.followup_message_ids.filtered(lambda one: one.partner_id.name == "Beta").state, "skipped")
        self.assertEqual(paid.egg_followup_entry_ids.stage_id, self.paid)

    def test_one_letter_with_the_sternest_stage(self):
        """BEY-06: reminder 1 and formal notice of one customer:
        one e-mail with the notice's template and both in its table.
        """
        soft, hard = self._invoice(), self._invoice(due=TODAY - timedelta(60))
        for stage in (self.stage_1, self.stage_2):
            self.env["egg.followup.entry"].create({"move_id": hard.id, "stage_id": stage.id,
                                                   "date": TODAY - timedelta(40)})
        self.notice.attach_letter = False
        self._send(self._items(soft, hard))
        self.assertEqual(len(self.outbox), 1)
        message = self.outbox.messages[0]
        self.assertIn("formal notice", message["Subject"])
        body = message.get_body(("html",)).get_content()
        self.assertIn(soft.name, body)
        self.assertIn(hard.name, body)
        self.assertEqual(soft.egg_followup_entry_ids[0].stage_id, self.stage_1, "each item keeps its own stage")
        self.assertEqual(hard.egg_followup_entry_ids[0].stage_id, self.notice)

    def test_one_letter_per_document(self):
        """BEY-06: by company setting each invoice has its own e-mail."""
        self.company.egg_followup_grouping = "document"
        self._send(self._items(self._invoice(), self._invoice()))
        self.assertEqual(len(self.outbox), 2)

    def test_interest_and_fee(self):
        """BEY-09: 1,000.00 late by 73 days at 12.15 %: 24.30 interest, and 40.00 for a firm,
        nothing for a private person.
        """
        rates = self.env["egg.followup.rate"]
        rates.search([]).unlink()
        rates.create({"date_from": "2026-01-01", "ecb_rate": 2.15})
        due = TODAY - timedelta(73)
        self.notice.attach_letter = False
        person = self._customer("Marie Durand", "marie@client.example", is_company=False)
        run = self._prepare(self._items(self._invoice(due=due), self._invoice(person, due=due)), stage=self.notice)
        firm, private = run.followup_message_ids
        self.assertEqual((firm.interest, firm.recovery_fee, firm.amount_claimed), (24.30, 40.0, 1064.30))
        self.assertEqual(private.recovery_fee, 0.0)
        gentle = self._prepare(self._items(self._invoice(due=due)), stage=self.stage_1).followup_message_ids
        self.assertEqual((gentle.interest, gentle.recovery_fee), (0.0, 0.0), "only from the chosen stage on")
        run.action_start()
        self.env["egg.followup.run"]._cron_send()
        self.assertIn("24.30", self.outbox.to("alpha@")[0].get_body(("html",)).get_content())

    def test_the_fee_is_due_once_per_invoice(self):
        """BEY-09: two instalments of one invoice carry one flat fee."""
        term = self.env["account.payment.term"].create({
            "name": "Two", "line_ids": [
                Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (0, 10)],
        })
        move = self._invoice(due=TODAY - timedelta(50), post=False)
        move.invoice_payment_term_id = term
        move.action_post()
        run = self._prepare(self._items(move), stage=self.notice)
        self.assertEqual(run.followup_message_ids.item_count, 2)
        self.assertEqual(run.followup_message_ids.recovery_fee, 40.0)

    def test_cancel_and_double_start(self):
        """BEY-14: what has not left can be stopped; a run is started once; an item waits in one run only."""
        item = self._items(self._invoice())
        run = self._prepare(item)
        run.action_start()
        with self.assertRaises(UserError):
            run.action_start()
        self.assertIn(run.name, self._prepare(item).skipped_item_ids.reason)
        run.action_cancel()
        self.env["egg.followup.run"]._cron_send()
        self.assertFalse(self.outbox.messages)
        self.assertEqual((run.state, run.followup_message_ids.state), ("cancelled", "cancelled"))
        self.assertFalse(self._prepare(item).skipped_item_ids)

    def test_reminded_meanwhile(self):
        """BEY-14: two simulations of one item: the second to be sent finds it reminded."""
        item = self._items(self._invoice())
        first, second = self._prepare(item), self._prepare(item)
        for run in (first, second):
            run.action_start()
            self.env["egg.followup.run"]._cron_send()
        self.assertEqual(len(self.outbox), 1)
        self.assertEqual(second.followup_message_ids.state, "skipped")
        self.assertIn("Reminded meanwhile", second.followup_message_ids.reason)

    def test_nothing_ticked_or_mixed_companies(self):
        """BLK-11: an empty choice and a mixed one are refused with a clear text."""
        with self.assertRaisesRegex(UserError, "Tick"):
            self._prepare(self.env["account.move.line"])
        line = self._invoice().invoice_line_ids
        with self.assertRaisesRegex(UserError, "due by customers"):
            self._prepare(line)

    def test_foreign_currency(self):
        """BEY-06: amounts in two currencies are never added: one letter per currency."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        moves = self._invoice() + self._invoice(currency_id=dollar.id)
        run = self._prepare(self._items(moves))
        self.assertEqual(len(run.followup_message_ids), 2)
        self.assertEqual(run.followup_message_ids.currency_id, dollar + self.company.currency_id)


@tagged("post_install", "-at_install")
class TestMailServer(FollowupCase):
    def _refuse(self, error):
        def send_email(server, message, *args, **kwargs):
            if "alpha@" in message["To"]:
                try:
                    raise error
                except Exception as cause:
                    if isinstance(cause, smtplib.SMTPServerDisconnected):
                        raise
                    raise MailDeliveryException("Mail Delivery Failed", str(cause))  # noqa: B904 - as core does
            self.outbox.messages.append(message)
            return message["Message-Id"]

        self.patch(IrMail_Server, "send_email", send_email)

    def _send_two(self):
        with mute_logger("odoo.addons.mail.models.mail_mail",
                         "odoo.addons.egg_followup.models.delivery.egg_followup_message"):
            run = self._send(self._items(self._invoice(), self._invoice(self._customer("Beta", "beta@client.example"))))
        return run, *run.followup_message_ids

    def test_not_now(self):
        """BEY-14: a 4xx for one mail: the others leave, it waits, and after six attempts it has failed."""
        self._refuse(smtplib.SMTPRecipientsRefused({"alpha@client.example": (450, b"greylisted")}))
        run, waiting, fine = self._send_two()
        self.assertEqual((waiting.state, fine.state, run.state), ("queued", "sent", "running"))
        self.assertIn("greylisted", waiting.reason)
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            for _attempt in range(5):
                self._work_later()
        self.assertEqual((waiting.state, waiting.attempts, run.state), ("failed", 6, "done"))
        self.assertFalse(waiting.item_ids._get_targets().move_id.egg_followup_entry_ids)

    def test_refused_for_good(self):
        """BLK-18: a 5xx fails at once, is reported with its reason,
        and the stage is unchanged; a retry puts it back.
        """
        self._refuse(smtplib.SMTPRecipientsRefused({"alpha@client.example": (550, b"no such user")}))
        run, refused, fine = self._send_two()
        self.assertEqual((refused.state, fine.state, run.failed_count), ("failed", "sent", 1))
        self.assertIn("no such user", refused.reason)
        refused.action_retry()
        self.assertEqual((refused.state, run.state, refused.item_ids.state), ("queued", "running", "planned"))

    def test_a_retry_reads_the_texts_anew(self):
        """BNK-05: the stage got another text, and the customer another address, since the message failed."""
        self._refuse(smtplib.SMTPRecipientsRefused({"alpha@client.example": (550, b"no such user")}))
        _run, refused, _fine = self._send_two()
        other = refused.template_id.copy({"subject": "Another text"})
        self.stage_1.template_ids.filtered(lambda row: row.document_type == "invoice").template_id = other
        self.alpha.email = "accounts@client.example"
        refused.action_retry()
        self.assertEqual((refused.template_id, refused.email_to), (other, "accounts@client.example"))
        self._work_later()
        self.assertEqual((refused.state, refused.reason), ("sent", False))
        self.assertEqual(self.outbox.to("accounts@")[0]["Subject"], "Another text")

    def test_a_retry_without_an_address(self):
        """BNK-05: the customer has no address any more: what failed is printed, and says why."""
        self._refuse(smtplib.SMTPRecipientsRefused({"alpha@client.example": (550, b"no such user")}))
        run, refused, _fine = self._send_two()
        self.alpha.email = False
        run.action_retry()
        self.assertEqual((refused.channel, refused.state, refused.email_to), ("letter", "to_print", False))
        self.assertEqual((refused.message_id, run.state), (False, "running"))
        self.assertIn("No e-mail address", refused.reason)

    def test_a_line_break_in_the_subject(self):
        """BNK-05: a subject that is rendered with a line break leaves on one line."""
        self.company.name = "Egg\nand Co"
        run = self._send(self._items(self._invoice()))
        self.assertEqual(run.followup_message_ids.state, "sent", run.followup_message_ids.reason)
        self.assertIn("Egg and Co: reminder", self.outbox.messages[0]["Subject"])

    def test_no_sender(self):
        """BNK-05: without any address to send from a run is refused at the start, and says what to do."""
        run = self._prepare(self._items(self._invoice()))
        self.company.email = self.env.user.partner_id.email = False
        with self.assertRaisesRegex(UserError, "no address to send from"):
            run.action_start()
        self.assertEqual((run.state, run.followup_message_ids.state), ("draft", "planned"))

    def test_connection_lost(self):
        """BEY-14, BNK-05: a server that goes away while it takes one mail: the others leave, and a second copy is
        marked as a repeat.
        """
        self._refuse(smtplib.SMTPServerDisconnected("Connection unexpectedly closed"))
        run, lost, fine = self._send_two()
        self.assertEqual((lost.state, lost.attempts, fine.state), ("sending", 1, "sent"))
        self.assertIn("closed", lost.reason)
        first_id = lost.message_id
        self._refuse_nothing()
        self._work_later()
        self.assertEqual((lost.state, lost.repeated, lost.message_id), ("sent", True, first_id))
        self.assertEqual((fine.repeated, run.state, run.problem), (False, "done", False))

    def test_lost_answer_then_settled(self):
        """BNK-08: the answer was lost and the customer pays before the next try: perhaps delivered, not skipped."""
        self._refuse(smtplib.SMTPServerDisconnected("Connection unexpectedly closed"))
        run, lost, _fine = self._send_two()
        move = lost.item_ids._get_targets().move_id
        self._pay(move)
        self._work_later()
        self.assertEqual((lost.state, run.uncertain_count, run.state), ("uncertain", 1, "done"))
        self.assertIn("Perhaps delivered", lost.reason)
        reminded = move.egg_followup_entry_ids.filtered(lambda entry: entry.origin == "bulk")
        self.assertEqual(reminded.stage_id, self.stage_1)
        self.assertIn("perhaps delivered", reminded.comment)

    def test_the_problem_goes_when_mail_flows(self):
        """BEY-14: "cannot be reached" goes with the first mail that leaves, not with the last; an open form follows
        while mails wait.
        """
        connect = IrMail_Server._connect__

        def fail(*_arguments, **_options):
            raise ConnectionRefusedError("Connection refused")

        self.patch(IrMail_Server, "_connect__", fail)
        run, *_letters = self._send_two()
        self.patch(IrMail_Server, "_connect__", connect)
        self.assertTrue(run.problem)
        self.assertGreater(run.refresh_seconds, 0)
        seen = []

        def send_email(server, message, *_arguments, **_options):
            run.invalidate_recordset()
            seen.append(bool(run.problem))
            return message["Message-Id"]
        self.patch(IrMail_Server, "send_email", send_email)
        self._work_later()
        self.assertEqual((seen, run.next_try, run.state, run.refresh_seconds), ([True, False], False, "done", 0))

    def _refuse_nothing(self):
        self.patch(IrMail_Server, "send_email", lambda server, message, *args, **kwargs: message["Message-Id"])

    def test_no_server(self):
        """BEY-14: without a connection nothing is marked as sent."""
        def connect(*_arguments, **_options):
            raise ConnectionRefusedError("Connection refused")

        self.patch(IrMail_Server, "_connect__", connect)
        run, first, second = self._send_two()
        self.assertEqual((first.state, second.state, run.done_count), ("queued", "queued", 0))
        self.assertFalse(run.item_ids._get_targets().move_id.egg_followup_entry_ids)

    def test_a_broken_template_fails_alone(self):
        """BEY-14: one customer's problem never stops the others."""
        broken = self.stage_2.template_ids.template_id.filtered(lambda one: "second" in one.subject)
        broken.subject = "{{ object.partner_id.no_such_field }}"
        beta = self._invoice(self._customer("Beta", "beta@client.example"), due=TODAY - timedelta(30))
        self.env["egg.followup.entry"].create({"move_id": beta.id, "stage_id": self.stage_1.id,
                                               "date": TODAY - timedelta(20)})
        with mute_logger("odoo.addons.egg_followup.models.delivery.egg_followup_message",
                         "odoo.addons.mail.models.mail_render_mixin"):
            run = self._send(self._items(beta, self._invoice()))
        self.assertEqual(sorted(run.followup_message_ids.mapped("state")), ["failed", "sent"])
        self.assertTrue(run.followup_message_ids.filtered(lambda one: one.state == "failed").reason)

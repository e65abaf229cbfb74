from datetime import timedelta

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import TODAY, FakeSession, FollowupCase

SEND_EMAIL = IrMail_Server.send_email

BOUNCE = """From: MAILER-DAEMON@client.example
To: {bounce}
Subject: Undelivered
Message-ID: <returned-{address}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

unknown user

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; client.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: 5.1.1

--B
Content-Type: message/rfc822

From: contact@egg.example
To: {address}
Subject: x
Message-ID: {message_id}

body

--B--
"""
ANSWER = """From: {address}
To: catchall@egg.example
Subject: {subject}
Message-ID: <answer-{address}>
In-Reply-To: {message_id}
References: {message_id}
{header}
The goods never came.
"""


@tagged("post_install", "-at_install")
class TestAnswers(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].create({"name": "egg.example"})
        cls.company.alias_domain_id = cls.domain
        cls.seller = new_test_user(cls.env, "egg_seller", "account.group_account_invoice", email="seller@egg.example",
                                   name="Sam Seller")

    def _receive(self, text, mail=None, **values):
        values.setdefault("address", "alpha@client.example")
        mail = mail or self.outbox.messages[0]
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process(False, text.format(message_id=mail["Message-Id"], **values))
        self.env.invalidate_all()

    def _return(self, mail=None, action="failed", bounce="bounce@egg.example", **values):
        self._receive(BOUNCE, mail, action=action, bounce=bounce, **values)

    def _answer(self, mail=None, header="", subject="Re: reminder", **values):
        self._receive(ANSWER, mail, header=header, subject=subject, **values)

    def test_reply_to(self):
        """BNK-15: answers go to the catchall of the company; without alias domain to the salesperson."""
        self._bulk(self._invoice(invoice_user_id=self.seller.id))
        mail = self.outbox.messages[0]
        self.assertIn("catchall@egg.example", mail["Reply-To"])
        self.assertEqual(mail["Return-Path"], "bounce@egg.example")
        self.company.alias_domain_id = False
        self._bulk(self._invoice(self._customer("Beta", "beta@client.example"), invoice_user_id=self.seller.id))
        self.assertIn("seller@egg.example", self.outbox.messages[1]["Reply-To"])

    def test_two_companies_two_domains(self):
        """BNK-15: the mails of each company come back to its own domain, whichever company the job works in."""
        other = self.env["mail.alias.domain"].create({"name": "other.example"})
        invoice = self._invoice()
        run = self._bulk(invoice, start=False)
        self.company.alias_domain_id = other
        second = self.env["res.company"].create({"name": "Job SAS", "alias_domain_id": self.domain.id})
        self.env.user.company_ids += second
        run.action_start()
        self.env["egg.followup.run"].with_company(second)._cron_send()
        mail = self.outbox.messages[0]
        self.assertIn("catchall@other.example", mail["Reply-To"])
        self.assertEqual(mail["Return-Path"], "bounce@other.example")

    def test_a_mail_server_with_a_from_filter(self):
        """BNK-15: a server that only sends for its own domain: the mail leaves under the company's address there, and
        answers still come to the catchall.
        """
        self.domain.default_from = "notifications"
        self.env["ir.mail_server"].create({"name": "own", "smtp_host": "localhost", "from_filter": "egg.example",
                                           "sequence": 0})
        self.env.user.partner_id.email = "paul@elsewhere.example"
        self.company.email = "contact@elsewhere.example"
        session, taken = FakeSession(), []
        session.from_filter = "egg.example"
        session.send_message = lambda message, *envelope, **_options: taken.append((message, envelope))
        self.patch(IrMail_Server, "_connect__", lambda server, *args, smtp_from=None, **kwargs: self._use(session,
                                                                                                      smtp_from))
        self.patch(IrMail_Server, "send_email", SEND_EMAIL)
        self._bulk(self._invoice())
        [(message, _envelope)] = taken
        self.assertIn("notifications@egg.example", message["From"])
        self.assertIn("catchall@egg.example", message["Reply-To"])

    def _use(self, session, smtp_from):
        session.smtp_from = smtp_from
        return session

    def test_the_state_of_the_mail_is_on_the_invoice(self):
        """BNK-15: the message of the invoice has a notification, as any other mail of Odoo."""
        invoice = self._invoice()
        self._bulk(invoice)
        notification = invoice.message_ids.notification_ids
        self.assertEqual((notification.res_partner_id, notification.notification_type,
                          notification.notification_status), (self.alpha, "email", "sent"))

    def test_an_answer_pauses(self):
        """BNK-15: an answer lands on the invoice, pauses the customer's reminders with its reason, and is a task of the
        salesperson; "go on" ends the pause.
        """
        invoice, other = self._invoice(invoice_user_id=self.seller.id), self._invoice(due=TODAY + timedelta(3))
        self._bulk(invoice)
        self._answer(subject="Re: goods missing")
        self.assertIn("never came", invoice.message_ids[0].body)
        self.assertEqual(invoice.message_ids[0].author_id, self.alpha)
        self.assertEqual(invoice.activity_ids.user_id, self.seller)
        self.assertIn("goods missing", self.alpha.egg_followup_pause_reason)
        self.freeze(TODAY + timedelta(10))
        run = self._bulk(invoice, other, start=False)
        self.assertFalse(run.followup_message_ids)
        self.assertIn("goods missing", run.skipped_item_ids[0].reason)
        self.alpha.with_user(self.seller).action_egg_followup_resume()
        self.assertTrue(self._bulk(invoice, other, start=False).followup_message_ids)

    def test_a_promise_in_the_answer(self):
        """AUT-08: a customer who answered is found in the bulk screen; the promise that he wrote is noted there, ends
        the pause when somebody says that the answer was read, and holds its rows until its day.
        """
        invoice, other = self._invoice(invoice_user_id=self.seller.id), self._invoice(due=TODAY - timedelta(3))
        self._bulk(invoice)
        self._answer(subject="Re: I pay on the 10th")
        lines = self.env["account.move.line"].with_user(self.seller)
        found = [("partner_id.commercial_partner_id.egg_followup_pause_reason", "!=", False),
                 ("id", "in", self._items(invoice, other).ids)]
        self.assertEqual(len(lines.search(found)), 2)
        item = self._items(invoice).with_user(self.seller)
        action = item.with_context(egg_hold_kind="promise").action_egg_dispute()
        window = self.env["egg.followup.hold"].with_user(self.seller).with_context(**action["context"]).create(
            {"promise_date": TODAY + timedelta(14), "end_pause": True})
        self.assertTrue(window.is_paused)
        window.action_apply()
        self.assertFalse(self.alpha.egg_followup_pause_reason)
        self.freeze(TODAY + timedelta(10))
        run = self._bulk(invoice, other, start=False)
        self.assertEqual(run.followup_message_ids.item_ids.due_item_id.move_id, other)
        self.assertIn("promised", run.skipped_item_ids.reason)
        self.freeze(TODAY + timedelta(15))
        run = self._bulk(invoice, other, start=False)
        self.assertIn(invoice, run.followup_message_ids.item_ids.due_item_id.move_id)

    def test_a_dispute_leaves_the_pause(self):
        """AUT-08: without that tick the pause stays, whatever is noted."""
        invoice = self._invoice()
        self.alpha.egg_followup_pause_reason = "answered"
        action = self._items(invoice).action_egg_dispute()
        self.env["egg.followup.hold"].with_context(**action["context"]).create({"reason": "broken"}).action_apply()
        self.assertEqual(self.alpha.egg_followup_pause_reason, "answered")

    def test_who_lets_reminders_go_on(self):
        """BNK-15: an answer is read by who sends reminders: others cannot end the pause."""
        self.alpha.egg_followup_pause_reason = "answered"
        nobody = new_test_user(self.env, "egg_nobody_here", "base.group_user")
        with self.assertRaises(AccessError):
            self.alpha.with_user(nobody).action_egg_followup_resume()
        self.assertTrue(self.alpha.egg_followup_pause_reason)

    def test_an_absence_note_is_no_answer(self):
        """BNK-15: what a program answers pauses nothing."""
        invoice = self._invoice()
        self._bulk(invoice)
        self._answer(header="Auto-Submitted: auto-replied\n")
        self.assertFalse(self.alpha.egg_followup_pause_reason)
        self.assertFalse(invoice.activity_ids)

    def test_a_colleague_is_no_customer(self):
        """BNK-15: what a colleague writes about the reminder pauses nothing."""
        self._bulk(self._invoice())
        self._answer(address="seller@egg.example")
        self.assertFalse(self.alpha.egg_followup_pause_reason)

    def test_a_returned_mail(self):
        """BNK-15: a mail that comes back shows on the message and the invoices, undoes their stages, and the next
        reminder is a letter that says why; the retry too.
        """
        first, second = self._invoice(), self._invoice(amount=200.0)
        message = self._bulk(first, second).followup_message_ids
        self.assertEqual(self._items(first).egg_last_stage_id, self.stage_1)
        self._return()
        self.assertEqual((message.state, set(message.item_ids.mapped("state"))), ("failed", {"failed"}))
        self.assertIn("came back", message.reason)
        self.assertFalse(message.sent_at)
        self.assertEqual(first.message_ids.notification_ids.notification_status, "bounce")
        for invoice in (first, second):
            self.assertFalse(invoice.egg_followup_entry_ids)
            self.assertEqual(self._items(invoice).egg_next_stage_id, self.stage_1)
            self.assertIn("came back", invoice.message_ids[0].body)
        again = self._bulk(first, start=False).followup_message_ids
        self.assertEqual(again.channel, "letter")
        self.assertIn("alpha@client.example came back", again.reason)
        message.action_retry()
        self.assertEqual((message.state, message.channel, message.run_id.state), ("to_print", "letter", "running"))

    def test_a_retry_starts_anew(self):
        """BNK-15: what came back is printed from the start: no tries of before, no files of before; a stage without
        text refuses it.
        """
        message = self._bulk(self._invoice()).followup_message_ids
        self._return()
        message.write({"facts": "of before", "attempts": 3})
        row = self.stage_1.template_ids.filtered(lambda one: one.document_type == "invoice")
        text, row.template_id, row.letter_template_id = row.template_id, False, False
        with self.assertRaisesRegex(UserError, "no template"):
            message.action_retry()
        row.template_id = text
        message.action_retry()
        self.assertEqual((message.channel, message.state, message.item_ids.state), ("letter", "to_print", "planned"))
        self.assertEqual((message.attempts, message.facts), (0, False))
        self.assertEqual((message.email_to, message.message_id), (False, False))

    def test_an_answer_pauses_the_debtor(self):
        """BNK-15: a contact of another firm reads the reminders: its answer pauses who owes, not that other firm."""
        garage, lessor = self._customer("Garage"), self._customer("Leasing")
        clerk = self._customer("Clerk", "clerk@garage.example", is_company=False, parent_id=garage.id)
        self._bulk(self._invoice(lessor, partner_shipping_id=garage.id, egg_contact_id=clerk.id))
        self._answer(address="clerk@garage.example")
        self.assertIn("answered", lessor.egg_followup_pause_reason)
        self.assertFalse(garage.egg_followup_pause_reason)

    def test_the_address_lives_again(self):
        """BNK-15: another address, or a mail from the dead one, and reminders are mails again."""
        invoice = self._invoice()
        self._bulk(invoice)
        self._return()
        self.alpha.email = "new@client.example"
        self.assertEqual(self._bulk(invoice, start=False).followup_message_ids.channel, "email")
        self.alpha.email = "alpha@client.example"
        self.assertEqual(self._bulk(invoice, start=False).followup_message_ids.channel, "letter")
        self._receive("From: {address}\nTo: catchall@egg.example\nSubject: Hello\nMessage-ID: <hello>\n"
                      "In-Reply-To: {message_id}\n\nHello")
        self.alpha.action_egg_followup_resume()
        self.assertEqual(self._bulk(invoice, start=False).followup_message_ids.channel, "email")

    def test_returned_before_the_next_one_leaves(self):
        """BNK-15: what waits for the dead address does not leave."""
        first, second = self._invoice(), self._invoice()
        self._bulk(first)
        run = self._bulk(second, start=False)
        run.action_start()
        self._return()
        self.env["egg.followup.run"]._cron_send()
        self.assertEqual((len(self.outbox), run.followup_message_ids.state), (1, "skipped"))
        self.assertIn("came back", run.followup_message_ids.reason)

    def test_a_mail_that_is_late_only(self):
        """BNK-15: a note that the mail is late undoes nothing."""
        invoice = self._invoice()
        self._bulk(invoice)
        self._return(action="delayed")
        self.assertTrue(invoice.egg_followup_entry_ids)
        self.assertFalse(self.alpha.egg_dead_email)

    def test_an_older_mail_of_the_invoice_comes_back(self):
        """BNK-15: when another mail of the invoice comes back, its reminder stays what it was."""
        invoice = self._invoice()
        posted = invoice.message_post(body="Your invoice", partner_ids=self.alpha.ids)
        self._bulk(invoice)
        self._receive(BOUNCE.replace("{message_id}", posted.message_id), action="failed", bounce="bounce@egg.example")
        self.assertTrue(invoice.egg_followup_entry_ids)

    def test_the_check_list(self):
        """BNK-15: the set-up check list says what answers need."""
        def told():
            return " ".join(next(check.missing for check in self.company._get_egg_setup_checks()
                                 if check.name == "Answers to reminders"))

        self.assertIn("incoming mail server", told())
        self.env["fetchmail.server"].create({"name": "in", "server": "localhost", "server_type": "imap",
                                             "state": "done"})
        self.assertFalse(told())
        self.company.alias_domain_id = False
        self.assertIn("No alias domain", told())


@tagged("post_install", "-at_install")
class TestTexts(FollowupCase):
    def test_a_french_company_and_an_english_job(self):
        """BNK-18: what the job notes is in the language of the company, and signed by who started the run."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"].search([("name", "=", "egg_followup")])._update_translations(["fr_FR"])
        self.company.partner_id.lang = "fr_FR"
        user = new_test_user(self.env, "egg_reminder", "account.group_account_invoice", email="r@egg.example",
                             name="Rita Reminder")
        moves = self._invoice(), self._invoice()
        run = self._bulk(*moves, user=user)
        self.assertEqual(run.state, "done")
        for move in moves:
            self.assertEqual(move.message_ids[0].author_id, user.partner_id)
        self.assertIn("Relance 1", moves[1].message_ids[0].body)
        paper = self._invoice(self._customer("Paper"))
        late = self._bulk(paper, self._invoice(), start=False)
        self._pay(late.followup_message_ids[1].item_ids.due_item_id.move_id)
        late.action_start()
        self.env["egg.followup.run"].with_context(lang="en_US")._cron_send()
        self.assertIn("Déjà", late.followup_message_ids[1].reason)

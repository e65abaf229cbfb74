import io
import smtplib
from datetime import datetime, timedelta

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.egg_billing.tools.engine import EngineCall
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from ..common import TODAY, FollowupCase


@tagged("post_install", "-at_install")
class TestQueue(FollowupCase):
    """Who is tried first, when again, and what is told about it."""

    def setUp(self):
        super().setUp()
        self.failures, self.tries = {}, []

        def send_email(_server, message, *_arguments, **_options):
            self.tries.append(message["To"])
            for address, error in self.failures.items():
                if address in message["To"]:
                    raise error
            self.outbox.messages.append(message)
            return message["Message-Id"]

        self.patch(IrMail_Server, "send_email", send_email)

    def run_to(self, *names, **options):
        customers = [self._customer(name, f"{name}@client.example") for name in names]
        run = self._prepare(self._items(*map(self._invoice, customers)), **options)
        run.action_start()
        return run, *run.followup_message_ids

    def work(self):
        with mute_logger("odoo.addons.egg_followup.models.delivery.egg_followup_message"):
            self.env["egg.followup.run"]._cron_send()

    def test_never_tried_goes_first(self):
        """BNK-05: three customers whose server cuts the line hold up nobody: the others are tried before them."""
        names = ("a", "b", "c", "fine", "well")
        self.failures = {f"{name}@": smtplib.SMTPServerDisconnected("Cut") for name in "abc"}
        run, *messages = self.run_to(*names)
        self.work()
        self.assertEqual((len(self.tries), len(self.outbox)), (3, 0))
        self.env.flush_all()
        self.env.cr.execute("UPDATE egg_followup_message SET attempts = NULL WHERE attempts = 0")
        self.env.invalidate_all()
        with mute_logger("odoo.addons.egg_followup.models.delivery.egg_followup_message"):
            self._work_later()
        self.assertEqual([message.state for message in messages], ["sending"] * 3 + ["sent"] * 2)
        self.assertTrue(run.next_try)

    def test_not_now_means_later(self):
        """BNK-05: what a server wants later is not tried again in the same minute, whatever else is sent; each pause
        is twice as long as the one before.
        """
        self.failures = {"grey@": smtplib.SMTPRecipientsRefused({"grey@client.example": (450, b"greylisted")})}
        _run, grey, _fine = self.run_to("grey", "fine")
        self.work()
        self.assertEqual((grey.attempts, grey.next_try), (1, datetime(2026, 5, 27, 0, 2)))
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.env.ref("egg_followup.cron_send").id)])
        self.assertIn(grey.next_try, triggers.mapped("call_at"))
        self.run_to("other")
        self.work()
        self.assertEqual((grey.attempts, len(self.outbox)), (1, 2))
        self.freeze(datetime(2026, 5, 27, 0, 3))
        self.work()
        self.assertEqual((grey.attempts, grey.next_try), (2, datetime(2026, 5, 27, 0, 7)))
        self.failures.clear()
        self.freeze(datetime(2026, 5, 27, 0, 8))
        self.work()
        self.assertEqual((grey.state, grey.next_try), ("sent", False))

    def test_a_pause_holds_and_ends(self):
        """BNK-05: a server that is not reached is left alone until its time, or until somebody has mended it; what gets
        through frees what waits.
        """
        def fail(*_arguments, **_options):
            raise ConnectionRefusedError("Connection refused")

        connect = IrMail_Server._connect__
        self.patch(IrMail_Server, "_connect__", fail)
        run, message = self.run_to("a")
        self.work()
        self.assertTrue(run.next_try)
        self.patch(IrMail_Server, "_connect__", connect)
        self.work()
        self.assertEqual(message.state, "queued")
        other, _other = self.run_to("b")
        self.work()
        self.assertEqual((other.state, run.next_try, run.problem), ("done", False, False))
        self.work()
        self.assertEqual((message.state, run.state), ("sent", "done"))
        self.failures = {"c@": smtplib.SMTPRecipientsRefused({"c@client.example": (450, b"greylisted")})}
        run, message = self.run_to("c")
        self.work()
        self.failures.clear()
        run.action_try_now()
        self.work()
        self.assertEqual(message.state, "sent")

    def test_the_address_that_was_used(self):
        """BNK-15: what is told is the address that the mail went to, all of them; without one nothing leaves."""
        run, moved, gone, archived = self.run_to("a", "b", "c")
        contact = self._customer("Invoices", "old@client.example", is_company=False, type="invoice",
                                 parent_id=archived.partner_id.id)
        archived.partner_id = contact
        moved.partner_id.email = "new@client.example, second@client.example"
        gone.partner_id.email = False
        contact.active = False
        self.work()
        self.assertEqual(moved.email_to, "new@client.example, second@client.example")
        self.assertIn("second@client.example", self.outbox.messages[0]["To"])
        entry = moved.item_ids._get_targets().move_id.egg_followup_entry_ids
        self.assertEqual(entry.comment, moved.email_to)
        self.assertEqual((gone.state, archived.state, len(self.outbox)), ("skipped", "skipped", 1))
        self.assertIn("is gone", gone.reason)
        self.assertIn("archived", archived.reason)
        self.assertEqual(run.state, "done")

    def test_what_failed_shows_what_it_claimed(self):
        """BNK-14: the list of a run tells the items and amounts of what failed or was stopped, too."""
        self.failures = {"a@": smtplib.SMTPRecipientsRefused({"a@client.example": (550, b"no such user")})}
        run, failed, waiting = self.run_to("a", "b")
        self.failures["b@"] = smtplib.SMTPRecipientsRefused({"b@client.example": (450, b"later")})
        self.work()
        run.action_cancel()
        self.assertEqual((failed.state, waiting.state), ("failed", "cancelled"))
        for message in (failed, waiting):
            self.assertEqual((message.item_count, message.amount_claimed), (1, 1000.0))
        self.env["egg.followup.preview"].create({"followup_message_id": failed.id}).body  # noqa: B018 - it renders

    def test_rows_from_before_the_installation(self):
        """BEY-08: due items that the job has not completed yet are planned as all others, not called finished."""
        invoice = self._invoice()
        item = self._items(invoice)
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move_line SET egg_next_stage_id = NULL, egg_next_stage_date = NULL "
                            "WHERE id = %s", [item.id])
        self.env.invalidate_all()
        self.env["ir.config_parameter"].sudo().set_param("egg.history.account.move.line", "0")
        run = self._prepare(item)
        self.assertEqual(run.followup_message_ids.stage_id, self.stage_1)

    def test_settings_below_nil(self):
        """BNK-16: a tolerance, days, points or a fee below nil are refused, by whatever road."""
        for name in ("egg_followup_tolerance", "egg_followup_soon_days", "egg_interest_points", "egg_recovery_fee",
                     "egg_followup_undo_minutes"):
            with self.subTest(name=name), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.company[name] = -1

    def test_the_choices_name_what_they_do(self):
        """COR-05: the preview names the customer."""
        run, message = self.run_to("a")
        preview = Form(self.env["egg.followup.preview"].with_context(default_followup_message_id=message.id))
        self.assertEqual(preview.partner_id, message.partner_id)
        self.assertEqual(run.state, "running")


@tagged("post_install", "-at_install")
class TestPrintedTogether(FollowupCase):
    """The documents of several messages are drawn by the engine in one run."""

    def setUp(self):
        super().setUp()
        self.drawn, begin = [], EngineCall.__init__

        def draw(call, binary, arguments, bodies, *rest):
            self.drawn.append(len(bodies))
            begin(call, binary, arguments, bodies, *rest)

        self.patch(EngineCall, "__init__", draw)

    def send(self, *names):
        moves = [self._invoice(self._customer(name, f"{name}@client.example", street="1 rue Haute")) for name in names]
        run = self._prepare(self._items(*moves), attach_pdf=True)
        run.action_start()
        with mute_logger("odoo.addons.egg_followup.models.delivery.egg_followup_message"):
            self.env["egg.followup.run"].with_context(force_report_rendering=True)._cron_send()
        return moves, run.followup_message_ids

    def get_text(self, name) -> str:
        [mail] = self.outbox.to(f"{name}@")
        [part] = mail.iter_attachments()
        return PdfReader(io.BytesIO(part.get_content())).pages[0].extract_text()

    def test_each_gets_its_own(self):
        """BNK-14: one run of the engine, and each customer's mail has that customer's invoice."""
        moves, messages = self.send("anna", "bert", "carl")
        self.assertEqual((messages.mapped("state"), self.drawn), (["sent"] * 3, [3]))
        for move in moves:
            self.assertIn(move.name, self.get_text(move.partner_id.name))

    def test_what_leaves_is_kept(self):
        """SCR-06, BNK-14: an invoice without a stored PDF that leaves with a reminder, on paper too, is stored from
        then on, and the next reminder brings the same file; its sending stays to be done.
        """
        moves, _messages = self.send("anna", "bert")
        for move in moves:
            [mail] = self.outbox.to(f"{move.partner_id.name}@")
            [part] = mail.iter_attachments()
            self.assertEqual(part.get_content(), move.invoice_pdf_report_id.raw)
        self.assertEqual(moves[0].is_move_sent, False)
        self.drawn.clear()
        kept = moves[0].invoice_pdf_report_id
        self.freeze(TODAY + timedelta(30))
        self._send(self._items(moves[0]), attach_pdf=True)
        parts = [mail.get_content() for sent in self.outbox.to("anna@") for mail in sent.iter_attachments()]
        self.assertEqual(parts, [kept.raw] * 2)
        self.assertEqual((moves[0].invoice_pdf_report_id, self.drawn), (kept, []))

    def test_a_file_that_is_gone(self):
        """BNK-08, SCR-06: the stored PDF goes between two tries: the mail leaves with the one that is made anew; a file
        that is missing on the server fails with its reason, and nothing leaves without it.
        """
        moves = [self._invoice(self._customer(name, f"{name}@client.example", street="1 rue Haute"))
                 for name in ("anna", "bert")]
        run = self._prepare(self._items(*moves), attach_pdf=True)
        run.action_start()
        self.failures = [smtplib.SMTPServerDisconnected("gone")]
        self.patch(IrMail_Server, "send_email", self.fail_first)
        jobs = self.env["egg.followup.run"].with_context(force_report_rendering=True)
        with mute_logger("odoo.addons.egg_followup.models.delivery.egg_followup_message"):
            jobs._cron_send()
        message = run.followup_message_ids.filtered(lambda one: one.state != "sent")
        move = message.item_ids.due_item_id.move_id
        move.invoice_pdf_report_id.with_context(bin_size=False).sudo().unlink()
        move.invalidate_recordset()
        self.env["egg.followup.message"].search([("next_try", "!=", False)]).next_try = False
        self.env["egg.followup.run"].search([("next_try", "!=", False)]).next_try = False
        jobs._cron_send()
        self.assertEqual(message.state, "sent")
        [mail] = self.outbox.to(f"{move.partner_id.name}@")
        self.assertEqual(len(list(mail.iter_attachments())), 1)

    def fail_first(self, message, *_arguments, **_options):
        if self.failures:
            raise self.failures.pop()
        self.outbox.messages.append(message)
        return message["Message-Id"]

    def test_a_broken_one_fails_alone(self):
        """BNK-14: one that cannot be printed fails with its reason, the others leave with their PDF."""
        make = type(self.env["account.move"])._get_egg_print_values

        def refuse(document, **options):
            if document.partner_id.name == "bert":
                raise ValueError("a picture that is none")
            return make(document, **options)

        self.patch(type(self.env["account.move"]), "_get_egg_print_values", refuse)
        _moves, messages = self.send("anna", "bert", "carl")
        self.assertEqual(messages.mapped("state"), ["sent", "failed", "sent"], messages.mapped("reason"))
        self.assertIn("a picture that is none", messages[1].reason)

    def test_what_changed_is_printed_again(self):
        """BNK-14: what cannot be stored and is paid in part after it was printed with the others leaves with what is
        open now.
        """
        self.patch(type(self.env["account.move"]), "_is_egg_pdf_due", lambda _move: False)
        moves = [self._invoice(self._customer(name, f"{name}@client.example")) for name in ("anna", "bert")]
        items, taken = self._items(*moves), []

        def send_email(_server, message, *_arguments, **_options):
            self.outbox.messages.append(message)
            if not taken:
                taken.append(self._pay(moves[1], 600.0))
            return message["Message-Id"]

        self.patch(IrMail_Server, "send_email", send_email)
        run = self._prepare(items, attach_pdf=True)
        run.action_start()
        alone = []
        make = type(moves[0])._get_egg_pdf
        self.patch(type(moves[0]), "_get_egg_pdf", lambda document: alone.append(document) or make(document))
        self.env["egg.followup.run"].with_context(force_report_rendering=True)._cron_send()
        self.assertEqual((run.followup_message_ids.mapped("state"), alone), (["sent", "sent"], [moves[1]]))
        self.assertIn("400.00", self.outbox.to("bert@")[0].get_body(("html",)).get_content())

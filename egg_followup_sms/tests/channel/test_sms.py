import json
from unittest.mock import patch

from odoo.addons.egg_followup.tests.common import FollowupCase
from odoo.addons.egg_followup.tests.iap_fake import IapFake
from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

MOBILE = "+33612345678"


@tagged("post_install", "-at_install")
class TestSms(FollowupCase, HttpCase):
    """Reminders by SMS, against a fake of Odoo's service."""

    def setUp(self):
        super().setUp()
        self.fake = IapFake()
        self.fake.attach(self)
        self.alpha.write({"phone": "06 12 34 56 78", "country_id": self.env.ref("base.fr").id})
        self.stage_1.channel = "sms"

    def make(self, *moves, **options):
        run = self._prepare(self._items(*(moves or (self._invoice(amount=480),))), **options)
        run.action_start()
        return run, run.followup_message_ids

    def work(self, times=1):
        with mute_logger("odoo.addons.egg_followup.models.delivery.egg_followup_message",
                         "odoo.addons.iap.tools.iap_tools"):
            self._work_later(times)

    def tell(self, uuid, state):
        """The service tells what became of an SMS."""
        answer = self.url_open("/sms/status", headers={"Content-Type": "application/json"}, data=json.dumps(
            {"params": {"message_statuses": [{"sms_status": state, "uuids": [uuid]}]}}).encode())
        self.env.invalidate_all()
        return answer.json().get("result")

    def test_it_leaves_and_arrives(self):
        """AUT-06: a stage by SMS sends its own text to the mobile number; the history has it, and the service's news
        says delivered.
        """
        self.stage_1._get_row("invoice").sms_text = "{company}: {amount}, {documents}, due {due}. {link}"
        lines = type(self.env["account.move.line"])
        with patch.object(lines, "_get_egg_payment_url", lambda _items: "https://egg.example/egg/pay/abc"):
            invoice = self._invoice(amount=480)
            run, message = self.make(invoice)
            self.assertEqual((message.channel, message.email_to, message.state), ("sms", MOBILE, "queued"))
            self.work()
        [(number, text, uuid)] = self.fake.sms
        self.assertEqual((number, uuid), (MOBILE, message.sms_uuid))
        self.assertIn("480.00", text)
        self.assertIn(invoice.name, text)
        self.assertIn("https://egg.example/egg/pay/abc", text)
        self.assertEqual((message.state, run.state, message.delivered_at), ("sent", "done", False))
        self.assertEqual(invoice.egg_followup_entry_ids.comment, MOBILE)
        notification = message.mail_message_id.notification_ids
        self.assertEqual((notification.notification_type, notification.notification_status), ("sms", "pending"))
        self.assertEqual(self.tell(uuid, "delivered"), "OK")
        self.assertTrue(message.delivered_at)
        self.assertEqual(notification.notification_status, "sent")
        self.assertFalse(self.outbox.messages)

    def test_it_does_not_arrive(self):
        """AUT-06: news of a failure: the message failed, it was no reminder, its stage is undone."""
        invoice = self._invoice()
        _run, message = self.make(invoice)
        self.work()
        self.assertTrue(invoice.egg_followup_entry_ids)
        self.tell(message.sms_uuid, "not_delivered")
        self.assertEqual(message.state, "failed")
        self.assertIn(MOBILE, message.reason)
        self.assertFalse(invoice.egg_followup_entry_ids)
        self.assertEqual(message.mail_message_id.notification_ids.notification_status, "exception")
        message.action_retry()
        self.work()
        self.assertEqual((message.state, len({uuid for _number, _text, uuid in self.fake.sms})), ("sent", 2))

    def test_no_credit(self):
        """AUT-06: no credit is not about the message: all of it waits, says so, and leaves once there is some."""
        self.fake.state = "insufficient_credit"
        run, message = self.make()
        self.work()
        self.assertEqual((message.state, message.attempts), ("queued", 0))
        self.assertIn("No SMS credit", run.problem)
        self.fake.state = "success"
        self.work()
        self.assertEqual((message.state, run.problem), ("sent", False))

    def test_refused_and_later(self):
        """AUT-06: a wrong number fails with its reason; a problem of the service is tried again."""
        self.fake.state = "server_error"
        _run, message = self.make()
        self.work()
        self.assertEqual((message.state, message.attempts), ("queued", 1))
        self.fake.state = "wrong_number_format"
        self.work()
        self.assertEqual(message.state, "failed")
        self.assertIn(MOBILE, message.reason)
        self.assertFalse(message.item_ids._get_targets().move_id.egg_followup_entry_ids)

    def test_no_answer(self):
        """AUT-06: the line breaks after the service had it: perhaps delivered, repeated under the same number only."""
        self.fake.fault = "silent"
        _run, message = self.make()
        self.work(7)
        self.assertEqual(message.state, "uncertain")
        self.assertEqual({uuid for _number, _text, uuid in self.fake.sms}, {message.sms_uuid})

    def test_the_service_is_not_there(self):
        """AUT-06: no connection: nothing was tried, it waits."""
        self.env["ir.config_parameter"].sudo().set_param("sms.endpoint", "http://127.0.0.1:9")
        run, message = self.make()
        self.work()
        self.assertEqual((message.state, message.attempts), ("queued", 0))
        self.assertIn("does not answer", run.problem)

    def test_no_mobile_number(self):
        """AUT-06: a landline, no number, or somebody who wants none: by e-mail, else on paper."""
        cases = [("04 78 12 34 56", "alpha@client.example", "email"), (False, "alpha@client.example", "email"),
                 (False, False, "letter"), ("0612345678", False, "sms")]
        for phone, email, expected in cases:
            with self.subTest(phone=phone, email=email):
                self.alpha.write({"phone": phone, "email": email})
                run = self._prepare(self._items(self._invoice()))
                self.assertEqual(run.followup_message_ids.channel, expected)
        self.env["phone.blacklist"].add(MOBILE)
        self.env.invalidate_all()
        self.assertEqual(self.alpha._get_egg_sms_number(), "")

    def test_a_contact_without_number(self):
        """AUT-06: the number of the customer serves for a contact who has none."""
        contact = self.env["res.partner"].create({"name": "Bills", "parent_id": self.alpha.id, "type": "invoice"})
        self.assertEqual(contact._get_egg_sms_number(), MOBILE)

    def test_texts_are_checked(self):
        """AUT-06: a name that nobody fills in, or a text too long for an SMS, is refused when it is saved."""
        row = self.stage_1._get_row("invoice")
        for text in ("{company} {iban}", "x" * 460):
            with self.assertRaises(ValidationError):
                row.sms_text = text

    def test_its_language(self):
        """AUT-06: the general text speaks the customer's language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.alpha.lang = "fr_FR"
        self.make()
        self.work()
        self.assertIn("à régler", self.fake.sms[0][1])

    def test_news_of_others(self):
        """AUT-06: news of a number that nobody sent changes nothing."""
        _run, message = self.make()
        self.work()
        self.assertEqual(self.tell("0" * 32, "not_delivered"), "OK")
        self.assertEqual(message.state, "sent")

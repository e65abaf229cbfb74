import base64
import io

from odoo.addons.egg_followup.tests.common import FollowupCase
from odoo.addons.egg_followup.tests.iap_fake import IapFake
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader


@tagged("post_install", "-at_install")
class TestPost(FollowupCase):
    """Reminders by post, against a fake of Odoo's service."""

    def setUp(self):
        super().setUp()
        self.env = self.env(context=dict(self.env.context, force_report_rendering=True))
        self.fake = IapFake()
        self.fake.attach(self)
        self.alpha.write({"street": "1 rue Haute", "zip": "69001", "city": "Lyon",
                          "country_id": self.env.ref("base.fr").id})
        self.company.snailmail_cover = False
        self.stage_1.channel = "post"

    def make(self, *moves, **options):
        run = self._prepare(self._items(*(moves or (self._invoice(amount=480),))), **options)
        run.action_start()
        return run, run.followup_message_ids

    def work(self, times=1):
        with mute_logger("odoo.addons.egg_followup.models.delivery.egg_followup_message",
                         "odoo.addons.iap.tools.iap_tools"):
            self._work_later(times)

    def letters(self):
        return self.env["snailmail.letter"].search([("partner_id", "=", self.alpha.id)])

    def text(self, document):
        pages = PdfReader(io.BytesIO(base64.b64decode(document["pdf_bin"]))).pages
        return ["".join(page.extract_text().split()) for page in pages]

    def test_it_is_posted(self):
        """AUT-06: the service gets the letter's pages and the address; the history has the address, and Odoo's own
        letter says sent.
        """
        invoice = self._invoice(amount=480)
        run, message = self.make(invoice)
        self.assertEqual((message.channel, message.email_to), ("post", "1 rue Haute, 69001 Lyon, France"))
        self.work()
        self.assertEqual((message.state, run.state), ("sent", "done"), message.reason)
        [document] = self.fake.letters
        self.assertEqual(document["address"]["city"], "Lyon")
        [page] = self.text(document)
        self.assertIn("480.00", page)
        self.assertEqual(self.letters().state, "sent")
        self.assertEqual(message.mail_message_id, self.letters().message_id)
        self.assertIn("1 rue Haute", invoice.egg_followup_entry_ids.comment)

    def test_with_its_documents(self):
        """AUT-06: the documents follow the letter."""
        invoice = self._invoice(amount=480)
        self.make(invoice, attach_pdf=True)
        self.work()
        pages = self.text(self.fake.letters[0])
        self.assertGreater(len(pages), 1)
        self.assertNotIn("Daysl", pages[1])

    def test_no_credit(self):
        """AUT-06: no credit: it waits, says so, and leaves no trace on the invoice until it is really posted."""
        self.fake.error = "CREDIT_ERROR"
        invoice = self._invoice()
        run, message = self.make(invoice)
        self.work()
        self.assertEqual((message.state, message.attempts), ("queued", 0))
        self.assertIn("No credit for letters", run.problem)
        self.assertFalse(self.letters())
        self.fake.error = ""
        self.work()
        self.assertEqual((message.state, len(self.fake.letters), self.letters().state), ("sent", 1, "sent"))

    def test_refused_and_later(self):
        """AUT-06: a country that is not served fails with its reason; a problem of the service is tried again."""
        self.fake.error = "UNKNOWN_ERROR"
        _run, message = self.make()
        self.work()
        self.assertEqual((message.state, message.attempts), ("queued", 1))
        self.fake.error = "NO_PRICE_AVAILABLE"
        self.work()
        self.assertEqual(message.state, "failed")
        self.assertIn("no letters to this country", message.reason)
        self.assertFalse(self.letters())

    def test_no_answer(self):
        """AUT-06: the service had it and did not answer: perhaps posted; paper is not sent twice."""
        self.fake.fault = "silent"
        _run, message = self.make()
        self.work(3)
        self.assertEqual((message.state, len(self.fake.letters)), ("uncertain", 1))
        self.assertIn("see in Odoo's account", message.reason)

    def test_an_incomplete_address(self):
        """AUT-06: without a town the letter is printed here instead, with the reason."""
        self.alpha.city = False
        _run, message = self.make()
        self.assertEqual((message.channel, message.state), ("letter", "to_print"))
        self.assertIn("not complete", message.reason)

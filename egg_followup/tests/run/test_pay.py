from unittest.mock import patch

from odoo.addons.egg_billing.tests.codes import read_printed_codes
from odoo.tests import tagged

from ..common import FollowupCase

URL = "https://egg.example/egg/pay/abc"
IBAN = "FR1420041010050500013M02606"


@tagged("post_install", "-at_install")
class TestPay(FollowupCase):
    """The way from a message to the payment, as far as this addon goes: who offers the address is another one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        account = cls.env["res.partner.bank"].create({"acc_number": IBAN, "partner_id": cls.company.partner_id.id})
        cls.company.partner_id.bank_ids = account
        cls.company.currency_id = cls.env.ref("base.EUR")

    def offer(self):
        lines, self.asked = type(self.env["account.move.line"]), []
        self.startPatcher(patch.object(lines, "_get_egg_payment_url", lambda items: self.asked.append(items) or URL))

    def test_a_mail_has_a_button_and_its_codes(self):
        """AUT-04: the mail links to exactly the items it names, with the amount on the button and pictures of codes."""
        self.offer()
        one, two = self._invoice(amount=300), self._invoice(amount=180)
        self._bulk(one, two)
        [mail] = self.outbox.messages
        body = mail.get_body(("html",)).get_content()
        self.assertIn(f'href="{URL}"', body)
        self.assertIn("480.00", body)
        self.assertIn("online", body)
        for code in ("link", "transfer"):
            self.assertIn(f'src="{URL}/{code}.png"', body)
        self.assertTrue(self.asked)
        self.assertEqual({tuple(sorted(items.ids)) for items in self.asked},
                         {tuple(sorted(self._items(one, two).ids))})

    def test_a_letter_has_both_codes(self):
        """AUT-04, AUT-05: the printed letter carries the link and the transfer, read from the printed page."""
        self.offer()
        invoice = self._invoice(amount=480)
        run = self._bulk(invoice, start=False, channel="letter")
        pdf = run.followup_message_ids.with_context(force_report_rendering=True)._render_pdf()
        link, transfer = sorted(read_printed_codes(pdf), key=lambda text: text.startswith("BCD"))
        self.assertEqual(link, URL)
        self.assertEqual(transfer.split("\n"), [
            "BCD", "002", "1", "SCT", "", self.company.name, IBAN, "EUR480.00", "", "",
            invoice.payment_reference or invoice.name])

    def test_nothing_to_pay_with(self):
        """AUT-04, AUT-05: no provider: no button, no pictures; no IBAN: no code for a transfer; the message leaves."""
        invoice = self._invoice(amount=480)
        run = self._bulk(invoice, start=False, channel="letter")
        message = run.followup_message_ids
        self.assertFalse(message.payment_url)
        self.assertEqual(len(message._get_letter_codes()), 1)
        self.company.partner_id.bank_ids.acc_number = "12345"
        self.assertEqual(message._get_letter_codes(), [])
        self._bulk(self._invoice(amount=100))
        [mail] = self.outbox.messages
        self.assertNotIn("/egg/pay/", mail.get_body(("html",)).get_content())

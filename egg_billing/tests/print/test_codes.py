import io
from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from PIL import Image
from reportlab.graphics.shapes import Drawing
from reportlab.graphics.utils import RenderPMError

from ..codes import read_printed_codes
from ..common_print import EggPrintCase


@tagged("post_install", "-at_install")
class TestPaymentCodes(EggPrintCase):
    """The QR codes that Odoo's settings ask for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"qr_code": True, "link_qr_code": True, "egg_lock_issued": True})
        cls.bank = cls.env["res.partner.bank"].create({
            "acc_number": "FR1420041010050500013M02606", "partner_id": cls.company.partner_id.id,
            "allow_out_payment": True,
        })

    def codes(self, invoice):
        return [code["text"] for code in invoice._get_egg_print_values()["payment_codes"]]

    def test_transfer_and_online_payment(self):
        """INV-06: an issued invoice shows the code for a transfer and the one for paying online,
        with a word on each.
        """
        invoice = self.make_invoice(partner_bank_id=self.bank.id, currency_id=self.env.ref("base.EUR").id)
        self.assertEqual(self.codes(invoice), [], "nothing to pay before it is issued")
        invoice.action_post()
        codes = invoice._get_egg_print_values()["payment_codes"]
        self.assertTrue(all(code["image"].startswith("data:image/png;base64,") for code in codes))
        self.assertEqual([bool(code["link"]) for code in codes], [False, True])
        text = self.text(invoice._get_egg_pdf())
        self.assertIn("Scanwithyourbank'sapplication", text)
        self.assertIn("Scantopayonline", text)

    def test_the_printed_code_of_a_transfer(self):
        """AUT-05: read from the printed page: what is left to pay, the reference, level M, no empty line at the end."""
        self.company.link_qr_code = False
        invoice = self.make_invoice(post=True, partner_bank_id=self.bank.id,
                                    currency_id=self.env.ref("base.EUR").id)
        self.assertEqual(read_printed_codes(invoice._get_egg_pdf()), ["\n".join([
            "BCD", "002", "1", "SCT", "", "Egg SAS", "FR1420041010050500013M02606",
            f"EUR{invoice.amount_residual:.2f}", "", "", invoice.payment_reference or invoice.name])])

    def test_who_may_only_read(self):
        """INV-06: the codes are printed for people too who may not take payments nor change an invoice."""
        invoice = self.make_invoice(post=True, partner_bank_id=self.bank.id)
        reader = new_test_user(self.env, "reads", groups="base.group_user,account.group_account_readonly")
        self.assertEqual(len(self.codes(invoice.with_user(reader))), 2)

    def test_nothing_to_pay(self):
        """INV-06: no code when a setting is off, on a credit note, or once all is paid."""
        invoice = self.make_invoice(post=True, partner_bank_id=self.bank.id)
        refund = self.make_invoice(post=True, move_type="out_refund")
        self.assertEqual(self.codes(refund), [])
        payment = self.env["account.payment.register"].with_context(active_model="account.move",
                                                                    active_ids=invoice.ids).create({})
        payment._create_payments()
        self.assertEqual(self.codes(invoice), [])
        self.company.write({"qr_code": False, "link_qr_code": False})
        self.assertEqual(self.codes(self.make_invoice(post=True)), [])

    def test_a_code_that_cannot_be_made(self):
        """INV-06: an account without IBAN has no code for transfers; the document is printed all the same."""
        self.bank.acc_number = "12345"
        invoice = self.make_invoice(post=True, partner_bank_id=self.bank.id)
        with patch.object(type(invoice), "_generate_portal_payment_qr", lambda _self: None):
            self.assertEqual(self.codes(invoice), [])

    def test_a_server_that_cannot_draw(self):
        """INV-06: reportlab 4 and later draw no pictures without cairo;
        QR codes are drawn all the same, with their size.
        """
        with patch.object(Drawing, "asString", side_effect=RenderPMError("no backend")):
            content = self.env["ir.actions.report"].barcode("QR", "https://example.com", width=120, height=120, quiet=0)
            with self.assertRaises(RenderPMError):
                self.env["ir.actions.report"].barcode("Code128", "P1")
        self.assertEqual(Image.open(io.BytesIO(content)).size, (120, 120))

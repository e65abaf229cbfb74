import io
import tempfile
from unittest.mock import patch

from lxml import etree
from odoo.tests import tagged
from PIL import Image as Picture
from reportlab.graphics.shapes import Image
from reportlab.graphics.utils import RenderPMError

from ..common_print import EggPrintCase, png

FRENCH = ("SIREN", "SIRET", "RCS", "293 B", "L441", "€40", "(EI)", "European Central Bank",
          "No discount for early payment", "Nature", "debits")


@tagged("post_install", "-at_install")
class TestAbroad(EggPrintCase):
    """A firm outside France: the words of its country, none of the French law."""

    def move_to(self, code, **values):
        country = self.env.ref(f"base.{code}")
        self.company.write({"country_id": country.id, "account_fiscal_country_id": country.id,
                            "egg_register_town": "Lyon",
                            "egg_vat_franchise": True, "egg_vat_on_debits": True} | values)
        self.customer.write({"country_id": country.id, "company_registry": False, "vat": False})
        self.env["account.fiscal.position"].search([("company_id", "=", self.company.id)]).auto_apply = False
        group = self.env["account.tax.group"].create({"name": "Sales", "country_id": country.id,
                                                      "company_id": self.company.id})
        (self.p1 | self.p2).taxes_id = self.env["account.tax"].create({
            "name": "20 %", "amount": 20.0, "type_tax_use": "sale", "country_id": country.id, "tax_group_id": group.id})

    def test_belgian_firm(self):
        """PRO-01: a Belgian firm prints its VAT number and no French mention,
        whatever was typed in French fields; a French one does.
        """
        self.assertPrinted("SIRET", self.make_invoice(post=True))
        self.move_to("be", vat="BE0477472701", company_registry="0477472701", egg_company_form="sole_trader")
        invoice = self.make_invoice(post=True)
        self.assertFalse(invoice.egg_legal_warning)
        self.assertPrinted("VAT BE0477472701", invoice)
        self.assertPrinted("Total incl. VAT", invoice)
        self.assertNotPrinted("Company ID", invoice)  # the VAT number tells it
        for word in FRENCH:
            self.assertNotPrinted(word, invoice)

    def test_swiss_firm(self):
        """PRO-01: a Swiss firm's own number is printed under the word of its country when it is not its VAT number."""
        self.move_to("ch", vat=False, company_registry="CHE-123.456.788")
        invoice = self.make_invoice(post=True)
        self.assertPrinted("Company ID CHE-123.456.788", invoice)
        for word in FRENCH:
            self.assertNotPrinted(word, invoice)

    def test_payment_slip_has_a_page(self):
        """PRO-01: a Swiss QR-bill, which Odoo lays over the last page,
        covers nothing of the document nor of its terms.
        """
        invoice = self.make_invoice(post=True)
        self.assertEqual(len(self.pages(invoice)), 1)
        with patch.object(type(invoice), "_has_egg_payment_slip", lambda _move: True):
            pages = self.pages(invoice.copy({"invoice_date": "2026-01-15"}))
        self.assertEqual(len(pages), 2)
        self.assertNotIn("ClientAlpha", pages[1])

    def test_american_firm(self):
        """PRO-01: in the United States the tax is no VAT and the account no IBAN."""
        self.move_to("us", vat=False, company_registry="12-3456789")
        bank = self.env["res.partner.bank"].create({
            "acc_number": "123456789", "partner_id": self.company.partner_id.id, "allow_out_payment": True})
        invoice = self.make_invoice(post=True, partner_bank_id=bank.id)
        for word in ("Subtotal", "Tax", "Account 123456789", "Company ID 12-3456789"):
            self.assertPrinted(word, invoice)
        for word in (*FRENCH, "VAT", "IBAN"):
            self.assertNotPrinted(word, invoice)

    def test_setup_list_and_settings(self):
        """PRO-01: the set-up list asks no French data of a firm abroad,
        and the settings hide the options of French law.
        """
        name = self.env["egg.legal.mention"]._get_levels(self.company)["seller_registry"][1]
        self.company.company_registry = False
        self.assertIn(name, self.company._find_egg_setup_identity().missing)
        self.move_to("be")
        self.assertLessEqual(set(self.company._find_egg_setup_identity().missing), {"Logo"})
        arch = etree.fromstring(self.env["res.config.settings"].get_view()["arch"])
        for field in ("egg_vat_franchise", "egg_vat_on_debits", "egg_register_town"):
            hidden = arch.xpath(
                f"//app[@name='egg_billing']//field[@name='{field}']/ancestor::*[contains(@invisible, \"country_code "
                f"!= 'FR'\")]"
            )
            self.assertTrue(hidden, field)

    def test_swiss_cross_without_cairo(self):
        """PRO-01: where reportlab cannot draw, the QR code of a Swiss bill still has its cross in the middle."""
        reports = self.env["ir.actions.report"]

        def cross(width, height, drawing):
            drawing.add(Image(width * 0.4, height * 0.4, width * 0.2, height * 0.2, self.cross_path))

        with patch.object(type(reports), "get_available_barcode_masks", lambda _self: {"ch_cross": cross}), \
                patch("odoo.addons.base.models.ir_actions_report.createBarcodeDrawing", side_effect=RenderPMError):
            plain = reports.barcode("QR", "SPC", width=200, height=200, quiet=0)
            self.cross_path = self._write_red()
            marked = reports.barcode("QR", "SPC", width=200, height=200, quiet=0, mask="ch_cross")
        self.assertEqual(self._middle(marked), (200, 30, 30))
        self.assertNotEqual(self._middle(plain), (200, 30, 30))

    def _write_red(self):
        stream = tempfile.NamedTemporaryFile(suffix=".png")
        self.addCleanup(stream.close)
        stream.write(png())
        stream.flush()
        return stream.name

    def _middle(self, content):
        return Picture.open(io.BytesIO(content)).convert("RGB").getpixel((100, 100))

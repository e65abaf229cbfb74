import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

from lxml import etree
from odoo import Command
from odoo.tests import tagged

from ..common import EggSalesCase

NS = {
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


#: The facturx package is run by itself: Odoo's import hook hides a data file of stdnum, which facturx reads when
#: imported.
CHECK = """
import sys, facturx
for path, flavor in zip(sys.argv[1::2], sys.argv[2::2]):
    facturx.xml_check_xsd(open(path, "rb").read(), flavor=flavor)
    print("valid", path)
"""


@tagged("post_install", "-at_install")
class TestTotalsElectronicInvoice(EggSalesCase):
    """Factur-X and UBL of invoices with a discount, a third-party tax and shipping:
    EN 16931 arithmetic (BR-CO-10 to 16).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.write({
            "street": "2 rue", "zip": "69001", "city": "Lyon", "country_id": cls.env.ref("base.fr").id,
            "vat": "FR23334175221",
            "company_registry": "33417522101010",
        })
        bank = cls.env["res.partner.bank"].create({"acc_number": "FR7630006000011234567890189",
                                                   "partner_id": cls.company.partner_id.id})
        cls.bank = bank
        cls.eco = {"name": "Éco-participation", "amount": 1.37, "tax_ids": [Command.set(cls.vat_5.ids)]}

    def make_full_invoice(self, mode, value, **values):
        lines = [
            {"product_id": self.p1.id, "quantity": 3, "price_unit": 33.335,
             "egg_third_party_tax_ids": [Command.create(self.eco)]},
            {"product_id": self.p1.id, "quantity": 7, "price_unit": 12.345, "discount": 5}, (self.p2, 1),
        ]
        return self.make_invoice(
            lines, post=True, egg_discount_mode=mode, egg_discount_value=value, egg_shipping_amount=9.99,
            partner_bank_id=self.bank.id,
            **values,
        )

    def assertValid(self, files):
        """Every (XML, flavour) is valid for the official schema, as the facturx package checks it."""
        with tempfile.TemporaryDirectory() as folder:
            arguments = []
            for number, (xml, flavor) in enumerate(files):
                path = Path(folder, f"{number}.xml")
                path.write_bytes(xml)
                arguments += [str(path), flavor]
            done = subprocess.run([sys.executable, "-c", CHECK, *arguments], capture_output=True, text=True,
                                  check=False)
        self.assertEqual(done.returncode, 0, done.stderr[-3000:])
        self.assertEqual(done.stdout.count("valid"), len(files))

    def amounts(self, root, path):
        return [Decimal(node.text) for node in root.findall(f".//{path}", NS)]

    def one(self, root, path):
        found = self.amounts(root, path)
        return found[0] if found else Decimal(0)

    def documents(self):
        for mode, value in (("untaxed_percent", 10), ("untaxed_amount", 100), ("taxed_percent", 7.3),
                            ("taxed_amount", 61.37)):
            for method in ("round_per_line", "round_globally"):
                self.company.tax_calculation_rounding_method = method
                invoice = self.make_full_invoice(mode, value)
                with self.subTest(mode=mode, method=method):
                    yield invoice

    def test_factur_x_adds_up(self):
        """BEY-12: Factur-X has the discount as a document allowance,
        valid for the facturx package, every sum to the cent.
        """
        files = []
        for invoice in self.documents():
            xml, _errors = self.env["account.edi.xml.cii"]._export_invoice(invoice)
            files.append((xml, "factur-x"))
            root = etree.fromstring(xml)
            lines = self.amounts(root, "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount")
            self.assertEqual(len(lines), 5)
            total = "ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:"
            allowances = self.amounts(
                root, "ram:ApplicableHeaderTradeSettlement/ram:SpecifiedTradeAllowanceCharge/ram:ActualAmount")
            bases = self.amounts(root, "ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:BasisAmount")
            vats = self.amounts(root, "ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:CalculatedAmount")
            self.assertEqual(len(allowances), 2)
            self.assertEqual(sum(lines), self.one(root, total + "LineTotalAmount"))
            self.assertEqual(sum(allowances), self.one(root, total + "AllowanceTotalAmount"))
            self.assertEqual(sum(lines) - sum(allowances), self.one(root, total + "TaxBasisTotalAmount"))
            self.assertEqual(sum(bases), self.one(root, total + "TaxBasisTotalAmount"))
            self.assertEqual(sum(vats), self.one(root, total + "TaxTotalAmount"))
            self.assertEqual(sum(bases) + sum(vats), self.one(root, total + "GrandTotalAmount"))
            self.assertAlmostEqual(float(self.one(root, total + "GrandTotalAmount")), invoice.amount_total)
        self.assertEqual(len(files), 8)
        self.assertValid(files)

    def test_ubl_adds_up(self):
        """BEY-12: UBL BIS 3 has the discount as a document allowance,
        valid for the facturx package, every sum to the cent.
        """
        files = []
        for invoice in self.documents():
            xml, _errors = self.env["account.edi.xml.ubl_bis3"]._export_invoice(invoice)
            files.append((xml, "ubl-2.1-invoice"))
            root = etree.fromstring(xml)
            lines = self.amounts(root, "cac:InvoiceLine/cbc:LineExtensionAmount")
            self.assertEqual(len(lines), 5)
            allowances = [Decimal(node.text) for node in root.findall("cac:AllowanceCharge/cbc:Amount", NS)]
            bases = self.amounts(root, "cac:TaxSubtotal/cbc:TaxableAmount")
            vats = self.amounts(root, "cac:TaxSubtotal/cbc:TaxAmount")
            total = "cac:LegalMonetaryTotal/cbc:"
            self.assertEqual(len(allowances), 2)
            self.assertEqual(root.find("cac:AllowanceCharge/cbc:AllowanceChargeReasonCode", NS).text, "95")
            self.assertEqual(sum(lines), self.one(root, total + "LineExtensionAmount"))
            self.assertEqual(sum(allowances), self.one(root, total + "AllowanceTotalAmount"))
            self.assertEqual(sum(lines) - sum(allowances), self.one(root, total + "TaxExclusiveAmount"))
            self.assertEqual(sum(bases), self.one(root, total + "TaxExclusiveAmount"))
            self.assertEqual(sum(bases) + sum(vats), self.one(root, total + "TaxInclusiveAmount"))
            self.assertAlmostEqual(float(self.one(root, total + "PayableAmount")), invoice.amount_total)
        self.assertEqual(len(files), 8)
        self.assertValid(files)

    def test_credit_note_and_plain_invoice(self):
        """BEY-12: the credit note's files add up too, and so do those of an invoice without any of it."""
        note = self.make_full_invoice("untaxed_amount", 50)._reverse_moves()
        note.action_post()
        files = []
        for document, tag in ((note, "ubl-2.1-creditnote"), (self.make_invoice(post=True), "ubl-2.1-invoice")):
            xml, _errors = self.env["account.edi.xml.cii"]._export_invoice(document)
            files.append((xml, "factur-x"))
            root = etree.fromstring(xml)
            total = "ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:"
            self.assertAlmostEqual(float(self.one(root, total + "GrandTotalAmount")), document.amount_total)
            self.assertEqual(
                self.one(root, total + "LineTotalAmount") - self.one(root, total + "AllowanceTotalAmount"),
                self.one(root, total + "TaxBasisTotalAmount"),
            )
            xml, _errors = self.env["account.edi.xml.ubl_bis3"]._export_invoice(document)
            files.append((xml, tag))
            payable = self.one(etree.fromstring(xml), "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount")
            self.assertAlmostEqual(float(payable), document.amount_total)
        self.assertValid(files)

    def test_what_is_given_back_of_a_discount(self):
        """MON-03, BEY-12: an invoice of the balance alone, and one that gives a discount back,
        have no allowance below zero.
        """
        product = self._product("Timed", 100.0, self.vat_20, invoice_policy="delivery")
        order = self.make_order([(product, 4)], egg_discount_mode="untaxed_amount", egg_discount_value=100)
        order.action_confirm()
        line = order.order_line.filtered(lambda one: not one.egg_role)
        files, moves = [], self.env["account.move"]
        for delivered, discount in ((2, 100), (4, 20), (4, 10)):
            line.qty_delivered, order.egg_discount_value = delivered, discount
            move = order._create_invoices()
            move.partner_bank_id = self.bank
            move.action_post()
            moves |= move
            for model, flavor in (("account.edi.xml.cii", "factur-x"), ("account.edi.xml.ubl_bis3", "ubl-2.1-invoice")):
                xml, _errors = self.env[model]._export_invoice(move)
                files.append((xml, flavor))
                root = etree.fromstring(xml)
                tag = "ram:GrandTotalAmount" if flavor == "factur-x" else "cbc:TaxInclusiveAmount"
                self.assertAlmostEqual(float(self.one(root, tag)), move.amount_total)
                self.assertTrue(all(Decimal(node.text) >= 0
                                    for node in root.findall("cac:AllowanceCharge/cbc:Amount", NS)))
        self.assertEqual(sum(moves.mapped("amount_untaxed")), order.amount_untaxed)
        self.assertValid(files)

import itertools
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from lxml import etree
from odoo import Command
from odoo.tests import tagged

from ..common import EggSalesCase

CII = {
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
UBL = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
BUILDERS = {"cii": "account.edi.xml.cii", "ubl": "account.edi.xml.ubl_bis3"}
#: Peppol keeps the process identifier for itself (PEPPOL-EN16931-R007): UBL BIS 3 cannot carry the French frame in it.
NOT_FOR_PEPPOL = "BR-FR-08_BT-23"


@tagged("post_install", "-at_install")
class TestOfficialRules(EggSalesCase):
    """Random invoices of all kinds through the official schematrons: EN 16931 (Factur-X, UBL BIS 3) and the French
    BR-FR.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(20260527)
        france = cls.env.ref("base.fr")
        cls.company.partner_id.write({
            "street": "2 rue", "zip": "69001", "city": "Lyon", "country_id": france.id, "vat": "FR23334175221",
            "company_registry": "33417522101010", "email": "facture@egg.example", "phone": "+33400000000",
        })
        cls.company.write({"egg_legal_guard": True, "account_fiscal_country_id": france.id})
        cls.bank = cls.env["res.partner.bank"].create({"acc_number": "FR7630006000011234567890189",
                                                       "partner_id": cls.company.partner_id.id})
        cls.customer.write({"vat": "FR40303265045", "company_registry": "30326504500011"})
        cls.belgian, cls.german, cls.american = cls.env["res.partner"].create([
            {"name": "Wafels NV", "is_company": True, "country_id": cls.env.ref("base.be").id, "city": "Gent",
             "zip": "9000",
             "street": "1 straat", "vat": "BE0477472701", "email": "be@client.example"},
            {"name": "Rechner GmbH", "is_company": True, "country_id": cls.env.ref("base.de").id, "city": "Berlin",
             "zip": "10115",
             "street": "1 Allee", "vat": "DE136695976", "email": "de@client.example"},
            {"name": "Yank Inc", "is_company": True, "country_id": cls.env.ref("base.us").id, "city": "New York",
             "zip": "10001",
             "street": "1 Av", "email": "us@client.example"},
        ])
        cls.goods = cls._product("Goods", 33.33, cls.vat_20, type="consu")
        cls.cheap = cls._product("Cheap", 12.34, cls.vat_10)
        cls.food = cls._product("Food", 8.5, cls.vat_5, type="consu")
        cls.zero = cls._vat(0.0)
        cls.terms = cls.env["account.payment.term"].create([{
            "name": f"Early {kind}", "early_discount": True, "discount_percentage": 2, "discount_days": 10,
            "early_pay_discount_computation": kind,
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
        } for kind in ("included", "excluded", "mixed")])
        cls.currencies = {}
        for name, rate in (("USD", 1.13), ("CHF", 0.94)):
            currency = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
            currency.active = True
            cls.env["res.currency.rate"].create({"currency_id": currency.id, "rate": rate, "name": "2026-01-01",
                                                 "company_id": cls.company.id})
            cls.currencies[name] = currency

    # ---- random documents

    def random_lines(self, **values):
        chance = self.random
        lines = [{
            "product_id": chance.choice((self.goods, self.cheap, self.food)).id,
            "quantity": chance.choice((1, 2, 3, 5, 7, 0.5)),
            "discount": chance.choice((0, 0, 5, 10)), **values,
        } for _number in range(chance.randint(1, 5))]
        if chance.random() < 0.4 and not values:
            eco = {"name": "Éco-participation", "amount": 1.37, "tax_ids": [Command.set(self.vat_5.ids)]}
            lines[0]["egg_third_party_tax_ids"] = [Command.create(eco)]
        return lines

    def random_extras(self):
        chance, extras = self.random, {}
        if chance.random() < 0.7:
            modes = ("untaxed_percent", "untaxed_amount", "taxed_percent", "taxed_amount")
            extras = {"egg_discount_mode": chance.choice(modes), "egg_discount_value": round(chance.uniform(1, 9), 2)}
        if chance.random() < 0.5:
            extras["egg_shipping_amount"] = round(chance.uniform(1, 30), 2)
        return extras

    def random_invoice(self, lines=None, **values):
        move = self.make_invoice(lines or self.random_lines(),
                                 **{**self.random_extras(), "partner_bank_id": self.bank.id, **values})
        move.action_post()
        return move

    def random_deposits(self):
        """A deposit invoice and the final invoice of an order."""
        order = self.make_order([(self.random.choice((self.goods, self.cheap, self.food)),
                                  self.random.choice((3, 5, 7))) for _one in range(3)],
                                **self.random_extras())
        order.action_confirm()
        confirm = self.env["egg.deposit.confirm"].create({"order_id": order.id,
                                                          "amount": round(order.amount_total * 0.3, 2)})
        done = confirm.action_confirm()
        deposit = self.env[done["res_model"]].browse(done["res_id"])
        if deposit.state == "draft":
            deposit.action_post()
        final = order._create_invoices(final=True)
        final.action_post()
        return deposit | final

    def documents(self):
        """(name, move): documents of all kinds, half of them with each rounding method; each is exported before the
        next is made.
        """
        for number in range(8):
            self.company.tax_calculation_rounding_method = ("round_per_line", "round_globally")[number % 2]
            plain = self.random_invoice()
            note = plain._reverse_moves()
            note.action_post()
            yield from (("plain", plain), ("credit note", note),
                        ("Belgian", self.random_invoice(partner_id=self.belgian.id)))
            yield "American", self.random_invoice(partner_id=self.american.id)
            yield "dollars", self.random_invoice(currency_id=self.currencies["USD"].id)
            yield "francs", self.random_invoice(partner_id=self.german.id, currency_id=self.currencies["CHF"].id)
            yield "early", self.random_invoice(invoice_payment_term_id=self.terms[number % 3].id)
            deposit, final = self.random_deposits()
            yield from (("deposit", deposit), ("final", final))

    def exempt_documents(self):
        self.company.egg_vat_franchise = True
        for method in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = method
            lines = self.random_lines(tax_ids=[Command.set(self.zero.ids)])
            yield "exempt", self.random_invoice(lines, egg_discount_mode="taxed_percent", egg_discount_value=3.3)

    # ---- the rules

    def broken_rules(self, documents):
        """{(flavour, rule): [document and sentence]} of the fatal rules broken, and how many files were checked."""
        with tempfile.TemporaryDirectory() as folder:
            arguments, names = [], {}
            for number, (name, move) in enumerate(documents):
                for flavour, builder in BUILDERS.items():
                    content, errors = self.env[builder]._export_invoice(move)
                    self.assertFalse(errors, name)
                    path = Path(folder, f"{number}.{flavour}.xml")
                    path.write_bytes(content)
                    names[str(path)] = f"{name} {move.name}"
                    arguments += [str(path), flavour]
            command = [sys.executable, str(Path(__file__).with_name("schematron.py")), *arguments]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr[-3000:])
        broken = {}
        for path, _rules, rule, flag, text in json.loads(done.stdout):
            if flag == "fatal":
                broken.setdefault((path.split(".")[-2], rule), []).append(f"{names[path]}: {text[:200]}")
        return broken, len(names)

    def test_random_invoices(self):
        """MON-09, MON-15: 74 random invoices, twice (Factur-X and UBL BIS 3): no fatal rule is broken, of EN 16931 or
        of France.
        """
        broken, count = self.broken_rules(itertools.chain(self.documents(), self.exempt_documents()))
        self.assertEqual(count, 2 * 74)
        peppol = broken.pop(("ubl", NOT_FOR_PEPPOL))
        self.assertEqual(len(peppol), 74, "and this one is the only thing that Peppol has no place for")
        self.assertEqual(broken, {}, "\n".join(map(str, broken.items())))

    def test_the_check_finds_faults(self):
        """MON-15: without the French data the same rules are broken: the check above can fail."""
        self.company.egg_legal_guard = False
        broken, _count = self.broken_rules([("plain", self.random_invoice())])
        self.assertLessEqual({("cii", "BR-FR-05_BT-22_PMD"), ("cii", "BR-FR-08_BT-23"), ("cii", "BR-FR-10_BT-30"),
                              ("cii", "BR-FR-12_BT-49"), ("ubl", "BR-FR-05_BT-22-1")}, set(broken))

    def test_notes_are_the_printed_sentences(self):
        """MON-15: PMD, PMT and AAB carry the legal mentions word for word, in the customer's language."""
        move = self.random_invoice()
        printed = move._get_egg_print_mentions()
        root = etree.fromstring(self.env["account.edi.xml.cii"]._export_invoice(move)[0])
        notes = {note.findtext("ram:SubjectCode", None, CII): note.findtext("ram:Content", None, CII)
                 for note in root.iterfind(".//ram:IncludedNote", CII)}
        self.assertEqual(set(notes) - {None}, {"PMD", "PMT", "AAB"})
        for code in ("PMD", "PMT", "AAB"):
            self.assertIn(notes[code], printed)
        root = etree.fromstring(self.env["account.edi.xml.ubl_bis3"]._export_invoice(move)[0])
        self.assertEqual(len(root.findall("cbc:Note", UBL)), 1, "Peppol allows one note")
        self.assertIn(f"#PMT#{notes['PMT']}", root.findtext("cbc:Note", None, UBL))

    def test_parties_and_references(self):
        """MON-15: SIREN under 0002, SIRET under 0009, the directory's address; a credit note and a final invoice name
        what they follow.
        """
        move = self.random_invoice()
        note = move._reverse_moves()
        note.action_post()
        root = etree.fromstring(self.env["account.edi.xml.cii"]._export_invoice(note)[0])
        seller = root.find(".//ram:SellerTradeParty", CII)
        self.assertEqual(seller.find("ram:SpecifiedLegalOrganization/ram:ID[@schemeID='0002']", CII).text, "334175221")
        self.assertEqual(seller.find("ram:GlobalID[@schemeID='0009']", CII).text, "33417522101010")
        self.assertEqual(seller.find("ram:URIUniversalCommunication/ram:URIID[@schemeID='0225']", CII).text,
                         "334175221")
        reference = root.find(".//ram:InvoiceReferencedDocument", CII)
        self.assertEqual(reference.findtext("ram:IssuerAssignedID", None, CII), move.name)
        self.assertEqual(reference.findtext(".//qdt:DateTimeString", None, CII), "20260115")
        deposit, final = self.random_deposits()
        root = etree.fromstring(self.env["account.edi.xml.ubl_bis3"]._export_invoice(deposit)[0])
        self.assertEqual(root.findtext("cbc:InvoiceTypeCode", None, UBL), "386")
        root = etree.fromstring(self.env["account.edi.xml.ubl_bis3"]._export_invoice(final)[0])
        self.assertEqual(root.findtext("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID", None, UBL),
                         deposit.name)
        foreign = self.random_invoice(partner_id=self.belgian.id)
        root = etree.fromstring(self.env["account.edi.xml.cii"]._export_invoice(foreign)[0])
        self.assertIsNone(root.find(".//ram:BuyerTradeParty/ram:SpecifiedLegalOrganization", CII),
                          "a Belgian number is no SIREN")

    def test_a_credit_note_that_an_order_makes(self):
        """MON-15: what an order takes back by itself names the issued invoices of its lines (BR-FR-CO-05), no draft."""
        order = self.make_order([(self.cheap, 5), (self.food, 2)], partner_id=self.customer.id)
        order.action_confirm()
        first = order._create_invoices()
        first.partner_bank_id = self.bank
        first.action_post()
        order.order_line.filtered(lambda line: line.product_id == self.cheap).product_uom_qty = 2
        order.order_line.filtered(lambda line: line.product_id == self.food).product_uom_qty = 1
        note = order._create_invoices(final=True)
        self.assertEqual((note.move_type, note.reversed_entry_id.id), ("out_refund", False))
        note.action_post()
        self.assertEqual(note._get_egg_preceding_invoices(), first)
        self.assertTrue(note._get_egg_einvoice_checks()["einvoice_origin"])
        broken, _count = self.broken_rules([("by the order", note)])
        self.assertEqual(set(broken), {("ubl", NOT_FOR_PEPPOL)}, str(broken))
        root = etree.fromstring(self.env["account.edi.xml.cii"]._export_invoice(note)[0])
        self.assertEqual(root.findtext(".//ram:InvoiceReferencedDocument/ram:IssuerAssignedID", None, CII), first.name)

    def test_units_of_the_house(self):
        """LAW-06: months and years have their codes; a unit of one's own has none until it is given one, and the
        invoice says so.
        """
        move = self.make_invoice([{"product_id": self.goods.id, "quantity": 1}])
        self.assertNotIn("einvoice_units", move._get_egg_other_missing())
        crate = self.env["uom.uom"].create({"name": "Crate"})
        move.invoice_line_ids.product_uom_id = crate
        self.assertIn("einvoice_units", move._get_egg_other_missing())
        crate.egg_unece_code = "CR"
        self.assertNotIn("einvoice_units", move._get_egg_other_missing())
        self.assertEqual(self.env["account.edi.common"]._get_uom_unece_code(self.env.ref("egg_billing.uom_month")),
                         "MON")

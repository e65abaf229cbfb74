from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common_print import EggPrintCase


@tagged("post_install", "-at_install")
class TestLegalMentions(EggPrintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_company_french()
        cls.capital = cls.env.ref("egg_billing.legal_mention_seller_capital")

    def test_complete_invoice_has_no_warning(self):
        self.assertFalse(self.make_invoice(invoice_date_due="2026-02-15").egg_legal_warning)

    def test_missing_capital_is_named_then_printed(self):
        """BEY-11: a company without capital: the mention is named at validation; when filled in, it is printed."""
        self.company.egg_share_capital = 0
        self.capital.level = "block"
        invoice = self.make_invoice()
        self.assertIn("Share capital", invoice.egg_legal_warning)
        with self.assertRaisesRegex(UserError, "Share capital"):
            invoice.action_post()
        self.assertEqual(invoice.state, "draft")
        self.company.egg_share_capital = 10000.0
        invoice.action_post()
        self.assertPrinted("SAS with a capital of 10,000", invoice)

    def test_a_warning_lets_through_and_is_noted(self):
        """BEY-11: with "warn" the invoice is posted and its history says what was missing."""
        self.company.egg_share_capital = 0
        self.capital.level = "warn"
        invoice = self.make_invoice(post=True)
        self.assertEqual(invoice.state, "posted")
        self.assertIn("Share capital", "".join(str(body) for body in invoice.message_ids.mapped("body")))

    def test_all_faults_are_said_at_once(self):
        """BEY-11: several invoices, several mentions: one message names them all."""
        self.company.write({"egg_share_capital": 0, "egg_register_town": False})
        (self.capital | self.env.ref("egg_billing.legal_mention_seller_register")).write({"level": "block"})
        invoices = self.make_invoice() | self.make_invoice()
        with self.assertRaises(UserError) as caught:
            invoices.action_post()
        self.assertEqual(str(caught.exception).count("Share capital"), 2)
        self.assertIn("RCS", str(caught.exception))

    def test_levels_belong_to_a_company(self):
        """BEY-11: each company has its own check list."""
        other = self.env["res.company"].create({"name": "Other"})
        self.capital.level = "block"
        self.assertEqual(self.capital.with_company(other).level, "warn")

    def test_switched_off(self):
        self.company.write({"egg_share_capital": 0, "egg_legal_guard": False})
        self.capital.level = "block"
        self.assertEqual(self.make_invoice(post=True).state, "posted")

    def test_printed_mentions_for_a_firm(self):
        """BEY-11: penalty rate, 40 EUR, early payment, SIRET, RCS, customer SIREN and nature are printed for a firm."""
        text = self.text(self.make_invoice(post=True))
        for words in ("EuropeanCentralBankplus10points", "€40", "Nodiscountforearlypayment", "SIRET73282932000074",
                      "RCSLyon732829320", "CUSTOMERSIREN732829320", "NATUREServices"):
            self.assertIn(words.lower(), text.lower())

    def test_a_private_person_reads_less(self):
        """BEY-11: no penalties nor flat fee for a private person."""
        self.customer.is_company = False
        text = self.text(self.make_invoice(post=True))
        self.assertNotIn("€40", text)

    def test_franchise(self):
        """BEY-11: article 293 B is printed when the company is exempt, and VAT charged all the same is named."""
        self.company.egg_vat_franchise = True
        self.assertIn("exempt", self.make_invoice().egg_legal_warning)
        free = self.make_invoice([{"name": "Work", "price_unit": 100.0, "tax_ids": False}])
        self.assertNotIn("exempt", free.egg_legal_warning or "")
        self.assertPrinted("article 293 B", free)

    def test_debits_only_when_opted(self):
        """BEY-11: the option for VAT on debits is printed only when the company opted, and only for services."""
        invoice = self.make_invoice(post=True)
        self.assertNotPrinted("on debits", invoice)
        self.company.egg_vat_on_debits = True
        self.assertPrinted("on debits", invoice)
        self.p1.type = self.p2.type = "consu"
        self.assertNotPrinted("on debits", self.make_invoice())

    def test_sentences_are_translated(self):
        """BEY-11: the sentences are data, in the customer's language."""
        self.env.ref("egg_billing.legal_text_fee").with_context(lang="fr_FR").text = "Indemnité forfaitaire de 40 €"
        self.customer.lang = "fr_FR"
        self.assertPrinted("Indemnité forfaitaire de 40 €", self.make_invoice())

    def test_customer_without_siren(self):
        """BEY-11: a French firm without SIREN, a European one without VAT number,
        a customer without address are named.
        """
        self.customer.write({"company_registry": False, "street": False})
        warning = self.make_invoice().egg_legal_warning
        self.assertIn("SIREN of the customer", warning)
        self.assertIn("Address of the customer", warning)
        self.customer.country_id = self.env.ref("base.de")
        self.assertIn("VAT number of the customer", self.make_invoice().egg_legal_warning)

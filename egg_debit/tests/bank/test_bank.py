from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import file_open

from ..common import FR_IBAN, IBANS, DebitCase


@tagged("post_install", "-at_install")
class TestBankAccount(DebitCase):
    def test_a_mistyped_iban_is_refused(self):
        """SEP-05: an IBAN with a wrong checksum is not saved; the message does not show the whole number."""
        with self.assertRaisesRegex(ValidationError, "check digits") as caught:
            self.make_account(acc_number="FR7630006000011234567890180")
        self.assertNotIn("30006000011234567890180", str(caught.exception))

    def test_a_wrong_french_key_is_refused(self):
        """SEP-05: right check digits, wrong clé RIB."""
        body = "30006000011234567890188"
        check = 98 - int("".join(str(int(one, 36)) for one in body + "FR00")) % 97
        with self.assertRaisesRegex(ValidationError, "clé RIB"):
            self.make_account(acc_number=f"FR{check:02d}{body}")

    def test_a_number_meant_as_an_iban_is_refused_too(self):
        """SEP-05: cut short, or with a letter for a digit: core would keep it as an ordinary account."""
        for number, reason in (("FR76 3000", "does not hold"), ("FR7O30006000011234567890189", "does not hold"),
                               ("FR763000600001123456789018", "length")):
            with self.assertRaisesRegex(ValidationError, reason):
                self.make_account(acc_number=number)

    def test_a_received_document_is_not_refused(self):
        """SEP-05: a supplier's e-invoice with a mistyped IBAN is imported whole;
        the account is an ordinary number, never debited.
        """
        journal = self.env["account.journal"].search([("type", "=", "purchase"),
                                                      ("company_id", "=", self.env.company.id)], limit=1)
        with file_open("account_edi_ubl_cii/tests/test_files/facturx_out_invoice.xml", "rb") as source:
            attachment = self.env["ir.attachment"].create({"name": "bill.xml", "raw": source.read()})
        bill = journal._create_document_from_attachment(attachment.id)
        self.assertEqual((bill.invoice_date, bill.partner_bank_id.acc_type), (date(2017, 1, 1), "bank"))
        self.assertTrue(bill.invoice_line_ids)
        with self.assertRaises(ValidationError):
            bill.partner_bank_id.acc_number = "FR76 3000"

    def test_an_account_named_by_the_bank_is_not_refused(self):
        """SEP-05: a statement line with an odd account number is reconciled as before."""
        partner = self.make_account(0).partner_id
        journal = self.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", self.env.company.id)],
                                                     limit=1)
        line = self.env["account.bank.statement.line"].create({
            "journal_id": journal.id, "payment_ref": "VIR", "amount": 10.0, "partner_id": partner.id,
            "account_number": "FR763000",
        })
        self.assertEqual(line._find_or_create_bank_account().acc_number, "FR763000")

    def test_an_account_that_is_no_iban_is_saved(self):
        """SEP-05: accounts outside SEPA are left alone."""
        self.assertEqual(self.make_account(acc_number="123456-789").acc_type, "bank")

    def test_several_accounts_of_one_customer(self):
        """SEP-10: the bank tab of a customer holds several accounts."""
        partner = self.make_account(0).partner_id
        self.make_account(1, partner=partner)
        with Form(partner) as form, form.egg_bank_ids.new() as line:
            line.acc_number = IBANS[2]
        self.assertEqual(len(partner.bank_ids), 3)

    def test_only_the_iban_is_needed(self):
        """SEP-11: an account with its IBAN alone is saved, with an advice about the rest."""
        account = self.make_account(acc_number=FR_IBAN, egg_bic=False)
        account.egg_bic = False
        self.assertIn("branch", account.egg_advice)
        self.assertEqual(account.partner_id.egg_bank_advice, f"{account.egg_advice}.")
        self.make_account(1, partner=account.partner_id)
        self.assertIn(f"…{FR_IBAN[-4:]} – ", account.partner_id.egg_bank_advice)
        account.write({"egg_bic": "psstfrpppar", "egg_domiciliation": "Lyon"})
        self.assertFalse(account.egg_advice)
        self.assertNotIn(FR_IBAN[-4:], account.partner_id.egg_bank_advice or "")
        self.assertEqual(account.egg_bic, "PSSTFRPPPAR")

    def test_the_bic_is_suggested_and_never_overwritten(self):
        """SEP-11: the bank code suggests a BIC; what was typed stays."""
        account = self.make_account(acc_number="DE89370400440532013000")
        self.assertEqual(account.egg_bic, "COBADEFFXXX")
        typed = self.make_account(1, egg_bic="DEUTDEFF500")
        typed.bank_id = self.env["res.bank"].create({"name": "Autre", "bic": "PSSTFRPPXXX"})
        self.assertEqual(typed.egg_bic, "DEUTDEFF500")
        account.acc_number = IBANS[0]
        self.assertNotEqual(account.egg_bic, "COBADEFFXXX", "a suggestion of the former number does not stay")
        typed.acc_number = IBANS[3]
        self.assertEqual(typed.egg_bic, "DEUTDEFF500")
        with self.assertRaisesRegex(ValidationError, "BIC"):
            typed.egg_bic = "ABC"

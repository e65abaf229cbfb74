import hashlib
from base64 import b64decode

from freezegun import freeze_time
from odoo import http
from odoo.tests import BaseCase, new_test_user, tagged

from ...models.signing.egg_mandate_signing import make_code
from ..common import IBAN, PDF, SignCase


@tagged("post_install", "-at_install")
class TestCodes(BaseCase):
    def test_nobody_guesses_them(self):
        """POR-01: six digits, others each time."""
        codes = [make_code() for _try in range(50)]
        self.assertTrue(all(len(code) == 6 and code.isdecimal() for code in codes), codes)
        self.assertGreater(len(set(codes)), 45)


@tagged("post_install", "-at_install")
class TestSigning(SignCase):
    def test_from_link_to_ready(self):
        """POR-01: account, text, signature, code: the mandate is ready with its PDF and the proof; the number stands
        nowhere in the history.
        """
        self.assertIn("Menuiserie Dupont", self.url_open(self.path).text)
        page = self.enter(iban=" fr76 3000 6000 0112 3456 7890 189 ")
        self.assertTrue(self.text(page, "egg_sign_bic").startswith("AGRIFRPP"))
        self.assertIn("you authorise (A) Société Test", page.text)
        self.assertIn("vous autorisez (A) Société Test", self.text(page, "egg_sign_french"))
        self.assertEqual(self.draw()["redirect_url"], self.path)
        page = self.url_open(self.path)
        self.assertIn("d…@example.com", page.text)
        self.assertNotIn("dupont@example.com", page.text)
        self.assertIn("Thank you", self.post("code", code="123 456").text)
        mandate = self.mandates()
        self.assertEqual((mandate.state, mandate.signature_town, str(mandate.signature_date), mandate.scheme),
                         ("valid", "Lyon", "2026-11-24", "CORE"))
        account = mandate.bank_account_id
        self.assertEqual((account.sanitized_acc_number, account.acc_holder_name, account.partner_id),
                         (IBAN, "Menuiserie Dupont", self.customer))
        signing = mandate.signing_id
        self.assertEqual((signing.signer_name, signing.sha256, signing.state, signing.iban),
                         ("Jean Dupont", hashlib.sha256(PDF).hexdigest(), "done", False))
        self.assertTrue(signing.ip and signing.signed_at and signing.signature)
        self.assertEqual(b64decode(mandate.scan), PDF)
        self.assertEqual(self.url_open(f"{self.path}/pdf").content, PDF)
        told = " ".join((mandate.message_ids | self.customer.message_ids).mapped("body"))
        self.assertIn(signing.sha256, told)
        self.assertNotIn(IBAN[4:], told.replace(" ", ""))

    def test_when_and_in_which_language(self):
        """POR-01: the day is that of the firm, not of the server; a language that was switched off is none."""
        self.company.partner_id.tz = "Europe/Paris"
        self.env.cr.execute("UPDATE res_partner SET lang = 'de_DE' WHERE id = %s", [self.customer.id])
        self.env.invalidate_all()
        with freeze_time("2026-11-30 23:30:00"):
            self.enter()
            self.draw()
            self.assertIn("Thank you", self.post("code", code="123456").text)
        self.assertEqual(str(self.mandates().signature_date), "2026-12-01")

    def test_mails(self):
        """POR-01: the code goes to the address on file alone; the PDF to the customer and to the firm."""
        mails = []
        self.patch(type(self.env["mail.mail"]), "send", lambda one, **_values: mails.append(
            (one.email_to, one.subject, one.body_html, one.attachment_ids.mapped("name"))))
        self.enter()
        self.draw()
        self.post("code", code="123456")
        [code, signed] = mails
        self.assertEqual(code[0], "dupont@example.com")
        self.assertIn("123456", code[2])
        self.assertNotIn(IBAN[4:], code[2])
        self.assertEqual(signed[0], "dupont@example.com, firm@example.com")
        self.assertEqual(signed[3], [f"{self.mandates().name}.pdf"])

    def test_a_prepared_mandate(self):
        """POR-01: a draft of the firm's own becomes the signed one, with the account that the customer says, told
        masked; a second signature under the link is refused.
        """
        account = self.make_account(1, partner=self.customer)
        mandate = self.make_mandate(account=account, ready=False, signature_date=False, signature_town=False,
                                    kind="one_off")
        path = self.make_path(mandate=mandate)
        self.enter(path=path)
        self.draw(path=path)
        self.post("code", path, code="123456")
        self.assertEqual((mandate.state, mandate.kind, self.mandates()), ("valid", "one_off", mandate))
        self.assertEqual(mandate.bank_account_id.sanitized_acc_number, IBAN)
        self.assertNotIn(IBAN[4:], " ".join(mandate.message_ids.mapped("body")))
        self.assertFalse(mandate.message_ids.tracking_value_ids.filtered(
            lambda one: IBAN in (one.new_value_char or "")))
        self.opener.cookies.clear()
        self.authenticate(None, None)
        self.assertIn("signed already", self.text(self.url_open(path), "egg_sign_refused"))

    def test_an_account_that_is_there(self):
        """POR-01: the customer's own account is used, an archived one again; its holder stays."""
        account = self.make_account(0, partner=self.customer, acc_holder_name="Dupont Menuiserie SARL", active=False)
        self.enter(holder="Dupont")
        self.draw()
        self.post("code", code="123456")
        self.assertEqual((self.mandates().bank_account_id, account.active, account.acc_holder_name),
                         (account, True, "Dupont Menuiserie SARL"))

    def test_where_the_link_stands(self):
        """POR-01: documents to be debited have it while no mandate can be used; others never."""
        invoice = self.make_invoice(self.customer)
        self.assertIn("/egg/mandate/", invoice._get_egg_mandate_url())
        other = self.make_invoice(self.customer, egg_payment_mode_id=False)
        self.assertEqual(other._get_egg_mandate_url(), "")
        self.make_mandate(account=self.make_account(0, partner=self.customer))
        self.assertEqual(self.make_invoice(self.customer)._get_egg_mandate_url(), "")

    def test_from_the_portal(self):
        """POR-01, POR-06: a customer who is logged in begins one from his list, and gets the PDF that he signed."""
        user = new_test_user(self.env, "sign_portal", groups="base.group_portal", partner_id=self.customer.id,
                             name="Menuiserie Dupont", email="dupont@example.com",
                             company_id=self.company.id, company_ids=[(6, 0, self.company.ids)])
        self.authenticate(user.login, user.login)
        counted = self.make_jsonrpc_request("/my/counters", {"counters": ["mandate_count"]})
        self.assertEqual(counted, {"mandate_count": 1}, "who has none finds the page on which he signs")
        self.assertIn("egg_mandate_sign", self.url_open("/my/mandates").text)
        page = self.url_open("/my/mandates/sign", data={"csrf_token": http.Request.csrf_token(self)})
        path = page.url[page.url.index("/egg/mandate/"):]
        self.assertIn("egg_sign_account", page.text)
        self.enter(path=path)
        self.draw(path=path)
        self.post("code", path, code="123456")
        mandate = self.mandates()
        self.assertEqual(mandate.state, "valid")
        self.assertEqual(self.url_open(f"/my/mandates/{mandate.id}/pdf").content, PDF)

from base64 import b64decode, b64encode
from unittest.mock import patch

from freezegun import freeze_time
from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import IBAN, SIGNATURE, SignCase


@tagged("post_install", "-at_install")
class TestRefusals(SignCase):
    def test_accounts_that_are_refused(self):
        """POR-02: a wrong number, one outside SEPA, another customer's, another name, nothing: in words, and nothing is
        kept.
        """
        self.make_account(1)
        for typed, word in (({"iban": IBAN[:-1] + "0"}, "not right"), ({"iban": "x"}, "not right"),
                            ({"iban": "BR1500000000000010932840814P2"}, "SEPA"),
                            ({"iban": "DE89370400440532013000"}, "cannot be used here"),
                            ({"iban": "FR1420041010050500013M02606"}, "cannot be used here"),
                            ({"holder": "Garage Martin"}, "not the name that we know"),
                            ({"holder": " "}, "Please enter"), ({"town": ""}, "Please enter")):
            page = self.enter(**typed)
            self.assertIn(word, self.problem(page), typed)
            self.assertEqual(page.status_code, 422)
        self.assertFalse(self.env["egg.mandate.signing"].search([("partner_id", "=", self.customer.id)]))
        self.assertFalse(self.customer.bank_ids)

    def test_fifty_tries(self):
        """POR-02: after ten refused accounts no other is looked at, a right one neither; tomorrow one is."""
        for number in range(50):
            page = self.enter(iban=f"FR76{number:023d}")
        self.assertIn("too many tries", self.problem(page))
        self.assertIn("too many tries", self.problem(self.enter()))
        self.assertEqual(self.env["egg.mandate.try"].search_count([("partner_id", "=", self.customer.id)]), 10)
        other = self.env["res.partner"].create({"name": "Garage Martin", "email": "martin@example.com"})
        self.assertFalse(self.problem(self.enter(holder="Martin", path=self.make_path(other))))
        self.env.cr.execute("UPDATE egg_mandate_try SET create_date = create_date - interval '25 hours'")
        self.assertFalse(self.problem(self.enter()))

    def test_right_accounts_count_too(self):
        """POR-02: whoever looks for accounts that the firm knows has ten tries, whatever they are; a mail server that
        is down takes none of the codes away.
        """
        pages = [self.enter() for _try in range(11)]
        self.assertEqual([bool(self.problem(page)) for page in pages], [False] * 10 + [True])
        other = self.env["res.partner"].create({"name": "Garage Martin", "email": "martin@example.com"})
        path = self.make_path(other)
        self.enter(holder="Garage Martin", path=path)
        with patch.object(type(self.env["mail.mail"]), "send", lambda mails, *_args, **_kw: mails.write(
                {"state": "exception"})):
            for _try in range(6):
                self.assertIn("could not be sent", self.draw(path=path)["error"])
        self.assertNotIn("error", self.draw(path=path))

    def test_who_the_holder_is_and_where_the_code_goes(self):
        """POR-02, POR-06: a contact and an address that the customer enters in the portal make no holder known, and
        get no code.
        """
        user = new_test_user(self.env, "dupont@login.example", groups="base.group_portal", partner_id=self.customer.id)
        self.customer.email = "other@example.com"
        self.assertEqual(self.customer._get_egg_sign_address(), "dupont@login.example")
        self.env["res.partner"].with_user(user).sudo().create({"name": "Mallory Evil", "parent_id": self.customer.id})
        self.assertIn("not the name that we know", self.problem(self.enter(holder="Mallory Evil")))
        self.env["res.partner"].create({"name": "Luc Legrand", "parent_id": self.customer.id})
        self.assertFalse(self.problem(self.enter(holder="Luc Legrand")))
        self.assertEqual(self.url_open(self.path + "*").status_code, 404)

    def rename(self, contact, name):
        """As the portal's form of an account or an address sends it; return what the server answers."""
        with mute_logger("odoo.http"):
            answer = self.url_open("/my/address/submit", data={
                "csrf_token": http.Request.csrf_token(self), "partner_id": contact.id, "name": name,
                "address_type": "billing", "email": "x@example.com", "phone": "0102030405", "street": "1 rue X",
                "city": "Lyon", "zip": "69001", "country_id": self.env.ref("base.fr").id})
        self.assertEqual(contact.name, name, answer.text)

    def test_a_customer_who_renames_himself(self):
        """POR-02, POR-06: the name that a customer gives himself, or an address that the firm entered, makes no holder
        known, nor the account that Odoo renames with it; the firm's own change does.
        """
        luc, shop, bare = self.env["res.partner"].create([
            {"name": "Luc Legrand", "parent_id": self.customer.id, "email": "luc@example.com"},
            {"name": "Shop Legrand", "type": "invoice", "parent_id": self.customer.id},
            {"type": "delivery", "parent_id": self.customer.id}])
        account = self.make_account(0, partner=self.customer)
        new_test_user(self.env, "luc@login.example", groups="base.group_portal", partner_id=luc.id, name=luc.name)
        new_test_user(self.env, "firm@login.example", groups="base.group_portal", partner_id=self.customer.id,
                      name=self.customer.name)
        for login, contact in (("luc@login.example", luc), ("luc@login.example", shop), ("luc@login.example", bare),
                               ("firm@login.example", self.customer)):
            self.authenticate(login, login)
            self.rename(contact, "Mallory Evil")
            self.rename(contact, "Mallory Evil Two")
            for number in (IBAN, account.acc_number):
                self.authenticate(None, None)
                self.assertIn("not the name that we know", self.problem(self.enter(number, "Mallory Evil")), contact)
        self.assertEqual((luc.egg_known_name, bare.egg_known_name, account.acc_holder_name),
                         ("Luc Legrand", "-", "Menuiserie Dupont"))
        self.env["egg.mandate.try"].sudo().search([]).unlink()
        self.assertFalse(self.problem(self.enter(holder="Luc Legrand")))
        reader = new_test_user(self.env, "reader-sign", groups="base.group_user,base.group_partner_manager")
        with self.assertRaises(AccessError):
            shop.with_user(reader).action_egg_know_name()
        shop.action_egg_know_name()
        self.assertFalse(self.problem(self.enter(holder="Mallory Evil Two")))
        luc.name = "Mallory Evil"
        self.assertFalse(luc.egg_known_name)
        self.assertFalse(self.problem(self.enter(holder="Mallory Evil")))

    def test_codes_that_are_refused(self):
        """POR-02: five wrong ones and the code is void, the right one too; a new one is sent five times a day; an old
        one is refused.
        """
        self.enter()
        self.draw()
        for code in ("000000", "", "x", "1234567890"):
            self.assertIn("not the code", self.problem(self.post("code", code=code)))
        self.assertIn("too often", self.problem(self.post("code", code="111111")))
        self.assertIn("too often", self.problem(self.post("code", code="123456")))
        signing = self.env["egg.mandate.signing"].search([], limit=1)
        self.assertNotIn("123456", signing.sudo().code_hash)
        self.assertFalse(self.problem(self.post("again")))
        signing.sudo().code_until = "2026-11-24 09:00:00"
        self.assertIn("too old", self.problem(self.post("code", code="123456")))
        pages = [self.post("again") for _try in range(4)]
        self.assertEqual([bool(self.problem(page)) for page in pages], [False, False, False, True])
        self.assertFalse(self.mandates())
        self.assertFalse(self.problem(self.post("code", code="123456")))
        self.assertEqual(self.mandates().state, "valid")

    def test_signatures_that_are_refused(self):
        """POR-02: no name, nothing drawn, something that is no picture; no signature without an account."""
        self.assertIn("error", self.draw())
        self.enter()
        for values in ({"name": " "}, {"signature": ""}, {"signature": "x"}, {"signature": "PGI+"},
                       {"signature": SIGNATURE + "A" * 800000}, {"name": 3}, {"name": "."}, {"name": "\u3164"},
                       {"signature": None}):
            self.assertIn("error", self.draw(**values), values)
        broken = b64encode(b64decode(SIGNATURE)[:8]).decode()
        self.assertIn("error", self.draw(signature=broken), "it begins as a picture and is none")
        self.assertIn("egg_sign_facts", self.post("code", code="123456").text)
        self.assertFalse(self.mandates())

    def test_sent_twice_by_one_window(self):
        """POR-02: what is signed twice sends one code, which stays good; signed to the end, each says thanks."""
        self.enter()
        for _time in range(2):
            self.assertIn("redirect_url", self.draw())
        tries = self.env["egg.mandate.try"].search([("partner_id", "=", self.customer.id), ("kind", "=", "mail")])
        self.assertEqual(len(tries), 1)
        for _time in range(3):
            self.assertIn("Thank you", self.post("code", code="123456").text)
        self.assertIn("signed already", self.draw()["error"])
        self.assertEqual((len(self.mandates()), self.mandates().signing_id.state), (1, "done"))

    def test_links_that_open_nothing(self):
        """POR-02: cut off, changed, old, of somebody who has left or has no address: a sentence and no form."""
        for bad in (self.path[:-3], self.path[:-20] + "A" * 20, "/egg/mandate/x", "/egg/mandate/" + "A" * 500,
                    "/egg/mandate/é"):
            answer = self.url_open(bad)
            self.assertEqual(answer.status_code, 404, bad)
            self.assertNotIn("egg_sign_account", answer.text)
        with freeze_time("2027-02-23 10:00:00"):
            self.assertIn("no longer valid", self.text(self.url_open(self.path), "egg_sign_refused"))
            self.assertEqual(self.enter().status_code, 410)
        contact = self.env["res.partner"].create({
            "name": "Jean", "parent_id": self.customer.id, "email": "jean@example.com", "lang": "en_US"})
        path = self.make_path(contact)
        self.assertEqual(self.url_open(path).status_code, 200)
        contact.active = False  # he has left the customer
        self.assertIn("No mandate can be signed", self.text(self.url_open(path), "egg_sign_refused"))
        self.assertEqual(self.enter(path=path).status_code, 410)
        self.customer.email = False
        self.assertEqual(self.url_open(self.path).status_code, 410)

    def test_another_customer(self):
        """POR-02, POR-06: who is logged in for another firm, and another browser, see nothing of what was typed."""
        self.enter()
        self.opener.cookies.clear()
        self.authenticate(None, None)
        self.assertNotIn(IBAN, self.url_open(self.path).text)
        self.assertIn("error", self.draw())
        self.assertEqual(self.url_open(f"{self.path}/pdf").status_code, 404)
        martin = self.env["res.partner"].create({"name": "Garage Martin", "email": "martin@example.com"})
        user = new_test_user(self.env, "sign_martin", groups="base.group_portal", partner_id=martin.id)
        self.authenticate(user.login, user.login)
        answer = self.url_open(self.path)
        self.assertEqual(answer.status_code, 403)
        self.assertIn("another customer", self.text(answer, "egg_sign_refused"))

    def test_who_sends_and_reads(self):
        """POR-06: billing sends the link and reads the proof; who is internal does neither; nobody writes it."""
        billing = new_test_user(self.env, "sign_billing",
                                groups="account.group_account_invoice,base.group_partner_manager")
        internal = new_test_user(self.env, "sign_internal", groups="base.group_user")
        action = self.customer.with_user(billing).action_egg_sign_online()
        self.assertEqual(action["context"]["default_res_ids"], self.customer.ids)
        with self.assertRaises(AccessError):
            self.customer.with_user(internal).action_egg_sign_online()
        self.enter()
        signing = self.env["egg.mandate.signing"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(signing.with_user(billing).holder, "Menuiserie Dupont")
        for field in ("iban", "code_hash"):
            signing.invalidate_recordset()
            with self.assertRaises(AccessError):
                signing.with_user(billing).read([field])
        for user, values in ((billing, {"state": "done"}), (internal, {"state": "done"})):
            with self.assertRaises(AccessError), mute_logger("odoo.models"):
                signing.with_user(user).write(values)
        self.company.egg_debit_creditor_identifier = False
        with self.assertRaisesRegex(UserError, "creditor identifier"):
            self.customer.with_user(billing).action_egg_sign_online()

from itertools import product
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from psycopg2 import IntegrityError

from ..common import StripeCase

IBAN = "FR7630006000011234567890189"
GATEWAY_LOG = "odoo.addons.egg_stripe.gateway.stripe_gateway"


@tagged("post_install", "-at_install")
class TestStripeAccount(StripeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Client", "is_company": True,
                                                     "email": "client@example.com"})

    def make_row(self, **values):
        return self.env["egg.stripe.account"].create(
            {"partner_id": self.partner.id, "iban": IBAN, "email": "client@example.com",
             "mandate_date": "2026-11-01"} | values)

    def test_success_shows_the_ids(self):
        """STR-10, STR-11: the saved row goes to Stripe; customer,
        account and mandate ids come back and make a token.
        """
        account = self.make_row(iban="FR76 3000 6000 0112 3456 7890 189", mandate_ref="M-42")
        account.action_declare()
        self.assertEqual((account.state, account.error), ("ready", False))
        self.assertIn(account.customer_ref, self.fake.customers)
        self.assertEqual(self.fake.methods[account.method_ref]["iban"], IBAN)
        self.assertTrue(account.stripe_mandate.startswith("mandate_"))
        token = account.token_id
        self.assertEqual((token.provider_ref, token.stripe_payment_method, token.stripe_mandate, token.payment_details,
                          token.partner_id),
                         (account.customer_ref, account.method_ref, account.stripe_mandate, "0189", self.partner))
        self.assertEqual(self.partner.egg_stripe_account_count, 1)

    def test_mandate_goes_along(self):
        """STR-14: reference and date of the signed mandate are required, kept,
        and told to Stripe as an acceptance on paper.
        """
        account = self.make_row(mandate_ref="M-43", mandate_date="2026-10-05")
        account.action_declare()
        setup = next(iter(self.fake.setups.values()))
        self.assertEqual(setup["accepted"]["type"], "offline")
        self.assertEqual(int(setup["accepted"]["accepted_at"]), 1791158400)
        self.assertEqual((account.mandate_ref, str(account.mandate_date)), ("M-43", "2026-10-05"))
        with self.assertRaises(IntegrityError), self.env.cr.savepoint(), patch("odoo.sql_db._logger.error"):
            self.make_row(iban="DE89370400440532013000", mandate_date=False)
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self.make_row(iban="DE89370400440532013000", mandate_date="2027-01-01")

    def test_failure_says_why_and_can_be_tried_again(self):
        """STR-12: a bad IBAN leaves the row without ids and tells why; corrected, it is declared."""
        account = self.make_row(iban="FR7630006000011234567890188")
        account.action_declare()
        self.assertEqual((account.state, account.method_ref, account.token_id.id), ("failed", False, False))
        self.assertEqual(account.error, "The check digits of the IBAN are wrong: check what you typed.")
        self.assertEqual(self.fake.calls, [], "a number that is wrong for sure is not sent")
        account.iban = IBAN
        account.action_declare()
        self.assertEqual((account.state, account.error), ("ready", False))

    def test_refusal_of_stripe_is_told(self):
        """STR-12: what Stripe refuses is told in words, and the next try is a new call."""
        with patch.object(self.fake, "methods", {}), patch.object(self.fake, "customers",
                                                                  {}), self.assertLogs(GATEWAY_LOG, "WARNING") as logs:
            with patch("odoo.addons.egg_stripe.tests.stripe_fake._is_iban", return_value=False):
                account = self.make_row()
                account.action_declare()
        self.assertEqual((account.state, account.error), ("failed", "The account number is wrong: check the IBAN."))
        self.assertNotIn("30006", "".join(logs.output))
        account.action_declare()
        self.assertEqual(account.state, "ready")

    def test_lost_answer_makes_nothing_twice(self):
        """STR-10: Stripe made everything but its answer was lost:
        pressing again finds the same customer, account and mandate.
        """
        account = self.make_row()
        self.fake.fault = lambda call: "lost after" if call.path.endswith("setup_intents") else ""
        with self.assertLogs(GATEWAY_LOG, "WARNING"):
            account.action_declare()
        self.assertEqual(account.state, "draft")
        self.assertIn("does not answer", account.error)
        self.fake.fault = None
        account.action_declare()
        self.assertEqual(account.state, "ready")
        self.assertEqual((len(self.fake.customers), len(self.fake.methods), len(self.fake.setups)), (1, 1, 1))

    def test_fault_of_stripes_servers_is_no_answer_for_ever(self):
        """STR-10: Stripe repeats the error of its servers under the same key: pressing again is another call, and
        what the first try made is taken, not made twice.
        """
        for path in ("customers", "payment_methods", "setup_intents"):
            for kind in ("500 before", "500 after", "lost after"):
                with self.subTest(path=path, kind=kind):
                    partner = self.env["res.partner"].create({"name": f"{path} {kind}"})
                    account = self.make_row(partner_id=partner.id)
                    before = len(self.fake.customers), len(self.fake.setups)
                    self.fake.fault = lambda call, path=path, kind=kind: kind if call.path.endswith(path) and \
                        call.method == "POST" else ""
                    with self.assertLogs(GATEWAY_LOG, "WARNING"):
                        account.action_declare()
                    self.assertEqual(account.state, "draft")
                    self.fake.fault = None
                    account.action_declare()
                    self.assertEqual((account.state, account.error), ("ready", False))
                    after = len(self.fake.customers), len(self.fake.setups)
                    self.assertEqual(after, (before[0] + 1, before[1] + 1))
                    setup = self.fake.setups[list(self.fake.setups)[-1]]
                    self.assertEqual((account.customer_ref, account.method_ref, account.stripe_mandate),
                                     (setup["customer"], setup["payment_method"], setup["mandate"]))

    def test_button_counts_declared_accounts(self):
        """STR-08, STR-09: two declared accounts give (2); a refused one does not count, another company's neither."""
        self.make_row().action_declare()
        self.make_row(iban="DE89370400440532013000").action_declare()
        self.make_row(iban="FR0000000000000000000000000").action_declare()
        contact = self.env["res.partner"].create({"name": "Zoé", "parent_id": self.partner.id})
        self.assertEqual((self.partner.egg_stripe_account_count, contact.egg_stripe_account_count), (2, 2))
        self.assertEqual(len(self.fake.customers), 1, "two accounts of one customer belong to one customer at Stripe")
        action = contact.action_egg_stripe_accounts()
        self.assertEqual(self.env["egg.stripe.account"].search_count(action["domain"]), 3)
        other = self.env["res.company"].create({"name": "Autre"})
        self.env.user.company_ids |= other
        self.assertEqual(self.partner.with_company(other).egg_stripe_account_count, 0)

    def test_row_begins_with_what_is_known(self):
        """STR-10: the e-mail and the IBAN of the customer's form are proposed; the same account is not taken twice."""
        self.make_account(0, partner=self.partner)
        row = self.env["egg.stripe.account"].with_context(default_partner_id=self.partner.id).default_get(
            ["iban", "email", "mandate_ref"])
        self.assertEqual((row["iban"], row["email"]), (IBAN, "client@example.com"))
        self.assertTrue(row["mandate_ref"].startswith("STR-"))
        self.make_row()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint(), patch("odoo.sql_db._logger.error"):
            self.make_row()

    def test_what_was_declared_cannot_change(self):
        """STR-14: IBAN and mandate of a declared account are frozen; archived, it cannot be debited any more."""
        account = self.make_row()
        account.action_declare()
        token = account.token_id
        for values in ({"iban": "DE89370400440532013000"}, {"mandate_date": "2026-11-02"}, {"email": "x@y.fr"}):
            with self.assertRaisesRegex(UserError, "cannot change"):
                account.write(values)
        account.write({"iban": IBAN, "sequence": 3})
        with self.assertRaises(UserError):
            account.unlink()
        account.active = False
        self.assertFalse(token.active)
        self.assertFalse(account.token_id)

    def test_the_form_closes_what_was_signed(self):
        """STR-14: the form offers no change of what the write would refuse: an account declared once, or debited."""
        fresh, declared = self.make_row(), self.link(1)
        debited = self.link(2)
        self.debit(self.make_invoice(debited.partner_id))
        debited.sudo().write({"token_id": False, "stripe_mandate": False})
        accounts = fresh + declared + debited
        accounts.invalidate_recordset(["is_signed"])
        self.assertEqual(accounts.mapped("is_signed"), [False, True, True])
        with Form(fresh) as form:
            form.email = "other@example.com"
        for account, name in product(declared + debited, ("iban", "email", "holder", "mandate_ref")):
            with self.subTest(name), self.assertRaisesRegex(AssertionError, "readonly"):
                setattr(Form(account), name, "x")

    def test_other_mode_needs_new_declarations(self):
        """STR-04: accounts declared with test keys are unknown to the live account: they must be declared again."""
        account = self.make_row()
        account.action_declare()
        self.provider._set_egg_stripe_keys(stripe_secret_key="sk_live_000000000",
                                           stripe_publishable_key="pk_live_000000000")
        self.assertEqual((account.state, account.method_ref), ("draft", False))
        self.assertEqual(self.provider.state, "enabled")

    def test_customers_do_not_choose_declared_accounts(self):
        """STR-10: an account declared by the company is not offered on payment pages."""
        account = self.make_row()
        account.action_declare()
        offered = self.env["payment.token"].sudo()._get_available_tokens(self.provider.ids, self.partner.id)
        self.assertNotIn(account.token_id, offered)
        self.assertIn(account.token_id, self.env["payment.token"].sudo().search([("partner_id", "=", self.partner.id)]))

    def test_rights(self):
        """STR-13: sales users and the other company's accountants see nothing;
        a reader reads; a billing user declares.
        """
        account = self.make_row()
        sales = self.make_user("sales", "base.group_user")
        other = self.make_user("other", "base.group_user", "account.group_account_invoice",
                               company=self.env["res.company"].create({"name": "Autre"}))
        reader = self.make_user("reader", "base.group_user", "account.group_account_readonly")
        billing = self.make_user("billing", "base.group_user", "account.group_account_invoice")
        for user in (sales, other):
            with self.assertRaises(AccessError):
                account.with_user(user).read(["iban"])
        with self.assertRaises(AccessError):
            self.partner.with_user(sales).read(["egg_stripe_account_count"])
        self.assertEqual(account.with_user(reader).iban, IBAN)
        with self.assertRaises(AccessError):
            account.with_user(reader).action_declare()
        account.with_user(billing).action_declare()
        self.assertEqual(account.state, "ready")

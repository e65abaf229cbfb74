from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import PUBLISHABLE, StripeCase
from ..stripe_fake import GOOD_KEY, SECRET


@tagged("post_install", "-at_install")
class TestStripeSettings(StripeCase):
    def settings(self, **values):
        return self.env["res.config.settings"].create(values)

    def test_right_key_is_told_and_nothing_is_saved(self):
        """STR-07: TEST says who is connected and whether SEPA debits are enabled; it saves nothing."""
        self.provider.write({"state": "disabled", "stripe_secret_key": False, "stripe_publishable_key": False})
        settings = self.settings(egg_stripe_secret_key=f" {GOOD_KEY}\n", egg_stripe_publishable_key=PUBLISHABLE)
        told = settings.action_egg_stripe_test()["params"]
        self.assertEqual((told["type"], told["message"]),
                         ("success", "Connected: Ma Boutique. SEPA debits are enabled."))
        self.assertFalse(self.provider.stripe_secret_key)
        self.assertEqual(self.provider.state, "disabled")
        self.fake.sepa_active = False
        told = settings.action_egg_stripe_test()["params"]
        self.assertEqual(told["type"], "warning")
        self.assertIn("not enabled", told["message"])

    def test_wrong_key_gets_stripes_message(self):
        """STR-07, SCR-19: when the key is wrong a sentence in the user's language before Stripe's own words; a plain
        sentence when it does not answer.
        """
        with self.assertLogs("odoo.addons.egg_stripe.gateway.stripe_gateway", "WARNING") as logs:
            told = self.settings(egg_stripe_secret_key="sk_test_wrongwrong").action_egg_stripe_test()["params"]
        self.assertEqual(told["type"], "danger")
        self.assertIn("Invalid API Key provided", told["message"])
        self.assertTrue(told["message"].startswith("Stripe does not know this secret key"))
        self.assertNotIn("wrongwrong", "".join(logs.output))
        self.assertEqual(self.provider.stripe_secret_key, GOOD_KEY)
        self.fake.fault = lambda _call: "lost before"
        with self.assertLogs("odoo.addons.egg_stripe.gateway.stripe_gateway", "WARNING"):
            told = self.settings().action_egg_stripe_test()["params"]
        self.assertEqual(told["message"], "Stripe does not answer. Please try again in a few minutes.")

    def test_a_new_key_is_used_at_once(self):
        """STR-03, STR-04, STR-06: both keys are fields; a new secret key replaces the revoked one for the next call."""
        self.fake.keys = {"sk_test_new0000000000"}
        settings = self.settings(egg_stripe_secret_key="sk_test_new0000000000")
        self.assertEqual(settings.egg_stripe_secret_hint, f"sk_test_…{GOOD_KEY[-4:]}")
        settings.set_values()
        self.assertEqual(self.provider.stripe_secret_key, "sk_test_new0000000000")
        self.assertEqual(self.provider.stripe_publishable_key, PUBLISHABLE)
        self.assertEqual(self.provider._get_egg_stripe_gateway().call("balance.retrieve")["object"], "balance")
        self.assertFalse(settings.egg_stripe_secret_key, "what was typed stays in the table of the form")
        self.env.flush_all()
        self.env.cr.execute("SELECT count(*) FROM res_config_settings WHERE egg_stripe_secret_key IS NOT NULL")
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_the_kept_secret_is_never_sent_to_the_screen(self):
        """STR-13: the fields of the secrets are empty, only a hint tells what is kept."""
        values = self.settings().read()[0]
        self.assertFalse(values["egg_stripe_secret_key"] or values["egg_stripe_webhook_secret"])
        self.assertNotIn(GOOD_KEY, str(values))
        self.assertNotIn(SECRET, str(values))

    def test_keys_of_two_companies(self):
        """STR-05: each company has its own keys; a company without a provider gets one."""
        other = self.env["res.company"].create({"name": "Autre"})
        self.env.user.company_ids |= other
        other._get_egg_stripe_provider().sudo().unlink()
        self.assertFalse(other._get_egg_stripe_provider())
        self.env["res.config.settings"].with_company(other).create({
            "egg_stripe_secret_key": "sk_live_other0000",
            "egg_stripe_publishable_key": "pk_live_other0000"}).set_values()
        provider = other._get_egg_stripe_provider().sudo()
        self.assertEqual((provider.stripe_secret_key, provider.state), ("sk_live_other0000", "enabled"))
        self.assertEqual((self.provider.stripe_secret_key, self.provider.state), (GOOD_KEY, "test"))
        self.assertFalse(provider.is_published, "its payment methods must not show up on the web site")

    def test_wrong_kinds_of_keys_are_refused(self):
        """STR-06: a publishable key in the secret field, or a live key beside a test key: told, and nothing is kept."""
        for values, words in (({"egg_stripe_secret_key": PUBLISHABLE}, "secret key of Stripe"),
                              ({"egg_stripe_publishable_key": "sk_test_xxx"}, "publishable key of Stripe"),
                              ({"egg_stripe_webhook_secret": "abc"}, "webhook secret of Stripe"),
                              ({"egg_stripe_secret_key": "sk_live_xxx"}, "copy both from the same screen")):
            with self.assertRaisesRegex(UserError, words):
                self.settings(**values).set_values()
        self.assertEqual(self.provider.stripe_secret_key, GOOD_KEY)

    def test_secrets_are_refused_to_ordinary_users(self):
        """STR-13: a sales user and an accountant can neither read nor export nor search the secrets."""
        groups = ("base.group_user", "sales_team.group_sale_manager"), ("base.group_user",
                                                                        "account.group_account_manager")
        for number, names in enumerate(groups):
            user = self.make_user(f"curious{number}",
                                  *(name for name in names if self.env.ref(name, raise_if_not_found=False)))
            provider = self.provider.with_user(user)
            with self.assertRaises(AccessError):
                provider.read(["stripe_secret_key"])
            with self.assertRaises(UserError):
                provider.export_data(["stripe_webhook_secret"])
            with self.assertRaises(AccessError):
                provider.search([("stripe_secret_key", "like", "sk_")])
            with self.assertRaises(AccessError):
                self.env["res.config.settings"].with_user(user).create({}).read(["egg_stripe_secret_key"])
            with self.assertRaises(AccessError):
                self.env["res.config.settings"].with_user(user).create({}).action_egg_stripe_test()

    def test_set_up_list_tells_what_is_missing(self):
        """STR-03: the check list has a line for Stripe."""
        self.assertTrue(self.company._find_egg_setup_stripe().is_done)
        self.provider.write({"state": "disabled", "stripe_webhook_secret": False, "stripe_secret_key": False})
        check = self.company._find_egg_setup_stripe()
        self.assertEqual(len(check.missing), 2)
        self.assertTrue(check.optional)

    def test_help_shows_the_steps(self):
        """STR-02: the settings tell how to open the account and where the keys are."""
        arch = self.env["res.config.settings"].get_view(view_type="form")["arch"]
        for words in ("dashboard.stripe.com/register", "shown once only", "SEPA Direct Debit"):
            self.assertIn(words, arch)

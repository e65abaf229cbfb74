from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from ...core.setup_check import SetupCheck, progress


@tagged("post_install", "-at_install")
class TestSetupCheck(TransactionCase):
    def _check(self, action):
        return next(check for check in self.env.company._get_egg_setup_checks() if check.action == action)

    def test_progress_counts_what_everybody_needs(self):
        """QLT-02: optional lines do not count; a line is done when nothing is missing."""
        checks = [SetupCheck("a", (), "x"), SetupCheck("b", ("gap",), "x"),
                  SetupCheck("c", ("gap",), "x", optional=True)]
        self.assertEqual(progress(checks), (1, 2))

    def test_identity_names_what_is_missing(self):
        """BEY-11: a French company without capital reads it in the list; filled in, it is gone."""
        company = self.env.company
        company.write({"egg_company_form": "company", "egg_share_capital": 0})
        name = self.env["egg.legal.mention"]._get_levels(company)["seller_capital"][1]
        self.assertIn(name, self._check("base.action_res_company_form").missing)
        company.egg_share_capital = 10000
        self.assertNotIn(name, self._check("base.action_res_company_form").missing)

    def test_a_line_opens_the_record_at_what_is_missing(self):
        """SCR-16: the company's form at its first gap, the company's address before the server."""
        company = self.env.company
        company.write({"egg_company_form": "company", "egg_share_capital": 0, "email": False})
        lines = {check.name: check for check in company._get_egg_setup_checks()}
        identity, mail = lines["Company: identity and logo"], lines["E-mail"]
        self.assertEqual((identity.record, mail.action, mail.record, mail.field),
                         (company.id, "base.action_res_company_form", company.id, "email"))
        self.assertIn(f'data-record="{company.id}"', company._render_egg_setup_checklist())

    def test_accountants_have_the_list_too(self):
        """SCR-16: on a screen of its own, with links to what they may fill in; others have none."""
        accountant = new_test_user(self.env, "counts", "account.group_account_manager")
        shown = self.env["egg.setup.list"].with_user(accountant).create({}).checklist
        self.assertIn('data-action="egg_billing.egg_payment_condition_action"', shown)
        self.assertNotIn('data-action="base.action_ir_mail_server_list"', shown)
        self.assertIn("by an administrator", shown)
        clerk = new_test_user(self.env, "clerk", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.env["egg.setup.list"].with_user(clerk).create({})

    def test_mail_and_terms(self):
        """CGV-01: e-mail address and general terms are missing until they are there."""
        company = self.env.company
        company.email = False
        self.env["egg.condition.text"].search([("is_default", "=", True)]).is_default = False
        mail = next(check for check in company._get_egg_setup_checks() if check.name == "E-mail")
        self.assertIn("The company has no e-mail address.", mail.missing)
        self.assertFalse(self._check("egg_billing.egg_condition_text_action").is_done)
        company.email = "contact@egg.example"
        self.env["ir.mail_server"].create({"name": "Sink", "smtp_host": "localhost"})
        self.env["egg.condition.text"].create({"name": "Terms", "body": "<p>Pay.</p>", "is_default": True,
                                               "company_id": company.id})
        self.assertTrue(self._check("base.action_ir_mail_server_list").is_done)
        self.assertTrue(self._check("egg_billing.egg_condition_text_action").is_done)

    def test_settings_show_the_list_in_french(self):
        """QLT-02: each line is in the settings with a link to the screen that exists, in the user's language."""
        settings = self.env["res.config.settings"].create({})
        for check in self.env.company._get_egg_setup_checks():
            if not check.action:
                continue  # decided on the same page
            self.assertTrue(self.env.ref(check.action), check.name)
            self.assertIn(f"/odoo/action-{check.action}", settings.egg_setup_checklist)
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self.env["res.config.settings"].with_context(lang="fr_FR").create({}).egg_setup_checklist
        self.assertIn("Conditions de règlement", french)
        self.assertNotIn("to do", french)

from lxml import etree
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import SQL


@tagged("post_install", "-at_install")
class TestCompanyRules(TransactionCase):
    """What takes something away is on where nobody worked yet, and proposed to firms that did."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.france, cls.belgium = cls.env.ref("base.fr"), cls.env.ref("base.be")
        cls.rules = cls.company._get_egg_rules()
        cls.env["account.move"].search([("state", "=", "posted")]).filtered("egg_is_locked")

    def _switch_off(self, company):
        settings = SQL(", ").join(SQL("%s = FALSE", SQL.identifier(name)) for name in self.rules)
        self.env.cr.execute(SQL("UPDATE res_company SET egg_kept_rules = NULL, %s WHERE id = %s", settings, company.id))
        company.invalidate_recordset()

    def _init(self, company) -> dict:
        """The columns of the rules as an installation fills them, for this company."""
        self.env.flush_all()
        self._switch_off(company)
        for name in self.rules:
            self.env["res.company"]._init_column(name)
        company.invalidate_recordset()
        return {name: company[name] for name in self.rules}

    def _work(self, company):
        """An issued invoice."""
        move = self.env["account.move"].with_company(company).create({
            "move_type": "out_invoice", "partner_id": self.env["res.partner"].create({"name": "Client"}).id,
            "invoice_date": "2026-01-15",
            "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 100.0, "tax_ids": [Command.clear()]})],
        })
        move.action_post()
        return move

    def test_installed_on_a_new_database(self):
        """PRO-02: a French company without documents has every rule; a Belgian one those that are not of French law."""
        self.company.partner_id.country_id = self.france
        self.assertEqual(self._init(self.company), dict.fromkeys(self.rules, True))
        self.company.partner_id.country_id = self.belgium
        self.assertEqual(self._init(self.company), {name: not by_law for name, by_law in self.rules.items()})

    def test_installed_where_people_worked(self):
        """PRO-02: a company with issued invoices keeps its habits until it accepts;
        each rule is a step that says what changes.
        """
        self.company.partner_id.country_id = self.france
        self._work(self.company)
        self.assertEqual(self._init(self.company), dict.fromkeys(self.rules, False))
        steps = {check.name: check for check in self.company._get_egg_setup_checks()}
        for name in self.rules:
            description = self.company.fields_get([name])[name]
            self.assertEqual(steps[description["string"]].missing, (description["help"],))
            self.assertFalse(steps[description["string"]].is_done)

    def test_a_draft_is_not_work(self):
        """PRO-02: a draft invoice does not make a database one in use."""
        self.company.partner_id.country_id = self.france
        self.company.egg_lock_issued = False
        self._work(self.company).button_draft()
        self.assertEqual(self._init(self.company), dict.fromkeys(self.rules, True))

    def test_accepted_or_refused_with_one_click(self):
        """PRO-02: “Accept” switches the rule on, “Keep as it was” settles the step for good;
        a rule switched off later stays settled.
        """
        self._work(self.company)
        self._init(self.company)
        settings = self.env["res.config.settings"].create({})
        settings.with_context(egg_rule="egg_lock_issued").action_egg_accept_rule()
        settings.with_context(egg_rule="egg_print_enabled").action_egg_keep_habit()
        self.assertEqual((self.company.egg_lock_issued, self.company.egg_print_enabled), (True, False))
        open_rules = self.company._get_egg_open_rules()
        self.assertNotIn("egg_lock_issued", open_rules)
        self.assertNotIn("egg_print_enabled", open_rules)
        label = self.company.fields_get(["egg_print_enabled"])["egg_print_enabled"]["string"]
        step = next(check for check in self.company._get_egg_setup_checks() if check.name == label)
        self.assertEqual((step.is_done, step.note), (True, "kept as it was"))
        self.assertIn("kept as it was", self.env["res.config.settings"].create({}).egg_setup_checklist)
        self.company.egg_lock_issued = False
        self.assertNotIn("egg_lock_issued", self.company._get_egg_open_rules())
        self.company.egg_print_enabled = True
        self.assertTrue(self.company.egg_print_enabled)

    def test_only_a_rule_is_switched(self):
        """SEC-07: the buttons switch rules of the settings and nothing else, for those who may open the settings."""
        settings = self.env["res.config.settings"].create({})
        with self.assertRaises(AccessError):
            settings.with_context(egg_rule="active").action_egg_accept_rule()
        accountant = new_test_user(self.env, "rules", "account.group_account_manager")
        for action in ("action_egg_accept_rule", "action_egg_keep_habit"):
            with self.assertRaises(AccessError):
                getattr(settings.with_user(accountant).with_context(egg_rule="egg_lock_issued"), action)()

    def test_new_companies(self):
        """PRO-02: a new French company has every rule; another takes the choices of its maker's company,
        French law apart; a branch its
        parent's."""
        self.company.write(dict.fromkeys(self.rules, False))
        self.company.egg_frozen_header = True
        french, belgian, branch = self.env["res.company"].create([
            {"name": "FR", "country_id": self.france.id}, {"name": "BE", "country_id": self.belgium.id},
            {"name": "Branch", "parent_id": self.company.id, "country_id": self.france.id},
        ])
        self.assertEqual({name: french[name] for name in self.rules}, dict.fromkeys(self.rules, True))
        for company in (belgian, branch):
            self.assertEqual([name for name in self.rules if company[name]], ["egg_frozen_header"])

    def test_a_company_becomes_french(self):
        """PRO-02: France chosen before the first document brings the rules; chosen after it changes nothing."""
        self._switch_off(self.company)
        new = self.env["res.company"].create({"name": "New"})
        self.assertFalse(new.egg_lock_issued)
        new.country_id = self.france
        self.assertTrue(new.egg_lock_issued and new.egg_legal_guard)
        self.company.country_id = self.belgium
        self._work(self.company)
        self.company.country_id = self.france
        self.assertFalse(any(self.company[name] for name in self.rules))

    def test_frozen_header_is_a_rule(self):
        """DOC-09: with the rule a saved draft keeps its customer; without it the customer changes, as in Odoo."""
        billing = new_test_user(self.env, "frozen", "account.group_account_invoice")
        first, second = self.env["res.partner"].create([{"name": "First"}, {"name": "Second"}])
        move = self.env["account.move"].create({"move_type": "out_invoice", "partner_id": first.id}).with_user(billing)
        self.company.egg_frozen_header = True
        with self.assertRaisesRegex(Exception, "frozen"):
            move.partner_id = second
        self.company.egg_frozen_header = False
        move.partner_id = second
        self.assertEqual(move.partner_id, second)

    def test_print_rule(self):
        """PRO-02: without the rule Odoo's own report is printed, addresses without a country in Odoo's own format."""
        move = self._work(self.company)
        report = self.env["ir.actions.report"]
        self.company.egg_print_enabled = True
        own = self.env["res.partner"]._get_default_address_format()
        self.assertIn(b"data-report-egg", report._render_qweb_html("account.account_invoices", move.ids)[0])
        self.company.egg_print_enabled = False
        self.assertNotIn(b"data-report-egg", report._render_qweb_html("account.account_invoices", move.ids)[0])
        self.assertNotEqual(self.env["res.partner"]._get_default_address_format(), own)

    def test_settings_say_what_changes_in_french(self):
        """QLT-02: each rule has its switch with the words of its field and two buttons,
        in French too; labels are unique on the page.
        """
        self.env["res.lang"]._activate_lang("fr_FR")
        for lang in ("en_US", "fr_FR"):
            settings = self.env["res.config.settings"].with_context(lang=lang)
            arch = etree.fromstring(settings.get_view(view_type="form")["arch"])
            descriptions = self.company.with_context(lang=lang).fields_get(list(self.rules))
            for name in self.rules:
                [setting] = arch.xpath(f"//setting[@id='{name}']")
                self.assertEqual(setting.get("help"), descriptions[name]["help"])
                self.assertEqual(len(setting.xpath(".//button")), 2)
                if lang == "fr_FR":
                    self.assertNotEqual(descriptions[name]["help"],
                                        self.company.with_context(lang="en_US").fields_get([name])[name]["help"])

    def test_the_form_of_settings_saves(self):
        """PRO-02: the switches of the settings page work as any other."""
        self.company.egg_frozen_header = False
        with Form(self.env["res.config.settings"]) as form:
            form.egg_frozen_header = True
        form.record.execute()
        self.assertTrue(self.company.egg_frozen_header)

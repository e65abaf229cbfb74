from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common_print import EggPrintCase


@tagged("post_install", "-at_install")
class TestLegalCheck(EggPrintCase):
    """What an invoice lacks is asked before it is issued."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_company_french()

    def press(self, invoice, user=None):
        """What the button of the form does; an automatic posting has no such key."""
        return invoice.with_user(user
                                 or self.env.user).with_context(disable_abnormal_invoice_detection=False).action_post()

    def window(self, action):
        return self.env[action["res_model"]].browse(action["res_id"])

    def missing(self, invoice):
        return {code for code, _name, _level in invoice._get_egg_missing_mentions()}

    def test_the_window_comes_before_the_invoice(self):
        """LAW-05: capital and SIREN are missing: the invoice is still a draft,
        the window says where each is filled in.
        """
        self.company.egg_share_capital = 0
        self.customer.company_registry = False
        invoice = self.make_invoice(invoice_date_due="2026-02-15")
        check = self.window(self.press(invoice))
        self.assertEqual(check._name, "egg.legal.check")
        self.assertEqual(invoice.state, "draft")
        places = {line.code: line.place for line in check.line_ids}
        self.assertEqual({code: places[code] for code in ("seller_capital", "buyer_registry")},
                         {"seller_capital": "company", "buyer_registry": "customer"})
        opened = {line.code: line.action_open() for line in check.line_ids}
        self.assertEqual((opened["seller_capital"]["res_model"], opened["seller_capital"]["res_id"]),
                         ("res.company", self.company.id))
        page = self.env["ir.ui.view"].browse(opened["seller_capital"]["views"][0][0]).get_combined_arch()
        self.assertIn('name="egg_legal" autofocus', page, "its form opens where the capital is")
        self.assertEqual((opened["buyer_registry"]["res_model"], opened["buyer_registry"]["res_id"]),
                         ("res.partner", self.customer.id))
        check.action_confirm()
        self.assertEqual(invoice.state, "posted")
        self.assertIn("Share capital", "".join(map(str, invoice.message_ids.mapped("body"))))

    def test_who_may_not_fill_in_is_told_who_may(self):
        """LAW-05: billing has no right on the company: "Fill in" says who has, and opens nothing read-only."""
        self.company.egg_share_capital = 0
        invoice = self.make_invoice(invoice_date_due="2026-02-15")
        clerk = new_test_user(self.env, "check_clerk", "account.group_account_invoice,base.group_user")
        check = self.window(self.press(invoice, clerk)).with_user(clerk)
        line = check.line_ids.filtered(lambda one: one.code == "seller_capital")
        with self.assertRaisesRegex(UserError, "you may not change. Ask somebody of: .*Access Rights"):
            line.action_open()

    def test_filled_in_it_is_issued(self):
        """LAW-05: "check again" issues the invoice once all is there, and names what is left until then."""
        self.company.egg_share_capital = 0
        self.customer.company_registry = False
        invoice = self.make_invoice(invoice_date_due="2026-02-15")
        check = self.window(self.press(invoice))
        self.company.egg_share_capital = 10000.0
        check = self.window(check.action_check_again())
        self.assertNotIn("seller_capital", check.line_ids.mapped("code"))
        self.customer.company_registry = "73282932000074"
        check.action_check_again()
        self.assertEqual(invoice.state, "posted")

    def test_what_blocks_cannot_be_passed(self):
        """LAW-05: with "block" the window has no way round, and neither has the method behind its button."""
        self.company.egg_share_capital = 0
        self.env.ref("egg_billing.legal_mention_seller_capital").level = "block"
        invoice = self.make_invoice(invoice_date_due="2026-02-15")
        check = self.window(self.press(invoice))
        self.assertTrue(check.is_blocked)
        with self.assertRaisesRegex(UserError, "Share capital"):
            check.action_confirm()
        self.assertEqual(invoice.state, "draft")

    def test_a_complete_invoice_asks_nothing(self):
        """LAW-05: no window when nothing is missing, nor when a job issues the invoice."""
        invoice = self.make_invoice(invoice_date_due="2026-02-15")
        self.assertEqual(self.missing(invoice), set())
        self.press(invoice)
        self.assertEqual(invoice.state, "posted")
        self.company.egg_share_capital = 0
        self.assertEqual(self.make_invoice(post=True).state, "posted")

    def test_windows_are_ones_own(self):
        """LAW-05, SEC-14: another's window is not read, and a user without billing has none."""
        self.company.egg_share_capital = 0
        check = self.window(self.press(self.make_invoice()))
        billing = new_test_user(self.env, "egg_check_billing", groups="account.group_account_invoice")
        stranger = new_test_user(self.env, "egg_check_stranger", groups="base.group_user")
        for user in (billing, stranger):
            with self.assertRaises(AccessError):
                check.with_user(user).read(["line_ids"])
        self.assertEqual(self.window(self.press(self.make_invoice(), billing)).create_uid, billing)

    def test_numbers_are_checked(self):
        """LAW-05: a VAT number with wrong check digits is none: the customer's abroad, the company's own."""
        invoice = self.make_invoice(invoice_date_due="2026-02-15")
        self.customer.with_context(no_vat_validation=True).write({"country_id": self.env.ref("base.de").id,
                                                                  "vat": False})
        self.assertIn("buyer_vat", self.missing(self.make_invoice()))
        invoice.egg_partner_vat = "DE123456789"
        self.assertIn("buyer_vat", self.missing(invoice))
        invoice.egg_partner_vat = "DE136695976"
        self.assertNotIn("buyer_vat", self.missing(invoice))

    def test_order_number(self):
        """LAW-05: a customer who wants its order number: named until it is there; contacts of the firm count too."""
        self.customer.egg_wants_order_number = True
        invoice = self.make_invoice(invoice_date_due="2026-02-15")
        self.assertIn("order_number", self.missing(invoice))
        invoice.ref = "PO-4711"
        self.assertNotIn("order_number", self.missing(invoice))

    def test_special_vat_rules(self):
        """LAW-05: construction subcontracting and margin schemes print their words;
        VAT that is charged all the same is named.
        """
        position = self.env["account.fiscal.position"].create({"name": "Sous-traitance",
                                                               "egg_vat_regime": "subcontracting"})
        charged = self.make_invoice(
            [{"name": "Work", "price_unit": 100.0, "tax_ids": self.p1.taxes_id.ids}], fiscal_position_id=position.id)
        self.assertIn("regime_charges_vat", self.missing(charged))
        lines = [{"name": "Work", "price_unit": 100.0, "tax_ids": False}]
        free = self.make_invoice(lines, fiscal_position_id=position.id)
        self.assertNotIn("regime_charges_vat", self.missing(free))
        self.assertIn("buyer_vat", self.missing(free), "who owes the VAT has a VAT number")
        self.assertPrinted("Reverse charge", free)
        position.egg_vat_regime = "margin_goods"
        self.assertPrinted("Second-hand goods", self.make_invoice(lines, fiscal_position_id=position.id))

    def test_builders_insurance(self):
        """LAW-05: a builder without insurance is named; with it, the insurer is printed."""
        self.company.egg_builder = True
        invoice = self.make_invoice(invoice_date_due="2026-02-15")
        self.assertIn("insurance", self.missing(invoice))
        self.company.egg_insurance = "SMABTP, 114 avenue Emile Zola, Paris, contract 12345, France"
        self.assertNotIn("insurance", self.missing(invoice))
        self.assertPrinted("SMABTP", invoice)

    def test_a_list_of_invoices(self):
        """LAW-05: several invoices confirmed at once: what blocks is said for all of them, nothing is half-done."""
        self.company.egg_share_capital = 0
        self.env.ref("egg_billing.legal_mention_seller_capital").level = "block"
        invoices = self.make_invoice() | self.make_invoice()
        action = invoices.action_validate_moves_with_confirmation()
        wizard = self.window(action)
        self.assertEqual(wizard.egg_missing.count("(blocks)"), 2, wizard.egg_missing)
        self.assertTrue(wizard.egg_is_blocked)
        self.assertIn(invoices.currency_id.format(invoices[0].amount_total), wizard.egg_missing)
        with self.assertRaisesRegex(UserError, "Share capital"):
            wizard.validate_move()
        self.assertEqual(set(invoices.mapped("state")), {"draft"})

    def test_what_a_platform_needs(self):
        """MON-15, LAW-05: a unit without a code is named before an electronic invoice says "piece" for it."""
        invoice = self.make_invoice(invoice_date_due="2026-02-15")
        invoice.invoice_line_ids.product_uom_id = self.env["uom.uom"].create({"name": "Crate"})
        check = self.window(self.press(invoice))
        self.assertEqual((check.line_ids.code, check.line_ids.place), ("einvoice_units", "document"))

    def test_confirmed_by_vies(self):
        """LAW-05: where the company asks VIES, a European number that it does not know is named."""
        if "vat_check_vies" not in self.company:
            self.skipTest("VIES is asked by an addon of its own")
        germany = self.env.ref("base.de")
        self.company.vat_check_vies = True
        for known in (False, True):
            with patch("odoo.addons.base_vat.models.res_partner.check_vies", return_value={"valid": known}):
                self.customer.write({"country_id": germany.id, "vat": False})
                self.customer.write({"vat": "DE136695976"})
                self.customer.flush_recordset()
            missing = self.missing(self.make_invoice(invoice_date_due="2026-02-15"))
            self.assertEqual("buyer_vies" in missing, not known)


@tagged("post_install", "-at_install")
class TestReadiness(EggPrintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        france = cls.env.ref("base.fr")
        cls.company.write({"country_id": france.id, "account_fiscal_country_id": france.id})

    def test_customers(self):
        """LAW-06: a French firm with its SIREN is ready; without it nothing is there;
        a foreign one needs an address; found by search.
        """
        ready, without, abroad = self.env["res.partner"].create([
            {"name": "Ready", "is_company": True, "country_id": self.env.ref("base.fr").id,
             "company_registry": "73282932000074",
             "customer_rank": 1},
            {"name": "Without", "is_company": True, "country_id": self.env.ref("base.fr").id, "customer_rank": 1},
            {"name": "Abroad", "is_company": True, "country_id": self.env.ref("base.ch").id, "customer_rank": 1},
        ])
        self.assertEqual((ready | without | abroad).mapped("egg_einvoice_score"), [100, 0, 50])
        self.assertIn("SIREN", without.egg_einvoice_missing)
        self.assertFalse(ready.egg_einvoice_missing)
        action = self.env["ir.actions.act_window"]._for_xml_id("egg_billing.egg_einvoice_partner_action")
        self.assertIn("customer_rank", action["domain"])
        found = self.env["res.partner"].search([("egg_einvoice_missing", "!=", False)])
        self.assertEqual(found & (ready | without | abroad), without | abroad)
        abroad.email = "rechnung@abroad.example"
        self.assertEqual(abroad.egg_einvoice_score, 100)

    def test_the_set_up_list_counts_them(self):
        """LAW-06: French customers without SIREN are counted in the set-up list, which leads to the list of them."""
        without = {"name": "Without", "is_company": True, "country_id": self.env.ref("base.fr").id, "customer_rank": 1}

        def row():
            checks = self.company._get_egg_setup_checks()
            return next(one for one in checks if one.action == "egg_billing.egg_einvoice_partner_action")
        before = row().missing
        self.env["res.partner"].create(without)
        self.assertNotEqual(row().missing, before)
        self.assertIn("Customers without SIREN", row().missing[-1])

    def test_documents(self):
        """LAW-06: an invoice has the customer's gaps and its own, and a score."""
        invoice = self.make_invoice(invoice_date_due="2026-02-15")
        self.assertEqual(invoice.egg_einvoice_score, 100, invoice.egg_einvoice_missing)
        self.customer.company_registry = False
        invoice.invoice_line_ids.product_uom_id = self.env["uom.uom"].create({"name": "Crate"})
        invoice.invalidate_recordset(["egg_einvoice_score", "egg_einvoice_missing"])
        self.assertLess(invoice.egg_einvoice_score, 100)
        self.assertIn("SIREN", invoice.egg_einvoice_missing)
        self.assertIn("unit of measure", invoice.egg_einvoice_missing)

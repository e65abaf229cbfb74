from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...core.setup_check import SetupCheck
from ..common_print import EggPrintCase


@tagged("post_install", "-at_install")
class TestHome(EggPrintCase):
    """SCR-10: the first screen tells what is missing, then what waits, to each what he may see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = fields.Date.today()
        cls.clerk = new_test_user(cls.env, "home_clerk", "account.group_account_invoice")
        cls.late = cls.make_invoice([{"price_unit": 100.0}], post=True, invoice_date=today - timedelta(40),
                                    invoice_date_due=today - timedelta(10), invoice_payment_term_id=False)
        cls.make_invoice([{"price_unit": 100.0}], post=True, invoice_date=today, invoice_payment_term_id=False,
                         invoice_date_due=today)

    def waiting(self, user) -> dict:
        home = self.env["egg.home"].with_user(user).create({})
        return {row["key"]: row["count"] for row in home.waiting}

    def test_numbers_and_the_lists_behind_them(self):
        home = self.env["egg.home"].with_user(self.clerk)
        counts = self.waiting(self.clerk)
        for key in ("late", "to_send"):
            action = home.open_waiting(key)
            found = self.env[action["res_model"]].with_user(self.clerk).search(action["domain"])
            self.assertEqual(len(found), counts[key])
            self.assertIn(self.late, found)
        before = counts["late"]
        self.late.with_user(self.clerk)._reverse_moves([{"invoice_date": fields.Date.today()}], cancel=True)
        self.assertEqual(self.waiting(self.clerk)["late"], before - 1, "what is settled waits no more")

    def test_one_query_per_number(self):
        home = self.env["egg.home"].with_user(self.clerk)
        home.create({}).waiting  # noqa: B018 - what is read once for all
        home.env.invalidate_all()
        with self.assertQueryCount(16):
            home.create({}).waiting  # noqa: B018

    def test_the_check_list_is_there_until_it_is_done(self):
        accountant = new_test_user(self.env, "home_accountant", "account.group_account_manager")
        self.env.company.email = False
        self.assertTrue(self.env["egg.home"].with_user(accountant).create({}).checklist)
        self.assertFalse(self.env["egg.home"].with_user(self.clerk).create({}).checklist, "he cannot fill it in")
        others = SetupCheck("Alias domain", ("None is set.",), "base.action_ir_mail_server_list")
        self.patch(type(self.env.company), "_get_egg_setup_checks", lambda _company: [others])
        self.assertFalse(self.env["egg.home"].with_user(accountant).create({}).checklist,
                         "what only an administrator fills in hides nothing from others")
        self.assertTrue(self.env["egg.home"].with_user(self.env.ref("base.user_admin")).create({}).checklist)
        self.patch(type(self.env.company), "_get_egg_setup_checks", lambda _company: [])
        self.assertFalse(self.env["egg.home"].with_user(accountant).create({}).checklist)

    def test_nobody_sees_what_is_not_his(self):
        nobody = new_test_user(self.env, "home_nobody", "base.group_user")
        self.assertFalse({"late", "to_send", "collect", "reminders"} & self.waiting(nobody).keys())
        for key in ("late", "nothing", None, ["late"], "__class__"):
            with self.assertRaises(AccessError):
                self.env["egg.home"].with_user(nobody).open_waiting(key)
        portal = new_test_user(self.env, "home_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            self.env["egg.home"].with_user(portal).create({})


@tagged("post_install", "-at_install")
class TestDueDays(EggPrintCase):
    """INV-05, SCR-10: one number in the settings says when invoices are due, for all."""

    def save(self, days, user=None):
        settings = self.env["res.config.settings"]
        (settings.with_user(user) if user else settings).create({"egg_due_days": days}).execute()

    def test_due_date_follows_the_setting(self):
        customer = self.env["res.partner"].create({"name": "Plain"})
        self.save(30)
        self.assertEqual(self.env["res.config.settings"].create({}).egg_due_days, 30)
        invoice = self.make_invoice([{"price_unit": 100.0}], partner_id=customer.id, invoice_date="2026-01-15")
        self.assertEqual(str(invoice.invoice_date_due), "2026-02-14")
        own = self.env["account.payment.term"].create({
            "name": "Own", "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 5})]})
        customer.property_payment_term_id = own
        self.assertEqual(str(self.make_invoice([{"price_unit": 100.0}], partner_id=customer.id,
                                               invoice_date="2026-01-15").invoice_date_due), "2026-01-20")
        terms = self.env["account.payment.term"].search_count([])
        self.save(0)
        self.save(30)
        self.assertEqual(self.env["account.payment.term"].search_count([]), terms, "the same term again")

    def test_refusals(self):
        with self.assertRaises(UserError):
            self.save(-1)
        clerk = new_test_user(self.env, "days_clerk", "account.group_account_manager")
        with self.assertRaises(AccessError):
            self.save(10, clerk)

from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import FR_IBAN, DebitCase
from ..numbers import IBANS


@tagged("post_install", "-at_install")
class TestMandate(DebitCase):
    def test_an_account_that_is_no_iban_is_never_ready(self):
        """BNK-13: a mandate on an account that is no IBAN is refused,
        and one whose account is changed to that is not ready any more.
        """
        account = self.make_account(acc_number="12345678")
        with self.assertRaisesRegex(UserError, "not a right IBAN"):
            self.make_mandate(account=account)
        self.assertNotEqual(account.egg_debit_status, "ready")
        mandate = self.make_mandate(1)
        self.assertEqual(mandate.bank_account_id.egg_debit_status, "ready")
        mandate.bank_account_id.acc_number = "12345678"
        self.assertEqual(mandate.bank_account_id.egg_debit_status, "stopped")

    def test_the_four_fields_are_needed(self):
        """SEP-12: with one of number, signature date, town and mode missing the account is not ready."""
        for name in ("signature_date", "signature_town"):
            mandate = self.make_mandate(ready=False, **{name: False})
            with self.assertRaisesRegex(UserError, "Please fill in"):
                mandate.action_insert()
            self.assertEqual(mandate.bank_account_id.egg_debit_status, "draft")
        self.assertEqual(mandate.kind, "recurrent")

    def test_it_prints_without_a_question_about_the_layout(self):
        """SCR-19, SEP-12: Odoo's wizard of the document layout does not come first, for an administrator either."""
        mandate = self.make_mandate(ready=False)
        self.company.external_report_layout_id = False
        admin = mandate.with_user(self.env.ref("base.user_admin"))
        self.assertEqual(admin.action_print()["type"], "ir.actions.report")

    def test_insert_makes_the_account_ready(self):
        """SEP-13: the button makes the account ready for debit."""
        mandate = self.make_mandate(ready=False)
        mandate.action_insert()
        self.assertEqual((mandate.state, mandate.bank_account_id.egg_debit_status), ("valid", "ready"))

    def test_a_signed_account_stays_with_who_signed(self):
        """SEC-06: whoever keeps contacts moves the account of a signed mandate to nobody: he would be debited under
        a mandate that he never signed; the account of a draft may go.
        """
        mandate, other = self.make_mandate(1), self.env["res.partner"].create({"name": "Somebody else"})
        keeper = new_test_user(self.env, "egg_contacts", groups="base.group_user,base.group_partner_manager")
        with self.assertRaisesRegex(UserError, "signed the mandate"):
            mandate.bank_account_id.with_user(keeper).partner_id = other
        branch = self.env["res.partner"].create({"name": "Branch", "parent_id": mandate.partner_id.id})
        mandate.bank_account_id.partner_id = branch
        draft = self.make_mandate(2, ready=False)
        draft.bank_account_id.partner_id = other
        self.assertEqual(draft.partner_id, other)

    def test_a_signed_account_is_changed_by_billing(self):
        """SEC-12: number, holder, BIC and archiving of an account under a mandate are billing's; whoever keeps the
        contacts changes the others, and saves this one as it is.
        """
        keeper = new_test_user(self.env, "egg_contacts", groups="base.group_user,base.group_partner_manager")
        clerk = new_test_user(self.env, "egg_clerk", groups="base.group_user,base.group_partner_manager,"
                                                            "account.group_account_invoice")
        mandate, draft = self.make_mandate(1), self.make_mandate(2, ready=False)
        account = mandate.bank_account_id
        changes = ({"acc_number": IBANS[3]}, {"acc_holder_name": "Thief"}, {"egg_bic": "PSSTFRPPPAR"},
                   {"active": False}, {"bank_id": self.env["res.bank"].create({"name": "B", "bic": "AGRIFRPP"}).id})
        for values in changes:
            with self.assertRaisesRegex(AccessError, "ask billing"):
                account.with_user(keeper).write(values)
        account.with_user(keeper).write({"acc_number": account.acc_number, "active": True, "note": "Called"})
        for values in changes:
            draft.bank_account_id.with_user(keeper).write(values)
        mandate.action_suspend()
        with self.assertRaises(AccessError):
            account.with_user(keeper).acc_number = IBANS[4]
        account.with_user(clerk).write({"acc_number": IBANS[4], "acc_holder_name": "Debtor"})

    def test_numbers(self):
        """SEP-12: a number comes from the sequence or is typed; bad ones and doubles are refused."""
        account = self.make_account()
        self.assertRegex(self.env["egg.debit.mandate"].create({"bank_account_id": account.id}).name,
                         r"^RUM-\d{4}-\d{5}$")
        for name in ("avec espace", "É", "x" * 36, "//A", FR_IBAN):
            with self.assertRaises(ValidationError):
                self.make_mandate(account=account, name=name)
        self.make_mandate(account=account, name="TYPED")
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "unique|already"):
            self.make_mandate(account=account, name="TYPED")

    def test_series_of_each_company(self):
        """SEP-12: each company counts its own numbers; capitals do not make another number."""
        other = self.env["res.company"].create({"name": "Autre"})

        def number(company):
            return int(company._take_egg_debit_number("egg.debit.mandate").rsplit("-", 1)[1])

        self.assertEqual((number(other), number(other)), (1, 2))
        mine = number(self.company)
        number(other)
        self.assertEqual(number(self.company), mine + 1)
        self.make_mandate(name="typed-1")
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "unique|already"):
            self.make_mandate(1, name="TYPED-1")

    def test_signed_in_the_future(self):
        """SEP-08: a mandate cannot be signed tomorrow."""
        with self.assertRaisesRegex(ValidationError, "future"):
            self.make_mandate(signature_date="2026-11-25")

    def test_a_b2b_mandate_is_for_firms(self):
        """BEY-02: a private person cannot sign a B2B mandate."""
        account = self.make_account()
        account.partner_id.is_company = False
        with self.assertRaisesRegex(ValidationError, "firms"):
            self.make_mandate(account=account, scheme="B2B")

    def test_lapsed_mandates_expire(self):
        """BEY-02: 36 months without debit, and the mandate is marked by the daily job;
        it cannot be made ready again.
        """
        old = self.make_mandate(ready=False, signature_date="2023-11-24")
        old.state = "valid"
        fresh = self.make_mandate(1, signature_date="2023-11-25")
        used = self.make_mandate(2, ready=False, signature_date="2020-01-01", last_debit_date="2025-01-01")
        used.action_insert()
        self.env["egg.debit.mandate"].sudo()._cron_expire()
        self.assertEqual([one.state for one in (old, fresh, used)], ["expired", "valid", "valid"])
        with self.assertRaisesRegex(UserError, "36 months"):
            old.action_insert()

    def test_back_to_draft_until_it_has_served(self):
        """SEP-12: the button of an account opens its mandate, or a new one;
        a mandate goes back to draft until it was debited.
        """
        account = self.make_account()
        action = account.action_egg_mandate()
        self.assertEqual((action["res_id"], action["context"]["default_bank_account_id"]), (False, account.id))
        mandate = self.make_mandate(account=account)
        self.assertEqual(account.action_egg_mandate()["res_id"], mandate.id)
        mandate.action_draft()
        self.assertEqual((mandate.state, account.egg_debit_status), ("draft", "draft"))
        mandate.action_insert()
        mandate._mark_debited(date(2026, 10, 1), "FR72ZZZ123456", "Société Test")
        with self.assertRaisesRegex(UserError, "cannot go back"):
            mandate.action_draft()
        self.assertEqual(mandate.state, "valid")
        mandate.action_cancel()
        self.assertFalse(account.action_egg_mandate()["res_id"])

    def test_what_was_signed_is_frozen_after_a_debit(self):
        """SEP-12: after a debit, scheme and signature cannot change; a new number or account is told to the bank."""
        mandate = self.make_mandate()
        mandate._mark_debited(date(2026, 10, 1), "FR72ZZZ123456", "Société Test")
        with self.assertRaisesRegex(UserError, "new one"):
            mandate.signature_date = "2026-02-01"
        mandate.name = "NEW-1"
        mandate.bank_account_id.acc_number = FR_IBAN
        self.assertEqual((mandate.amended_reference, mandate.amended_account),
                         (f"RUM-TEST-{mandate.bank_account_id.id}", True))

    def test_a_signed_mandate_is_kept(self):
        """SEP-08: a mandate that was signed cannot be deleted."""
        with self.assertRaises(UserError):
            self.make_mandate().unlink()

    def test_the_printed_mandate(self):
        """SEP-09: number, ICS, both parties, IBAN, mode and the legal text,
        in the customer's language; stamp for firms only.
        """
        mandate = self.make_mandate()
        report = self.env["ir.actions.report"]
        self.env["res.lang"]._activate_lang("fr_FR")
        for lang, wanted in (("fr_FR", ("Mandat de prélèvement SEPA", "dans les 8 semaines", "récurrent", "et cachet")),
                             ("en_US", ("SEPA Direct Debit Mandate", "within 8 weeks", "recurrent", "and stamp"))):
            mandate.partner_id.lang = lang
            html = report._render_qweb_html("egg_debit.report_mandate", mandate.ids)[0].decode()
            for text in (*wanted, mandate.name, "FR72ZZZ123456", "FR76 3000 6000 0112 3456 7890 189", "Client 0",
                         "Société Test"):
                self.assertIn(text, html)
        mandate.partner_id.is_company = False
        self.assertNotIn("stamp", report._render_qweb_html("egg_debit.report_mandate", mandate.ids)[0].decode())


@tagged("post_install", "-at_install")
class TestMandateRights(DebitCase):
    def test_a_user_without_billing_cannot_change_mandates(self):
        """SEP-08: an ordinary user reads mandates, and cannot write them."""
        mandate = self.make_mandate()
        user = new_test_user(self.env, "sepa_plain", groups="base.group_user", company_id=self.company.id)
        self.assertEqual(mandate.with_user(user).state, "valid")
        with self.assertRaises(AccessError):
            mandate.with_user(user).action_cancel()

    def test_another_company_does_not_see_them(self):
        """SEP-07: mandates of another company stay out of sight."""
        mandate = self.make_mandate()
        other = self.env["res.company"].create({"name": "Autre"})
        user = new_test_user(self.env, "sepa_other", groups="account.group_account_invoice", company_id=other.id,
                             company_ids=[fields.Command.set(other.ids)])
        self.assertFalse(self.env["egg.debit.mandate"].with_user(user).search([("id", "=", mandate.id)]))
        with self.assertRaises(AccessError):
            mandate.with_user(user).action_cancel()

    def test_the_portal_shows_ones_own(self):
        """SEP-09: in the portal a customer reads his mandates only."""
        mine, other = self.make_mandate(0), self.make_mandate(1)
        user = new_test_user(self.env, "sepa_portal", groups="base.group_portal", partner_id=mine.partner_id.id)
        self.assertEqual(self.env["egg.debit.mandate"].with_user(user).search([]), mine)
        with self.assertRaises(AccessError):
            other.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            mine.with_user(user).action_cancel()

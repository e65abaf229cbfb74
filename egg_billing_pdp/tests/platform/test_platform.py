import re

from odoo.addons.egg_billing.tests.common_print import EggPrintCase, squash
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPlatform(EggPrintCase):
    """Beside Odoo's approved platform (a stub of its public names where it is not installed)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        france = cls.env.ref("base.fr")
        cls.company.write({
            "egg_legal_guard": True, "egg_lock_issued": True, "country_id": france.id,
            "account_fiscal_country_id": france.id, "egg_legal_form": "SAS", "egg_share_capital": 10000.0,
            "egg_register_town": "Lyon",
        })
        cls.clerk = new_test_user(cls.env, "platform_clerk", "account.group_account_invoice,base.group_user")
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1)

    def issue(self, **values):
        return self.make_invoice(post=True, invoice_date="2026-01-15", invoice_date_due="2026-02-15", **values)

    def answer(self, move, code):
        self.env["account.peppol.response"].with_user(self.clerk).create({"move_id": move.id, "response_code": code})

    def pay(self, move, amount):
        method = self.bank.inbound_payment_method_line_ids[:1]
        account = self.env["account.account"].search([("account_type", "=", "asset_current")], limit=1)
        account.reconcile = True
        method.payment_account_id = account
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids).create({
                "journal_id": self.bank.id, "payment_method_line_id": method.id, "amount": amount})
        return wizard._create_payments()

    def test_the_same_notes_as_on_paper(self):
        """LAW-07: the platform's file carries the printed sentences, each once."""
        move = self.issue()
        notes, printed = move._l10n_fr_pdp_get_default_notes(), self.text(move)
        self.assertEqual(set(notes), {"PMT", "PMD", "AAB"})
        for text in notes.values():
            self.assertIn(squash(text), printed)
        content, _errors = self.env["account.edi.xml.ubl_21_fr"]._export_invoice(move)
        told = re.findall(r"<cbc:Note>(.*?)</cbc:Note>", content.decode())
        self.assertEqual([sum(f"#{code}#" in one for one in told) for code in notes], [1, 1, 1])
        self.assertFalse([one for one in told if one.count("#") > 2])
        facturx = self.env["account.edi.xml.cii"]._get_egg_french_values(move)
        self.assertEqual(facturx["notes"], [])

    def test_paid_once_the_money_is_there(self):
        """LAW-07: a payment on its way is not told as "encaissée"; matched with the bank's statement it is."""
        move = self.issue()
        payment = self.pay(move, 1000.0)
        self.assertFalse(payment.is_matched)
        self.assertEqual(move.pdp_lifecycle_residual, 0)
        line = self.env["account.bank.statement.line"].create({
            "journal_id": self.bank.id, "date": "2026-02-01", "payment_ref": "Transfer", "amount": 1000.0})
        suspense = line.move_id.line_ids.filtered(lambda one: one.account_id == self.bank.suspense_account_id)
        outstanding = payment.move_id.line_ids.filtered(lambda one: one.account_id == payment.outstanding_account_id)
        suspense.account_id = outstanding.account_id
        (suspense | outstanding).reconcile()
        self.assertTrue(payment.is_matched)
        self.assertEqual(move.pdp_lifecycle_residual, 1000.0)

    def test_a_credit_is_no_payment(self):
        """LAW-07: what is credited is not told as "encaissée"."""
        move = self.issue()
        refund = move._reverse_moves([{"invoice_date": "2026-01-20"}])
        refund.action_post()
        (move | refund).line_ids.filtered(lambda line: line.account_type == "asset_receivable").filtered(
            lambda line: not line.reconciled).reconcile()
        self.assertEqual(move.pdp_lifecycle_residual, 0)

    def test_refused_or_disputed_holds_reminders(self):
        """LAW-07: an invoice that the buyer refuses or disputes is not reminded, until the platform says otherwise."""
        move = self.issue()
        for code, is_held in (("AB", False), ("UQ", True), ("AP", False), ("refused", True), ("RE", True)):
            self.answer(move, code)
            self.assertEqual(move.peppol_move_state, code)
            self.assertEqual(bool(move._get_egg_platform_holds()), is_held, code)
        if "egg_hold_reason" in self.env["account.move.line"]:
            item = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
            self.assertIn("The platform says: Rejected", item.egg_hold_reason)
            self.answer(move, "AP")
            item.invalidate_recordset(["egg_hold_reason"])
            self.assertFalse(item.egg_hold_reason)

    def test_the_lock_leaves_the_platform_its_own(self):
        """LAW-07: what the platform's addon notes on an issued document is written in the rights of the user; the
        document itself stays as it was issued.
        """
        move = self.issue()
        as_clerk = move.with_user(self.clerk)
        as_clerk.l10n_fr_pdp_status = "sent"
        self.answer(move, "AB")
        move.peppol_response_ids.unlink()
        move.sudo().peppol_move_state = "to_send"
        as_clerk.action_cancel_peppol_documents()
        self.assertFalse(move.peppol_move_state)
        with self.assertRaises(UserError):
            as_clerk.peppol_move_state = "done"
        with self.assertRaises(UserError):
            as_clerk.button_draft()
        with self.assertRaises(UserError):
            as_clerk.with_context(l10n_fr_pdp_bypass_draft_check=True).button_draft()
        with self.assertRaises(UserError):
            as_clerk.button_cancel()

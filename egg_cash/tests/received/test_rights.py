import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import CashCase


@tagged("post_install", "-at_install")
class TestRights(CashCase):
    def test_a_salesperson_sees_nothing(self):
        """SEC-14: neither lines nor files."""
        row = self.take((2, 120, "VIR", "x"))
        user = self.make_user("internal")
        for call in (lambda: row.with_user(user).read(["label"]), lambda: row.with_user(user).action_validate(),
                     lambda: row.with_user(user).action_open_screen(),
                     lambda: self.env["egg.cash.import"].with_user(user).create({})):
            with self.assertRaises(AccessError):
                call()

    def test_a_reader_changes_nothing(self):
        """SEC-14: he reads the lines and acts on none."""
        invoice = self.make_invoice(120)
        row = self.take((2, 120, invoice.name, "x"))
        user = self.make_user("reader", "account.group_account_readonly")
        self.assertEqual(row.with_user(user).amount, 120)
        for action in ("action_validate", "action_validate_ticked", "action_propose", "action_set_aside",
                       "action_tick_sure", "action_undo", "action_book_fee", "action_take_back", "action_next_choice",
                       "action_remove", "action_ask_to_remove"):
            with self.assertRaises(AccessError):
                getattr(row.with_user(user), action)()
        with self.assertRaises(AccessError):
            row.with_user(user).is_ticked = False

    def test_billing_writes_decisions_only(self):
        """SEC-14: what the bank says, and what is booked, is no field to write."""
        invoice = self.make_invoice(120)
        row = self.take((2, 120, invoice.name, "x")).with_user(self.billing)
        for values in ({"amount": 1}, {"is_sure": True, "label": "y"}, {"queued_at": "2026-12-10 10:00:00"},
                       {"key": "x"}):
            with self.assertRaises(AccessError):
                row.write(values)
        row.action_validate()
        with self.assertRaises(AccessError):
            row.item_ids = False
        with self.assertRaises(AccessError):
            row.unlink()

    def test_another_company(self):
        """SEC-14: its people see none of these lines, and read no file for this company."""
        row = self.take((2, 120, "VIR", "x"))
        other = self.env["res.company"].create({"name": "Other"})
        user = self.make_user("other", "account.group_account_invoice")
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.env["egg.cash.line"].with_user(user).search([]))
        with self.assertRaises(AccessError):
            row.with_user(user).action_validate()
        with self.assertRaises(AccessError):
            self.read(self.csv((2, 1, "x", "x")), user=user, company_id=self.company.id)

    def test_a_bank_of_another_company(self):
        """SEC-14: no file is read into it, neither at once nor by what a person hands to the background."""
        other = self.env["res.company"].create({"name": "Other"})
        bank = self.env["account.journal"].create({
            "name": "Other bank", "code": "OBK", "type": "bank", "company_id": other.id})
        form = self.env["egg.cash.import"].with_user(self.billing).create({
            "file": base64.b64encode(self.csv((2, 66, "evil", "x"))), "journal_id": bank.id, "state": "reading"})
        self.read_on()
        self.assertFalse(self.env["account.bank.statement.line"].search([("journal_id", "=", bank.id)]))
        self.assertIn("none of", form.notes)

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import CashCase


@tagged("post_install", "-at_install")
class TestBooking(CashCase):
    def test_a_sure_line_is_booked_and_undone(self):
        """CAS-03, CAS-04, CAS-05: ticked, booked in one click; the invoice is paid, and open again after the undo."""
        invoice = self.make_invoice(120)
        row = self.take((2, 120, f"VIR {invoice.name}", "DUPONT"))
        self.assertEqual((row.state, row.is_sure, row.is_ticked, row.item_ids), ("open", True, True, self.due(invoice)))
        self.assertIn("names the invoice", row.reason)
        row.with_user(self.billing).action_validate_ticked()
        self.assertEqual((row.state, invoice.payment_state, invoice.amount_residual), ("done", "paid", 0))
        self.assertEqual(row.statement_line_id.partner_id, self.customer)
        row.with_user(self.billing).action_undo()
        self.assertEqual((row.state, invoice.payment_state, invoice.amount_residual), ("open", "not_paid", 120))
        row.with_user(self.billing).action_validate()
        self.assertEqual((row.state, invoice.amount_residual), ("done", 0))

    def test_odoos_own_undo_counts_too(self):
        """CAS-04: what is taken back on Odoo's side is to do here."""
        invoice = self.make_invoice(120)
        row = self.take((2, 120, invoice.name, "DUPONT"))
        row.action_validate()
        row.statement_line_id.action_undo_reconciliation()
        self.assertEqual((row.state, invoice.amount_residual), ("open", 120))

    def test_several_invoices_a_part_and_an_advance(self):
        """CAS-02, CAS-04: the sum of two; a part of one, whose rest stays open; more than is owed."""
        one, two, three, four = (self.make_invoice(amount) for amount in (100, 31.5, 500, 70))
        both, part, more = self.take(
            (2, 131.5, f"{one.name} {two.name}", "Menuiserie Dupont"), (3, 200, three.name, "Menuiserie Dupont"),
            (4, 90, four.name, "Menuiserie Dupont"))
        self.assertEqual(both.item_ids.move_id, one | two)
        self.assertEqual((part.is_sure, more.is_sure, more.rest_mode, more.rest), (True, False, "advance", 20))
        (both | part | more).action_validate()
        self.assertEqual((one | two | four).mapped("payment_state"), ["paid"] * 3)
        self.assertEqual((three.payment_state, three.amount_residual), ("partial", 300))
        credit = more.statement_line_id.line_ids.filtered(lambda line: line.amount_residual < 0)
        self.assertEqual((credit.amount_residual, credit.partner_id), (-20, self.customer))

    def test_a_difference_and_a_fee(self):
        """CAS-03: within the limits, on the accounts of the settings; above them refused in words."""
        self.company.write({
            "egg_cash_tolerance": 1, "egg_cash_fee_max": 15,
            "egg_cash_difference_account_id": self.company_data["default_account_expense"].id,
            "egg_cash_fee_account_id": self.company_data["default_account_expense"].id})
        one, two = self.make_invoice(100), self.make_invoice(300)
        cents, fee = self.take((2, 99.5, one.name, "x"), (3, 288, two.name, "x"))
        self.assertEqual((cents.rest_mode, fee.rest_mode), ("writeoff", "fee"))
        (cents | fee).action_validate()
        self.assertEqual((one | two).mapped("payment_state"), ["paid", "paid"])
        self.assertEqual(fee.statement_line_id.line_ids.filtered(
            lambda line: line.account_id == self.company.egg_cash_fee_account_id).balance, 12)
        three = self.make_invoice(400)
        row = self.take((5, 380, three.name, "x"))
        row.rest_mode = "fee"
        with self.assertRaisesRegex(UserError, "20"):
            row.action_validate()

    def test_a_discount_with_its_vat(self):
        """CAS-02: what is missing is the early-payment discount: the invoice is paid."""
        term = self.env["account.payment.term"].create({
            "name": "2 %", "early_discount": True, "discount_percentage": 2, "discount_days": 15,
            "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 30})]})
        invoice = self.make_invoice(100, invoice_payment_term_id=term.id)
        row = self.take((2, 98, invoice.name, "x"))
        self.assertEqual((row.rest_mode, row.is_sure), ("discount", True))
        row.action_validate()
        self.assertEqual((row.error, invoice.payment_state), (False, "paid"))

    def test_two_customers_are_never_mixed(self):
        """CAS-02: a line that names two is not sure; by hand it is refused."""
        other = self.make_customer("Garage Martin")
        one, two = self.make_invoice(100), self.make_invoice(50, other)
        row = self.take((2, 150, f"{one.name} {two.name}", "x"))
        self.assertFalse(row.is_sure)
        row.item_ids = self.due(one | two)
        with self.assertRaisesRegex(UserError, "several customers"):
            row.action_validate()

    def test_what_was_paid_meanwhile(self):
        """CAS-04: an item that is paid already is not paid again; the line says so and stays open."""
        invoice = self.make_invoice(120)
        first, second = self.take((2, 120, invoice.name, "x"), (3, 120, "again", "Menuiserie Dupont"))
        self.assertEqual((first.is_sure, bool(second.item_ids)), (True, False))
        second.write({"partner_id": self.customer.id, "item_ids": [(6, 0, self.due(invoice).ids)]})
        (first | second).sudo()._queue(self.env.user)
        self.cron()
        self.assertEqual((first.state, second.state), ("done", "failed"))
        self.assertIn("meanwhile", second.error)

    def pay(self, invoice):
        form = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        return form.create({"journal_id": self.bank.id})._create_payments()

    def cron(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
            self.env["egg.cash.line"].sudo()._cron_book()

    def test_many_are_booked_in_the_background(self):
        """CAS-04: more than a few are queued; one bad line stops no other."""
        invoices = self.env["account.move"].union(*(self.make_invoice(100 + place) for place in range(22)))
        rows = self.take(*((2, 100 + place, invoice.name, "x") for place, invoice in enumerate(invoices)))
        rows.with_user(self.billing).action_validate()
        self.assertEqual(set(rows.mapped("state")), {"queued"})
        self.pay(invoices[3])
        self.cron()
        self.assertEqual(len(rows.filtered(lambda row: row.state == "done")), 21)
        self.assertEqual(rows.filtered("error").state, "failed")
        self.cron()
        self.assertEqual(sum(invoices.mapped("amount_residual")), 0)

    def test_money_that_went_out(self):
        """CAS-04: a bank fee goes to its account; a refund of a credit note settles it."""
        self.company.egg_cash_fee_account_id = self.company_data["default_account_expense"]
        refund = self.make_invoice(60, kind="out_refund")
        fee, back = self.take((2, -12, "FRAIS", ""), (3, -60, refund.name, "Menuiserie Dupont"))
        fee.action_book_fee()
        back.write({"partner_id": self.customer.id, "item_ids": [(6, 0, self.due(refund).ids)]})
        back.action_validate()
        self.assertEqual((fee.state, back.state, refund.payment_state), ("done", "done", "paid"))

    def test_a_payment_that_was_registered_by_hand(self):
        """CAS-02: the bank's line meets the payment, not another invoice of the same amount."""
        one, _two = self.make_invoice(120), self.make_invoice(120)
        account = self.env["account.account"].create({
            "name": "Outstanding", "code": "511299", "account_type": "asset_current", "reconcile": True})
        self.bank.inbound_payment_method_line_ids.payment_account_id = account
        payment = self.pay(one)
        row = self.take((2, 120, f"VIR {one.name}", "Menuiserie Dupont"))
        self.assertEqual(row.item_ids.move_id, payment.move_id)
        row.action_validate()
        self.assertTrue(payment.is_matched)

    def test_payouts_are_set_aside(self):
        """CAS-02: the sum of many payments has its own road."""
        self.make_invoice(120)
        row = self.take((2, 120, "STRIPE PAYMENTS", "Stripe"))
        self.assertEqual((row.state, bool(row.item_ids)), ("aside", False))
        row.action_take_back()
        self.assertEqual(row.state, "open")

    def test_another_currency(self):
        """CAS-04: a bank in dollars pays an invoice in dollars; the exchange difference is Odoo's."""
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create([
            {"currency_id": usd.id, "name": day, "rate": rate, "company_id": self.company.id}
            for day, rate in (("2026-11-01", 1.1), ("2026-12-01", 1.25))])
        bank = self.bank.copy({"name": "Dollars", "code": "USD1", "currency_id": usd.id})
        invoice = self.make_invoice(110, currency_id=usd.id)
        form = self.read(self.csv((2, 110, invoice.name, "x")), journal=bank)
        form.action_import()
        row = self.env["egg.cash.line"].search([("journal_id", "=", bank.id)])
        self.assertEqual((row.currency_id, row.is_sure), (usd, True))
        row.action_validate()
        self.assertEqual((row.error, row.state, invoice.payment_state), (False, "done", "paid"))

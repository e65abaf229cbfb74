from datetime import date
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
        self.validate_ticked()
        self.assertEqual((row.state, invoice.payment_state, invoice.amount_residual), ("done", "paid", 0))
        self.assertEqual(row.statement_line_id.partner_id, self.customer)
        row.with_user(self.billing).action_undo()
        self.assertEqual((row.state, invoice.payment_state, invoice.amount_residual), ("open", "not_paid", 120))
        row.with_user(self.billing).action_validate()
        self.assertEqual((row.state, invoice.amount_residual), ("done", 0))

    def test_an_announced_payment(self):
        """CAS-02: whatever tells that a customer sent a transfer: of two invoices alike the announced one, of one a
        part; it is asked for when the line is there, whenever it was told.
        """
        other, meant, part = self.make_invoice(120), self.make_invoice(120), self.make_invoice(500)
        lines = type(self.env["egg.cash.line"])
        announced = [(self.due(meant), 0.0), (self.due(part), 200.0)]

        def tell(line, _company):
            return [line._make_promise(items, date(2026, 12, 1), amount) for items, amount in announced]

        with patch.object(lines, "_get_promises", tell):
            rows = self.take((2, 120, "VIREMENT", "Menuiserie Dupont"), (3, 200, "VIREMENT", "Menuiserie Dupont"))
        self.assertEqual([row.item_ids.move_id for row in rows], [meant, part])
        self.assertTrue(all("payment announced" in row.reason for row in rows))
        rows.with_user(self.billing).action_validate()
        self.assertEqual((meant.payment_state, part.amount_residual, other.payment_state), ("paid", 300, "not_paid"))

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

    def test_only_what_the_screen_shows_is_booked(self):
        """CAS-03: a row that the search hides, or that stands in another selection, is not booked, whoever ticked it;
        the number and the sum are asked about first.
        """
        other = self.make_customer("Garage Martin")
        invoices = [self.make_invoice(120), self.make_invoice(240, other), self.make_invoice(31.5, other)]
        rows = self.take(*((2, one.amount_total, one.name, one.partner_id.name) for one in invoices))
        mine, hidden, third = rows
        self.assertEqual(rows.mapped("is_ticked"), [True] * 3)
        form = self.validate_ticked(domain=[["payer", "ilike", "Dupont"]])
        self.assertEqual((form.line_count, form.partner_count), (1, 1))
        self.assertIn("120.00", form.total)
        self.assertEqual((mine.state, hidden.state, third.state), ("done", "open", "open"))
        self.validate_ticked(third)
        self.assertEqual((hidden.state, third.state), ("open", "done"))
        question = hidden.with_user(self.billing).action_validate_ticked()
        hidden.with_user(self.billing).is_ticked = False
        self.env["egg.cash.confirm"].browse(question["res_id"]).action_book()
        self.assertEqual(hidden.state, "open")
        with self.assertRaisesRegex(UserError, "No line of this screen"):
            self.env["egg.cash.line"].with_user(self.billing).with_context(
                active_domain=[["payer", "=", "nobody"]]).action_validate_ticked()

    def test_what_was_asked_is_booked(self):
        """CAS-04: a colleague changes what a line pays between the question and the answer: nothing is booked, and it
        is said which.
        """
        one, two = self.make_invoice(120), self.make_invoice(120)
        row = self.take((2, 120, one.name, "Menuiserie Dupont"))
        question = row.with_user(self.billing).action_validate_ticked()
        row.sudo().write({"item_ids": [(6, 0, self.due(two).ids)], "is_ticked": True})
        form = self.env["egg.cash.confirm"].with_user(self.billing).browse(question["res_id"])
        with self.assertRaisesRegex(UserError, one.name):
            form.action_book()
        self.assertEqual((row.state, one.payment_state, two.payment_state), ("open", "not_paid", "not_paid"))

    def test_a_search_that_is_none(self):
        """CAS-03: what no screen sends is refused in words."""
        for junk in ("junk", [["x", "=", 1]], 5):
            with self.subTest(junk=junk), self.assertRaisesRegex(UserError, "cannot be read"):
                self.env["egg.cash.line"].with_user(self.billing).with_context(
                    active_domain=junk).action_validate_ticked()

    def test_the_other_buttons_act_on_the_screen_too(self):
        """CAS-03: "tick the sure ones" and "propose again" leave alone what the search hides."""
        other = self.make_customer("Garage Martin")
        one, two = self.make_invoice(120), self.make_invoice(240, other)
        rows = self.take((2, 120, one.name, "Menuiserie Dupont"), (2, 240, two.name, "Garage Martin"))
        rows.sudo().write({"is_ticked": False})
        shown = self.env["egg.cash.line"].with_user(self.billing).with_context(
            active_domain=[["payer", "ilike", "Martin"]])
        shown.action_tick_sure()
        self.assertEqual(rows.mapped("is_ticked"), [False, True])
        rows.sudo().write({"is_ticked": False})
        shown.action_propose()
        self.assertEqual(rows.mapped("is_ticked"), [False, True])

    def look_again(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
            self.env["egg.cash.line"].sudo()._cron_propose()
        self.env["egg.cash.line"].with_user(self.billing).action_propose()
        self.env["egg.cash.line"].with_user(self.billing).action_tick_sure()

    def test_what_a_person_decided_stays(self):
        """CAS-03: what was unticked, chosen by hand, given another rest, undone here or on Odoo's side, or taken up
        again is neither ticked nor chosen anew by the nightly job or "propose again".
        """
        customers = [self.make_customer(name) for name in ("Garage Martin", "Optique Noir", "Hotel Sud", "Bains Verts",
                                                           "Fleurs Roy", "Pressing Vif")]
        invoices = [self.make_invoice(100 + place, one) for place, one in enumerate(customers)]
        rows = self.take(*((2, one.amount_total, one.name, one.partner_id.name) for one in invoices))
        own = self.make_invoice(77, customers[1])
        unticked, chosen, rest, undone, native, aside = rows.with_user(self.billing)
        unticked.is_ticked = False
        chosen.item_ids = [(6, 0, self.due(own).ids)]
        rest.write({"rest_mode": "advance", "is_ticked": False})
        (undone | native).action_validate()
        undone.action_undo()
        native.sudo().statement_line_id.action_undo_reconciliation()
        aside.action_set_aside()
        aside.action_take_back()
        self.assertIn("taken back", undone.reason)
        before = rows.mapped("rest_mode"), rows.mapped("item_ids")
        self.look_again()
        (rows - chosen.sudo()).with_user(self.billing).action_propose()
        self.assertEqual((rows.mapped("rest_mode"), rows.mapped("item_ids")), before)
        self.assertEqual((rows - chosen.sudo()).mapped("is_ticked"), [False] * 5)
        self.assertEqual((chosen.item_ids, chosen.reasons, set(rows.mapped("state"))),
                         (self.due(own), "hand", {"open"}))
        chosen.action_propose()
        chosen.action_next_choice()
        self.assertEqual(chosen.item_ids, self.due(invoices[1]))

    def test_a_line_that_was_paid_meanwhile(self):
        """CAS-04: it is neither sure nor ticked any more when the screen is opened or the night has passed, and until
        then the button says why it is left out.
        """
        one, two = self.make_invoice(120), self.make_invoice(240)
        paid, other = self.take((2, 120, one.name, "Menuiserie Dupont"), (3, 240, two.name, "Menuiserie Dupont"))
        (self.due(one) | self.due(self.make_invoice(120, kind="out_refund"))).reconcile()
        with self.assertRaisesRegex(UserError, "paid meanwhile"):
            paid.with_user(self.billing).action_validate_ticked()
        form = self.validate_ticked()
        self.assertIn("paid meanwhile", form.left_out)
        self.assertEqual((paid.state, other.state), ("open", "done"))
        self.env["egg.cash.line"].with_user(self.billing).action_open_screen()
        self.assertEqual((paid.is_sure, paid.is_ticked, bool(paid.item_ids)), (False, False, False))

    def test_an_invoice_that_was_settled_in_part_meanwhile(self):
        """CAS-04: what was sure is not what it was: it is refused in words; looked at by hand it is booked, and what is
        over stays open on the line.
        """
        invoice, refund = self.make_invoice(50), self.make_invoice(30, kind="out_refund")
        row = self.take((2, 50, invoice.name, "Menuiserie Dupont")).with_user(self.billing)
        (self.due(invoice) | self.due(refund)).reconcile()
        with self.assertRaisesRegex(UserError, "has changed"):
            row.action_validate()
        row.item_ids = [(6, 0, self.due(invoice).ids)]
        row.action_validate()
        self.assertEqual((row.error, invoice.payment_state, row.state, row.left), (False, "paid", "open", 30))

    def assertBalanced(self, rows):
        for row in rows:
            entry = row.statement_line_id.move_id
            self.assertAlmostEqual(sum(entry.line_ids.mapped("balance")), 0)
            liquidity, suspense, others = row.statement_line_id._seek_for_lines()
            self.assertAlmostEqual(sum((suspense | others).mapped("amount_currency")), -row.amount)
            self.assertEqual(len(liquidity), 1)

    def test_the_rest_stays_open(self):
        """CAS-04: a line of more than its invoices pays them; the rest is booked on others, or all is taken back."""
        one, two = self.make_invoice(20), self.make_invoice(25)
        row = self.take((2, 50, "VIR", "x")).with_user(self.billing)
        row.write({"partner_id": self.customer.id, "item_ids": [(6, 0, self.due(one).ids)], "rest_mode": "open"})
        row.action_validate()
        self.assertEqual((row.error, row.state, one.payment_state, row.left), (False, "open", "paid", 30))
        self.assertIn(one.name, row.booked)
        self.assertBalanced(row)
        row.item_ids = [(6, 0, self.due(two).ids)]
        row.rest_mode = "advance"
        row.action_validate()
        self.assertEqual((row.error, row.state, two.payment_state, row.left), (False, "done", "paid", 0))
        self.assertBalanced(row)
        row.action_undo()
        self.assertEqual(((one | two).mapped("payment_state"), row.state, row.left), (["not_paid"] * 2, "open", 50))
        row.item_ids = [(6, 0, self.due(one).ids)]
        row.rest_mode = "open"
        row.action_validate()
        row.action_undo()
        self.assertEqual((one.payment_state, row.left, row.booked), ("not_paid", 50, False))
        self.assertBalanced(row)

    def test_money_out_and_credits(self):
        """CAS-04: more went out than the credit note is; a credit note alone is not what money in pays."""
        refund = self.make_invoice(60, kind="out_refund")
        out, back = self.take((3, -80, "AVOIR", "x"), (3, 80, "VIR", "x"))
        (out | back).write({"partner_id": self.customer.id, "item_ids": [(6, 0, self.due(refund).ids)]})
        with self.assertRaisesRegex(UserError, "not what"):
            back.action_validate()
        out.action_validate()
        self.assertEqual((out.error, out.left, refund.payment_state), (False, -20, "paid"))
        self.assertBalanced(out)

    def test_a_line_that_the_bank_changed_into_our_currency(self):
        """CAS-04: a transfer of dollars on an account in euros pays dollars, never as many euros."""
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create({
            "currency_id": usd.id, "name": "2026-01-01", "rate": 1.25, "company_id": self.company.id})
        self.company.write({
            "egg_cash_tolerance": 1, "egg_cash_difference_account_id": self.company_data["default_account_expense"].id})
        euros, dollars = self.make_invoice(120), self.make_invoice(120.5, currency_id=usd.id)
        lines = self.env["account.bank.statement.line"].create([{
            "journal_id": self.bank.id, "date": "2026-12-02", "payment_ref": f"VIR {name}", "amount": 100,
            "foreign_currency_id": usd.id, "amount_currency": 120} for name in (euros.name, dollars.name)])
        self.env["egg.cash.line"].with_user(self.billing).action_open_screen()
        first, second = (self.env["egg.cash.line"].search([("statement_line_id", "=", one.id)]) for one in lines)
        self.assertEqual((first.currency_id, first.amount, first.is_sure), (usd, 120, False))
        self.assertEqual((second.item_ids, second.rest_mode, second.is_sure), (self.due(dollars), "writeoff", True))
        second.action_validate()
        self.assertEqual((second.error, dollars.payment_state, second.state), (False, "paid", "done"))
        self.assertBalanced(second)
        first.write({"partner_id": self.customer.id, "item_ids": [(6, 0, self.due(euros).ids)]})
        with self.assertRaisesRegex(UserError, "another currency"):
            first.action_validate()

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
        form.action_import_table()
        row = self.env["egg.cash.line"].search([("journal_id", "=", bank.id)])
        self.assertEqual((row.currency_id, row.is_sure), (usd, True))
        row.action_validate()
        self.assertEqual((row.error, row.state, invoice.payment_state), (False, "done", "paid"))

    def book_elsewhere(self, row, move):
        """As another screen of reconciliation does: the suspense line is written anew and reconciled."""
        entry = row.sudo().statement_line_id.move_id.with_context(
            skip_account_move_synchronization=True, skip_readonly_check=True, force_delete=True)
        _liquidity, suspense, _others = row.sudo().statement_line_id._seek_for_lines()
        due = self.due(move)
        entry.write({"line_ids": [(1, suspense.id, {
            "account_id": due.account_id.id, "partner_id": due.partner_id.id})]})
        (entry.line_ids.filtered(lambda line: line.account_id == due.account_id) | due).reconcile()

    def test_what_another_screen_booked(self):
        """CAS-04: a line that another addon reconciled is done: ticked, chosen or queued here before, it is never
        booked again; an undo there makes it to do again, decided by a person.
        """
        moves = [self.make_invoice(amount) for amount in (120, 130, 140)]
        rows = self.take(*((2, one.amount_total, one.name, "Menuiserie Dupont") for one in moves))
        rows[2].sudo()._queue(self.billing)
        for row, move in zip(rows, moves, strict=True):
            self.book_elsewhere(row, move)
        self.assertEqual(rows.mapped("state"), ["done"] * 3)
        with self.assertRaisesRegex(UserError, "not open any more"):
            rows[0].with_user(self.billing).action_validate()
        with self.assertRaisesRegex(UserError, "ticked"):
            self.validate_ticked(rows)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: float("inf")):
            self.env["egg.cash.line"].sudo()._cron_book()
            self.env["egg.cash.line"].sudo()._cron_propose()
        for row, move in zip(rows, moves, strict=True):
            self.assertEqual((len(row.sudo().statement_line_id.line_ids), len(self.due(move).matched_credit_ids)),
                             (2, 1))
        rows[0].sudo().statement_line_id.action_undo_reconciliation()
        self.assertEqual((rows[0].state, rows[0].is_decided, rows[0].is_ticked), ("open", True, False))
        self.assertEqual(moves[0].payment_state, "not_paid")

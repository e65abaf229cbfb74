from datetime import date

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ..common_schedule import ScheduleCase

HALVES = ({"percent": 50, "rule": "days", "days": 30}, {"percent": 50})


@tagged("post_install", "-at_install")
class TestPaymentConditions(ScheduleCase):
    def test_conditions_made_in_settings_fill_the_document(self):
        """SCH-02, SCH-05, SCH-11: picked on a document, with types and modes."""
        move = self._create_invoice(egg_condition_id=self.condition.id)

        self.assertEqual(move.egg_schedule_line_ids.mapped("kind"), ["deposit", "payment"])
        self.assertEqual(move.egg_schedule_line_ids.payment_mode_id, self.debit)

    def test_instalments_of_a_document_are_stored_as_conditions(self):
        """SCH-03: made on the document, usable elsewhere."""
        move = self._create_invoice(egg_schedule_line_ids=[Command.create(line) for line in HALVES])

        action = move.action_egg_save_condition()

        stored = self.env["egg.payment.condition"].browse(action["res_id"])
        other = self._create_invoice(egg_condition_id=stored.id)
        self.assertEqual(other.egg_schedule_line_ids.mapped("percent"), [50, 50])

    def test_missing_and_excess_percent_are_named(self):
        """SCH-14: 30 + 60 lacks 10 %, 80 + 60 has 40 % too much."""
        with self.assertRaisesRegex(ValidationError, "10 % is missing"):
            self._create_invoice(egg_schedule_line_ids=[Command.create({"percent": p}) for p in (30, 60)])
        with self.assertRaisesRegex(ValidationError, "40 % too much"):
            self._create_condition({"percent": 80}, {"percent": 60})

    def test_percentages_can_be_changed_together(self):
        """SCH-14: two lines written in one save are judged together."""
        move = self._create_invoice(egg_condition_id=self.condition.id)
        first, second = move.egg_schedule_line_ids

        move.egg_schedule_line_ids = [Command.update(first.id, {"percent": 40}),
                                      Command.update(second.id, {"percent": 60})]

        self.assertDues(move, [("2026-01-15", 700.0), ("2026-04-30", 1050.0)])

    def test_unknown_variable_is_refused(self):
        """SCH-13: refused at save, and the list of variables is in the message."""
        with self.assertRaisesRegex(ValidationError, r"\{prix\}.*\{pourcentage\}"):
            self._create_condition({"percent": 100, "title": "Pour {prix}"})

    def test_title_is_filled(self):
        """SCH-12: values in the place of variables."""
        condition = self._create_condition({"percent": 100,
                                            "title": "Acompte de {pourcentage} soit {montant} le {date}"})
        move = self._create_invoice(egg_condition_id=condition.id)

        label = move._get_egg_schedule_rows()[0]["label"]

        self.assertIn("Acompte de 100 % soit", label)
        self.assertIn("1,750.00", label)
        self.assertIn("2026", label)

    def test_twelve_monthly_debits_in_one_click(self):
        """SCH-15: twelve items, summing to the total, collected by direct debit."""
        move = self._create_invoice(self.p1)
        move.invoice_line_ids.tax_ids = False

        move.egg_condition_id = self.condition
        move.action_egg_set_monthly_debits()
        self.assertFalse(move.egg_condition_id)

        items = self._get_items(move)
        self.assertEqual(len(items), 12)
        self.assertEqual(round(sum(items.mapped("balance")), 2), 1000.0)
        self.assertEqual(items[-1].balance, 83.37)
        self.assertEqual(str(items[-1].date_maturity), "2026-12-15")
        self.assertEqual(items.egg_payment_mode_id, self.debit)

    def test_twelve_monthly_debits_in_settings(self):
        """SCH-15: the same click on payment conditions."""
        self.condition.action_set_monthly_debits()

        self.assertEqual(len(self.condition.line_ids), 12)
        self.assertEqual(round(sum(self.condition.line_ids.mapped("percent")), 4), 100)

    def test_screens_explain_the_variables(self):
        """SCH-13: settings and document show the list of variables by an exclamation icon."""
        for model in ("egg.payment.condition", "account.move"):
            arch = self.env[model].get_view(view_type="form")["arch"]
            self.assertIn("fa-exclamation-circle", arch)
            for name in ("pourcentage", "montant", "date", "mode", "numero", "nombre", "document"):
                self.assertIn(f"{{{name}}}", arch)

    def test_bad_lines_are_refused(self):
        """SCH-07: no date for a fixed date, negative days, day 32."""
        for values in ({"rule": "fixed"}, {"days": -1}, {"rule": "days_end_of_month_on", "day_of_month": 32},
                       {"percent": 0}):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self._create_condition({"percent": 100, **values})

    def test_preview(self):
        """SCH-01: the settings screen shows dates and amounts while editing."""
        with freeze_time("2026-01-15"), Form(self.env["egg.payment.condition"]) as form:
            form.name = "Preview"
            with form.line_ids.new() as line:
                line.percent = 100
                line.rule = "days"
                line.days = 30
            self.assertIn("1,000.00", str(form.preview))
            self.assertIn("02/14/2026", str(form.preview))

    def test_another_company_s_conditions_are_out_of_reach(self):
        """SCH-02: per company."""
        other = self.env["res.company"].create({"name": "Other"})
        condition = self.condition.copy({"company_id": other.id})
        user = new_test_user(self.env, "biller", groups="account.group_account_invoice,base.group_user")

        with self.assertRaises(AccessError):
            condition.with_user(user).read(["name"])

    def test_an_ordinary_employee_cannot_change_conditions(self):
        """SCH-02: reading only without billing rights."""
        user = new_test_user(self.env, "employee", groups="base.group_user")

        self.assertEqual(self.condition.with_user(user).name, "Conditions")
        with self.assertRaises(AccessError):
            self.condition.with_user(user).name = "Mine"


@tagged("post_install", "-at_install")
class TestInvoiceInstalments(ScheduleCase):
    def test_one_receivable_item_for_each_instalment(self):
        """SCH-01, SCH-04, SCH-17: 525.00 on the day and 1,225.00 on 30 April; the due date is the last."""
        move = self._create_invoice(egg_condition_id=self.condition.id)

        self.assertDues(move, [("2026-01-15", 525.0), ("2026-04-30", 1225.0)])
        self.assertEqual(str(move.invoice_date_due), "2026-04-30")
        self.assertFalse(move.invoice_payment_term_id)

    def test_modes_of_instalments(self):
        """SCH-11: only line 2 is a direct debit; line 1 falls back on the document's mode (A21)."""
        move = self._create_invoice(egg_condition_id=self.condition.id, egg_payment_mode_id=self.transfer.id)

        self.assertEqual([item.egg_payment_mode_id for item in self._get_items(move)], [self.transfer, self.debit])

    def test_two_instalments_on_one_date_stay_two(self):
        """SCH-17: also when dates coincide."""
        move = self._create_invoice(egg_schedule_line_ids=[Command.create({"percent": p}) for p in (20, 30, 50)])
        move.action_post()

        self.assertDues(move, [("2026-01-15", 350.0), ("2026-01-15", 525.0), ("2026-01-15", 875.0)])

    def test_paying_the_first_leaves_the_second_open(self):
        """SCH-17: each instalment is paid by itself."""
        move = self._create_invoice(egg_condition_id=self.condition.id)
        move.action_post()

        move.egg_register_payment(525, date(2026, 1, 20), self.transfer)

        first, second = self._get_items(move)
        self.assertTrue(first.reconciled)
        self.assertEqual(second.amount_residual, 1225.0)
        self.assertEqual(move._get_egg_due_items(), second)
        self.assertEqual(move.line_ids.filtered("egg_is_due_item"), second)
        found = second.search([("move_id", "=", move.id), ("egg_is_due_item", "=", True)])
        self.assertEqual(found, second)
        others = second.search([("move_id", "=", move.id), ("egg_is_due_item", "=", False)])
        self.assertEqual(others, move.line_ids - second)
        both = second.search([("move_id", "=", move.id), ("egg_is_due_item", "in", [True, False])])
        self.assertEqual(both, move.line_ids)

    def test_changes_of_a_draft_refresh_the_items(self):
        """SCH-17, SCH-09: through the invoice, directly on a row, by a new date, by a new line."""
        move = self._create_invoice(egg_condition_id=self.condition.id)

        move.egg_schedule_line_ids[1].days = 45
        self.assertDues(move, [("2026-01-15", 525.0), ("2026-03-31", 1225.0)])

        move.invoice_date = "2026-02-01"
        self.assertDues(move, [("2026-02-01", 525.0), ("2026-03-31", 1225.0)])

        move.invoice_line_ids = [Command.create({"name": "More", "price_unit": 250, "tax_ids": False})]
        self.assertDues(move, [("2026-02-01", 600.0), ("2026-03-31", 1400.0)])

        move.egg_condition_id = False
        self.assertFalse(move.egg_schedule_line_ids)
        self.assertEqual(len(self._get_items(move)), 1)

    def test_swapping_lines_recomputes_dates(self):
        """SCH-08, SCH-09: order matters."""
        move = self._create_invoice(egg_schedule_line_ids=[
            Command.create({"sequence": 1, "percent": 40, "rule": "days", "days": 30}),
            Command.create({"sequence": 2, "percent": 60, "rule": "days_end_of_month"}),
        ])
        self.assertDues(move, [("2026-02-14", 700.0), ("2026-02-28", 1050.0)])
        first, second = move.egg_schedule_line_ids

        move.egg_schedule_line_ids = [Command.update(first.id, {"sequence": 2}),
                                      Command.update(second.id, {"sequence": 1})]

        self.assertDues(move, [("2026-01-31", 1050.0), ("2026-03-02", 700.0)])

    def test_posted_schedule_is_locked(self):
        """SCH-17: no change of rows or conditions once validated."""
        move = self._create_invoice(egg_condition_id=self.condition.id)
        move.action_post()

        for change in (
            lambda: move.egg_schedule_line_ids[0].write({"days": 9}),
            lambda: move.write({"egg_condition_id": False}),
            lambda: move.egg_schedule_line_ids.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "cannot be changed"), self.cr.savepoint():
                change()

    def test_foreign_currency(self):
        """SCH-17: instalments in dollars add up in both currencies."""
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create({"currency_id": usd.id, "name": "2026-01-01", "rate": 1.37})
        thirds = [Command.create({"percent": p}) for p in (33.33, 33.33, 33.34)]
        move = self._create_invoice(currency_id=usd.id, egg_schedule_line_ids=thirds)

        items = self._get_items(move)
        self.assertEqual(len(items), 3)
        self.assertAlmostEqual(sum(items.mapped("amount_currency")), move.amount_total, 2)
        self.assertAlmostEqual(sum(items.mapped("balance")), move.amount_total_signed, 2)
        move.action_post()

    def test_cash_rounding(self):
        """SCH-17: each instalment can be paid in coins."""
        rounding = self.env["account.cash.rounding"].create({
            "name": "5 cents", "rounding": 0.05, "strategy": "add_invoice_line", "rounding_method": "HALF-UP",
            "profit_account_id": self.env["account.account"].search([("account_type", "=", "income")], limit=1).id,
            "loss_account_id": self.env["account.account"].search([("account_type", "=", "expense")], limit=1).id,
        })
        thirds = [Command.create({"percent": p}) for p in (33.33, 33.33, 33.34)]
        move = self._create_invoice(invoice_cash_rounding_id=rounding.id, egg_schedule_line_ids=thirds)

        self.assertDues(move, [("2026-01-15", 583.3), ("2026-01-15", 583.3), ("2026-01-15", 583.4)])

    def test_credit_note_is_due_at_once(self):
        """SCH-17: a refund has one item, and a copy has the schedule of the original."""
        move = self._create_invoice(egg_condition_id=self.condition.id)
        move.action_post()

        refund = move._reverse_moves([{"invoice_date": "2026-01-20"}])
        copy = move.copy({"invoice_date": "2026-02-01"})

        self.assertEqual(len(self._get_items(refund)), 1)
        self.assertFalse(refund.egg_schedule_line_ids)
        self.assertDues(copy, [("2026-02-01", 525.0), ("2026-05-31", 1225.0)])

    def test_due_date_without_schedule(self):
        """INV-04, INV-05: 30 days after 15 January is 14 February; a typed date wins."""
        term = self.env.ref("account.account_payment_term_30days")
        move = self._create_invoice(invoice_payment_term_id=term.id)
        self.assertEqual(str(move.invoice_date_due), "2026-02-14")

        typed = self._create_invoice(invoice_date_due="2026-03-01", invoice_payment_term_id=False)
        self.assertEqual(str(typed.invoice_date_due), "2026-03-01")

    def test_schedule_replaces_the_due_date_on_the_form(self):
        """INV-06, SCH-16: the field hides, the instalments are there for the screen and the print, live."""
        with Form(self.env["account.move"].with_context(default_move_type="out_invoice")) as form:
            form.partner_id = self.partner
            form.invoice_date = "2026-01-15"
            with form.invoice_line_ids.new() as line:
                line.product_id = self.p1
            form.egg_condition_id = self.condition
            self.assertTrue(form.egg_has_schedule)
            with form.egg_schedule_line_ids.edit(1) as row:
                self.assertEqual((str(row.date), row.amount), ("2026-04-30", 840.0))
                row.days = 45
            self.assertEqual(str(form.invoice_date_due), "2026-03-31")
        move = form.record

        self.assertDues(move, [("2026-01-15", 360.0), ("2026-03-31", 840.0)])
        rows = move._get_egg_schedule_rows()
        self.assertEqual([(str(row["date"]), row["amount"], row["kind"]) for row in rows],
                         [("2026-01-15", 360.0, "deposit"), ("2026-03-31", 840.0, "payment")])
        self.assertEqual(rows[1]["mode"], "Direct debit")

    def test_labels_name_the_instalment(self):
        """SCH-17: each due item says which instalment it is."""
        move = self._create_invoice(egg_condition_id=self.condition.id)
        move.action_post()

        names = self._get_items(move).mapped("name")
        self.assertTrue(names[0].endswith("Deposit of 30 %"), names)
        self.assertTrue(names[1].endswith("Instalment 2 of 2"), names)

    def test_legal_limit(self):
        """BEY-15: 90 days end of month warns for a firm, not for a person, nor at 60 days."""
        move = self._create_invoice(egg_condition_id=self.condition.id)
        self.assertIn("L441-10", move.egg_legal_limit_warning)

        move.egg_schedule_line_ids[1].write({"rule": "days", "days": 60})
        self.assertFalse(move.egg_legal_limit_warning)

        person = self.env["res.partner"].create({"name": "A person"})
        self.assertFalse(self._create_invoice(egg_condition_id=self.condition.id,
                                              partner_id=person.id).egg_legal_limit_warning)

    def test_on_delivery(self):
        """SCH-07: counts from the day of delivery once known."""
        move = self._create_invoice(
            egg_schedule_line_ids=[Command.create({"percent": 100, "rule": "delivery", "days": 8})])
        move.delivery_date = "2026-02-01"

        self.assertDues(move, [("2026-02-09", 1750.0)])


@tagged("post_install", "-at_install")
class TestInvoicePayments(ScheduleCase):
    def test_payment_on_a_posted_invoice(self):
        """PAY-01, PAY-05: stored, reconciled, net to pay falls at once; cancelling restores."""
        move = self._create_invoice()
        move.action_post()

        payment = move.egg_register_payment(300, date(2026, 1, 20), self.transfer, reference="VIR 1")

        self.assertEqual((payment.amount, str(payment.date), payment.payment_reference), (300, "2026-01-20", "VIR 1"))
        self.assertEqual((payment.egg_payment_mode_id, payment.egg_kind), (self.transfer, "payment"))
        self.assertEqual((move.egg_amount_paid, move.egg_net_to_pay, move.amount_residual), (300, 1450, 1450))
        self.assertIn(payment, move.egg_payment_ids)

        payment.action_cancel()
        self.assertEqual((move.egg_amount_paid, move.egg_net_to_pay, move.amount_residual), (0, 1750, 1750))

    def test_payment_on_a_draft_counts_once_when_validated(self):
        """PAY-04, PAY-05: assigned on posting, exactly once."""
        move = self._create_invoice()
        move.egg_register_payment(300, date(2026, 1, 20), self.transfer)
        self.assertEqual((move.egg_amount_paid, move.egg_net_to_pay), (300, 1450))

        move.action_post()

        self.assertEqual((move.egg_amount_paid, move.egg_net_to_pay, move.amount_residual), (300, 1450, 1450))

    def test_overpayment_is_signalled(self):
        """PAY-06: a warning before, a credit balance after."""
        move = self._create_invoice()
        move.action_post()
        wizard = self.env["egg.payment.wizard"].with_context(
            **move.action_egg_add_payment()["context"]).create({"amount": 1800})
        self.assertTrue(wizard.is_overpayment)

        wizard.action_confirm()

        self.assertEqual(move.egg_overpaid_amount, 50)
        self.assertEqual((move.amount_residual, move.egg_net_to_pay), (0, -50))

    def test_wizard_proposes_the_next_instalment(self):
        """PAY-01: amount, mode and type of the first instalment not covered."""
        move = self._create_invoice(egg_condition_id=self.condition.id)
        move.action_post()
        context = move.action_egg_add_payment()["context"]

        with Form(self.env["egg.payment.wizard"].with_context(**context)) as form:
            self.assertEqual((form.amount, form.kind), (525, "deposit"))
            form.payment_mode_id = self.transfer
        form.save().action_confirm()

        with Form(self.env["egg.payment.wizard"].with_context(**context)) as form:
            self.assertEqual((form.amount, form.kind, form.payment_mode_id), (1225, "payment", self.debit))

    def test_bad_amounts_and_documents_are_refused(self):
        """PAY-01: nothing half-done."""
        move = self._create_invoice()
        with self.assertRaisesRegex(UserError, "above zero"):
            move.egg_register_payment(0, date(2026, 1, 20), self.transfer)
        refund = self._create_invoice(move_type="out_refund")
        with self.assertRaisesRegex(UserError, "customer invoices"):
            refund.egg_register_payment(10, date(2026, 1, 20), self.transfer)

    def test_no_rights_no_payment(self):
        """PAY-01: an ordinary employee cannot note a payment."""
        move = self._create_invoice()
        user = new_test_user(self.env, "employee", groups="base.group_user")

        with self.assertRaises(AccessError):
            move.with_user(user).egg_register_payment(10, date(2026, 1, 20), self.transfer)

    def test_deposit_document_only_from_an_order(self):
        """DEP-06: refused for a payment on an invoice."""
        move = self._create_invoice()
        payment = move.egg_register_payment(100, date(2026, 1, 20), self.transfer, "deposit")

        self.assertFalse(payment.egg_can_create_deposit)
        with self.assertRaisesRegex(UserError, "from an order"):
            payment.egg_create_deposit_document()

    @freeze_time("2026-02-04")
    def test_payment_follow_up(self):
        """PAY-07: document, instalment, due, mode, paid, open, days late, with totals."""
        move = self._create_invoice(egg_condition_id=self.condition.id)
        move.action_post()
        move.egg_register_payment(25, date(2026, 1, 20), self.transfer)

        rows = self.env["egg.payment.followup"].search([("move_id", "=", move.id)])

        self.assertEqual([(r.amount, r.amount_paid, r.amount_open) for r in rows], [(525, 25, 500), (1225, 0, 1225)])
        self.assertEqual([(r.days_late, r.status) for r in rows], [(20, "late"), (0, "open")])
        self.assertEqual(rows[1].payment_mode_id, self.debit)
        self.assertEqual(rows[0].line_id, self._get_items(move)[0])
        totals = rows._read_group([("move_id", "=", move.id)], [], ["amount:sum", "amount_paid:sum", "amount_open:sum"])
        self.assertEqual(totals, [(1750, 25, 1725)])
        self.assertEqual(rows[0].action_open_document()["res_id"], move.id)

    def test_follow_up_needs_rights(self):
        """PAY-07: not for everyone."""
        user = new_test_user(self.env, "employee", groups="base.group_user")

        with self.assertRaises(AccessError):
            self.env["egg.payment.followup"].with_user(user).search([])

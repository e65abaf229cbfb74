from datetime import date
from decimal import Decimal
from random import Random

from lxml import etree
from odoo.addons.egg_billing.core import schedule
from odoo.addons.egg_billing.core.schedule import Step
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..schedule.test_schedule import OrderCase


class DepositCase(OrderCase):
    def _taxes_by_rate(self, moves):
        amounts = {}
        for line in moves.line_ids.filtered("tax_line_id"):
            amounts[line.tax_line_id] = amounts.get(line.tax_line_id, 0) - line.amount_currency
        return {tax: round(amount, 2) for tax, amount in amounts.items() if round(amount, 2)}

    def _order_taxes(self, order):
        lines = order._get_egg_deposit_rates(order.amount_total)
        return {line["taxes"]: round(line["tax"], 2) for line in lines}

    def assertDepositsSettled(self, moves):
        deposits = moves.line_ids.filtered(lambda line: (line.account_id.code or "").startswith("4191"))
        self.assertTrue(deposits)
        self.assertEqual(round(sum(deposits.mapped("amount_currency")), 2), 0)
        self.assertEqual(round(sum(deposits.mapped("balance")), 2), 0)


@tagged("post_install", "-at_install")
class TestDepositDeduction(DepositCase):
    def test_footer_discount_third_party_taxes_and_partial_invoices(self):
        """DEP-07: whatever the discount, deposit and invoices make the order's totals, VAT per rate counted once."""
        (self.p1 | self.p2).invoice_policy = "delivery"
        eco = {"name": "Eco", "amount_type": "fixed", "amount": 4.17, "tax_ids": [Command.set(self.tax10.ids)]}
        for mode, value in (("untaxed_percent", 7), ("untaxed_amount", 33.33), ("taxed_percent", 3.5),
                            ("taxed_amount", 100.01)):
            with self.subTest(mode=mode):
                order = self._create_order(
                    egg_discount_mode=mode, egg_discount_value=value, egg_shipping_amount=19.99,
                    egg_shipping_tax_ids=[Command.set(self.tax20.ids)],
                )
                first, second = order.order_line.filtered(lambda line: not line.egg_role)
                first.write({"product_uom_qty": 3, "egg_third_party_tax_ids": [Command.create(eco)]})
                order.action_confirm()
                moves = self._deposit(order, 333.33)
                for delivered in ((1, 0), (3, 1)):
                    first.qty_delivered, second.qty_delivered = delivered
                    moves |= order._create_invoices(final=True)
                moves.filtered(lambda move: move.state == "draft").action_post()

                self.assertEqual(len(moves), 3)
                self.assertAlmostEqual(sum(moves.mapped("amount_total")), order.amount_total, 2)
                self.assertEqual(self._taxes_by_rate(moves), self._order_taxes(order))
                self.assertDepositsSettled(moves)
                self.assertAlmostEqual(sum(moves.mapped("amount_residual")), order.amount_total - 333.33, 2)
                self.assertAlmostEqual(order.egg_net_to_pay, order.amount_total - 333.33, 2)

    def test_two_deposits_of_which_one_is_invoiced(self):
        """DEP-07, SCH-17: an instalment of type deposit that was not received stays on the final invoice."""
        order = self._create_order(confirm=True, egg_schedule_line_ids=[
            Command.create({"sequence": 1, "percent": 20, "kind": "deposit"}),
            Command.create({"sequence": 2, "percent": 20, "kind": "deposit", "rule": "days", "days": 10}),
            Command.create({"sequence": 3, "percent": 60, "rule": "days", "days": 30}),
        ])
        self._deposit(order, 350)
        final = order._create_invoices(final=True)
        final.invoice_date = "2026-01-15"

        self.assertDues(final, [("2026-01-25", 350.0), ("2026-02-24", 1050.0)])

    def test_deposit_below_its_instalment(self):
        """DEP-07, SCH-17: what lacks of the deposit is due when the deposit was."""
        order = self._create_order(confirm=True, egg_condition_id=self.condition.id)
        self._deposit(order, 200)
        final = order._create_invoices(final=True)
        final.invoice_date = "2026-01-15"

        self.assertDues(final, [("2026-01-15", 325.0), ("2026-04-30", 1225.0)])

    def test_credit_note_of_a_deposit_that_stays_received(self):
        """DEP-07: the money of a deposit given back on paper pays the final invoice."""
        order = self._create_order(confirm=True, egg_condition_id=self.condition.id)
        deposit = self._deposit(order)
        refund = deposit._reverse_moves([{"invoice_date": "2026-01-20"}])
        refund.action_post()
        self.assertEqual(refund.amount_residual, 525)

        final = order._create_invoices(final=True)
        final.invoice_date = "2026-01-15"
        final.action_post()

        self.assertEqual((final.amount_total, final.amount_residual), (1750, 1225))
        self.assertEqual((final.egg_net_to_pay, order.egg_net_to_pay), (1225, 1225))
        self.assertEqual(self._taxes_by_rate(deposit | refund | final), {self.tax20: 200, self.tax10: 50})
        self.assertDepositsSettled(deposit | refund | final)
        self.assertDues(final, [("2026-01-15", 525.0), ("2026-04-30", 1225.0)])

    def test_a_series_of_their_own(self):
        """LAW-08: with a journal of their own deposit invoices have a series of their own; the final invoice stays in
        the journal of sales, and both series are proven.
        """
        journal = self.env["account.journal"].create({"name": "Acomptes", "code": "ACO", "type": "sale"})
        self.company.egg_deposit_journal_id = journal
        order = self._create_order(confirm=True)
        deposit = self._deposit(order)
        final = order._create_invoices(final=True)
        final.action_post()
        self.assertEqual(deposit.journal_id, journal)
        self.assertNotEqual(final.journal_id, journal)
        self.assertTrue(deposit.name.startswith("ACO/"))
        series = self.env["egg.number.series"].search([("journal_id", "in", (journal | final.journal_id).ids)])
        self.assertEqual(series.journal_id, journal | final.journal_id)
        self.assertTrue(all(series.mapped("is_proven")))

    def test_deposit_paid_back(self):
        """PAY-05: money that went back to the customer is to be paid again."""
        order = self._create_order(confirm=True)
        deposit = self._deposit(order)
        refund = deposit._reverse_moves([{"invoice_date": "2026-01-20"}])
        refund.action_post()
        self.env["account.payment.register"].with_context(active_model="account.move",
                                                          active_ids=refund.ids).create({})._create_payments()
        order.invalidate_recordset()

        self.assertEqual((order.egg_amount_paid, order.egg_net_to_pay), (0, 1750))

    def test_credit_note_with_cancel_keeps_the_payment_for_the_final_invoice(self):
        """DEP-07: the standard reversal frees the payment, a new deposit invoice may be made of it."""
        order = self._create_order(confirm=True)
        deposit = self._deposit(order)
        payment = deposit.egg_deposit_payment_ids
        deposit._reverse_moves([{"invoice_date": "2026-01-20"}], cancel=True)
        self.assertTrue(payment.egg_can_create_deposit)

        second = payment.egg_create_deposit_document()
        final = order._create_invoices(final=True)
        final.action_post()

        self.assertEqual((second.amount_residual, final.amount_total, final.amount_residual), (0, 1225, 1225))

    def test_deposit_above_the_order(self):
        """DEP-05, PAY-06: no deposit invoice for more than the order."""
        order = self._create_order(confirm=True)
        payment = order.egg_register_payment(2000, date(2026, 1, 15), self.transfer, "deposit")

        with self.assertRaisesRegex(UserError, "exceed"):
            payment.egg_create_deposit_document()

    def test_an_early_discount_that_is_always_granted(self):
        """MON-10, DEP-07: 1,000.00 at 20 % with 2 % "always" is 1,196.00: a deposit of 598.00, by either road, and the
        rest of 598.00; VAT 196.00 in all.
        """
        term = self.env["account.payment.term"].create({
            "name": "2 % always", "early_discount": True, "discount_percentage": 2, "discount_days": 10,
            "early_pay_discount_computation": "mixed",
            "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})]})
        for road in ("payment", "window"):
            with self.subTest(road=road):
                order = self._create_order(payment_term_id=term.id)
                order.order_line[1:].unlink()
                order.order_line.write({"product_uom_qty": 1, "price_unit": 1000, "tax_ids": [Command.set(
                    self.tax20.ids)]})
                order.action_confirm()
                self.assertEqual(order.amount_total, 1196)
                if road == "payment":
                    deposit = self._deposit(order, 598)
                else:
                    self.env["sale.advance.payment.inv"].create({
                        "sale_order_ids": [Command.set(order.ids)], "advance_payment_method": "fixed",
                        "fixed_amount": 598})._create_invoices(order)
                    deposit = order.invoice_ids
                final = order._create_invoices(final=True)
                (deposit | final).filtered(lambda move: move.state == "draft").action_post()
                self.assertEqual((deposit.amount_total, final.amount_total), (598, 598))
                self.assertAlmostEqual(sum((deposit | final).mapped("amount_tax")), 196, 2)
                self.assertDepositsSettled(deposit | final)

    def test_what_deposit_and_invoice_are_credited_for_in_all(self):
        """MON-07: the goods of an invoice that deducts a deposit can come back whole, by its own credit notes or by the
        deposit's: never for more than was paid in all.
        """
        order = self._create_order(confirm=True)
        deposit = self._deposit(order, 300)
        final = order._create_invoices(final=True)
        final.action_post()
        whole = final._reverse_moves([{"invoice_date": final.invoice_date}])
        whole.invoice_line_ids.filtered(lambda line: line.is_downpayment).unlink()
        whole.action_post()
        self.assertAlmostEqual(whole.amount_total, order.amount_total, 2)
        note = deposit._reverse_moves([{"invoice_date": deposit.invoice_date}])
        with self.assertRaisesRegex(UserError, "credited|would be"):
            note.action_post()

    def test_a_draft_raised_by_hand(self):
        """DEP-05: a deposit invoice that was changed to more than the order is not issued, and stays as it was; drafts
        of the rest do not count.
        """
        order = self._create_order(confirm=True)
        self.env["sale.advance.payment.inv"].create({
            "sale_order_ids": [Command.set(order.ids)], "advance_payment_method": "fixed", "fixed_amount": 100,
        })._create_invoices(order)
        deposit = order.invoice_ids
        line = deposit.invoice_line_ids.filtered(lambda one: one.display_type == "product")[:1]
        price = line.price_unit
        line.price_unit = 9999
        with self.assertRaisesRegex(UserError, "more than what is left"), self.cr.savepoint():
            deposit.action_post()
        self.assertEqual(deposit.state, "draft")
        line.price_unit = price
        order._create_invoices(final=True)
        deposit.action_post()
        self.assertEqual(deposit.state, "posted")

    def test_confirmed_twice(self):
        """DEP-08: pressing twice makes one payment and one document."""
        order = self._create_order(egg_condition_id=self.condition.id, confirm=True)
        action = order.egg_schedule_line_ids[0].action_egg_create_deposit()
        wizard = self.env["egg.deposit.confirm"].with_context(**action["context"]).create({})
        wizard.action_confirm()

        with self.assertRaises(UserError):
            wizard.action_confirm()

        self.assertEqual(len(order.egg_payment_ids), 1)

    def test_payment_on_an_order_that_is_invoiced(self):
        """PAY-04: a payment noted on the order pays its validated invoice at once;
        a deposit waits while there is more to invoice.
        """
        order = self._create_order(confirm=True)
        invoice = order._create_invoices()
        invoice.action_post()

        order.egg_register_payment(300, date(2026, 1, 15), self.transfer)
        self.assertEqual((invoice.amount_residual, order.egg_net_to_pay), (1450, 1450))
        order.egg_register_payment(100, date(2026, 1, 15), self.transfer, "deposit")
        self.assertEqual((invoice.amount_residual, invoice.egg_net_to_pay), (1350, 1350))

        (self.p1 | self.p2).invoice_policy = "delivery"
        other = self._create_order(self.p1, self.p2, confirm=True)
        other.order_line[0].qty_delivered = 1
        first = other._create_invoices()
        first.action_post()
        other.egg_register_payment(100, date(2026, 1, 15), self.transfer, "deposit")
        self.assertEqual(first.amount_residual, 1200)

    def test_receipt_is_cancelled_with_its_payment(self):
        """PAY-05, DEP-04: the receipt stays, numbered, and says that it is cancelled."""
        self.company.egg_deposit_mode = "receipt"
        order = self._create_order(confirm=True)
        receipt = self._deposit(order)
        self.assertEqual(receipt.state, "done")
        with self.assertRaisesRegex(UserError, "exceed"), self.cr.savepoint():
            self._deposit(order, 1400)

        receipt.payment_id.action_cancel()

        self.assertEqual((receipt.state, order.egg_net_to_pay), ("cancelled", 1750))
        self.assertEqual(self._deposit(order, 1750).name, "REC/2026/00002")

    def test_receipt_on_paper(self):
        """DEP-03, DEP-09: number, date, mode, goods and VAT per rate, and that it is no invoice;
        in the customer's language.
        """
        self.company.egg_deposit_mode = "receipt"
        receipt = self._deposit(self._create_order(confirm=True))

        html, _kind = self.env["ir.actions.report"]._render_qweb_html("egg_sales.deposit_receipt", receipt.ids)

        text = " ".join(etree.HTML(html).find("body").itertext()).replace("\u00a0", " ")
        for expected in (receipt.name, "Transfer", "1 × P1", "VAT 10 %", "300.00", "15.00", "525.00", "not an invoice",
                         "Client Alpha"):
            self.assertIn(expected, text)
        self.assertIn(b"data-report-egg", html)
        receipt.payment_id.action_cancel()
        self.assertEqual(receipt._get_egg_watermark(), "CANCELLED")

    def test_deposit_of_the_final_invoice_is_deducted_once_on_screen_and_paper(self):
        """DEP-07, PAY-05: what was invoiced as a deposit is a line of the final invoice, not a payment of it too."""
        order = self._create_order(confirm=True)
        order.egg_register_payment(100, date(2026, 1, 15), self.transfer)
        deposit = self._deposit(order)
        final = order._create_invoices(final=True)

        self.assertEqual((final.egg_payment_ids.amount, final.egg_net_to_pay), (100, 1125))
        final.action_post()
        self.assertEqual((final.egg_payment_ids.amount, final.egg_net_to_pay, deposit.egg_payment_ids.amount),
                         (100, 1125, 525))
        self.assertEqual(deposit._get_egg_operation_kinds(), {"services"})
        self.assertEqual(final._get_egg_operation_kinds(), {"services"})


@tagged("post_install", "-at_install")
class TestScheduleScreens(DepositCase):
    def test_new_instalments_before_saving(self):
        """SCH-01, SCH-14: rows typed by hand in an unsaved quote have their dates and amounts,
        and what lacks is said at once.
        """
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.partner
            with form.order_line.new() as line:
                line.product_id = self.p1
            with form.egg_schedule_line_ids.new() as row:
                row.percent = 30
            self.assertIn("70 % is missing", form.egg_schedule_message)
            with form.egg_schedule_line_ids.new() as row:
                row.percent = 70
                row.rule = "days"
                row.days = 30
                self.assertEqual((str(row.date), row.amount), ("2026-02-14", 840.0))
            self.assertFalse(form.egg_schedule_message)
            with form.egg_schedule_line_ids.edit(0) as row:
                self.assertEqual((str(row.date), row.amount), ("2026-01-15", 360.0))

    def test_legal_limit_of_a_payment_term(self):
        """BEY-15: 90 days for a firm warn without instalments too."""
        term = self.env["account.payment.term"].create({
            "name": "90 days", "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 90})]
        })

        self.assertIn("L441-10", self._create_order(payment_term_id=term.id).egg_legal_limit_warning)
        self.assertIn("L441-10", self._create_invoice(invoice_payment_term_id=term.id).egg_legal_limit_warning)
        term.line_ids.nb_days = 60
        self.assertFalse(self._create_order(payment_term_id=term.id).egg_legal_limit_warning)
        self.assertFalse(self._create_invoice(invoice_payment_term_id=term.id).egg_legal_limit_warning)

    def test_choices_of_mixins_are_in_french_on_orders(self):
        """QLT-02: what quotes and instalments inherit is read in French, as on invoices."""
        for model, field, expected in (("egg.order.schedule.line", "kind", "Acompte"),
                                       ("sale.order", "egg_state", "Terminé"),
                                       ("egg.move.schedule.line", "kind", "Acompte")):
            labels = self.env[model].with_context(lang="fr_FR").fields_get([field])[field]["selection"]
            self.assertIn(expected, [label for _value, label in labels])

    def test_monthly_debits_in_one_click(self):
        """SCH-15: without a question while there is nothing to replace."""
        for document, action in ((self.env["sale.order"], "action_egg_set_monthly_debits"),
                                 (self.env["account.move"], "action_egg_set_monthly_debits"),
                                 (self.env["egg.payment.condition"], "action_set_monthly_debits")):
            arch = etree.fromstring(document.get_view(view_type="form")["arch"])
            buttons = arch.xpath(f"//button[@name='{action}']")
            self.assertEqual([bool(button.get("confirm")) for button in buttons], [False, True])
        order = self._create_order()
        order.action_egg_set_monthly_debits()
        self.assertEqual(len(order.egg_schedule_line_ids), 12)
        self.assertAlmostEqual(sum(order.egg_schedule_line_ids.mapped("amount")), 1750, 2)
        self.assertEqual(str(order.egg_schedule_line_ids[-1].date), "2026-12-15")

    def test_any_schedule_is_the_same_on_the_three_documents(self):
        """SCH-01, SCH-07, SCH-15: quote, order and invoice give what the pure core gives,
        for each rule and odd percentages.
        """
        rules = [rule for rule in schedule.RULES if rule != schedule.FIXED]
        dice = Random(26)
        for _run in range(6):
            percents = [Decimal(dice.randint(1, 200_000)) / 10_000 for _line in range(dice.randint(1, 4))]
            percents.append(100 - sum(percents))
            steps = [
                Step(percent, dice.choice(rules), dice.randint(0, 99), dice.randint(0, 3), dice.randint(0, 31))
                for percent in percents
            ]
            order = self._create_order(egg_schedule_line_ids=[
                Command.create({
                    "sequence": number, "percent": float(step.percent), "rule": step.rule, "days": step.days,
                    "months": step.months,
                    "day_of_month": step.day_of_month,
                }) for number, step in enumerate(steps)
            ])
            order.order_line[0].price_unit = dice.randint(1, 10**6) / 100
            total = Decimal(f"{order.amount_total:.2f}")
            dues = schedule.build_dues(total, date(2026, 1, 15), steps, Decimal("0.01"))
            expected = [(str(due.on), float(due.amount)) for due in dues]
            invoice = self.assertRowsOnEach(order, expected)
            invoice.action_post()
            self.assertEqual(
                [(str(item.date_maturity), round(item.amount_currency, 2)) for item in self._get_items(invoice)],
                expected
            )

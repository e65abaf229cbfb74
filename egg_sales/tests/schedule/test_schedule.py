from datetime import date

from freezegun import freeze_time
from odoo.addons.egg_billing.tests.common_schedule import ScheduleCase
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged


class OrderCase(ScheduleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-01-15 10:00:00"))
        cls.company.egg_deposit_mode = "invoice"
        cls.salesman = new_test_user(cls.env, "paul", groups="sales_team.group_sale_salesman,base.group_user")

    def _create_order(self, *products, confirm=False, **values):
        lines = [Command.create({"product_id": product.id}) for product in products or (self.p1, self.p2)]
        order = self.env["sale.order"].create(
            {"partner_id": self.partner.id, "date_order": "2026-01-15 10:00:00", "order_line": lines, **values}
        )
        if confirm:
            order.action_confirm()
        return order

    def assertRows(self, document, expected):
        self.assertEqual([(str(row["date"]), row["amount"]) for row in document._get_egg_schedule_rows()], expected)

    def assertRowsOnEach(self, order, expected):
        """The same rows on the quote, its order and its invoice, which is returned."""
        self.assertRows(order, expected)
        order.action_confirm()
        self.assertRows(order, expected)
        invoice = order._create_invoices()
        invoice.invoice_date = "2026-01-15"
        self.assertRows(invoice, expected)
        return invoice

    def _deposit(self, order, amount=525, **values):
        payment = order.egg_register_payment(amount, date(2026, 1, 15), self.transfer, "deposit")
        return payment.egg_create_deposit_document()


@tagged("post_install", "-at_install")
class TestOrderSchedule(OrderCase):
    def test_same_dates_and_amounts_on_the_three_documents(self):
        """SCH-01, SCH-04, SCH-16: 525.00 and 1,225.00 on quote, order and invoice."""
        expected = [("2026-01-15", 525.0), ("2026-04-30", 1225.0)]
        order = self._create_order(egg_condition_id=self.condition.id)

        invoice = self.assertRowsOnEach(order, expected)

        self.assertDues(invoice, expected)

    def test_recomputed_from_the_signature(self):
        """SCH-01: a quote of 15 January signed on 10 February (A12b)."""
        order = self._create_order(egg_condition_id=self.condition.id)

        with freeze_time("2026-02-10 09:00:00"):
            order.action_confirm()

        self.assertRows(order, [("2026-02-10", 525.0), ("2026-05-31", 1225.0)])

    def test_dates_are_the_company_s_own(self):
        """SCH-01, SCR-12: at 00:30 of 1 June in Paris it is 1 June for every reader: in Paris, in New York, a job."""
        self.company.partner_id.write({"country_id": self.env.ref("base.fr").id, "tz": False})
        with freeze_time("2026-05-31 22:30:00"):
            order = self._create_order(egg_condition_id=self.condition.id, date_order="2026-05-31 22:30:00")
            for zone in ("Europe/Paris", "UTC", "America/New_York", False):
                order.invalidate_recordset()
                seen = order.with_context(tz=zone)
                self.assertRows(seen, [("2026-06-01", 525.0), ("2026-08-31", 1225.0)])
                self.assertEqual(seen._prepare_egg_map_nodes()[order._name, order.id]["date"], "06/01/2026")

    def test_the_order_of_a_quote_keeps_typed_instalments(self):
        """SCR-04, ORD-02: instalments typed in a quote, without saved conditions, are those of the order made from it,
        with a discount, shipping and a third-party tax, in whichever order its form computes.
        """
        quote = self._create_order(egg_discount_mode="untaxed_percent", egg_discount_value=10, egg_shipping_amount=20,
                                   egg_schedule_line_ids=[
            Command.create({"percent": 40, "kind": "deposit"}),
            Command.create({"percent": 60, "rule": "days", "days": 30})])
        quote.order_line[0].egg_third_party_tax_ids = [
            Command.create({"name": "Eco", "amount": 5.0, "tax_ids": [Command.set(self.tax20.ids)]})]
        quote.action_quotation_sent()
        expected = [(row.percent, row.kind, row.amount) for row in quote.egg_schedule_line_ids]
        action = quote.action_egg_order()
        with Form(self.env["sale.order"].with_context(**action["context"]), view=action["views"][0][0]) as form:
            self.assertEqual(len(form.egg_schedule_line_ids), 2)
        order = form.record
        self.assertEqual([(row.percent, row.kind, row.amount) for row in order.egg_schedule_line_ids], expected)
        self.assertEqual(order.amount_total, quote.amount_total)

    def test_live_preview(self):
        """SCH-01, SCH-10: dates and amounts follow while the quote is being typed."""
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.partner
            with form.order_line.new() as line:
                line.product_id = self.p1
            form.egg_condition_id = self.condition
            with form.egg_schedule_line_ids.edit(1) as row:
                self.assertEqual((str(row.date), row.amount), ("2026-04-30", 840.0))
                row.days = 45
            with form.egg_schedule_line_ids.edit(1) as row:
                self.assertEqual((str(row.date), row.amount), ("2026-03-31", 840.0))

        self.assertRows(form.record, [("2026-01-15", 360.0), ("2026-03-31", 840.0)])

    def test_quote_must_make_100_percent(self):
        """SCH-14: by the document and by its rows."""
        with self.assertRaisesRegex(ValidationError, "10 % is missing"):
            self._create_order(egg_schedule_line_ids=[Command.create({"percent": p}) for p in (30, 60)])
        order = self._create_order(egg_condition_id=self.condition.id)
        with self.assertRaisesRegex(ValidationError, "20 % is missing"):
            order.egg_schedule_line_ids[0].percent = 10

    def test_conditions_made_on_the_quote_by_a_salesperson(self):
        """SCH-03: stored and usable elsewhere, without accounting rights."""
        order = self._create_order(user_id=self.salesman.id).with_user(self.salesman)
        order.egg_schedule_line_ids = [Command.create({"percent": 100, "rule": "days", "days": 30})]

        action = order.action_egg_save_condition()

        other = self._create_order(egg_condition_id=action["res_id"])
        self.assertRows(other, [("2026-02-14", 1750.0)])

    def test_partial_invoices_have_the_same_conditions(self):
        """SCH-17: each partial invoice is split in its turn."""
        order = self._create_order(self.p1, self.p1, egg_condition_id=self.condition.id, confirm=True)
        order.order_line[1].product_uom_qty = 0
        first = order._create_invoices()
        order.order_line[1].product_uom_qty = 1
        second = order._create_invoices()

        for invoice in first | second:
            self.assertEqual(self._get_items(invoice).mapped("amount_currency"), [360.0, 840.0])

    def test_two_orders_in_one_invoice_only_with_the_same_schedule(self):
        """SCH-17: grouped when alike, apart when not."""
        orders = self._create_order(confirm=True, egg_condition_id=self.condition.id) | self._create_order(
            confirm=True, egg_condition_id=self.condition.id
        )
        other = self._create_order(confirm=True)

        invoices = (orders | other)._create_invoices()

        self.assertEqual(sorted(invoices.mapped("amount_total")), [1750.0, 3500.0])
        grouped = invoices.filtered(lambda move: move.amount_total == 3500)
        self.assertEqual(self._get_items(grouped).mapped("amount_currency"), [1050.0, 2450.0])

    def test_copy_of_a_quote(self):
        """SCH-01: a copy has its own rows."""
        order = self._create_order(egg_condition_id=self.condition.id)
        copy = order.copy({"date_order": "2026-02-01 10:00:00"})
        copy.egg_schedule_line_ids[1].days = 0

        self.assertRows(copy, [("2026-02-01", 525.0), ("2026-02-28", 1225.0)])
        self.assertRows(order, [("2026-01-15", 525.0), ("2026-04-30", 1225.0)])

    def test_another_salesperson_s_rows_are_out_of_reach(self):
        """SCH-02: rows follow the rights of their quote."""
        order = self._create_order(egg_condition_id=self.condition.id, user_id=self.env.user.id)

        with self.assertRaises(AccessError):
            order.egg_schedule_line_ids[0].with_user(self.salesman).read(["percent"])

    def test_legal_limit_on_a_quote(self):
        """BEY-15: 90 days end of month for a firm."""
        self.assertIn("60 days", self._create_order(egg_condition_id=self.condition.id).egg_legal_limit_warning)


@tagged("post_install", "-at_install")
class TestOrderPayments(OrderCase):
    def test_payment_on_a_quote(self):
        """QUO-07, PAY-01, PAY-05: net to pay falls by 100.00; cancelling restores."""
        order = self._create_order()

        payment = order.egg_register_payment(100, date(2026, 1, 15), self.transfer, reference="CHQ 7")

        self.assertEqual((order.egg_amount_paid, order.egg_net_to_pay), (100, 1650))
        self.assertEqual((payment.payment_reference, payment.egg_kind, payment.egg_order_id),
                         ("CHQ 7", "payment", order))
        payment.action_cancel()
        self.assertEqual((order.egg_amount_paid, order.egg_net_to_pay), (0, 1750))

    def test_payment_follows_to_the_invoice_once(self):
        """PAY-04: paid on the quote, counted once on the invoice; cancelled, all is restored."""
        order = self._create_order()
        payment = order.egg_register_payment(100, date(2026, 1, 15), self.transfer)
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertEqual((invoice.egg_amount_paid, invoice.egg_net_to_pay), (100, 1650))

        invoice.action_post()

        self.assertEqual((invoice.amount_residual, invoice.egg_amount_paid, invoice.egg_net_to_pay), (1650, 100, 1650))
        self.assertEqual((order.egg_amount_paid, order.egg_net_to_pay), (100, 1650))
        payment.action_cancel()
        self.assertEqual((invoice.amount_residual, invoice.egg_net_to_pay, order.egg_net_to_pay), (1750, 1750, 1750))

    def test_payment_larger_than_a_partial_invoice(self):
        """PAY-04: what is left goes to the next invoice."""
        order = self._create_order(self.p1, self.p1, confirm=True)
        order.egg_register_payment(1500, date(2026, 1, 15), self.transfer)
        order.order_line[1].product_uom_qty = 0
        first = order._create_invoices()
        first.action_post()
        order.order_line[1].product_uom_qty = 1
        second = order._create_invoices()
        second.action_post()

        self.assertEqual((first.amount_residual, second.amount_residual), (0, 900))

    def test_payment_on_the_invoice_shows_on_the_order(self):
        """PAY-05: the balance of the order follows too."""
        order = self._create_order(confirm=True)
        invoice = order._create_invoices()
        invoice.action_post()

        invoice.egg_register_payment(200, date(2026, 1, 15), self.transfer)

        order.invalidate_recordset(["egg_amount_paid", "egg_net_to_pay"])
        self.assertEqual((order.egg_amount_paid, order.egg_net_to_pay), (200, 1550))

    def test_overpayment(self):
        """PAY-06: more than the total on an order."""
        order = self._create_order(confirm=True)
        order.egg_register_payment(1800, date(2026, 1, 15), self.transfer)

        self.assertEqual((order.egg_net_to_pay, order.egg_overpaid_amount), (-50, 50))

    def test_salesperson_notes_payments_on_own_documents_only(self):
        """PAY-01: checked on the document, then one payment as superuser."""
        mine = self._create_order(user_id=self.salesman.id).with_user(self.salesman)
        wizard = self.env["egg.payment.wizard"].with_user(self.salesman).with_context(
            **mine.action_egg_add_payment()["context"])
        wizard.create({"amount": 100}).action_confirm()
        mine.invalidate_recordset()
        self.assertEqual((mine.egg_net_to_pay, len(mine.egg_payment_ids)), (1650, 1))
        self.assertEqual(mine.egg_payment_ids.read(["amount"])[0]["amount"], 100)
        with self.assertRaises(AccessError):
            mine.egg_payment_ids.amount = 5

        other = self._create_order(user_id=self.env.user.id).with_user(self.salesman)
        with self.assertRaises(AccessError):
            other.egg_register_payment(100, date(2026, 1, 15), self.transfer)

    def test_salesperson_reads_the_balance_of_an_invoice(self):
        """PAY-05: net to pay shows on own invoices; its payments stay with accounting."""
        order = self._create_order(user_id=self.salesman.id, confirm=True)
        invoice = order._create_invoices()
        invoice.action_post()
        invoice.egg_register_payment(200, date(2026, 1, 15), self.transfer)
        self.env.invalidate_all()

        mine = invoice.with_user(self.salesman)

        self.assertEqual((mine.egg_amount_paid, mine.egg_net_to_pay), (200, 1550))
        form = self.env["account.move"].with_user(self.salesman).get_view(view_type="form")["arch"]
        self.assertNotIn('name="egg_payment_ids"', form)
        with self.assertRaises(AccessError):
            mine.egg_register_payment(10, date(2026, 1, 15), self.transfer)

    def test_payments_have_bounds(self):
        """SEC-01: no payment above what is open and the total once more, in days to come,
        long before the document, in a closed period.
        """
        order = self._create_order()
        for amount, day, words in ((1e15, date(2026, 1, 15), "at most"), (10, date(2026, 1, 16), "to come"),
                                   (10, date(1999, 1, 1), "a year")):
            with self.assertRaisesRegex(UserError, words):
                order.egg_register_payment(amount, day, self.transfer)
        self.env.company.fiscalyear_lock_date = date(2025, 12, 31)
        with self.assertRaisesRegex(UserError, "closed"):
            order.egg_register_payment(10, date(2025, 12, 31), self.transfer)
        self.assertFalse(order.egg_payment_ids)
        order.egg_register_payment(2 * order.amount_total, date(2026, 1, 15), self.transfer)
        with self.assertRaisesRegex(UserError, "at most"):  # the total is granted once more, not each time
            order.egg_register_payment(10, date(2026, 1, 15), self.transfer)

    def test_an_instalment_is_one_of_the_order(self):
        """SEC-11: a payment is tied to an instalment of its own order, whatever a client's context says."""
        order, other = self._create_order(egg_condition_id=self.condition.id), self._create_order(
            egg_condition_id=self.condition.id)
        line = other.egg_schedule_line_ids[0]
        payment = order.with_context(egg_order_schedule_line_id=line.id).egg_register_payment(
            10, date(2026, 1, 15), self.transfer)
        self.assertFalse(payment.egg_order_schedule_line_id)

    def test_cancelled_order_takes_no_payment(self):
        """PAY-01: a clear refusal."""
        order = self._create_order()
        order.action_cancel()
        with self.assertRaisesRegex(UserError, "cancelled order"):
            order.egg_register_payment(100, date(2026, 1, 15), self.transfer)

    def test_accountants_still_see_every_payment(self):
        """PAY-01: the rule for salespeople takes nothing away from a billing user who sells too."""
        invoice = self._create_invoice()
        payment = invoice.egg_register_payment(10, date(2026, 1, 15), self.transfer)
        both = new_test_user(
            self.env, "both", groups="sales_team.group_sale_salesman,account.group_account_invoice,base.group_user"
        )

        self.assertEqual(payment.with_user(both).amount, 10)
        with self.assertRaises(AccessError):
            payment.with_user(self.salesman).read(["amount"])


@tagged("post_install", "-at_install")
class TestDeposits(OrderCase):
    def test_deposit_invoice_of_an_order(self):
        """ORD-04, DEP-03, DEP-09: 525.00 TTC, VAT per rate, goods named, on 4191, paid at once, linked."""
        order = self._create_order(confirm=True)
        payment = order.egg_register_payment(525, date(2026, 1, 15), self.transfer, "deposit")

        move = payment.egg_create_deposit_document()

        self.assertEqual((move._name, move.state, move.amount_total, move.amount_residual),
                         ("account.move", "posted", 525, 0))
        self.assertTrue(move.egg_is_deposit)
        self.assertEqual(move._get_egg_document_type(), "deposit")
        self.assertEqual((payment.egg_deposit_move_id, move.egg_payment_ids), (move, payment))
        self.assertIn(move, order.invoice_ids)
        lines = move.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        self.assertEqual(lines.mapped("price_subtotal"), [300.0, 150.0])
        self.assertEqual(lines.mapped("tax_ids"), self.tax20 | self.tax10)
        self.assertIn("P1", lines[0].name)
        self.assertIn("P2", lines[1].name)
        self.assertTrue(all(line.account_id.code.startswith("4191") for line in lines))
        self.assertEqual((order.egg_amount_paid, order.egg_net_to_pay), (525, 1225))

    def test_final_invoice_deducts_the_deposit(self):
        """DEP-07: 1,225.00 net to pay, VAT per rate counted once."""
        order = self._create_order(confirm=True, egg_condition_id=self.condition.id)
        deposit = self._deposit(order)

        final = order._create_invoices(final=True)
        final.action_post()

        self.assertEqual((final.amount_total, final.egg_net_to_pay), (1225, 1225))
        taxes = {}
        for line in (deposit | final).line_ids.filtered("tax_line_id"):
            taxes[line.tax_line_id] = taxes.get(line.tax_line_id, 0) - line.balance
        self.assertEqual({tax: round(amount, 2) for tax, amount in taxes.items()}, {self.tax20: 200, self.tax10: 50})
        self.assertEqual(round(sum(
            (deposit | final).line_ids.filtered(lambda line: (line.account_id.code
                                                              or "").startswith("4191")).mapped("balance")
        ), 2), 0)
        self.assertDues(final, [("2026-04-30", 1225.0)])

    def test_deposit_then_partial_invoices(self):
        """DEP-07: the deposit is deducted once over two invoices."""
        order = self._create_order(self.p1, self.p1, confirm=True)
        deposit = self._deposit(order, 600)
        order.order_line.filtered(lambda line: line.product_id)[1].product_uom_qty = 0
        first = order._create_invoices(final=True)
        first.action_post()
        order.order_line.filtered(lambda line: line.product_id)[1].product_uom_qty = 1
        second = order._create_invoices(final=True)
        second.action_post()

        self.assertEqual(sum((deposit | first | second).mapped("amount_total")), 2400)
        self.assertEqual((first.amount_total, second.amount_total), (600, 1200))

    def test_deposit_with_discount_and_shipping(self):
        """DEP-07: with a footer discount and shipping, deposit and final invoice make the order's total to the cent."""
        order = self._create_order(
            confirm=True, egg_discount_mode="taxed_amount", egg_discount_value=100.01, egg_shipping_amount=20,
            egg_shipping_tax_ids=[Command.set(self.tax20.ids)],
        )
        total = order.amount_total
        deposit = self._deposit(order, 333.33)

        final = order._create_invoices(final=True)
        final.action_post()

        self.assertEqual(deposit.amount_total, 333.33)
        self.assertAlmostEqual(deposit.amount_total + final.amount_total, total, 2)
        self.assertAlmostEqual(final.egg_net_to_pay, total - 333.33, 2)

    def test_deposit_invoice_is_locked(self):
        """DEP-02, DEP-04: nothing is written, added or put back to draft."""
        deposit = self._deposit(self._create_order(confirm=True))

        for change in (
            {"ref": "Other"}, {"narration": "Other"}, {"invoice_date": "2026-02-01"},
            {"invoice_line_ids": [Command.create({"product_id": self.p1.id})]},
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                deposit.write(change)
        with self.assertRaisesRegex(UserError, "credit note"):
            deposit.button_draft()

    def test_normal_product_on_a_draft_deposit(self):
        """DEP-02: also a draft made by the standard window holds deposits only."""
        order = self._create_order(confirm=True)
        wizard = self.env["sale.advance.payment.inv"].create(
            {"sale_order_ids": order.ids, "advance_payment_method": "percentage", "amount": 30}
        )
        move = wizard._create_invoices(order)
        self.assertTrue(move.egg_is_deposit)

        with self.assertRaisesRegex(ValidationError, "deposits only"):
            move.invoice_line_ids = [Command.create({"product_id": self.p1.id})]

    def test_no_deposit_invoice_from_a_quote(self):
        """QUO-08, PAY-03: no button, and the server refuses."""
        order = self._create_order()
        payment = order.egg_register_payment(525, date(2026, 1, 15), self.transfer, "deposit")

        self.assertFalse(payment.egg_can_create_deposit)
        with self.assertRaisesRegex(UserError, "confirmed order"):
            payment.egg_create_deposit_document()

    def test_no_deposit_invoice_from_a_plain_payment(self):
        """DEP-06, PAY-02: the type payment has no button; a deposit gives one document only."""
        order = self._create_order(confirm=True)
        plain = order.egg_register_payment(100, date(2026, 1, 15), self.transfer)
        self.assertFalse(plain.egg_can_create_deposit)
        with self.assertRaisesRegex(UserError, "not of the type deposit"):
            plain.egg_create_deposit_document()

        payment = order.egg_register_payment(100, date(2026, 1, 15), self.transfer, "deposit")
        self.assertTrue(payment.egg_can_create_deposit)
        payment.egg_create_deposit_document()
        with self.assertRaisesRegex(UserError, "exists already"):
            payment.egg_create_deposit_document()

    def test_confirmation_step(self):
        """DEP-05: amount, rates, date and mode are shown, and that it cannot be changed."""
        order = self._create_order(confirm=True)
        payment = order.egg_register_payment(525, date(2026, 1, 15), self.transfer, "deposit")
        action = payment.action_egg_create_deposit()
        with Form(self.env["egg.deposit.confirm"].with_context(**action["context"])) as form:
            self.assertEqual((form.amount, str(form.date), form.payment_mode_id, form.mode),
                             (525, "2026-01-15", self.transfer, "invoice"))
            self.assertIn("300.00", str(form.rates))
            self.assertIn("VAT 10 %", str(form.rates))
        self.assertFalse(payment.egg_deposit_move_id)

        result = form.save().action_confirm()

        self.assertEqual(result["res_id"], payment.egg_deposit_move_id.id)
        self.assertIn("cannot be changed", self.env["egg.deposit.confirm"].get_view(view_type="form")["arch"])

    def test_deposit_line_of_a_schedule_in_one_click(self):
        """DEP-08, SCH-06: payment and deposit invoice of 30 % TTC, once."""
        order = self._create_order(egg_condition_id=self.condition.id)
        line = order.egg_schedule_line_ids[0]
        self.assertFalse(line.can_create_deposit)
        order.action_confirm()
        self.assertEqual(order.egg_schedule_line_ids.mapped("can_create_deposit"), [True, False])

        action = line.action_egg_create_deposit()
        self.env["egg.deposit.confirm"].with_context(**action["context"]).create({}).action_confirm()

        self.assertEqual((order.egg_payment_ids.amount, order.egg_payment_ids.egg_deposit_move_id.amount_total),
                         (525, 525))
        line.invalidate_recordset(["can_create_deposit"])
        self.assertFalse(line.can_create_deposit)
        with self.assertRaises(UserError):
            line.action_egg_create_deposit()

    def test_salesperson_makes_a_deposit_invoice(self):
        """DEP-06: of an own order, without accounting rights."""
        order = self._create_order(confirm=True, user_id=self.salesman.id)
        payment = order.with_user(self.salesman).egg_register_payment(525, date(2026, 1, 15), self.transfer, "deposit")
        payment.with_user(self.salesman).egg_create_deposit_document()
        self.assertEqual(payment.egg_deposit_move_id.state, "posted")

        other = self._create_order(confirm=True)
        payment = other.egg_register_payment(525, date(2026, 1, 15), self.transfer, "deposit")
        other.user_id = self.env.user
        with self.assertRaises(AccessError):
            payment.with_user(self.salesman).egg_create_deposit_document()

    def test_default_filter_hides_deposits(self):
        """DEP-01: EGG's own list opens on invoices; the criterion type shows deposits (A28)."""
        order = self._create_order(confirm=True)
        deposit = self._deposit(order)
        final = order._create_invoices(final=True)
        action = self.env["ir.actions.act_window"]._for_xml_id("egg_billing.egg_invoice_action")
        self.assertIn("search_default_egg_type_invoice", action["context"])
        self.assertNotIn("egg_type",
                         self.env["ir.actions.act_window"]._for_xml_id("account.action_move_out_invoice")["context"])
        found = self.env["account.move"].search([("id", "in", (deposit | final).ids), ("egg_is_deposit", "=", False)])
        self.assertEqual(found, final)

    def test_account_4191_is_found_when_not_set(self):
        """DEP-09: also when the chart came after the sales app; a company without it is told what to do."""
        self.company.downpayment_account_id = False
        order = self._create_order(confirm=True)
        self._deposit(order)
        self.assertTrue(self.company.downpayment_account_id.code.startswith("4191"))

        self.company.downpayment_account_id = False
        self.env["account.account"].search([("code", "=like", "4191%")]).active = False
        with self.assertRaisesRegex(UserError, "4191"):
            self._deposit(self._create_order(confirm=True))

    def test_default_mode(self):
        """DEP-03: invoice for a company of the European Union with a VAT number, else receipt (A04)."""
        self.company.egg_deposit_mode = "auto"
        self.company.vat = False
        self.assertEqual(self.company._get_egg_deposit_mode(), "receipt")
        self.company.vat = "FR23334175221"
        self.assertEqual(self.company._get_egg_deposit_mode(), "invoice")
        for code, vat, mode in (("be", "BE0477472701", "invoice"), ("ch", "CHE-123.456.788 TVA", "receipt"),
                                ("us", "12-3456789", "receipt")):
            country = self.env.ref(f"base.{code}")
            self.company.write({"country_id": country.id, "account_fiscal_country_id": country.id, "vat": vat})
            self.assertEqual(self.company._get_egg_deposit_mode(), mode, code)

    def test_receipt_mode(self):
        """DEP-01, DEP-02, DEP-03, DEP-04, DEP-06: numbered, locked, goods and rates named, no journal entry."""
        self.company.egg_deposit_mode = "receipt"
        order = self._create_order(confirm=True)
        payment = order.egg_register_payment(525, date(2026, 1, 15), self.transfer, "deposit")
        entries = self.env["account.move"].search_count([])

        receipt = payment.egg_create_deposit_document()

        self.assertEqual((receipt._name, receipt.amount, receipt.order_id), ("egg.deposit.receipt", 525, order))
        self.assertRegex(receipt.name, r"REC/2026/0*1$")
        self.assertEqual(self.env["account.move"].search_count([]), entries)
        self.assertEqual([(line.base, line.tax) for line in receipt.line_ids], [(300, 60), (150, 15)])
        self.assertIn("P2", receipt.line_ids[1].name)
        for action in (lambda: receipt.write({"amount": 1}), lambda: receipt.line_ids[0].write({"base": 1}),
                       receipt.unlink):
            with self.assertRaisesRegex(UserError, "cannot be"), self.cr.savepoint():
                action()
        with self.assertRaisesRegex(UserError, "exists already"):
            payment.egg_create_deposit_document()
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        self.assertEqual((invoice.amount_total, invoice.amount_residual), (1750, 1225))

    def test_receipts_of_two_companies_do_not_mix(self):
        """DEP-03: each company has its own series."""
        receipts = self.env["egg.deposit.receipt"]
        other = self.env["res.company"].create({"name": "Other"})

        names = [receipts._take_next_name(company, date(2026, 1, 15))
                 for company in (self.company, self.company, other)]

        self.assertEqual(names, ["REC/2026/00001", "REC/2026/00002", "REC/2026/00001"])

    def test_receipt_of_others_is_out_of_reach(self):
        """DEP-04: a salesperson sees receipts of own orders only, and nobody creates one by hand."""
        self.company.egg_deposit_mode = "receipt"
        receipt = self._deposit(self._create_order(confirm=True, user_id=self.env.user.id))
        with self.assertRaises(AccessError):
            receipt.with_user(self.salesman).read(["amount"])
        with self.assertRaises(AccessError):
            self.env["egg.deposit.receipt"].with_user(self.salesman).create({"name": "REC/1"})

    def test_credit_note_of_the_deposit(self):
        """DEP-07: a deposit given back is not deducted from the final invoice."""
        order = self._create_order(confirm=True)
        deposit = self._deposit(order)
        deposit.egg_deposit_payment_ids.action_cancel()
        refund = deposit._reverse_moves([{"invoice_date": "2026-01-20"}], cancel=True)
        self.assertEqual((refund.state, refund.egg_is_deposit, deposit.payment_state), ("posted", False, "reversed"))

        final = order._create_invoices(final=True)
        final.action_post()

        self.assertEqual(final.amount_total, 1750)
        self.assertEqual(round(sum((deposit | refund | final).line_ids.filtered(
            lambda line: (line.account_id.code or "").startswith("4191")
        ).mapped("balance")), 2), 0)

    def test_cancelled_deposit_payment_opens_its_invoice(self):
        """PAY-05: the deposit invoice stands and is to be paid again."""
        order = self._create_order(confirm=True)
        deposit = self._deposit(order)

        deposit.egg_deposit_payment_ids.action_cancel()

        self.assertEqual((deposit.state, deposit.amount_residual), ("posted", 525))
        self.assertEqual(order.egg_net_to_pay, 1750)

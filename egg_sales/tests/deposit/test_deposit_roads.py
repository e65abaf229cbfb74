from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common_chain import ChainCase


@tagged("post_install", "-at_install")
class TestDepositRoads(ChainCase):
    """COR-01: an order of 12,000.00 of which 3,600.00 were invoiced as a deposit; 8,400.00 are left by every road."""

    def make_twelve_thousand(self):
        return self.sent_quote([(self.p1, 10)])

    def make_deposit(self, order):
        deposit = self.invoice_deposit(order)
        self.assertEqual(deposit.amount_total, 3600.0)
        return deposit

    def assertRestInvoiced(self, order, deposit):
        invoice = order.invoice_ids - deposit
        self.assertEqual((invoice.move_type, invoice.amount_total), ("out_invoice", 8400.0))
        invoice.action_post()
        self.assertEqual(sum(order.invoice_ids.mapped("amount_total")), 12000.0)

    def test_the_button_of_the_order(self):
        """COR-01: “Invoice” on the order deducts the deposit."""
        order = self.make_twelve_thousand()
        order.action_confirm()
        deposit = self.make_deposit(order)
        order.action_egg_invoice()
        self.assertRestInvoiced(order, deposit)

    def test_the_button_after_a_part_of_the_deposit_was_credited(self):
        """COR-01: half of the deposit credited, by price or by quantity: the button deducts the other half."""
        for values in ({"price_unit": 1500.0}, {"quantity": 0.5}):
            with self.subTest(values=values):
                order = self.make_twelve_thousand()
                order.action_confirm()
                deposit = self.make_deposit(order)
                wizard = self.env["account.move.reversal"].with_context(active_model="account.move",
                                                                        active_ids=deposit.ids).create(
                    {"journal_id": deposit.journal_id.id}
                )
                note = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
                note.invoice_line_ids.filtered(lambda line: line.display_type == "product").write(values)
                note.action_post()
                order.action_egg_invoice()
                invoice = order.invoice_ids - deposit - note
                self.assertEqual((note.amount_total, invoice.amount_total), (1800.0, 10200.0))

    def test_no_deposit_of_a_quote(self):
        """COR-01, QUO-08: a quote has no deposit, so that its “Invoice” is for the whole."""
        quote = self.make_twelve_thousand()
        with self.assertRaisesRegex(UserError, "confirmed order"):
            self.make_deposit(quote)
        quote.action_egg_invoice()
        self.assertEqual(quote.invoice_ids.amount_total, 12000.0)

    def test_the_wizard_of_the_list(self):
        """COR-01: several orders invoiced from the list lose what stands of their own deposits."""
        first, second = self.make_twelve_thousand(), self.make_twelve_thousand()
        orders = first | second
        orders.action_confirm()
        deposits = self.make_deposit(first) | self.make_deposit(second)
        action = self.env.ref("sale.action_view_sale_advance_payment_inv").read()[0]
        wizard = self.env[action["res_model"]].with_context(active_model="sale.order", active_ids=orders.ids).create({})
        self.assertEqual(wizard.advance_payment_method, "delivered")
        wizard.create_invoices()
        invoices = orders.invoice_ids - deposits
        self.assertEqual(sum(invoices.mapped("amount_total")), 16800.0)

    def test_no_deposit_above_what_is_left(self):
        """COR-01: “Create invoice” of an order makes no deposit above what is left of it, by percentage or by
        amount, drafts counted; the rest can still be made.
        """
        order = self.make_twelve_thousand()
        order.action_confirm()
        deposit = self.make_deposit(order)
        for values in ({"advance_payment_method": "fixed", "fixed_amount": 8400.01},
                       {"advance_payment_method": "percentage", "amount": 71},
                       {"advance_payment_method": "fixed", "fixed_amount": 99999}):
            wizard = self.env["sale.advance.payment.inv"].with_context(
                active_model="sale.order", active_ids=order.ids).create(values)
            with self.subTest(values=values), self.assertRaisesRegex(UserError, r"8,400\.00.€ at most"):
                wizard.create_invoices()
        self.assertEqual(order.invoice_ids, deposit)
        for refused in (False, True):
            wizard = self.env["sale.advance.payment.inv"].with_context(
                active_model="sale.order", active_ids=order.ids).create(
                {"advance_payment_method": "fixed", "fixed_amount": 1.0 if refused else 8400.0})
            if refused:
                with self.assertRaisesRegex(UserError, "Draft invoices count"):
                    wizard.create_invoices()
            else:
                wizard.create_invoices()
        self.assertEqual(len(order.invoice_ids), 2)

    def test_no_deposit_of_what_is_invoiced(self):
        """COR-01: an order that is invoiced in full has no deposit any more."""
        order = self.make_twelve_thousand()
        order.action_confirm()
        order.action_egg_invoice()
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_model="sale.order", active_ids=order.ids).create(
            {"advance_payment_method": "percentage", "amount": 10})
        with self.assertRaisesRegex(UserError, "more than what is left"):
            wizard.create_invoices()

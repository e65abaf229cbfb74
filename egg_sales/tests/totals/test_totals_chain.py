from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import EggSalesCase

MODES = {"untaxed_percent": 7.3, "untaxed_amount": 61.37, "taxed_percent": 7.3, "taxed_amount": 61.37}


@tagged("post_install", "-at_install")
class TestTotalsChain(EggSalesCase):
    """The discount, the taxes and the shipping of an order, over all its invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.included = cls._vat(5.5, price_include=True)
        cls.timed = cls._product("Timed", 77.77, cls.vat_20, invoice_policy="delivery")
        cls.mixed = cls._product("Mixed", 33.33, cls.included, invoice_policy="delivery")
        cls.eco = {"name": "Eco", "amount": 1.37, "tax_ids": [Command.set(cls.vat_5.ids)]}

    def make_delivered_order(self, **values):
        lines = [
            {"product_id": self.timed.id, "product_uom_qty": 7, "egg_third_party_tax_ids": [Command.create(self.eco)]},
            {"product_id": self.mixed.id, "product_uom_qty": 5},
        ]
        order = self.make_order(lines, **values)
        order.action_confirm()
        return order

    def ordinary(self, order):
        return order.order_line.filtered(lambda line: not line.egg_role and not line.is_downpayment
                                         and not line.display_type)

    def discount(self, document):
        totals = document.line_ids if document._name == "account.move" else document.order_line
        lines = totals.filtered(lambda line: line.egg_role == "discount")
        field = "price_total" if document.egg_discount_mode.startswith("taxed") else "price_subtotal"
        return sum(lines.mapped(field))

    def invoice_in_steps(self, order, steps):
        invoices = self.env["account.move"]
        for delivered in steps:
            for line, quantity in zip(self.ordinary(order), delivered, strict=True):
                line.qty_delivered = quantity
            invoices |= order._create_invoices()
        return invoices

    def test_partial_discounts_add_up_exactly(self):
        """QLT-03, TAX-11: three partial invoices take exactly the order's discount,
        taxes and shipping, in each mode.
        """
        for mode, value in MODES.items():
            for method in ("round_per_line", "round_globally"):
                with self.subTest(mode=mode, method=method):
                    self.company.tax_calculation_rounding_method = method
                    order = self.make_delivered_order(egg_discount_mode=mode, egg_discount_value=value,
                                                      egg_shipping_amount=12.34)
                    invoices = self.invoice_in_steps(order, [(2, 0), (5, 3), (7, 5)])
                    self.assertEqual(len(invoices), 3)
                    self.assertAlmostEqual(sum(map(self.discount, invoices)), self.discount(order), places=6)
                    self.assertEqual(invoices.mapped("egg_shipping_amount"), [12.34, 0.0, 0.0])
                    eco = [row["amount"] for invoice in invoices for row in invoice._get_egg_totals()["third_party"]]
                    self.assertAlmostEqual(sum(eco), order._get_egg_totals()["third_party"][0]["amount"], places=6)
                    self.assertEqual(order.invoice_status, "invoiced")

    def test_credit_note_of_a_partial_invoice(self):
        """INV-11: the credit note of each partial invoice is its exact mirror, rounding rest included."""
        for mode, value in MODES.items():
            with self.subTest(mode=mode):
                order = self.make_delivered_order(egg_discount_mode=mode, egg_discount_value=value,
                                                  egg_shipping_amount=5)
                invoices = self.invoice_in_steps(order, [(2, 1), (7, 5)])
                invoices.action_post()
                for invoice, note in zip(invoices, invoices._reverse_moves(), strict=True):
                    self.assertTotals(note, invoice.amount_untaxed, invoice.amount_tax, invoice.amount_total)
                    self.assertAlmostEqual(self.discount(note), self.discount(invoice))

    def test_credited_order_is_invoiced_again_in_full(self):
        """QLT-03: after a full credit note the order gives its whole discount and shipping again."""
        order = self.make_order(egg_discount_mode="untaxed_amount", egg_discount_value=100, egg_shipping_amount=20)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        invoice._reverse_moves(cancel=True)
        again = order._create_invoices()
        self.assertTotals(again, invoice.amount_untaxed, invoice.amount_tax, invoice.amount_total)

    def test_a_return_gives_its_share_of_the_discount_back(self):
        """QLT-03, TAX-11: what is returned is credited less its share of the discount, with its third-party tax."""
        for mode, value in {"untaxed_percent": 10, "untaxed_amount": 70}.items():
            with self.subTest(mode=mode):
                product = self._product("Returned", 100.0, self.vat_20, invoice_policy="delivery")
                eco = Command.create({"name": "Eco", "amount": 1.0, "tax_ids": [Command.set(self.vat_20.ids)]})
                order = self.make_order(
                    [{"product_id": product.id, "product_uom_qty": 7, "egg_third_party_tax_ids": [eco]}],
                    egg_discount_mode=mode, egg_discount_value=value, egg_shipping_amount=5,
                )
                order.action_confirm()
                line = self.ordinary(order)
                line.qty_delivered = 7
                order._create_invoices().action_post()
                line.qty_delivered = 5
                note = order._create_invoices(final=True)
                self.assertEqual(note.move_type, "out_refund")
                self.assertAlmostEqual(note._get_egg_totals()["discount"], -20.0)
                self.assertTotals(note, 182.0, 36.4, 218.4)

    def test_amount_with_vat_on_lines_without_vat(self):
        """DOC-22: rounded globally, with lines without VAT, 17.50 incl. VAT is 17.50 and not 17.51."""
        self.company.tax_calculation_rounding_method = "round_globally"
        none = [Command.clear()]
        order = self.make_order([
            {"product_id": self.p1.id, "product_uom_qty": 7, "price_unit": 32.32},
            {"product_id": self.p1.id, "product_uom_qty": 6, "price_unit": 56.74, "tax_ids": none},
            {"product_id": self.p1.id, "product_uom_qty": 7, "price_unit": 15.41},
        ])
        before = order.amount_total
        order.write({"egg_discount_mode": "taxed_amount", "egg_discount_value": 17.5})
        self.assertAlmostEqual(before - order.amount_total, 17.5)
        self.assertAlmostEqual(self.discount(order), -17.5)

    def test_an_edited_draft_computes_its_own_discount(self):
        """DOC-23, DOC-06: a percentage follows the draft invoice's lines after it was carried over;
        the order stays as it was.
        """
        order = self.make_order(egg_discount_value=10)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_line_ids.filtered(lambda line: line.product_id == self.p1).price_unit = 2000
        self.assertTotals(invoice, 2250.00, 405.00, 2655.00)
        self.assertTotals(order, 1350.00, 225.00, 1575.00)
        invoice.egg_discount_value = 0
        self.assertTotals(invoice, 2500.00, 450.00, 2950.00)

    def test_orders_gathered_in_one_invoice(self):
        """QLT-03: one invoice for orders with different discounts has the sum of their totals,
        and its credit note too.
        """
        orders = self.env["sale.order"]
        for (mode, value), lines in zip(MODES.items(),
                                        ([(self.p1, 1)], [(self.p2, 2)], [(self.p1, 1), (self.p2, 1)], None),
                                        strict=True):
            orders |= self.make_order(lines, egg_discount_mode=mode, egg_discount_value=value, egg_shipping_amount=3)
        orders |= self.make_order([(self.p2, 1)])
        orders.action_confirm()
        invoice = orders._create_invoices()
        self.assertEqual(len(invoice), 1)
        sums = [sum(orders.mapped(name)) for name in ("amount_untaxed", "amount_tax", "amount_total")]
        self.assertTotals(invoice, *sums)
        self.assertEqual(set(orders.mapped("invoice_status")), {"invoiced"})
        invoice.action_post()
        self.assertTotals(invoice._reverse_moves(), *sums)

    def test_deposit_and_final_invoice(self):
        """TAX-11, DOC-33: a 30 % deposit and the final invoice together are the order;
        the deposit is not discounted twice.
        """
        for mode, value in MODES.items():
            with self.subTest(mode=mode):
                order = self.make_order(egg_discount_mode=mode, egg_discount_value=value, egg_shipping_amount=20)
                order.action_confirm()
                wizard = self.env["sale.advance.payment.inv"].with_context(
                    active_model="sale.order", active_ids=order.ids).create(
                    {"advance_payment_method": "percentage", "amount": 30}
                )
                deposit = wizard._create_invoices(order)
                self.assertAlmostEqual(deposit.amount_total, order.currency_id.round(order.amount_total * 0.3))
                deposit.action_post()
                total = order.amount_total
                final = order._create_invoices(final=True)
                self.assertAlmostEqual(deposit.amount_total + final.amount_total, total)
                self.assertAlmostEqual(self.discount(final), self.discount(order))

    def test_twelve_units_in_a_dozen(self):
        """TAX-05: the amount is per unit of the product, so a dozen counts twelve times."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self.p1.uom_ids = dozen
        line = {"product_id": self.p1.id, "product_uom_id": dozen.id,
                "egg_third_party_tax_ids": [Command.create(self.eco)]}
        for document in (self.make_order([line]), self.make_invoice([line])):
            self.assertAlmostEqual(document._get_egg_totals()["third_party"][0]["amount"], 16.44)

    def test_own_income_account(self):
        """TAX-07: a third-party tax with an account of its own is booked there, through order and invoice."""
        account = self.env["account.account"].create({"name": "Eco", "code": "467999",
                                                      "account_type": "liability_current"})
        self.p1.product_tmpl_id.egg_third_party_tax_ids = [Command.create(self.eco | {"account_id": account.id})]
        order = self.make_order()
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        booked = invoice.line_ids.filtered(lambda line: line.account_id == account and line.display_type == "product")
        self.assertAlmostEqual(sum(booked.mapped("balance")), -1.37)

    def test_once_per_line(self):
        """TAX-05: a tax ticked 'once per line' counts once whatever the quantity."""
        order = self.make_order([{
            "product_id": self.p1.id, "product_uom_qty": 4,
            "egg_third_party_tax_ids": [Command.create(self.eco | {"per_line": True})],
        }])
        self.assertAlmostEqual(order._get_egg_totals()["third_party"][0]["amount"], 1.37)

    def test_once_per_line_over_partial_invoices(self):
        """TAX-05, QLT-03: a tax ticked 'once per line' is on the first partial invoice only."""
        order = self.make_order([{
            "product_id": self.timed.id, "product_uom_qty": 4,
            "egg_third_party_tax_ids": [Command.create(self.eco | {"per_line": True})],
        }])
        order.action_confirm()
        invoices = self.invoice_in_steps(order, [(1,), (4,)])
        self.assertEqual([invoice.amount_untaxed for invoice in invoices], [79.14, 233.31])

    def test_once_per_line_comes_again_after_a_part_credit(self):
        """MON-06, MON-07: 4 x 100.00 with 4.00 once per line; a quarter is credited and invoiced again: 1.00 goes and
        comes with it, and all documents are the order.
        """
        row = {"name": "Fee", "amount": 4.0, "per_line": True, "tax_ids": [Command.set(self.vat_20.ids)]}
        order = self.make_order([{"product_id": self.timed.id, "product_uom_qty": 4, "price_unit": 100.0,
                                  "egg_third_party_tax_ids": [Command.create(row)]}])
        order.action_confirm()
        (invoice,) = self.invoice_in_steps(order, [(4,)])
        invoice.action_post()
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({"journal_id": invoice.journal_id.id}).refund_moves()
        note = invoice.reversal_move_ids
        note.invoice_line_ids.filtered(lambda line: not line.egg_role).quantity = 1
        self.assertEqual(note.amount_untaxed, 101.0)
        note.action_post()
        again = order._create_invoices()
        self.assertEqual(again.amount_untaxed, 101.0)
        again.action_post()
        self.assertEqual(invoice.amount_total - note.amount_total + again.amount_total, order.amount_total)

    def test_foreign_currency_chain(self):
        """DOC-20, TAX-11: in dollars too the invoice is the order, to the cent, and its journal items balance."""
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create({"currency_id": usd.id, "rate": 1.1737, "name": "2026-01-01"})
        pricelist = self.env["product.pricelist"].create({"name": "USD", "currency_id": usd.id})
        for mode, value in MODES.items():
            with self.subTest(mode=mode):
                order = self.make_order(
                    pricelist_id=pricelist.id, egg_discount_mode=mode, egg_discount_value=value,
                    egg_shipping_amount=9.99,
                )
                order.action_confirm()
                invoice = order._create_invoices()
                invoice.invoice_date = fields.Date.to_date("2026-02-01")
                self.assertTotals(invoice, order.amount_untaxed, order.amount_tax, order.amount_total)
                invoice.action_post()
                self.assertAlmostEqual(sum(invoice.line_ids.mapped("balance")), 0.0)

    def test_lines_of_screens(self):
        """DOC-23: screens do not list generated lines."""
        goods = self._product("Goods", 10.0, self.vat_20, type="consu", invoice_policy="order")
        order = self.make_order([(goods, 2)], egg_discount_value=10, egg_shipping_amount=5)
        order.action_confirm()
        shown = order.web_read({"order_line": {"fields": {"name": {}}}})[0]["order_line"]
        self.assertEqual([line["id"] for line in shown], self.ordinary(order).ids)
        invoice = order._create_invoices()
        shown = invoice.web_read({"invoice_line_ids": {"fields": {"name": {}}}})[0]["invoice_line_ids"]
        self.assertEqual(len(shown), 1)
        self.assertTotals(invoice, order.amount_untaxed, order.amount_tax, order.amount_total)

    def test_locked_documents(self):
        """TAX-02: the taxes of a posted invoice are closed; generated lines of a posted invoice too."""
        invoice = self.make_invoice(
            [{"product_id": self.p1.id, "egg_third_party_tax_ids": [Command.create(self.eco)]}], post=True,
            egg_discount_value=10,
        )
        with self.assertRaises(UserError):
            invoice.invoice_line_ids.egg_third_party_tax_ids.amount = 9
        with self.assertRaises(UserError):
            invoice.invoice_line_ids.filtered("egg_role")[:1].price_unit = 1

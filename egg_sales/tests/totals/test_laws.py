import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo import Command
from odoo.tests import tagged

from ..common import EggSalesCase

#: (tax, quantity, cents, line discount, with third-party tax) of each line
LINES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 9), st.integers(1, 99_999), st.sampled_from([0, 0, 5, 33.33]),
              st.booleans()),
    min_size=1, max_size=5,
)
MODES = st.sampled_from(["untaxed_percent", "untaxed_amount", "taxed_percent", "taxed_amount"])
#: A longer search by hand: EGG_EXAMPLES=20 multiplies the number of examples.
MORE = int(os.environ.get("EGG_EXAMPLES") or 1)


def law(examples):
    return settings(
        max_examples=examples * MORE, deadline=None, derandomize=MORE == 1, database=None,
        suppress_health_check=list(HealthCheck),
    )


@tagged("post_install", "-at_install")
class TestTotalsLaws(EggSalesCase):
    """Random lines, VAT, discounts and taxes: the laws of the totals hold to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.taxes = [cls.vat_20, cls.vat_5, cls._vat(10.0, price_include=True), cls.env["account.tax"]]
        cls.item = cls._product("Item", 1.0, cls.vat_20)
        cls.timed = cls._product("Timed", 1.0, cls.vat_20, invoice_policy="delivery")
        cls.eco = {"name": "Eco", "amount": 0.37, "tax_ids": [Command.set(cls.vat_5.ids)]}
        cls.usd = cls.env.ref("base.USD")
        cls.usd.active = True
        cls.env["res.currency.rate"].create({"currency_id": cls.usd.id, "rate": 1.1737, "name": "2026-01-01"})
        cls.dollars = cls.env["product.pricelist"].create({"name": "Dollars", "currency_id": cls.usd.id})

    def line_values(self, lines, quantity_field="product_uom_qty", product=None):
        return [
            {"product_id": (product or self.item).id, quantity_field: quantity, "price_unit": cents / 100,
             "discount": discount,
             "tax_ids": [Command.set(self.taxes[tax].ids)],
             "egg_third_party_tax_ids": [Command.create(self.eco)] if eco else []}
            for tax, quantity, cents, discount, eco in lines
        ]

    def discount_value(self, mode, thousandths, base):
        return round(thousandths / 100, 2) if mode.endswith("percent") else round(base * thousandths / 10_000, 2)

    def order_values(self, order, mode, thousandths):
        """The values of a discount that this order can bear, and the exact amount it must take off."""
        plain = order._get_egg_totals()
        base = plain["lines_untaxed"]
        if not mode.startswith("untaxed"):
            base = round(order.amount_total - self._passed_on_total(order), 2)
        value = self.discount_value(mode, thousandths, base)
        expected = order.currency_id.round(base * value / 100) if mode.endswith("percent") else value
        return {"egg_discount_mode": mode, "egg_discount_value": value}, expected

    def taken(self, document, mode):
        """What the generated lines take off, negative on a credit note."""
        lines = document.order_line if document._name == "sale.order" else document.invoice_line_ids
        field = "price_subtotal" if mode.startswith("untaxed") else "price_total"
        sign = -1 if document._name == "account.move" and document.move_type == "out_refund" else 1
        return -sign * sum(lines.filtered(lambda line: line.egg_role == "discount").mapped(field))

    def taken_of(self, order, invoice):
        """What an invoice of several orders takes off for this one."""
        field = "price_subtotal" if order.egg_discount_mode.startswith("untaxed") else "price_total"
        return -sum(order._get_egg_invoiced_discount_lines(invoice).mapped(field))

    def assertParts(self, document):
        totals = document._get_egg_totals()
        parts = totals["lines_untaxed"] + totals["discount"] + totals["shipping"] + sum(
            row["amount"] for row in totals["third_party"])
        self.assertAlmostEqual(parts, document.amount_untaxed, places=6)
        self.assertAlmostEqual(sum(row["amount"] for row in totals["vat"]), document.amount_tax, places=6)
        self.assertAlmostEqual(document.amount_untaxed + document.amount_tax, document.amount_total, places=6)

    @given(LINES, MODES, st.integers(0, 10_000), st.booleans(), st.integers(0, 5_000))
    @law(4)
    def test_chain(self, lines, mode, thousandths, globally, shipping):
        """QLT-03, DOC-19, DOC-20, DOC-21, DOC-22, TAX-11, INV-11: target hit exactly,
        parts add up, quote = invoice = credit note.
        """
        self.company.tax_calculation_rounding_method = "round_globally" if globally else "round_per_line"
        order = self.make_order(self.line_values(lines))
        third_party = order._get_egg_totals()["third_party"]
        values, expected = self.order_values(order, mode, thousandths)
        order.write(values | {"egg_shipping_amount": shipping / 100})
        self.assertAlmostEqual(self.taken(order, mode), expected, places=6)
        self.assertParts(order)
        self.assertEqual(third_party, order._get_egg_totals()["third_party"])
        order.action_confirm()
        invoice = order._create_invoices()
        sums = (order.amount_untaxed, order.amount_tax, order.amount_total)
        self.assertTotals(invoice, *sums)
        invoice.action_post()
        self.assertAlmostEqual(sum(invoice.line_ids.mapped("balance")), 0.0)
        self.assertTotals(invoice._reverse_moves(), *sums)

    @given(LINES, MODES, st.integers(0, 10_000), st.booleans(), st.booleans(), st.integers(0, 5_000))
    @law(30)
    def test_unsaved_forms(self, lines, mode, thousandths, globally, foreign, shipping):
        """QLT-03, DOC-33: the unsaved quote and invoice have the same totals,
        the target hit exactly, in any currency.
        """
        self.company.tax_calculation_rounding_method = "round_globally" if globally else "round_per_line"
        currency = self.usd if foreign else self.company.currency_id
        base = sum(quantity * cents * (100 - discount) / 10_000
                   for _tax, quantity, cents, discount, _eco in lines) * 0.9
        footer = {
            "egg_discount_mode": mode, "egg_discount_value": self.discount_value(mode, thousandths, base),
            "egg_shipping_amount": shipping / 100, "partner_id": self.customer.id,
        }
        order = self.env["sale.order"].new(footer | {
            "pricelist_id": self.dollars.id if foreign else False,
            "order_line": [Command.create(values) for values in self.line_values(lines)],
        })
        invoice = self.env["account.move"].with_context(default_move_type="out_invoice").new(footer | {
            "currency_id": currency.id,
            "invoice_line_ids": [Command.create(values) for values in self.line_values(lines, "quantity")],
        })
        totals = order._get_egg_totals()
        self.assertParts(order)
        if mode == "untaxed_percent":
            self.assertAlmostEqual(-totals["discount"],
                                   currency.round(totals["lines_untaxed"] * footer["egg_discount_value"] / 100),
                                   places=6)
        elif mode == "untaxed_amount":
            self.assertAlmostEqual(-totals["discount"], footer["egg_discount_value"], places=6)
        same = invoice._get_egg_totals()
        for name in ("lines_untaxed", "discount", "shipping", "third_party"):
            self.assertEqual(totals[name], same[name], name)
        shown = invoice.tax_totals
        self.assertAlmostEqual(shown["total_amount_currency"], order.amount_total, places=6)
        self.assertAlmostEqual(shown["base_amount_currency"], order.amount_untaxed, places=6)

    @given(
        LINES, MODES, st.integers(0, 10_000), st.booleans(), st.booleans(), st.integers(0, 5_000),
        st.lists(st.lists(st.integers(0, 9), min_size=5, max_size=5), min_size=1, max_size=3), st.booleans(),
    )
    @law(5)
    def test_deliveries_and_returns(self, lines, mode, thousandths, globally, foreign, shipping, steps, all_back):
        """QLT-03, TAX-11: over partial invoices and credit notes for returns the discount,
        taxes and shipping add up exactly.
        """
        self.company.tax_calculation_rounding_method = "round_globally" if globally else "round_per_line"
        order = self.make_order(
            self.line_values(lines, product=self.timed), pricelist_id=self.dollars.id if foreign else False,
        )
        values, expected = self.order_values(order, mode, thousandths)
        order.write(values | {"egg_shipping_amount": shipping / 100})
        eco = sum(row["amount"] for row in order._get_egg_totals()["third_party"])
        order.action_confirm()
        ordinary = order.order_line.filtered(lambda line: not line.egg_role)
        moves = self.env["account.move"]
        end = [0] * len(ordinary) if all_back else ordinary.mapped("product_uom_qty")
        for quantities in [*steps, end]:
            for line, quantity in zip(ordinary, quantities, strict=False):
                line.qty_delivered = min(quantity, line.product_uom_qty)
            if any(line.qty_to_invoice for line in ordinary):
                moves |= order._create_invoices(final=True)
        moves.action_post()
        for move in moves:
            self.assertGreaterEqual(move.amount_total, 0)
            self.assertParts(move)
            self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0.0)
        taken, third_party = sum(self.taken(move, mode) for move in moves), 0.0
        for move in moves:
            sign = -1 if move.move_type == "out_refund" else 1
            third_party += sign * sum(row["amount"] for row in move._get_egg_totals()["third_party"])
        self.assertAlmostEqual(taken, 0.0 if all_back else expected, places=6)
        self.assertAlmostEqual(third_party, 0.0 if all_back else eco, places=6)
        if moves:
            self.assertAlmostEqual(sum(map(order._get_egg_invoiced_shipping, moves)), shipping / 100)

    @given(LINES, MODES, st.integers(0, 9_000), st.booleans(), st.integers(1, 99), st.integers(0, 5_000))
    @law(5)
    def test_deposit_and_final(self, lines, mode, thousandths, globally, percent, shipping):
        """QLT-03, TAX-11, DOC-33: a deposit of any percentage and the final invoice together are the order,
        to the cent.
        """
        self.company.tax_calculation_rounding_method = "round_globally" if globally else "round_per_line"
        order = self.make_order(self.line_values(lines))
        order.write(self.order_values(order, mode, thousandths)[0] | {"egg_shipping_amount": shipping / 100})
        untaxed, tax, total = order.amount_untaxed, order.amount_tax, order.amount_total
        order.action_confirm()
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order",
                                                                   active_ids=order.ids).create(
            {"advance_payment_method": "percentage", "amount": percent}
        )
        deposit = wizard._create_invoices(order)
        deposit.action_post()
        final = order._create_invoices(final=True)
        self.assertAlmostEqual(deposit.amount_total + final.amount_total, total, places=6)
        self.assertAlmostEqual(deposit.amount_untaxed + final.amount_untaxed, untaxed, places=6)
        self.assertAlmostEqual(deposit.amount_tax + final.amount_tax, tax, places=6)
        self.assertAlmostEqual(self.taken(final, mode), self.taken(order, mode), places=6)

    @given(st.lists(st.tuples(LINES, MODES, st.integers(0, 10_000), st.integers(0, 900)), min_size=2, max_size=3),
           st.booleans())
    @law(3)
    def test_gathered_orders(self, orders_data, globally):
        """QLT-03: one invoice for several orders takes exactly each order's discount and shipping;
        its credit note is its mirror.
        """
        self.company.tax_calculation_rounding_method = "round_globally" if globally else "round_per_line"
        orders = self.env["sale.order"]
        expected = {}
        for lines, mode, thousandths, shipping in orders_data:
            order = self.make_order(self.line_values(lines))
            values, expected[order] = self.order_values(order, mode, thousandths)
            order.write(values | {"egg_shipping_amount": shipping / 100})
            orders |= order
        orders.action_confirm()
        invoice = orders._create_invoices()
        self.assertEqual(len(invoice), 1)
        for order in orders:
            self.assertAlmostEqual(self.taken_of(order, invoice), expected[order], places=6)
        self.assertAlmostEqual(invoice.amount_untaxed, sum(orders.mapped("amount_untaxed")), places=6)
        self.assertParts(invoice)
        invoice.action_post()
        note = invoice._reverse_moves()
        self.assertTotals(note, invoice.amount_untaxed, invoice.amount_tax, invoice.amount_total)

    def _passed_on_total(self, order):
        return sum(order.order_line.filtered(lambda line: line.egg_role == "third_party_tax").mapped("price_total"))

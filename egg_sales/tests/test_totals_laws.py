from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo import Command
from odoo.tests import tagged

from .common import EggSalesCase

LINES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 9), st.integers(1, 99_999), st.sampled_from([0, 0, 5, 33.33]), st.booleans()),
    min_size=1, max_size=5,
)
MODES = st.sampled_from(["ht_percent", "ht_amount", "ttc_percent", "ttc_amount"])


@tagged("post_install", "-at_install")
class TestTotalsLaws(EggSalesCase):
    """Random lines, VAT, discounts and taxes: the laws of the totals hold to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.taxes = [cls.vat_20, cls.vat_5, cls._vat(10.0, price_include=True), cls.env["account.tax"]]
        cls.item = cls._product("Item", 1.0, cls.vat_20)
        cls.eco = {"name": "Eco", "amount": 0.37, "tax_ids": [Command.set(cls.vat_5.ids)]}

    @given(LINES, MODES, st.integers(0, 10_000), st.booleans(), st.integers(0, 5_000))
    @settings(max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def test_chain(self, lines, mode, thousandths, globally, shipping):
        """QLT-03, DOC-19, DOC-20, DOC-21, DOC-22, TAX-11, INV-11: target hit exactly, parts add up, quote = invoice = credit note."""
        self.company.tax_calculation_rounding_method = "round_globally" if globally else "round_per_line"
        order = self.make_order([
            {"product_id": self.item.id, "product_uom_qty": quantity, "price_unit": cents / 100, "discount": discount,
             "tax_ids": [Command.set(self.taxes[tax].ids)],
             "egg_third_party_tax_ids": [Command.create(self.eco)] if eco else []}
            for tax, quantity, cents, discount, eco in lines
        ])
        plain = order._get_egg_totals()
        base = plain["lines_untaxed"] if mode.startswith("ht") else round(order.amount_total - self._passed_on_total(order), 2)
        value = round(thousandths / 100, 2) if mode.endswith("percent") else round(base * thousandths / 10_000, 2)
        order.write({"egg_discount_mode": mode, "egg_discount_value": value, "egg_shipping_amount": shipping / 100})
        totals = order._get_egg_totals()
        expected = order.currency_id.round(base * value / 100) if mode.endswith("percent") else value
        taken = order.order_line.filtered(lambda line: line.egg_role == "discount")
        field = "price_subtotal" if mode.startswith("ht") else "price_total"
        self.assertAlmostEqual(-sum(taken.mapped(field)), expected, places=6)
        parts = totals["lines_untaxed"] + totals["discount"] + totals["shipping"] + sum(row["amount"] for row in totals["third_party"])
        self.assertAlmostEqual(parts, order.amount_untaxed, places=6)
        self.assertAlmostEqual(order.amount_untaxed + order.amount_tax, order.amount_total, places=6)
        self.assertEqual(plain["third_party"], totals["third_party"])
        order.action_confirm()
        invoice = order._create_invoices()
        sums = (order.amount_untaxed, order.amount_tax, order.amount_total)
        self.assertTotals(invoice, *sums)
        invoice.action_post()
        self.assertAlmostEqual(sum(invoice.line_ids.mapped("balance")), 0.0)
        self.assertTotals(invoice._reverse_moves(), *sums)

    def _passed_on_total(self, order):
        return sum(order.order_line.filtered(lambda line: line.egg_role == "third_party_tax").mapped("price_total"))

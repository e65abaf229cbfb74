from hypothesis import example, given
from hypothesis import strategies as st
from odoo.fields import Command
from odoo.tests import tagged

from ..totals.test_laws import law
from .test_deposits import DepositCase

#: (rate, cents) of each line; the last rate is no tax at all
LINES = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 99_999)), min_size=1, max_size=4)


@tagged("post_install", "-at_install")
class TestDepositLaws(DepositCase):
    """A deposit document comes to what was received, whatever the VAT of the order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        included = cls._get_tax(5.5)
        included.price_include_override = "tax_included"
        cls.rates = [cls.tax20, cls.tax10, included, cls._get_tax(0), cls.env["account.tax"]]

    def make_mixed_order(self, lines, **values):
        return self._create_order(confirm=True, **values, order_line=[
            Command.create({"product_id": self.p1.id, "price_unit": cents / 100,
                            "tax_ids": [Command.set(self.rates[rate].ids)]})
            for rate, cents in lines
        ])

    @given(LINES, st.integers(1, 9_999), st.booleans())
    @example([(0, 18_189), (4, 80_931)], 3_432, True)
    @example([(4, 59_499), (0, 7_842)], 4_295, True)
    @example([(0, 9_749), (4, 19_000)], 1_954, False)
    @example([(0, 9_749), (2, 5_000), (4, 19_000)], 4_321, False)
    @law(8)
    def test_document_comes_to_the_amount(self, lines, share, globally):
        """DEP-02, DEP-03, DEP-07: deposit invoice and receipt total the amount to the cent, pay themselves, and are
        deducted as they were.
        """
        self.company.tax_calculation_rounding_method = "round_globally" if globally else "round_per_line"
        order = self.make_mixed_order(lines)
        amount = max(order.currency_id.round(order.amount_total * share / 10_000), 0.01)
        rows = order._get_egg_deposit_rates(amount)
        self.assertAlmostEqual(sum(row["base"] + row["tax"] for row in rows), amount, places=6)
        if amount > order.amount_total:
            return
        deposit = self._deposit(order, amount)
        self.assertEqual((deposit.amount_total, deposit.amount_residual), (amount, 0))
        self.assertAlmostEqual(sum(row["tax"] for row in rows), deposit.amount_tax, places=6)
        final = order._create_invoices(final=True)
        self.assertAlmostEqual(final.amount_total, order.amount_total - amount, places=6)
        final.action_post()
        self.assertDepositsSettled(deposit | final)

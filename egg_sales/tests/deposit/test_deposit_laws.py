from hypothesis import example, given
from hypothesis import strategies as st
from odoo.fields import Command
from odoo.tests import tagged

from ..totals.test_laws import law
from .test_deposits import DepositCase

#: (rate, cents) of each line
LINES = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 99_999)), min_size=1, max_size=4)


@tagged("post_install", "-at_install")
class TestDepositLaws(DepositCase):
    """A deposit document comes to what was received, whatever the VAT of the order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        included = cls._get_tax(5.5)
        included.price_include_override = "tax_included"
        cls.rates = [cls.tax20, cls.tax10, included, cls._get_tax(0), cls.env["account.tax"],
                     included.copy({"name": "5.5 excluded", "price_include_override": "tax_excluded"})]

    def make_mixed_order(self, lines, **values):
        return self._create_order(confirm=True, **values, order_line=[
            Command.create({"product_id": self.p1.id, "price_unit": cents / 100,
                            "tax_ids": [Command.set(self.rates[rate].ids)]})
            for rate, cents in lines
        ])

    @given(LINES, st.integers(1, 9_999), st.booleans(), st.sampled_from([0, 333, 3_333]))
    @example([(0, 18_189), (4, 80_931)], 3_432, True, 0)
    @example([(4, 59_499), (0, 7_842)], 4_295, True, 0)
    @example([(0, 9_749), (4, 19_000)], 1_954, False, 0)
    @example([(0, 9_749), (2, 5_000), (4, 19_000)], 4_321, False, 0)
    @example([(0, 15_992), (1, 19_990), (5, 28)], 2_674, True, 3_333)
    @example([(0, 15_992), (1, 19_990), (2, 28)], 2_674, True, 3_333)
    @example([(1, 6), (2, 80_711), (2, 1)], 8_734, True, 0)
    @law(8)
    def test_document_comes_to_the_amount(self, lines, share, globally, discount):
        """DEP-02, DEP-03, DEP-07: deposit invoice and receipt total the amount to the cent, pay themselves, and are
        deducted as they were; with a footer discount too.
        """
        self.company.tax_calculation_rounding_method = "round_globally" if globally else "round_per_line"
        order = self.make_mixed_order(lines, egg_discount_mode="untaxed_amount",
                                      egg_discount_value=min(discount, sum(cents for _rate, cents in lines) // 3) / 100)
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

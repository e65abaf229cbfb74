from decimal import Decimal

from odoo.tests import BaseCase

from ..core.crediting import Row, left_to_credit

CENT = Decimal("0.01")


def row(quantity, price, factor=1, like="goods"):
    return Row((like, price, factor), like, Decimal(quantity), Decimal(price), Decimal(factor))


class TestLeftToCredit(BaseCase):
    """What is left of the lines of an invoice after credit notes by quantity, by price and in another unit."""

    def left(self, invoiced, *credited):
        return [(float(one.quantity), float(one.price)) for one in left_to_credit(invoiced, credited, CENT)]

    def test_by_quantity(self):
        """MON-06: credited at its own price, a line has less quantity left, at the same price."""
        self.assertEqual(self.left([row(10, 100)], row(3, 100), row(2, 100)), [(5, 100)])
        self.assertEqual(self.left([row(10, 100), row(2, 50)], row(10, 100)), [(0, 100), (2, 50)])

    def test_by_price(self):
        """MON-06: a rebate lowers the price of what is left; what is credited at that price is quantity again."""
        self.assertEqual(self.left([row(10, 100)], row(10, 10)), [(10, 90)])
        self.assertEqual(self.left([row(10, 100)], row(10, 10), row(4, 90)), [(6, 90)])
        self.assertEqual(self.left([row(10, 100)], row(10, 10), row(10, 90))[0][0], 0)
        self.assertEqual(self.left([row(10, 100)], row(10, 10), row(5, 100)), [(10, 40)])

    def test_in_another_unit(self):
        """MON-06: half a dozen at 120.00 is six at 10.00."""
        self.assertEqual(self.left([row(12, 10)], row("0.5", 120, 12)), [(6, 10)])
        self.assertEqual(self.left([row(1, 120, 12)], row(3, 10)), [(0.75, 120)])

    def test_more_than_there_is(self):
        """MON-06: what a line has no room for is taken of the others that are alike, never of others."""
        self.assertEqual(self.left([row(1, 100), row(1, 50), row(1, 70, like="other")], row(1, 120)),
                         [(0, 100), (1, 30), (1, 70)])
        self.assertEqual(self.left([row(2, 5)], row(1, 100), row(1, 100))[0][0], 0)
        self.assertEqual(self.left([row(2, 0)], row(1, 0)), [(1, 0)])

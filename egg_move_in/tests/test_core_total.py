from decimal import Decimal

from odoo.tests import BaseCase

from ..core.total import Item, compare


class TestTotal(BaseCase):
    items = [Item(2, "F-1", Decimal("100.00")), Item(3, "F-2", Decimal("254.10")),
             Item(4, "F-3", Decimal("30.00"), is_in=False)]

    def test_what_is_left_out_explains_it(self):
        """MIG-03: the line in error is named, and nothing else."""
        found = compare(Decimal("384.10"), self.items)
        self.assertEqual((found.amount, found.unexplained), (Decimal("30.00"), 0))
        self.assertEqual(([one.name for one in found.out], found.suspects), (["F-3"], ()))

    def test_same_total(self):
        """MIG-03: to the cent."""
        self.assertEqual(compare(Decimal("354.10"), self.items[:2]).amount, 0)

    def test_suspects(self):
        """MIG-03: an amount counted once more, a wrong sign, two figures exchanged."""
        told = {"twice": "254.10", "sign": "154.10", "digits": "345.10"}
        for reason, total in told.items():
            reasons = [why for why, _item in compare(Decimal(total), self.items[:2]).suspects]
            self.assertIn(reason, reasons, total)

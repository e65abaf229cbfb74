from datetime import date

from odoo.tests import BaseCase

from ...core.statement import Row, build

TODAY = date(2026, 5, 27)


class TestStatement(BaseCase):
    def test_balances_go_on(self):
        """ACC-04: each row has the balance after it, from the opening to the closing one, to the cent."""
        rows = [Row(date(2026, 3, 2), "Payment", -0.2), Row(date(2026, 3, 1), "Invoice", 0.1),
                Row(date(2026, 3, 2), "Invoice", 0.3)]
        account = build(0.7, rows, 2)
        self.assertEqual([row.balance for row in account.rows], [0.8, 0.6, 0.9])
        self.assertEqual((account.opening, account.closing, account.late), (0.7, 0.9, 0.0))

    def test_what_is_late(self):
        """ACC-04: of what is open, what was due before today is late; what is in the customer's favour is not."""
        rows = [Row(date(2026, 3, 1), "Invoice", 10.0, date(2026, 5, 26)),
                Row(date(2026, 3, 2), "Invoice", 20.0, TODAY), Row(date(2026, 3, 3), "Credit note", -5.0)]
        account = build(0.0, rows, 2, TODAY)
        self.assertEqual((account.closing, account.late), (25.0, 10.0))

    def test_nothing(self):
        """ACC-04: a period without movements closes as it opens."""
        self.assertEqual(build(12.5, [], 2).closing, 12.5)

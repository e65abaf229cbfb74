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
        """ACC-04: of what is open, what was due before today is late, once what is in the customer's favour is taken
        off the oldest.
        """
        rows = [Row(date(2026, 3, 1), "Invoice", 10.0, date(2026, 5, 26)),
                Row(date(2026, 3, 2), "Invoice", 20.0, TODAY), Row(date(2026, 3, 3), "Credit note", -5.0)]
        account = build(0.0, rows, 2, TODAY)
        self.assertEqual((account.closing, account.late), (25.0, 5.0))

    def test_never_more_than_what_is_owed(self):
        """ACC-04: "of which overdue" is a part of the balance."""
        owed = Row(date(2026, 3, 1), "Invoice", 1200.0, date(2026, 5, 20))
        later = Row(date(2026, 3, 2), "Invoice", 60.0, date(2026, 6, 20))
        for credit, late in ((1080.0, 120.0), (1200.0, 0.0), (1230.0, 0.0), (1300.0, 0.0)):
            account = build(0.0, [owed, later, Row(date(2026, 3, 3), "Credit note", -credit)], 2, TODAY)
            self.assertEqual((account.closing, account.late), (1260.0 - credit, late))

    def test_nothing(self):
        """ACC-04: a period without movements closes as it opens."""
        self.assertEqual(build(12.5, [], 2).closing, 12.5)

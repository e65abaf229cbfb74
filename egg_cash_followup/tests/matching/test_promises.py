from odoo.addons.egg_cash.tests.common import CashCase
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestPromises(CashCase):
    def promise(self, moves, amount=0, day="2026-12-15"):
        self.due(moves).write({"egg_promise_date": day, "egg_promise_amount": amount})

    def test_what_was_promised(self):
        """CAS-02: of two invoices the promised one, by a transfer that says nothing but its amount."""
        other, promised = self.make_invoice(120), self.make_invoice(120)
        self.promise(promised)
        row = self.take((2, 120, "VIREMENT", "Menuiserie Dupont"))
        self.assertEqual(row.item_ids.move_id, promised)
        self.assertIn("payment announced", row.reason)
        self.assertNotEqual(row.item_ids.move_id, other)

    def test_a_part_that_was_promised(self):
        """CAS-02: a part of an invoice, and one sum for several; the rest stays open."""
        move = self.make_invoice(500)
        self.promise(move, 200)
        row = self.take((2, 200, "VIREMENT", "Menuiserie Dupont"))
        self.assertEqual((row.item_ids.move_id, row.is_sure), (move, True))
        row.with_user(self.billing).action_validate()
        self.assertEqual(move.amount_residual, 300)

    def test_another_customers_promise(self):
        """CAS-02: what somebody else promised says nothing of this transfer."""
        other = self.make_customer("Garage Martin")
        self.promise(self.make_invoice(120, other))
        mine = self.make_invoice(150)
        row = self.take((2, 120, "VIREMENT", "Menuiserie Dupont"))
        self.assertFalse(row.is_sure)
        self.assertNotIn("payment announced", row.reason)
        self.assertEqual(mine.payment_state, "not_paid")

    def test_of_two_companies(self):
        """CAS-02: promises are those of the bank's company."""
        self.promise(self.make_invoice(120))
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(self.env["egg.cash.line"]._get_promises(elsewhere), [])
        self.assertEqual(len(self.env["egg.cash.line"]._get_promises(self.company)), 1)

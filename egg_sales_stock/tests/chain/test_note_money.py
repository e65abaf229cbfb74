from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common_note import NoteCase


@tagged("post_install", "-at_install")
class TestNoteDeposit(NoteCase):
    def test_a_note_deducts_the_deposit(self):
        """COR-01: of 12,000.00, after a deposit invoice of 3,600.00, the note bills 8,400.00."""
        for policy in ("order", "delivery"):
            with self.subTest(policy=policy):
                order = self.make_tiles_order(policy)
                deposit = self.invoice_deposit(order)
                picking = self.deliver(order, 10)
                picking.action_egg_invoice()
                self.assertEqual((deposit.amount_total, picking.egg_invoice_ids.amount_total), (3600.0, 8400.0))
                picking.egg_invoice_ids.action_post()
                self.assertEqual(order.order_line.filtered("is_downpayment").mapped("qty_to_invoice"), [0.0, 0.0])

    def test_two_notes_deduct_the_deposit_once(self):
        """COR-01: two notes, invoiced one after the other, bill 8,400.00 in all."""
        order = self.make_tiles_order()
        self.invoice_deposit(order)
        first = self.deliver(order, 4)
        first.action_egg_invoice()
        first.egg_invoice_ids.action_post()
        second = self.deliver(order, 6)
        second.action_egg_invoice()
        self.assertEqual([one.egg_invoice_ids.amount_total for one in (first, second)], [1200.0, 7200.0])

    def test_notes_from_their_list(self):
        """COR-01: the action of the list, on notes of two orders, deducts each order's deposit."""
        orders = self.make_tiles_order() | self.make_tiles_order()
        for order in orders:
            self.invoice_deposit(order)
        pickings = self.env["stock.picking"].union(*(self.deliver(order, 10) for order in orders))
        action = self.env.ref("egg_sales_stock.stock_picking_invoice_action")
        action.with_context(active_model="stock.picking", active_ids=pickings.ids, active_id=pickings[0].id).run()
        self.assertEqual(pickings.egg_invoice_ids.mapped("amount_total"), [8400.0, 8400.0])

    def test_a_salesperson_deducts_the_deposit(self):
        """COR-01: the same for a salesperson without billing rights."""
        order = self.make_tiles_order()
        self.invoice_deposit(order)
        seller = new_test_user(self.env, "seller36",
                               groups="sales_team.group_sale_salesman_all_leads,stock.group_stock_user")
        picking = self.deliver(order, 10)
        picking.with_user(seller).action_egg_invoice()
        self.assertEqual(picking.egg_invoice_ids.amount_total, 8400.0)


@tagged("post_install", "-at_install")
class TestNoteReturn(NoteCase):
    def test_what_came_back_is_not_billed(self):
        """COR-02: deliver 10, return 3, invoice the note: 7, whatever the policy of the product."""
        for policy in ("order", "delivery"):
            with self.subTest(policy=policy):
                order = self.make_tiles_order(policy)
                picking = self.deliver(order, 10)
                self.give_back(picking, 3)
                picking.action_egg_invoice()
                self.assertEqual(self.get_sold(picking.egg_invoice_ids), [7.0])

    def test_what_comes_back_to_be_replaced_is_billed(self):
        """COR-02: goods exchanged stay sold: the whole note is billed."""
        picking = self.deliver(self.make_tiles_order(), 10)
        self.give_back(picking, 3, to_refund=False)
        picking.action_egg_invoice()
        self.assertEqual(self.get_sold(picking.egg_invoice_ids), [10.0])

    def test_a_note_wholly_returned_is_not_billed(self):
        """COR-02: what came back whole makes no invoice, and the sentence names the return."""
        picking = self.deliver(self.make_tiles_order(), 10)
        back = self.give_back(picking, 10)
        with self.assertRaisesRegex(UserError, f"came back with {back.name}"):
            picking.action_egg_invoice()
        self.assertFalse(picking.egg_invoice_ids)

    def test_the_order_does_not_bill_what_came_back(self):
        """COR-02: the button of the order bills 7 too."""
        order = self.make_tiles_order()
        self.give_back(self.deliver(order, 10), 3)
        order.action_egg_invoice()
        self.assertEqual(self.get_sold(order.invoice_ids), [7.0])

    def test_a_return_after_the_invoice_proposes_the_credit_note(self):
        """COR-02: a return of invoiced goods says so and makes the credit note of them,
        once; the deposit has no part in it.
        """
        order = self.make_tiles_order()
        deposit = self.invoice_deposit(order)
        picking = self.deliver(order, 10)
        picking.action_egg_invoice()
        picking.egg_invoice_ids.action_post()
        back = self.give_back(picking, 3)
        self.assertTrue(back.egg_to_credit)
        action = back.action_egg_credit()
        note = self.env["account.move"].browse(action["res_id"])
        self.assertEqual((note, note.move_type, note.amount_total), (back.egg_invoice_ids, "out_refund", 3600.0))
        self.assertEqual(self.get_sold(note), [3.0])
        self.assertFalse(back.egg_to_credit)
        self.assertEqual(deposit.amount_total + picking.egg_invoice_ids.amount_total - note.amount_total, 8400.0)
        with self.assertRaisesRegex(UserError, "credited already"):
            back.action_egg_credit()

    def test_a_return_before_the_invoice_proposes_nothing(self):
        """COR-02: nothing is to be credited of what was not invoiced."""
        back = self.give_back(self.deliver(self.make_tiles_order(), 10), 3)
        self.assertFalse(back.egg_to_credit)
        with self.assertRaisesRegex(UserError, "nothing to credit"):
            back.action_egg_credit()

    def test_each_case_has_its_own_sentence(self):
        """COR-02, INV-02: a return, a note not delivered yet and a cancelled one are told apart."""
        order = self.make_tiles_order()
        picking = self.deliver(order, 10)
        with self.assertRaisesRegex(UserError, "is a return"):
            self.give_back(picking, 3).action_egg_invoice()
        planned = self.make_tiles_order().picking_ids
        with self.assertRaisesRegex(UserError, "validate it first"):
            planned.action_egg_invoice()
        planned.action_cancel()
        with self.assertRaisesRegex(UserError, "is cancelled"):
            planned.action_egg_invoice()

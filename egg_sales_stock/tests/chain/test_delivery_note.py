from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common_note import NoteCase


@tagged("post_install", "-at_install")
class TestDeliveryNote(NoteCase):
    def goods_order(self, quantity=10, price=50.0):
        goods = self._product("Tile", price, self.vat_20, type="consu")
        order = self.make_order([{"product_id": goods.id, "product_uom_qty": quantity, "price_unit": price},
                                 (self.p1, 1)])
        order.action_confirm()
        return order

    def test_prices_of_the_order_quantities_of_the_note(self):
        """INV-01, INV-03: an order of 10 at 50.00 and a note of 4 give an invoice of 4 at 50.00."""
        order = self.goods_order()
        picking = self.deliver(order, 4)
        picking.action_egg_invoice()
        invoice = picking.egg_invoice_ids
        lines = invoice.invoice_line_ids.filtered("product_id")
        self.assertEqual([(line.quantity, line.price_unit) for line in lines], [(4.0, 50.0)])
        # The order itself is as before: the rest can still be invoiced.
        self.assertEqual(order.order_line.mapped("qty_to_invoice"), [6.0, 1.0])

    def test_a_note_is_invoiced_once(self):
        """INV-03: a note invoiced already is refused; the next note gives the rest."""
        order = self.goods_order()
        first = self.deliver(order, 4)
        first.action_egg_invoice()
        with self.assertRaisesRegex(UserError, "invoiced already"):
            first.action_egg_invoice()
        second = self.deliver(order, 6)
        second.action_egg_invoice()
        self.assertEqual(second.egg_invoice_ids.invoice_line_ids.filtered("product_id").mapped("quantity"), [6.0])

    def test_never_more_than_what_is_left(self):
        """INV-03: when the order was invoiced in advance the note has nothing left to invoice."""
        order = self.goods_order()
        order._create_invoices()
        picking = self.deliver(order, 4)
        with self.assertRaises(UserError):
            picking.action_egg_invoice()

    def test_several_orders_give_one_invoice_each(self):
        """INV-01: notes of two orders, invoiced together, give one invoice per order."""
        pickings = self.deliver(self.goods_order(), 10) | self.deliver(self.goods_order(), 5)
        pickings.action_egg_invoice()
        self.assertEqual(len(pickings.egg_invoice_ids), 2)

    def test_a_note_without_order_is_refused(self):
        """INV-02: a delivery note without an order is refused, and the message says why."""
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)
        goods = self._product("Tile", 50.0, self.vat_20, type="consu")
        picking = self.env["stock.picking"].create({
            "picking_type_id": warehouse.out_type_id.id, "partner_id": self.customer.id,
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            "move_ids": [Command.create({
                "product_id": goods.id, "product_uom_qty": 1, "product_uom": goods.uom_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            })],
        })
        with self.assertRaisesRegex(UserError, "no customer order"):
            picking.action_egg_invoice()
        self.assertFalse(picking.egg_invoice_ids)

    def test_a_salesperson_invoices_the_note_of_an_order(self):
        """INV-01: a salesperson without billing rights can invoice the note of their order."""
        order = self.goods_order()
        seller = new_test_user(self.env, "seller6",
                               groups="sales_team.group_sale_salesman_all_leads,stock.group_stock_user")
        picking = self.deliver(order, 4)
        picking.with_user(seller).action_egg_invoice()
        self.assertTrue(picking.egg_invoice_ids)

    def test_delivery_note_is_in_the_tree(self):
        """DOC-36, ARC-02: quote, order, delivery note and its invoice."""
        goods = self._product("Tile", 50.0, self.vat_20, type="consu")
        quote = self.sent_quote([(goods, 4)])
        order = quote.egg_create_order()
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 4, "picked": True})
        picking.button_validate()
        picking.action_egg_invoice()
        wished = [(0, "quote"), (1, "order"), (2, "delivery"), (3, "invoice")]
        for document in (quote, order, picking, picking.egg_invoice_ids):
            self.assertEqual([node[:2] for node in self.flatten(self.get_map(document))], wished)

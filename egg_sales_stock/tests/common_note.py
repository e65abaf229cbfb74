from odoo.addons.egg_sales.tests.common_map import DocumentMapCase
from odoo.tests import Form


class NoteCase(DocumentMapCase):
    """Delivery notes of orders and what comes back of them, by the buttons that people press."""

    def deliver(self, order, quantity):
        picking = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        picking.move_ids.write({"quantity": quantity, "picked": True})
        picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=[])._action_done()
        return picking

    def make_tiles_order(self, policy="order"):
        """A confirmed order of 10 tiles at 1,000.00: 12,000.00 with VAT."""
        goods = self._product("Tile", 1000.0, self.vat_20, type="consu", invoice_policy=policy)
        order = self.make_order([(goods, 10)])
        order.action_confirm()
        return order

    def give_back(self, picking, quantity, to_refund=True):
        """Bring goods of a note back with the wizard of its “Return” button; return the return, received."""
        wizard = Form(self.env["stock.return.picking"].with_context(active_model="stock.picking",
                                                                    active_id=picking.id)).save()
        wizard.product_return_moves.write({"quantity": quantity, "to_refund": to_refund})
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": quantity, "picked": True})
        back.button_validate()
        self.assertEqual(back.state, "done")
        return back

    def get_sold(self, move):
        """Return the quantities of goods of an invoice."""
        return move.invoice_line_ids.filtered(lambda line: line.product_id
                                              and not line.is_downpayment).mapped("quantity")

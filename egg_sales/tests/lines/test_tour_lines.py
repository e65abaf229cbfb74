from odoo import Command
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestLinesTour(HttpCase):
    def test_quick_work_on_lines(self):
        """LIN-01, LIN-03, LIN-13: after the first save the products are shown;
        a pick in the catalogue fills the line; label and
        comment are edited in a small window."""
        self.env["res.partner"].create({"name": "Client Alpha", "is_company": True})
        product = self.env["product.product"].create({
            "name": "Tiles", "default_code": "EGG-P1", "list_price": 1000.0, "type": "service",
            "taxes_id": [Command.clear()],
        })
        last = self.env["sale.order"].search([], order="id desc", limit=1).id or 0
        self.start_tour("/odoo/sales/new", "egg_lines", login="admin")
        order = self.env["sale.order"].search([("id", ">", last)])
        self.assertEqual(order.order_line.product_id, product)
        self.assertEqual(order.order_line.price_unit, 1000.0)
        self.assertEqual(order.order_line.name, "Roof tiles\nRed, flat")

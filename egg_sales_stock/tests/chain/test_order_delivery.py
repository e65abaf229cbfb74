from odoo import fields
from odoo.addons.egg_sales.tests.common import EggSalesCase
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestOrderDelivery(EggSalesCase):
    def test_order_waits_for_its_delivery(self):
        """DOC-30: an order invoiced in full but not delivered is still in progress."""
        goods = self._product("Tile", 50.0, self.vat_20, type="consu", invoice_policy="order")
        order = self.make_order([(goods, 2)], egg_kind="order")
        order.action_confirm()
        order._create_invoices()
        self.assertEqual(order.egg_state, "progress")
        order.picking_ids.move_ids.write({"quantity": 2, "picked": True})
        order.picking_ids.button_validate()
        self.assertEqual(order.egg_state, "done")

    def test_goods_leave_when_their_line_is_available(self):
        """LIN-07: the delivery of a line is planned on the line's own date."""
        goods = self._product("Goods", 5.0, self.vat_20, type="consu", is_storable=True)
        order = self.make_order([(goods, 1), (self.p1, 1)])
        order.order_line[0].egg_planned_date = "2026-02-01"
        order.order_line[1].egg_planned_date = "2026-03-01"
        order.action_confirm()
        self.assertEqual(order.picking_ids.move_ids.date_deadline.date(), fields.Date.to_date("2026-02-01"))

    def test_the_forecast_counts_a_deal_once(self):
        """SCR-01: the forecast of a product waits for the goods of a quote or of its order, never of both."""
        goods = self._product("Goods", 5.0, self.vat_20, type="consu", is_storable=True)
        quote = self.make_order([(goods, 3)])
        quote.action_quotation_sent()
        self.assertEqual(self._read_forecast(goods), 3.0)
        order = quote.egg_create_order()
        self.assertEqual(self._read_forecast(goods), 3.0)
        order.action_confirm()
        self.assertEqual(self._read_forecast(goods), 0.0)
        order._action_cancel()
        self.assertEqual(self._read_forecast(goods), 3.0)

    def _read_forecast(self, product):
        """What leaves of a product with quotes and orders in draft; what is confirmed is a delivery of its own."""
        report = self.env["stock.forecasted_product_product"].get_report_values(product.ids)
        return report["docs"]["product"][product.id]["draft_sale_qty"]["out"]

    def test_generated_lines_make_no_delivery(self):
        """DOC-23: discount and shipping lines are not delivered, and the delivered order is invoiced in full."""
        goods = self._product("Goods", 10.0, self.vat_20, type="consu")
        order = self.make_order([(goods, 2)], egg_discount_value=10, egg_shipping_amount=5)
        order.action_confirm()
        self.assertEqual(order.picking_ids.move_ids.product_id, goods)
        order.picking_ids.move_ids.quantity = 2
        order.picking_ids.button_validate()
        invoice = order._create_invoices()
        self.assertTotals(invoice, order.amount_untaxed, order.amount_tax, order.amount_total)

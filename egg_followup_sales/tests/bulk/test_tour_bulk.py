from datetime import date, timedelta

from odoo import Command
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestTour(HttpCase):
    def test_bulk_screen(self):
        """BLK-19: from the invoices of the bulk screen to its orders and quotations,
        and a run over a quotation, in a browser.
        """
        product = self.env["product.product"].create({"name": "Tour", "type": "service", "list_price": 500,
                                                      "taxes_id": []})
        for name in ("Tour Order", "Tour Quotation"):
            partner = self.env["res.partner"].create({"name": name, "email": "tour@client.example"})
            order = self.env["sale.order"].create({
                "partner_id": partner.id, "validity_date": date.today() - timedelta(2),
                "order_line": [Command.create({"product_id": product.id, "price_unit": 500, "tax_ids": []})],
            })
            (order.action_confirm if name == "Tour Order" else order.action_quotation_sent)()
        self.start_tour("/odoo/bulk-follow-up", "egg_bulk_sales", login="admin")

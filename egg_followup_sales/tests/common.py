from datetime import timedelta

from odoo import Command
from odoo.addons.egg_followup.tests.common import TODAY, FollowupCase


class FollowupSalesCase(FollowupCase):
    """The company of the follow-up, with quotations and orders."""

    def _order(self, partner=None, amount=500.0, state="sent", **values):
        product = self.env["product.product"].create({"name": "Service", "type": "service", "list_price": amount,
                                                      "taxes_id": []})
        order = self.env["sale.order"].create({
            "partner_id": (partner or self.alpha).id, "validity_date": TODAY - timedelta(2),
            "order_line": [Command.create({"product_id": product.id, "price_unit": amount, "tax_ids": []})], **values,
        })
        if state == "sent":
            order.action_quotation_sent()
        elif state == "sale":
            order.action_confirm()
        return order

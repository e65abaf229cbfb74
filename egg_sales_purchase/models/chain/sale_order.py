from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: Context key: the customer order that the supplier order being typed is made for.
ORDER_KEY = "egg_customer_order_id"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    egg_purchase_ids = fields.One2many(
        "purchase.order", "egg_sale_order_id", "Supplier orders", groups="purchase.group_purchase_user",
    )

    def action_egg_supplier_order(self):
        """Open a new supplier order for this customer order, not saved yet: the user chooses the supplier.

        What stands on other supplier orders already is left out, so that each supplier gets their share.

        :raises UserError: for a quote, a cancelled order, or an order with nothing (more) to buy.
        """
        self.ensure_one()
        if self.egg_kind != "order" or self.state == "cancel":
            raise UserError(self.env._("A supplier order is made from a customer order. Make the order first."))
        if not self._get_egg_purchasable_lines():
            raise UserError(self.env._("Order %(number)s has no product line to buy.", number=self.name))
        if not self._get_egg_quantities_to_buy():
            raise UserError(self.env._(
                "All of order %(number)s is on supplier orders already: %(purchases)s. Lower a quantity there or "
                "cancel one first.",
                number=self.name,
                purchases=", ".join(self._get_egg_supplier_order_lines().order_id.sorted("id").mapped("name")),
            ))
        action = self.env["ir.actions.act_window"]._for_xml_id("egg_sales_purchase.egg_supplier_order_action")
        return action | {
            "name": self.env._("Supplier order for %(number)s", number=self.name),
            "context": {ORDER_KEY: self.id, "quotation_only": True, "active_id": self.id},
        }

    def _get_egg_purchasable_lines(self):
        """Lines of real products: no sections, comments, deposits nor generated lines."""
        return self.order_line.filtered(
            lambda line: line.product_id and not line.display_type and not line.is_downpayment and not line.egg_role
        )

    def _get_egg_supplier_order_lines(self):
        """Return the lines of live supplier orders, whatever made them, that buy for this order."""
        domain = [("sale_line_id", "in", self.order_line.ids), ("state", "!=", "cancel")]
        return self.env["purchase.order.line"].search(domain)

    def _get_egg_quantities_to_buy(self) -> dict:
        """Return {line: quantity that is on no supplier order yet, in the line's unit},
        without what is bought in full.
        """
        bought = {}
        for purchase_line in self._get_egg_supplier_order_lines():
            line = purchase_line.sale_line_id
            quantity = purchase_line.product_uom_id._compute_quantity(purchase_line.product_qty, line.product_uom_id,
                                                                      round=False)
            bought[line] = bought.get(line, 0.0) + quantity
        left = {line: line.product_uom_qty - bought.get(line, 0.0) for line in self._get_egg_purchasable_lines()}
        return {line: quantity for line, quantity in left.items() if line.product_uom_id.compare(quantity, 0.0) > 0}

    def _prepare_egg_supplier_order_values(self) -> dict:
        """Values of the supplier order: products and quantities still to buy;
        prices follow from the supplier, else the cost.
        """
        lines = [
            Command.create(
                {
                    "product_id": line.product_id.id,
                    "product_qty": quantity,
                    "product_uom_id": line.product_uom_id.id,
                    "sale_line_id": line.id,
                }
            )
            for line, quantity in self._get_egg_quantities_to_buy().items()
        ]
        return {"egg_sale_order_id": self.id, "origin": self.name, "company_id": self.company_id.id,
                "order_line": lines}

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        for order in self:
            purchases = order._get_purchase_orders() | order.egg_purchase_ids
            links |= {((order._name, order.id), (purchase._name, purchase.id)) for purchase in purchases}
        return links

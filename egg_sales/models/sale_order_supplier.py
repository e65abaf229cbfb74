from odoo import api, fields, models
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

        :raises UserError: for a quote, a cancelled order, or an order without anything to buy.
        """
        self.ensure_one()
        if self.egg_kind != "order" or self.state == "cancel":
            raise UserError(self.env._("A supplier order is made from a customer order. Make the order first."))
        if not self._get_egg_purchasable_lines():
            raise UserError(self.env._("Order %(number)s has no product line to buy.", number=self.name))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Supplier order for %(number)s", number=self.name),
            "res_model": "purchase.order",
            "view_mode": "form",
            "context": {ORDER_KEY: self.id, "quotation_only": True},
        }

    def _get_egg_purchasable_lines(self):
        """Lines of real products: no sections, comments, deposits nor generated lines."""
        return self.order_line.filtered(
            lambda line: line.product_id and not line.display_type and not line.is_downpayment
            and not ("egg_role" in line._fields and line.egg_role)
        )

    def _prepare_egg_supplier_order_values(self) -> dict:
        """Values of the supplier order: same products and quantities; prices follow from the supplier, else from the cost."""
        lines = [
            Command.create(
                {
                    "product_id": line.product_id.id,
                    "product_qty": line.product_uom_qty,
                    "product_uom_id": line.product_uom_id.id,
                    "sale_line_id": line.id,
                }
            )
            for line in self._get_egg_purchasable_lines()
        ]
        return {"egg_sale_order_id": self.id, "origin": self.name, "company_id": self.company_id.id, "order_line": lines}


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    egg_sale_order_id = fields.Many2one(
        "sale.order", "Customer order", copy=False, readonly=True, index="btree_not_null", check_company=True,
    )
    egg_relation_sentence = fields.Char("Related to", compute="_compute_egg_relation_sentence")

    @api.depends("egg_sale_order_id", "state")
    def _compute_egg_relation_sentence(self):
        for purchase in self:
            # Buyers may not see every sale: the number and the customer's name only.
            order_sudo = purchase.egg_sale_order_id.sudo()
            is_new = bool(order_sudo) and purchase.state == "draft"
            purchase.egg_relation_sentence = is_new and purchase.env._(
                "This supplier order is related to customer order %(number)s of %(customer)s.",
                number=order_sudo.name, customer=order_sudo.partner_id.display_name,
            )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        order = self.env["sale.order"].with_context(**{ORDER_KEY: False}).browse(self.env.context.get(ORDER_KEY) or []).exists()
        if order and not order.egg_purchase_ids.filtered(lambda purchase: purchase.state != "cancel"):
            order.check_access("read")
            values |= {key: value for key, value in order._prepare_egg_supplier_order_values().items() if key in fields}
        return values

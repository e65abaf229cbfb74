from odoo import api, fields, models
from odoo.addons.egg_billing.core.french import elide

from .sale_order import ORDER_KEY

#: The number of a supplier order that has none yet, as Odoo writes it.
NEW = "New"


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["egg.map.mixin", "purchase.order"]

    egg_sale_order_id = fields.Many2one(
        "sale.order", "Customer order", copy=False, readonly=True, index="btree_not_null", check_company=True,
    )
    egg_vendor_ids = fields.Many2many(
        "res.partner", string="Vendors of the products", compute="_compute_egg_vendor_ids",
        help="Technical: who sells the products of this order; offered first as its supplier.",
    )
    egg_relation_sentence = fields.Char("Related to", compute="_compute_egg_relation_sentence")

    @api.depends("order_line.product_id.seller_ids.partner_id", "company_id")
    def _compute_egg_vendor_ids(self):
        for purchase in self:
            sellers = purchase.order_line.product_id.seller_ids
            purchase.egg_vendor_ids = sellers.filtered(
                lambda seller, company=purchase.company_id: seller.company_id in (company, company.browse())).partner_id

    @api.depends("egg_sale_order_id", "state")
    def _compute_egg_relation_sentence(self):
        for purchase in self:
            # Buyers may not see every sale: the number and the customer's name only.
            order_sudo = purchase.egg_sale_order_id.sudo()
            is_new = bool(order_sudo) and purchase.state == "draft"
            customer = order_sudo.partner_id.display_name
            purchase.egg_relation_sentence = is_new and elide(purchase.env._(
                "This supplier order is related to customer order %(number)s of %(customer)s.",
                number=order_sudo.name, customer=customer,
            ), customer, self.env.lang)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if values.get("name") == NEW:
            values["name"] = self.env._("New")  # as quotes and orders: Odoo leaves it in English
        order = self.env["sale.order"].with_context(**{ORDER_KEY: False}).browse(
            self.env.context.get(ORDER_KEY) or []).exists()
        if order:
            order.check_access("read")
            # "New" on the supplier order just made: the rest, or an empty form when all is bought.
            prepared = order._prepare_egg_supplier_order_values() if order._get_egg_quantities_to_buy() else {}
            values |= {key: value for key, value in prepared.items() if key in fields}
        return values

    @api.model_create_multi
    def create(self, vals_list):
        named = [values | {"name": NEW} if values.get("name") == self.env._("New") else values for values in vals_list]
        orders = super().create(named)
        orders.egg_sale_order_id.check_access("read")
        return orders

    def write(self, vals):
        result = super().write(vals)
        if vals.get("egg_sale_order_id"):
            # the supplier order tells the number and the customer of its order
            self.egg_sale_order_id.check_access("read")
        return result

    # Map ------------------------------------------------------------------

    @api.model
    def _get_egg_subject_label(self):
        return self.env._("Supplier order")

    def _get_egg_map_links(self):
        """Return the (parent, child) pairs these supplier orders know of."""
        links = super()._get_egg_map_links()
        for purchase in self:
            orders = purchase.order_line.sale_line_id.order_id | purchase.egg_sale_order_id
            links |= {((order._name, order.id), (purchase._name, purchase.id)) for order in orders}
        return links

    def _prepare_egg_map_nodes(self):
        document_map = self.env["egg.document.map"]
        states = dict(self._fields["state"]._description_selection(self.env))
        shared = {"draft": "draft", "cancel": "cancelled", "done": "done"}
        return {
            (purchase._name, purchase.id): document_map._prepare_node(
                purchase, "supplier_order", self.env._("Supplier order"), 70, icon="fa-industry",
                number=purchase.name, partner=purchase.partner_id.display_name, date=purchase.date_order.date(),
                state=shared.get(purchase.state, "progress"), state_label=states.get(purchase.state),
                untaxed=purchase.amount_untaxed, total=purchase.amount_total, currency=purchase.currency_id,
                salesperson=purchase.user_id.name,
            )
            for purchase in self
        }

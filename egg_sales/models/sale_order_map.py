from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        for order in self:
            key = (order._name, order.id)
            before = (order._name, order.id, "quote") if order._has_egg_quote_node() else key
            if before != key:
                links.add((before, key))
            if order.opportunity_id:
                links.add((("crm.lead", order.opportunity_id.id), before))
            if order.egg_parent_id:
                links.add((order.egg_parent_id._get_egg_map_quote_key(), before))
            links |= {(order._get_egg_map_quote_key(), (order._name, child.id)) for child in order.egg_child_ids}
            links |= {(key, (move._name, move.id)) for move in order.invoice_ids}
            links |= {(key, (picking._name, picking.id)) for picking in order.picking_ids}
            links |= {(key, (purchase._name, purchase.id)) for purchase in order._get_purchase_orders()}
            links |= {(key, (purchase._name, purchase.id)) for purchase in order.egg_purchase_ids}
        return links

    def _has_egg_quote_node(self) -> bool:
        """A quote confirmed as it stands is one record with two numbers: the map shows both."""
        return bool(self.egg_kind == "order" and self.egg_quote_number and not self.egg_parent_id)

    def _get_egg_map_quote_key(self) -> tuple:
        return (self._name, self.id, "quote") if self._has_egg_quote_node() else (self._name, self.id)

    def _get_egg_map_first_key(self):
        return self._get_egg_map_quote_key()

    @api.model
    def _get_egg_subject_label(self):
        return self.env._("Quotation or order")

    def _prepare_egg_map_nodes(self):
        document_map = self.env["egg.document.map"]
        states = dict(self._fields["egg_state"]._description_selection(self.env))
        labels = {"quote": (self.env._("Quote"), 20), "order": (self.env._("Order"), 30)}
        nodes = {}
        for order in self:
            common = {
                "title": order.egg_title, "partner": order.partner_id.display_name, "untaxed": order.amount_untaxed,
                "total": order.amount_total, "currency": order.currency_id, "salesperson": order.user_id.name,
            }
            if order._has_egg_quote_node():
                nodes[order._name, order.id, "quote"] = document_map._prepare_node(
                    order, "quote", *labels["quote"], number=order.egg_quote_number, date=order.create_date.date(),
                    state="done", state_label=states["done"], **common,
                )
            nodes[order._name, order.id] = document_map._prepare_node(
                order, order.egg_kind, *labels[order.egg_kind], number=order.name, date=order.date_order.date(),
                state=order.egg_state, state_label=states.get(order.egg_state), balance=order._get_egg_map_balance(), **common,
            )
        return nodes

    def _get_egg_map_balance(self) -> float:
        """What is still to be paid on one quote or order."""
        return self.egg_net_to_pay if "egg_net_to_pay" in self._fields else self.amount_total


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        for move in self:
            key = (move._name, move.id)
            links |= {((order._name, order.id), key) for order in move.line_ids.sale_line_ids.order_id}
            links |= {((picking._name, picking.id), key) for picking in move.egg_picking_ids}
        return links


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["egg.map.mixin", "stock.picking"]

    @api.model
    def _get_egg_subject_label(self):
        return self.env._("Delivery note")

    def _get_egg_map_links(self):
        """Return the (parent, child) pairs these delivery notes know of."""
        links = super()._get_egg_map_links()
        for picking in self:
            key = (picking._name, picking.id)
            if picking.sale_id:
                links.add(((picking.sale_id._name, picking.sale_id.id), key))
            if picking.return_id:
                links.add(((picking._name, picking.return_id.id), key))
            links |= {(key, (picking._name, returned.id)) for returned in picking.return_ids}
            links |= {(key, (move._name, move.id)) for move in picking.egg_invoice_ids}
        return links

    def _prepare_egg_map_nodes(self):
        document_map = self.env["egg.document.map"]
        states = dict(self._fields["state"]._description_selection(self.env))
        shared = {"draft": "draft", "done": "done", "cancel": "cancelled"}
        return {
            (picking._name, picking.id): document_map._prepare_node(
                picking, "delivery", self.env._("Return") if picking.return_id else self.env._("Delivery note"), 35,
                number=picking.name, partner=picking.partner_id.display_name, date=(picking.date_done or picking.scheduled_date),
                state=shared.get(picking.state, "progress"), state_label=states.get(picking.state),
                salesperson=picking.user_id.name,
            )
            for picking in self
        }


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["egg.map.mixin", "purchase.order"]

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
                purchase, "supplier_order", self.env._("Supplier order"), 70,
                number=purchase.name, partner=purchase.partner_id.display_name, date=purchase.date_order.date(),
                state=shared.get(purchase.state, "progress"), state_label=states.get(purchase.state),
                untaxed=purchase.amount_untaxed, total=purchase.amount_total, currency=purchase.currency_id,
                salesperson=purchase.user_id.name,
            )
            for purchase in self
        }


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["egg.map.mixin", "crm.lead"]

    @api.model
    def _get_egg_subject_label(self):
        return self.env._("Deal")

    def _get_egg_map_links(self):
        """Return the (parent, child) pairs these deals know of."""
        return super()._get_egg_map_links() | {
            ((lead._name, lead.id), order._get_egg_map_quote_key())
            for lead in self
            for order in lead.order_ids
        }

    def _prepare_egg_map_nodes(self):
        document_map = self.env["egg.document.map"]
        return {
            (lead._name, lead.id): document_map._prepare_node(
                lead, "deal", self.env._("Deal"), 5, number=lead.name, partner=lead.partner_id.display_name,
                date=lead.create_date.date(), state="done" if lead.won_status == "won" else "progress",
                state_label=lead.stage_id.name, untaxed=lead.expected_revenue, currency=lead.company_currency,
                salesperson=lead.user_id.name,
            )
            for lead in self
        }

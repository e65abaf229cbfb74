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
            if order.egg_parent_id:
                links.add((order.egg_parent_id._get_egg_map_quote_key(), before))
            links |= {(order._get_egg_map_quote_key(), (order._name, child.id)) for child in order.egg_child_ids}
            links |= {(key, (move._name, move.id)) for move in order.invoice_ids}
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
        icons = {"quote": "fa-file-text-o", "order": "fa-shopping-cart"}
        nodes = {}
        for order in self:
            common = {
                "title": order.egg_title, "partner": order.partner_id.display_name, "untaxed": order.amount_untaxed,
                "total": order.amount_total, "currency": order.currency_id, "salesperson": order.user_id.name,
            }
            if order._has_egg_quote_node():
                nodes[order._name, order.id, "quote"] = document_map._prepare_node(
                    order, "quote", *labels["quote"], icon=icons["quote"], number=order.egg_quote_number, date=order.create_date.date(),
                    state="done", state_label=states["done"], **common,
                )
            nodes[order._name, order.id] = document_map._prepare_node(
                order, order.egg_kind, *labels[order.egg_kind], icon=icons[order.egg_kind], number=order.name,
                date=order.date_order.date(), state=order.egg_state, state_label=states.get(order.egg_state),
                balance=order._get_egg_map_balance(), **common,
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
        return links

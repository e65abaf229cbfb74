from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["egg.map.mixin", "stock.picking"]

    egg_invoice_ids = fields.Many2many(
        "account.move", "egg_invoice_picking_rel", "picking_id", "move_id", "Invoices", copy=False, readonly=True,
    )

    def action_egg_invoice(self):
        """Invoice these delivery notes: the orders' prices, the notes' quantities, one invoice per order. Open them.

        :raises UserError: for a note without an order, not delivered yet, or invoiced already.
        """
        self._check_egg_invoiceable()
        invoices = self.env["account.move"]
        for order, pickings in self.grouped("sale_id").items():
            invoices |= pickings._create_egg_invoice(order)
        return self.sale_id.action_view_invoice(invoices)

    def _check_egg_invoiceable(self):
        for picking in self:
            if not picking.sale_id:
                raise UserError(
                    self.env._(
                        "Delivery note %(number)s has no customer order, so it has no prices: "
                        "only notes of an order can be invoiced.",
                        number=picking.name,
                    )
                )
            if picking.picking_type_code != "outgoing" or picking.state != "done":
                raise UserError(
                    self.env._("Delivery note %(number)s is not delivered yet: validate it first.", number=picking.name)
                )
            invoices = picking.egg_invoice_ids.filtered(lambda move: move.state != "cancel")
            if invoices:
                raise UserError(
                    self.env._(
                        "Delivery note %(number)s is invoiced already: %(invoices)s.",
                        number=picking.name, invoices=", ".join(invoices.mapped("display_name")),
                    )
                )

    def _create_egg_invoice(self, order):
        """Make the draft invoice of these notes of one order; what is invoiced already is left out."""
        quantities = self._get_egg_quantities_by_line()
        lines = order.order_line
        for line in lines:
            left = max(line.product_uom_qty, line.qty_delivered) - line.qty_invoiced
            # As core does to invoice an order in advance: the quantity to invoice is set for this invoice only.
            line.qty_to_invoice = max(0.0, min(quantities.get(line, 0.0), left))
        try:
            invoice = order._create_invoices()
        finally:
            self.env.add_to_compute(lines._fields["qty_to_invoice"], lines)
        if not invoice:
            raise UserError(self.env._("You may not invoice order %(number)s.", number=order.name))
        # A salesperson may create the invoice of an order but not write on it: only the link to the notes.
        invoice_sudo = invoice.sudo()
        invoice_sudo.egg_picking_ids = self
        return invoice

    def _get_egg_quantities_by_line(self) -> dict:
        """Return {order line: quantity delivered by these notes, in the order line's unit}."""
        quantities = {}
        for move in self.move_ids.filtered(lambda move: move.state == "done" and move.sale_line_id):
            line = move.sale_line_id
            quantity = move.product_uom._compute_quantity(move.quantity, line.product_uom_id)
            quantities[line] = quantities.get(line, 0.0) + quantity
        return quantities

    # Map ------------------------------------------------------------------

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
                icon="fa-truck", number=picking.name, partner=picking.partner_id.display_name,
                date=picking.date_done or picking.scheduled_date,
                state=shared.get(picking.state, "progress"), state_label=states.get(picking.state),
                salesperson=picking.user_id.name,
            )
            for picking in self
        }

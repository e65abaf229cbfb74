from odoo import api, fields, models
from odoo.addons.egg_billing.core.proof import DELIVERY, Proof
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["egg.map.mixin", "stock.picking"]

    egg_invoice_ids = fields.Many2many(
        "account.move", "egg_invoice_picking_rel", "picking_id", "move_id", "Invoices", copy=False, readonly=True,
    )

    egg_to_invoice = fields.Boolean(
        "To invoice", compute="_compute_egg_to_invoice",
        help="Goods of an order that left with this note and are not invoiced yet, by the note or by the order.",
    )
    egg_to_credit = fields.Boolean(
        "Goods to credit", compute="_compute_egg_to_credit",
        help="Goods that were invoiced came back with this return, and no credit note was made of it.",
    )

    @api.depends(
        "state", "picking_type_code", "egg_invoice_ids.state", "move_ids.quantity",
        "move_ids.sale_line_id.product_uom_qty", "move_ids.sale_line_id.qty_invoiced",
        "move_ids.sale_line_id.qty_delivered",
    )
    def _compute_egg_to_invoice(self):
        for note_sudo in self.sudo():  # sudo: invoices of the order count, whether the reader may see them or not.
            is_free = not note_sudo._get_egg_not_invoiceable_reason()
            note_sudo.egg_to_invoice = is_free and any(note_sudo._get_egg_quantities_to_invoice().values())

    @api.depends(
        "state", "picking_type_code", "egg_invoice_ids.state", "move_ids.quantity",
        "move_ids.sale_line_id.qty_invoiced",
        "move_ids.sale_line_id.qty_delivered",
    )
    def _compute_egg_to_credit(self):
        for picking in self:
            is_open = picking._is_egg_return() and picking.state == "done" and not picking._get_egg_active_invoices()
            # sudo: invoices of the order count, whether the reader may see them or not.
            picking.egg_to_credit = is_open and any(picking.sudo()._get_egg_quantities_to_credit().values())

    # Actions --------------------------------------------------------------

    def action_egg_invoice(self):
        """Invoice these delivery notes: the orders' prices, the notes' quantities less what came back of them,
        one invoice per order.

        Open them.

        :raises UserError: for a note without an order, not delivered yet, brought back whole, or invoiced already.
        """
        self._check_egg_invoiceable()
        invoices = self.env["account.move"]
        for order, pickings in self.grouped("sale_id").items():
            invoices |= pickings._create_egg_invoice(order)
        return self.sale_id.action_view_invoice(invoices)

    def action_egg_credit(self):
        """Make the draft credit note of what came back with this return, and open it.

        :raises UserError: for a note that is no return, not received yet, or of which nothing is left to credit.
        """
        self.ensure_one()
        self._check_egg_creditable()
        invoice = self._create_egg_invoice_of(self.sale_id, {
            line: -quantity for line, quantity in self._get_egg_quantities_to_credit().items()
        })
        return self.sale_id.action_view_invoice(invoice)

    # Invoicing ------------------------------------------------------------

    def _is_egg_return(self) -> bool:
        """Whether goods of a customer's order come back with this note."""
        return bool(self.sale_id) and self.picking_type_code == "incoming"

    def _get_egg_active_invoices(self):
        return self.egg_invoice_ids.filtered(lambda move: move.state != "cancel")

    def _check_egg_invoiceable(self):
        for picking in self:
            reason = picking._get_egg_not_invoiceable_reason()
            if reason:
                raise UserError(reason)

    def _get_egg_not_invoiceable_reason(self):
        """Return the sentence that says why this note cannot be invoiced; False when it can."""
        if not self.sale_id:
            return self.env._(
                "Delivery note %(number)s has no customer order, so it has no prices: only notes of an order can be "
                "invoiced.",
                number=self.name,
            )
        if self.state == "cancel":
            return self.env._("%(number)s is cancelled: nothing of it was delivered.", number=self.name)
        if self.picking_type_code == "incoming":
            return self.env._(
                "%(number)s is a return: goods that were invoiced are given back with a credit note, not invoiced.",
                number=self.name
            )
        if self.picking_type_code != "outgoing":
            return self.env._(
                "%(number)s only moves goods within the warehouse: the note with which they leave is invoiced.",
                number=self.name
            )
        if self.state != "done":
            return self.env._("Delivery note %(number)s is not delivered yet: validate it first.", number=self.name)
        invoices = self._get_egg_active_invoices()
        if invoices:
            return self.env._(
                "Delivery note %(number)s is invoiced already: %(invoices)s.",
                number=self.name, invoices=", ".join(invoices.mapped("display_name")),
            )
        delivered = self._get_egg_delivered_moves()
        if delivered and not any(self._get_egg_quantities_by_line().values()):
            return self.env._(
                "All that was delivered with %(number)s came back with %(returns)s: nothing is left to invoice.",
                number=self.name, returns=", ".join(delivered._get_egg_refunded_moves().picking_id.mapped("name")),
            )
        return False

    def _check_egg_creditable(self):
        if not self._is_egg_return():
            raise UserError(self.env._("%(number)s is not a return of goods of an order.", number=self.name))
        if self.state != "done":
            raise UserError(self.env._("Return %(number)s is not received yet: validate it first.", number=self.name))
        notes = self._get_egg_active_invoices()
        if notes:
            raise UserError(
                self.env._(
                    "Return %(number)s is credited already: %(notes)s.",
                    number=self.name, notes=", ".join(notes.mapped("display_name")),
                )
            )
        if not any(self._get_egg_quantities_to_credit().values()):
            raise UserError(
                self.env._("Nothing that came back with %(number)s is invoiced: there is nothing to credit.",
                           number=self.name)
            )

    def _create_egg_invoice(self, order):
        """Make the draft invoice of these notes of one order; what is invoiced already is left out."""
        return self._create_egg_invoice_of(order, self._get_egg_quantities_to_invoice())

    def _create_egg_invoice_of(self, order, quantities):
        """Make the draft invoice, or credit note, of these quantities of the lines of an order, and of nothing else.

        An invoice deducts what stands of the deposits of the order; they are of no concern to a credit note.
        """
        is_credit = any(quantity < 0 for quantity in quantities.values())
        lines = order.order_line.filtered(lambda line: is_credit or not line.is_downpayment)
        for line in lines:
            # As core does to invoice an order in advance: the quantity to invoice is set for this invoice only.
            line.qty_to_invoice = quantities.get(line, 0.0)
        try:
            invoice = order._create_egg_invoices()
        finally:
            self.env.add_to_compute(lines._fields["qty_to_invoice"], lines)
        if not invoice:
            raise UserError(self.env._("You may not invoice order %(number)s.", number=order.name))
        # A salesperson may create the invoice of an order but not write on it: only the link to the notes.
        invoice_sudo = invoice.sudo()
        invoice_sudo.egg_picking_ids = self
        return invoice

    def _get_egg_delivered_moves(self):
        return self.move_ids.filtered(lambda move: move.state == "done" and move.sale_line_id)

    def _get_egg_quantities_by_line(self) -> dict:
        """Return {order line: what was delivered with these notes less what came back of it,
        in the order line's unit}.
        """
        quantities = {}
        for move in self._get_egg_delivered_moves():
            line = move.sale_line_id
            back = sum(one._get_egg_quantity_in(line.product_uom_id) for one in move._get_egg_refunded_moves())
            quantity = max(0.0, move._get_egg_quantity_in(line.product_uom_id) - back)
            quantities[line] = quantities.get(line, 0.0) + quantity
        return quantities

    def _get_egg_quantities_to_invoice(self) -> dict:
        """Return {order line: what of these notes is not invoiced yet, in the order line's unit}."""
        quantities = {}
        for line, quantity in self._get_egg_quantities_by_line().items():
            left = max(line.product_uom_qty, line.qty_delivered) - line.qty_invoiced
            quantities[line] = max(0.0, min(quantity, left))
        return quantities

    def _get_egg_quantities_to_credit(self) -> dict:
        """Return {order line: what came back with this return and was invoiced, in the order line's unit}."""
        quantities = {}
        for move in self._get_egg_delivered_moves().filtered("to_refund"):
            line = move.sale_line_id
            quantities[line] = quantities.get(line, 0.0) + move._get_egg_quantity_in(line.product_uom_id)
        return {
            line: max(0.0, min(quantity, line.qty_invoiced - line.qty_delivered))
            for line, quantity in quantities.items()
        }

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

    def _get_egg_proofs(self) -> list:
        """Return what proves this delivery to somebody outside (see `core.proof`): its slip, once goods have left."""
        if self.state != "done":
            return []
        # sudo: the slip of a note whose right to be read was tested; the report reads parts of the warehouse besides
        report = self.env["ir.actions.report"].sudo().with_context(force_report_rendering=True).with_company(
            self.company_id)
        label = self.env._("Return") if self.return_id else self.env._("Delivery note")
        return [Proof(DELIVERY, f"{label} {self.name}", self.date_done and self.company_id._get_egg_day(self.date_done),
                      f"{self.name}.pdf", report._render_qweb_pdf("stock.report_deliveryslip", self.ids)[0])]

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

from odoo import Command, api, models

from ...core.words import fold, plain


class EggMoveInLoaderOrder(models.AbstractModel):
    """Quotes that wait for an answer, and orders that are not delivered or invoiced yet, under their old numbers."""

    _name = "egg.move.in.loader.order"
    _description = "How Quotes and Orders Are Taken Over"
    _inherit = "egg.move.in.loader"

    _egg_kind = "order"
    _egg_target = "sale.order"

    @api.model
    def _is_available(self):
        return "sale.order" in self.env and "egg_kind" in self.env["sale.order"]._fields

    @api.model
    def _judge(self, move_in, rows):
        self._find_customers(move_in, rows)
        self._find_taxes(move_in, rows, "vat")
        products = self._find_products(move_in, {row.text("product") for row in rows})
        known = self._find_known("order", move_in.company_id, {row.line.key for row in rows})
        there = self.env["sale.order"].search([
            ("company_id", "=", move_in.company_id.id), ("name", "in", [row.text("number") for row in rows])])
        known = {fold(one.name): one.id for one in there} | known
        for row in rows:
            row.record_id = known.get(row.line.key, 0)
            row.is_there = bool(row.record_id)
            row.values["product"] = products.get(fold(row.text("product")), self.env["product.product"])
            self._judge_line(row)

    @api.model
    def _judge_line(self, row):
        kind, is_known = plain(row.text("kind")), bool(row.values["product"])
        if kind not in ("devis", "commande"):
            row.faults.append(self.env._("The type is “devis” or “commande”."))
        if kind == "commande" and not is_known:
            row.faults.append(self.env._("A line of an order needs a product that is known: take over the products "
                                         "first, and write its reference."))
        elif row.text("product") and not is_known:
            row.remarks.append(self.env._("The product “%(name)s” is not known: a line without product.",
                                          name=row.text("product")))

    @api.model
    def _load(self, move_in, rows):
        orders = self.env["sale.order"].with_context(tracking_disable=True, mail_create_nolog=True).create(
            [self._prepare_values(move_in, row) for row in rows])
        for row, order in zip(rows, orders, strict=True):
            row.record_id, row.is_made = order.id, True
        orders.filtered(lambda one: one.egg_kind == "order").action_confirm()
        for row, order in zip(rows, orders, strict=True):
            order.date_order = row.values["on"]  # confirming sets it to today

    @api.model
    def _prepare_values(self, move_in, row) -> dict:
        return {
            "name": row.text("number"), "egg_kind": "order" if plain(row.text("kind")) == "commande" else "quote",
            "company_id": move_in.company_id.id, "partner_id": row.values["partner"].id,
            "date_order": row.values["on"], "validity_date": row.values["until"] or False,
            "egg_title": row.text("title") or False, "user_id": move_in.user_id.id,
            "order_line": [Command.create(self._prepare_line(one)) for one in (row, *row.parts)]}

    @api.model
    def _prepare_line(self, row) -> dict:
        quantity = row.values["quantity"]
        values = {
            "name": row.text("name"), "price_unit": float(row.values["price"]),
            "product_uom_qty": float(1 if quantity is None else quantity),
            "discount": float(row.values["discount"] or 0)}
        if row.values["product"]:
            values["product_id"] = row.values["product"].id
        if row.values["vat"] is not None:
            values["tax_ids"] = [Command.set(row.values["vat_tax"].ids if row.values["vat_tax"] else [])]
        return values

    @api.model
    def _find_built(self, records):
        found = {}
        for order in records:
            if order.invoice_ids or order.egg_child_ids:
                found[order.id] = self.env._("a document was made of it")
            elif "picking_ids" in order._fields and any(one.state == "done" for one in order.picking_ids):
                found[order.id] = self.env._("it was delivered")
        return found

    @api.model
    def _take_back(self, records):
        confirmed = records.filtered(lambda one: one.state == "sale")
        pickings = confirmed.picking_ids if "picking_ids" in confirmed._fields else None
        confirmed.with_context(disable_cancel_warning=True)._action_cancel()
        if pickings:
            pickings.unlink()
        records.unlink()

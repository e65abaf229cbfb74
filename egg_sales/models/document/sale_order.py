from odoo import api, fields, models
from odoo.addons.egg_billing.core.proof import CONTRACT, QUOTE, SIGNED, Proof
from odoo.fields import Domain
from odoo.tools import SQL


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["egg.document.mixin", "sale.order"]

    def _get_egg_document_type(self) -> str:
        self.ensure_one()
        return "order" if self.state == "sale" else "quote"

    def _creation_message(self):
        """Odoo's word for "created" has one gender in French, and it calls a quote an order."""
        return self.env._("Order created") if self.egg_kind == "order" else self.env._("Quote created")

    def _prepare_invoice(self):
        return super()._prepare_invoice() | self._prepare_egg_child_values()

    @api.depends("state", "egg_kind", "invoice_status", "egg_child_ids.state")
    def _compute_egg_state(self):
        return super()._compute_egg_state()

    @api.model
    def _get_egg_history(self):
        """As `_get_egg_state`; documents of before have no relation from quote to order."""
        return super()._get_egg_history() | {"egg_state": SQL("""
            CASE WHEN old.state = 'cancel' THEN 'cancelled'
                 WHEN old.state = 'sent' THEN 'progress'
                 WHEN old.state <> 'sale' THEN 'draft'
                 WHEN old.invoice_status IN ('invoiced', 'upselling') THEN 'done'
                 ELSE 'progress' END""")}

    @api.model
    def _get_egg_open_domain(self):
        return super()._get_egg_open_domain() | Domain("state", "in", ("draft", "sent")) | Domain([
            ("state", "=", "sale"), ("invoice_status", "!=", "invoiced"),
        ])

    def _get_egg_state(self):
        if self.state == "cancel":
            return "refused" if self.egg_refused else "cancelled"
        if self.egg_kind == "quote" and self._is_egg_settled():
            return "done"
        if self.state != "sale":
            return "progress" if self.state == "sent" else "draft"
        is_invoiced = self.invoice_status in ("invoiced", "upselling")
        return "done" if is_invoiced and self._is_egg_delivered() else "progress"

    def _is_egg_delivered(self) -> bool:
        """Whether one order waits for no delivery.

        Addons that know of deliveries extend it, and the depends of the status.
        """
        return True

    def _get_egg_state_actions(self):
        if self.state == "cancel":
            # Between cancelled and refused only the reason changes: Odoo's own state is already the right one.
            return {"draft": self.action_draft, "cancelled": lambda: None, "refused": lambda: None}
        actions = {} if self.locked else {"cancelled": self.action_cancel, "refused": self.action_cancel}
        if self.state == "draft":
            actions["progress"] = self.action_confirm if self.egg_kind == "order" else self.action_quotation_sent
        elif self.state == "sent" and not self._is_egg_settled():
            actions["draft"] = self.action_draft
        return actions

    def _get_egg_state_hint(self, target):
        if target == "done" and self.egg_kind == "quote":
            return self.env._(
                "A quote is done when an order or an invoice is made from it; one in progress can be closed by hand "
                "too.")
        if target == "done":
            return self.env._("An order is done when it is delivered and invoiced.")
        if self.egg_kind == "quote" and self._is_egg_settled():
            return self._get_egg_settled_sentence()
        if target in ("cancelled", "refused") and self.locked:
            return self.env._("Unlock the order first.")
        if target == "draft" and self.state == "sale":
            return self.env._("Cancel the order first.")
        return super()._get_egg_state_hint(target)

    def _egg_refuse_online(self):
        """The customer declined on the portal, where the order was cancelled: it counts as refused."""
        labels = dict(self._fields["egg_state"]._description_selection(self.env))
        for order in self:
            order._egg_mark_refused()
            order._log_egg_event("state",
                                 order.env._("Declined by the customer online: %(state)s", state=labels["refused"]))

    def action_draft(self):
        result = super().action_draft()
        self.filtered("egg_refused").write({"egg_refused": False, "egg_refusal_reason_id": False})
        return result

    _egg_rests_while_typing = ("egg_contact_owner_id",)
    egg_contact_owner_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Contact's company")

    @property
    def _rec_names_search(self):
        return [*super()._rec_names_search, "egg_title", "egg_quote_number"]

    def _get_egg_margin(self):
        return self.margin, self.amount_untaxed

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

    def _get_egg_proofs(self) -> list:
        """Return what proves this quote or order to somebody outside (see `core.proof`): its PDF, and the one that was
        kept when the customer signed it.
        """
        if self.state == "cancel":
            return []
        labels = {"quote": self.env._("Quote"), "order": self.env._("Order")}
        title = f"{labels[self.egg_kind]} {self.name}"
        day = self.company_id._get_egg_day(self.date_order)
        kind = QUOTE if self.egg_kind == "quote" else CONTRACT
        proofs = [Proof(kind, title, day, f"{self.name}.pdf", self._get_egg_pdf())]
        if not self.signed_on:
            return proofs
        signed = self.env._("%(document)s, signed by %(name)s", document=title, name=self.signed_by or "")
        return proofs + [
            Proof(SIGNED, signed, self.company_id._get_egg_day(self.signed_on), file.name, file.raw)
            for file in self._get_egg_signed_files()]

    def _get_egg_signed_files(self):
        """Return the PDFs that the customer's signature left in the history of this document."""
        customer = self.partner_id.commercial_partner_id
        messages = self.message_ids.filtered(lambda one: one.author_id.commercial_partner_id == customer)
        return messages.attachment_ids.filtered(lambda file: file.mimetype == "application/pdf")

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
                    order, "quote", *labels["quote"], icon=icons["quote"], number=order.egg_quote_number,
                    date=order.company_id._get_egg_day(order.create_date),
                    state="done", state_label=states["done"], **common,
                )
            nodes[order._name, order.id] = document_map._prepare_node(
                order, order.egg_kind, *labels[order.egg_kind], icon=icons[order.egg_kind], number=order.name,
                date=order.company_id._get_egg_day(order.date_order), state=order.egg_state,
                state_label=states.get(order.egg_state),
                balance=order.egg_net_to_pay, **common,
            )
        return nodes

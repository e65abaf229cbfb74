from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: Context key: the deal that the quote or order being typed is made from.
LEAD_KEY = "egg_deal_id"


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["egg.map.mixin", "crm.lead"]

    egg_line_ids = fields.One2many("egg.lead.line", "lead_id", "Products", copy=True)

    @api.depends("order_ids.egg_state")
    def _compute_sale_data(self):
        super()._compute_sale_data()

    def _get_lead_quotation_domain(self):
        """A quote whose order stands is no open one of the deal any more."""
        return [*super()._get_lead_quotation_domain(), ("egg_state", "!=", "done")]

    def _get_action_view_sale_quotation_domain(self):
        """The button opens what it counts."""
        return self._get_lead_quotation_domain()

    def action_new_quotation(self):
        action = super().action_new_quotation()
        action["context"] = action["context"] | {LEAD_KEY: self.id}
        return action

    def action_egg_quote(self):
        """Open a new quote made from this deal: customer, contact, title, products."""
        return self._get_egg_document_action("quote")

    def action_egg_order(self):
        """Open a new order made from this deal."""
        return self._get_egg_document_action("order")

    def _get_egg_document_action(self, kind: str) -> dict:
        self.ensure_one()
        if not self.partner_id:
            raise UserError(self.env._("Choose the customer of the deal first."))
        action = self.action_new_quotation()
        action["context"] |= {"default_egg_kind": kind}
        return action

    def _prepare_egg_order_values(self) -> dict:
        """Values that a quote or an order takes from this deal."""
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id
        values = {
            "opportunity_id": self.id,
            "partner_id": customer.id,
            "egg_title": self.name,
            "origin": self.name,
            "order_line": [Command.create(line._prepare_order_line_values()) for line in self.egg_line_ids],
        }
        if self.partner_id != customer:
            values["egg_contact_id"] = self.partner_id.id
        if self.user_id:
            values["user_id"] = self.user_id.id
        return values

    def egg_create_document(self, kind="quote"):
        """Make a quote or an order from this deal at once and return it.

        :param kind: "quote" or "order".
        :raises UserError: it is neither.
        """
        if kind not in ("quote", "order"):
            raise UserError(self.env._("A deal becomes a “quote” or an “order”, not “%(value)s”.", value=kind))
        return self.env["sale.order"].create(self._prepare_egg_order_values() | {"egg_kind": kind})

    # Map ------------------------------------------------------------------

    @api.model
    def _get_egg_subject_label(self):
        return self.env._("Deal")

    def _get_egg_map_links(self):
        """Return the (parent, child) pairs these deals know of."""
        return super()._get_egg_map_links() | {
            ((self._name, order.opportunity_id.id), order._get_egg_map_quote_key()) for order in self.order_ids
        }

    def _prepare_egg_map_nodes(self):
        document_map = self.env["egg.document.map"]
        return {
            (lead._name, lead.id): document_map._prepare_node(
                lead, "deal", self.env._("Deal"), 5, icon="fa-star-o", number=lead.name,
                partner=lead.partner_id.display_name,
                date=lead.create_date.date(), state="done" if lead.won_status == "won" else "progress",
                state_label=lead.stage_id.name, untaxed=lead.expected_revenue, currency=lead.company_currency,
                salesperson=lead.user_id.name,
            )
            for lead in self
        }

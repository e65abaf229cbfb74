from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core.french import elide


class EggAddressMixin(models.AbstractModel):
    """Addresses are copied to the document: later changes of the customer's record do not alter it."""

    _name = "egg.address.mixin"
    _inherit = ["egg.document.mixin"]
    _description = "Document with Copied Addresses"

    egg_billing_address = fields.Text(
        "Billing address", compute="_compute_egg_billing_address", store=True, readonly=False, copy=True,
        help="A copy, made when the customer was chosen. Edit it freely: the customer's record does not change.",
    )
    egg_same_address = fields.Boolean("Same as billing", default=True, help="Deliver to the billing address.")
    egg_delivery_address = fields.Text(
        "Delivery address", compute="_compute_egg_delivery_address", store=True, readonly=False, copy=True,
    )

    @api.model
    def _get_egg_history(self):
        """Goods of a document of before go where its own delivery address says."""
        return super()._get_egg_history() | {
            "egg_same_address": SQL("COALESCE(old.partner_shipping_id, old.partner_id) IS NOT DISTINCT FROM "
                                    "old.partner_id"),
        }

    @api.model
    def _get_egg_late_fields(self):
        return [*super()._get_egg_late_fields(), "egg_billing_address", "egg_delivery_address"]

    def _get_egg_address_partners(self):
        """Return (billing partner, delivery partner)."""
        raise NotImplementedError

    def _can_egg_edit_address(self) -> bool:
        """Whether the addresses may still change."""
        return True

    @api.depends("partner_id", "egg_contact_id")
    def _compute_egg_billing_address(self):
        for document in self:
            document.egg_billing_address = document._get_egg_billing_block() if document.partner_id else False

    @api.depends("egg_same_address", "egg_billing_address", "partner_shipping_id")
    def _compute_egg_delivery_address(self):
        for document in self:
            if document.egg_same_address:
                document.egg_delivery_address = document.egg_billing_address
            else:
                document.egg_delivery_address = self._format_egg_address(document._get_egg_address_partners()[1])

    def _get_egg_billing_block(self) -> str:
        """The customer's name and address as text, with the attention line when the company adds one."""
        self.ensure_one()
        # the country's name
        partner = self._get_egg_address_partners()[0].with_context(lang=self.partner_id.lang or self.env.lang)
        customer = partner.commercial_partner_id
        block = self._format_egg_address(partner, customer.name)
        if partner.type == "invoice" and partner.name and partner != customer:
            # An invoicing address of its own: its department stands below the customer's name.
            block = "\n".join([customer.name or "", partner.name, *block.splitlines()[1:]])
        company_sudo = (self.company_id or self.env.company).sudo()  # the rule of a company whose form one may not open
        contact = self.egg_contact_id
        if contact and company_sudo.egg_add_attention:
            document = self.with_context(lang=self.partner_id.lang or self.env.lang)
            name, _sep, rest = block.partition("\n")
            attention = elide(document.env._("For the attention of %(name)s", name=contact.name), contact.name,
                              document.env.lang)
            block = "\n".join(filter(None, (name, attention, rest)))
        return block

    @api.model
    def _format_egg_address(self, partner, name=None) -> str:
        """A name (the partner's own by default), then the partner's address, one part a line."""
        if not partner:
            return ""
        address = partner._display_address(without_company=True)
        return "\n".join([name or partner.name or "", *filter(None, map(str.strip, address.splitlines()))])

    def action_egg_refresh_address(self):
        """Read the addresses again from the customer's record.

        :raises UserError: when the document is issued, locked or cancelled.
        """
        for document in self:
            if not document._can_egg_edit_address():
                raise UserError(document.env._(
                    "The addresses of %(name)s can no longer change: it is issued, locked or cancelled.",
                    name=document.display_name,
                ))
            document.egg_billing_address = document._get_egg_billing_block()
        return True

    def _prepare_egg_child_values(self) -> dict:
        return super()._prepare_egg_child_values() | {
            "egg_billing_address": self.egg_billing_address, "egg_same_address": self.egg_same_address,
            "egg_delivery_address": self.egg_delivery_address,
        }

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class EggAgendaMixin(models.AbstractModel):
    """What an event and a task have in common: whom and which document they are about."""

    _name = "egg.agenda.mixin"
    _description = "Agenda Entry"

    egg_customer_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", help="The customer or prospect this is about.",
    )
    egg_contact_id = fields.Many2one(
        "res.partner", "Contact", index="btree_not_null", domain="[('parent_id', '=', egg_customer_id)]",
        help="The person at the customer's.",
    )
    egg_document = fields.Reference(
        selection="_selection_egg_document", string="Linked document", index=True,
        help="The quotation, order, invoice or deal this is about.",
    )

    @api.model
    def _selection_egg_document(self):
        return [
            ("sale.order", self.env._("Quotation or order")), ("account.move", self.env._("Invoice")),
            ("crm.lead", self.env._("Deal")),
        ]

    @api.onchange("egg_document")
    def _onchange_egg_document(self):
        for entry in self:
            if entry.egg_document and not entry.egg_customer_id:
                entry.egg_customer_id = entry.egg_document.partner_id.commercial_partner_id

    @api.constrains("egg_contact_id", "egg_customer_id")
    def _check_egg_contact(self):
        for entry in self:
            contact, customer = entry.egg_contact_id, entry.egg_customer_id
            if contact and contact.commercial_partner_id != customer.commercial_partner_id:
                raise ValidationError(self.env._(
                    "%(contact)s does not belong to %(customer)s. Choose one of the customer's contacts.",
                    contact=contact.name, customer=customer.name or self.env._("no customer"),
                ))

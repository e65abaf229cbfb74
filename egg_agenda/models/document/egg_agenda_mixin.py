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
        help="The document this is about.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._check_egg_people()
        return entries

    def write(self, vals):
        result = super().write(vals)
        if not {"egg_customer_id", "egg_contact_id"}.isdisjoint(vals):
            self._check_egg_people()
        return result

    def _check_egg_people(self):
        """:raises AccessError: a user names people whom he may not see, and would read their names here"""
        if not self.env.su:
            (self.egg_customer_id | self.egg_contact_id).check_access("read")

    def _get_egg_companies(self):
        """Hook: the companies whose customers this entry may be about; empty: any."""
        return self.env["res.company"]

    @api.constrains("egg_contact_id", "egg_customer_id")
    def _check_egg_company(self):
        for entry in self:
            # sudo: whose customer it is, also where the user may not see the company
            people_sudo = (entry.egg_customer_id | entry.egg_contact_id).sudo()
            companies_sudo = entry._get_egg_companies()
            foreign_sudo = people_sudo.filtered(lambda one, own=companies_sudo: one.company_id - own)
            if companies_sudo and foreign_sudo:
                entry._check_egg_people()  # who may not see them does not read their names here
                raise ValidationError(self.env._(
                    "%(name)s is a customer of another company.", name=foreign_sudo[:1].display_name))

    @api.model
    def _selection_egg_document(self):
        """The documents that the installed addons know of (`egg.map.mixin`), by name."""
        models = self.env.registry.descendants(["egg.map.mixin"], "_inherit")
        labels = {name: self.env[name]._get_egg_subject_label() for name in models}
        return sorted(((name, label) for name, label in labels.items() if label), key=lambda one: one[1])

    @api.onchange("egg_document")
    def _onchange_egg_document(self):
        for entry in self:
            if entry.egg_document and not entry.egg_customer_id:
                entry.update(self._prepare_egg_people_values(entry.egg_document))

    @api.onchange("egg_contact_id")
    def _onchange_egg_contact_id(self):
        for entry in self:
            if entry.egg_contact_id and not entry.egg_customer_id:
                entry.egg_customer_id = entry.egg_contact_id.commercial_partner_id

    @api.onchange("egg_customer_id")
    def _onchange_egg_customer_id(self):
        """Another customer has other contacts."""
        for entry in self:
            if entry.egg_contact_id.commercial_partner_id != entry.egg_customer_id.commercial_partner_id:
                entry.egg_contact_id = False

    @api.model
    def _prepare_egg_people_values(self, document) -> dict:
        """Return the customer and the contact of a document."""
        partner = document.partner_id
        customer = partner.commercial_partner_id
        contact = partner if partner != customer else "egg_contact_id" in document._fields and document.egg_contact_id
        return {"egg_customer_id": customer.id, "egg_contact_id": contact and contact.id}

    @api.constrains("egg_contact_id", "egg_customer_id")
    def _check_egg_contact(self):
        for entry in self:
            contact, customer = entry.egg_contact_id, entry.egg_customer_id
            if contact and contact.commercial_partner_id != customer.commercial_partner_id:
                raise ValidationError(self.env._(
                    "%(contact)s does not belong to %(customer)s. Choose one of the customer's contacts.",
                    contact=contact.name, customer=customer.name or self.env._("no customer"),
                ))

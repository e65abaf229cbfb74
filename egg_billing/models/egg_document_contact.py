from odoo import api, models
from odoo.exceptions import ValidationError


class EggDocumentMixin(models.AbstractModel):
    """The contact is one of the customer's people."""

    _inherit = "egg.document.mixin"

    @api.constrains("egg_contact_id", "partner_id")
    def _check_egg_contact(self):
        for document in self.filtered("egg_contact_id"):
            if document.egg_contact_id.commercial_partner_id not in document._get_egg_contact_owners():
                raise ValidationError(
                    document.env._(
                        "%(contact)s is not a contact of %(customer)s. Choose one of the customer's people, "
                        "or add this person to the customer first.",
                        contact=document.egg_contact_id.display_name, customer=document.partner_id.display_name,
                    )
                )

    @api.onchange("partner_id")
    def _onchange_partner_clears_egg_contact(self):
        if self.egg_contact_id and self.egg_contact_id.commercial_partner_id not in self._get_egg_contact_owners():
            self.egg_contact_id = False

    def _get_egg_contact_owners(self):
        """Return the companies whose people may be the contact of one document."""
        return self.partner_id.commercial_partner_id

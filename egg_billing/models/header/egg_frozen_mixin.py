from odoo import api, models
from odoo.exceptions import UserError


class EggFrozenMixin(models.AbstractModel):
    """Customer, company and currency of a document are settled when it is made."""

    _name = "egg.frozen.mixin"
    _description = "Document with Frozen Header"

    def write(self, vals):
        self._check_egg_frozen(vals)
        return super().write(vals)

    @api.model
    def _get_egg_frozen_fields(self) -> set:
        return {"partner_id", "company_id", "currency_id"}

    def _is_egg_frozen(self) -> bool:
        """Hook: whether the header of this saved document is settled."""
        return True

    def _get_egg_frozen_value(self, name, record):
        """Hook: what of this record is frozen: of a partner, the customer behind it."""
        return record.commercial_partner_id if name == "partner_id" else record

    def _check_egg_frozen(self, values):
        """Refuse another customer, company or currency on a saved document.

        Flows of the system that build documents step by step (web shop, portal, electronic invoices) work as superuser
        and pass. Another address or person of the same customer is no other customer.

        :raises UserError: with what to do instead.
        """
        names = self._get_egg_frozen_fields() & values.keys()
        if self.env.su or not names:
            return
        for document in self:
            company_sudo = document.company_id.sudo()  # the setting of a company whose form one may not open
            for name in names if company_sudo.egg_frozen_header else ():
                old, new = document[name], document[name].browse(values[name])
                old, new = document._get_egg_frozen_value(name, old), document._get_egg_frozen_value(name, new)
                if old and old != new and document._is_egg_frozen():
                    raise UserError(self.env._(
                        "The %(field)s of %(name)s is frozen: it was settled when the document was made. "
                        "Make a new document instead, or duplicate this one.",
                        field=document.fields_get([name], ["string"])[name]["string"].lower(),
                        name=document.display_name,
                    ))

from odoo import api, fields, models
from odoo.exceptions import UserError


class EggFrozenMixin(models.AbstractModel):
    """Customer, company and currency of a document are settled when it is made."""

    _name = "egg.frozen.mixin"
    _description = "Document with Frozen Header"

    egg_is_open_copy = fields.Boolean(
        "Open duplicate", copy=False, readonly=True, groups="base.group_user",
        help="Technical: a duplicate that was never sent nor issued; it may go to another customer.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:  # only a duplicate is one
            vals_list = [vals | {"egg_is_open_copy": False} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            vals = {name: value for name, value in vals.items() if name != "egg_is_open_copy"}
        self._check_egg_frozen(vals)
        return super().write(vals)

    def copy(self, default=None):
        copies = super().copy(default)
        if not default:  # not what a program makes of a document: a credit note, a debit note, the next of a series
            copies.sudo().egg_is_open_copy = True  # sudo: no user says so
        return copies

    @api.model
    def _get_egg_frozen_fields(self) -> set:
        return {"partner_id", "company_id", "currency_id"}

    def _is_egg_frozen(self) -> bool:
        """Hook: whether the header of this saved document is settled: a duplicate is not until it is sent or issued."""
        document_sudo = self.sudo()  # sudo: whoever may write the document
        return not document_sudo.egg_is_open_copy

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

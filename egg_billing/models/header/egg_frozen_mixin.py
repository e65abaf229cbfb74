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

    _egg_rests_while_typing = ("egg_is_header_frozen", "egg_is_customer_frozen", "egg_frozen_customer_id")
    egg_is_header_frozen = fields.Boolean("Settled header", compute="_compute_egg_frozen")
    egg_is_customer_frozen = fields.Boolean("Settled customer without another address", compute="_compute_egg_frozen")
    egg_frozen_customer_id = fields.Many2one("res.partner", "Settled customer", compute="_compute_egg_frozen")

    @api.depends("partner_id", "company_id")
    def _compute_egg_frozen(self):
        """What a form shows as settled: the header, the customer who has no other address, and whose addresses are
        offered.
        """
        settled = self.filtered(lambda one: one._origin and one._origin._is_egg_header_frozen())
        customers = settled._origin.partner_id.commercial_partner_id
        # sudo: addresses count, whoever may see them
        several = {customer.id for customer, count in self.env["res.partner"].sudo()._read_group(
            [("commercial_partner_id", "in", customers.ids)], ["commercial_partner_id"], ["__count"]) if count > 1}
        for document in self:
            is_frozen = document in settled
            customer = document._origin.partner_id.commercial_partner_id if is_frozen else self.env["res.partner"]
            document.egg_is_header_frozen = is_frozen
            document.egg_frozen_customer_id = customer
            document.egg_is_customer_frozen = bool(customer) and customer.id not in several

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            names = self._get_egg_frozen_fields()
            for node in arch.xpath("//field[not(ancestor::field)]"):
                if node.get("name") in names:
                    self._close_egg_frozen_field(node)
        return arch, view

    @api.model
    def _close_egg_frozen_field(self, node):
        """Hook: show in a form what is settled as what it is: not to be written, or with what may be chosen."""
        name, readonly = node.get("name"), node.get("readonly")
        closed = "egg_is_customer_frozen" if name == "partner_id" else "egg_is_header_frozen"
        if readonly not in ("1", "True"):
            node.set("readonly", f"({readonly}) or {closed}" if readonly else closed)
        if name == "partner_id":
            self._limit_egg_choice(node, "('commercial_partner_id', '=?', egg_frozen_customer_id)")

    @api.model
    def _limit_egg_choice(self, node, term: str):
        """Add a term to the domain of a field in a form; the domain of the field holds where the form has none."""
        field = self._fields[node.get("name")]
        domain = node.get("domain") or field.get_description(self.env, ["domain"]).get("domain") or []
        domain = domain if isinstance(domain, str) else repr(domain)
        node.set("domain", f"[{term}] + ({domain})")

    def _is_egg_header_frozen(self) -> bool:
        """Whether another customer would be refused on this saved document."""
        self.ensure_one()
        company_sudo = self.company_id.sudo()  # the setting of a company whose form one may not open
        return bool(self.partner_id and company_sudo.egg_frozen_header and self._is_egg_frozen())

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

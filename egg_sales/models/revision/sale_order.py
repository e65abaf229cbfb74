from odoo import api, fields, models
from odoo.addons.egg_billing.core.inside import INSIDE, KEEPING
from odoo.exceptions import UserError
from odoo.fields import Command

from ...core import revision as core
from ..chain.sale_order import AGAIN_KEY, PARENT_KEY


class SaleOrder(models.Model):
    """A quote that was sent is revised: the same number with an index, the old version closed (decision 0051)."""

    _inherit = "sale.order"

    egg_replaced_by_id = fields.Many2one(
        "sale.order", "Replaced by", copy=False, readonly=True, index="btree_not_null", check_company=True,
        ondelete="set null", help="The revision that replaces this quote.",
    )
    egg_revised_ids = fields.One2many("sale.order", "egg_replaced_by_id", "Revision of")
    egg_revision_index = fields.Integer(
        "Revision number", copy=False, readonly=True,
        help="0: the quote as it was first sent; 1: version B; and so on.",
    )
    egg_version_count = fields.Integer("Versions", compute="_compute_egg_version_count")
    egg_revision_sentence = fields.Char("Version", compute="_compute_egg_revision_sentence")

    @api.depends("egg_revision_index")
    def _compute_egg_version_count(self):
        for order in self:
            order.egg_version_count = order.egg_revision_index + 1

    @api.depends("egg_replaced_by_id", "egg_revised_ids")
    def _compute_egg_revision_sentence(self):
        for order in self:
            # sudo: whoever sees the quote may know the numbers of its versions
            replaced_by, revised = order.sudo().egg_replaced_by_id, order.sudo().egg_revised_ids
            order.egg_revision_sentence = False
            if replaced_by:
                order.egg_revision_sentence = order.env._("Replaced by %(number)s.", number=replaced_by.name)
            elif revised:
                order.egg_revision_sentence = order.env._("Revision of %(number)s.", number=revised[0].name)

    @api.depends("egg_replaced_by_id")
    def _compute_egg_state(self):
        return super()._compute_egg_state()

    def unlink(self):
        """With a revision that is deleted, the version before goes on."""
        before_sudo = self.sudo().egg_revised_ids - self  # sudo: a colleague's; what the revision took goes back
        for quote_sudo in before_sudo:
            quote_sudo.egg_replaced_by_id._move_egg_revision_ties(quote_sudo)
            quote_sudo.with_context(**{KEEPING: INSIDE}).egg_replaced_by_id = False
        result = super().unlink()
        before_sudo._sync_egg_quote_lock()
        return result

    # A version that was replaced is settled, whatever road is tried.

    @api.model
    def _get_egg_noted_fields(self):
        return super()._get_egg_noted_fields() | {"egg_replaced_by_id", "egg_revision_index"}

    def _is_egg_settled(self):
        return super()._is_egg_settled() or bool(self.egg_replaced_by_id)

    def _get_egg_settled_sentence(self):
        if self.egg_replaced_by_id:
            return self.env._("Quote %(old)s was replaced by %(new)s: use that one.", old=self.name,
                              new=self.egg_replaced_by_id.name)
        return super()._get_egg_settled_sentence()

    def _check_egg_parents(self, vals_list):
        super()._check_egg_parents(vals_list)
        parents = self.browse({values["egg_parent_id"] for values in vals_list if values.get("egg_parent_id")})
        for quote in parents.sudo().filtered("egg_replaced_by_id"):  # sudo: whose right to be read is checked
            raise UserError(quote._get_egg_settled_sentence())

    def action_draft(self):
        # sudo: a colleague's quote; an order that was cancelled does not come back beside a newer version
        for quote in self.sudo().egg_parent_id.filtered("egg_replaced_by_id"):
            raise UserError(quote._get_egg_settled_sentence())
        return super().action_draft()

    # Making a revision

    def action_egg_revise(self):
        """Make a revision of this quote and open it.

        :raises UserError: see `egg_create_revision`
        """
        self.ensure_one()
        return self.egg_create_revision()._get_records_action()

    def egg_create_revision(self):
        """Make a revision of this quote and return it: a draft with all of it and the next index; this version is
        closed.

        :raises UserError: it is not a quote in progress, was signed, ordered, closed or replaced.
        """
        self.ensure_one()
        self.check_access("write")
        self.sudo().lock_for_update(allow_referencing=True)  # sudo: two people at once make one revision, not two
        self._check_egg_revisable()
        plain = self.with_context(**{PARENT_KEY: False, AGAIN_KEY: False})
        revision = plain.create(self._prepare_egg_revision_values())
        revision.with_context(**{KEEPING: INSIDE}).egg_revision_index = self.egg_revision_index + 1
        self.with_context(**{KEEPING: INSIDE}).egg_replaced_by_id = revision
        self._sync_egg_quote_lock()
        self._move_egg_revision_ties(revision)
        self._log_egg_event("revised", self.env._("Replaced by %(number)s.", number=revision.name))
        revision._log_egg_event("revised", self.env._("Revision of %(number)s.", number=self.name))
        return revision

    def _check_egg_revisable(self):
        """:raises UserError: this is no quote in progress, or one that the customer agreed to"""
        if self.egg_kind != "quote":
            raise UserError(self.env._("%(number)s is an order: it is amended, not revised.", number=self.name))
        if self._get_egg_active_children() or self.sudo().signature:  # sudo: only whether there is one
            raise UserError(self.env._(
                "Quote %(number)s was signed or ordered: amend the order instead.", number=self.name))
        if self._is_egg_settled():
            raise UserError(self._get_egg_settled_sentence())
        if self.state != "sent":
            raise UserError(self.env._(
                "Only a quote in progress is revised: as long as %(number)s is a draft, change it as it is.",
                number=self.name))

    def _prepare_egg_revision_values(self) -> dict:
        """Values of the revision of this quote: all that an order would take over, as a quote."""
        self.ensure_one()
        values = self._prepare_egg_order_values()
        for name in ("egg_parent_id", "egg_quote_number"):
            values.pop(name)
        for _command, _id, line_values in values["order_line"]:
            line = self.env["sale.order.line"].browse(line_values["egg_source_line_id"])
            line_values["purchase_price"] = line.purchase_price
        return values | {"name": core.next_number(self.name, self.egg_revision_index), "egg_kind": "quote",
                         "origin": self.origin}

    def _move_egg_revision_ties(self, version):
        """What hangs on this version goes on with another: money. Extended by what else follows the newest."""
        # sudo: whoever revises has no accounting rights; only what the payments are noted on changes
        old_sudo = self.sudo()
        old_sudo.egg_payment_ids.write({"egg_order_id": version.id})
        old_sudo.transaction_ids.write({"sale_order_ids": [Command.unlink(self.id), Command.link(version.id)]})

    def _on_egg_quote_kept(self, quote_sudo):
        """The versions are those of the quote, not of the order that its record became."""
        # sudo: the customer who signs or pays
        own_sudo = self.with_env(quote_sudo.env).with_context(**{KEEPING: INSIDE})
        own_sudo.egg_revised_ids.egg_replaced_by_id = quote_sudo
        quote_sudo.egg_revision_index, own_sudo.egg_revision_index = own_sudo.egg_revision_index, 0
        super()._on_egg_quote_kept(quote_sudo)

    # Versions

    def _get_egg_versions(self):
        """Return all versions of this quote, the oldest first."""
        first = self
        while first.egg_revised_ids:
            first = first.egg_revised_ids[:1]
        versions = version = first
        while version.egg_replaced_by_id:
            version = version.egg_replaced_by_id
            versions += version
        return versions

    def _get_egg_told_version(self):
        """Return what a customer who has this version in hand is led to: the newest version that was sent, or the
        order made from it; itself when nothing newer was sent.
        """
        self.ensure_one()
        later_sudo = self.sudo()  # sudo: the customer's own documents, see below
        told_sudo = later_sudo
        while later_sudo.egg_replaced_by_id:
            later_sudo = later_sudo.egg_replaced_by_id
            told_sudo = later_sudo if later_sudo.state != "draft" else told_sudo
        # sudo: as above
        if told_sudo.partner_id.commercial_partner_id != self.sudo().partner_id.commercial_partner_id:
            return self
        ordered = told_sudo._get_egg_active_children().filtered(lambda order: order.state == "sale")
        return ordered[:1] if told_sudo != self and ordered else told_sudo

    def action_egg_versions(self):
        """Show all versions of this quote."""
        self.ensure_one()
        return self._get_egg_versions()._get_records_action(name=self.env._("Versions"))

    def action_egg_newest(self):
        """Open the newest version."""
        self.ensure_one()
        return self._get_egg_versions()[-1:]._get_records_action()

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        for order in self:
            own = (order._name, order.id)
            links |= {((order._name, revised.id), own) for revised in order.egg_revised_ids}
            links |= {(own, (order._name, later.id)) for later in order.egg_replaced_by_id}
        return links

    def _get_egg_watermark(self, **options):
        return self.env._("REPLACED") if self.egg_replaced_by_id else super()._get_egg_watermark(**options)

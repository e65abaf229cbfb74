from itertools import islice

from odoo import api, fields, models
from odoo.addons.egg_billing.core.inside import INSIDE, KEEPING
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ...core import revision as core
from ..chain.sale_order import AGAIN_KEY, PARENT_KEY

#: How many numbers are looked through for one that no other document has.
TRIED = 100


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
    egg_sent_index = fields.Integer(
        "Last revision sent", copy=False, readonly=True,
        help="The highest revision number that the customer was ever sent after this version: none is given twice.",
    )
    egg_version_count = fields.Integer("Versions", compute="_compute_egg_version_count")
    _egg_rests_while_typing = ("egg_revision_sentence",)
    egg_revision_sentence = fields.Char("Version", compute="_compute_egg_revision_sentence")

    @api.depends("egg_revision_index", "egg_revised_ids.egg_replaced_by_id")
    def _compute_egg_version_count(self):
        for order in self:
            order.egg_version_count = 1 + len(order.sudo()._get_egg_versions_before())  # sudo: colleagues' ones count

    @api.depends("egg_replaced_by_id", "egg_revised_ids", "state")
    def _compute_egg_revision_sentence(self):
        for order in self:
            order_sudo = order.sudo()  # sudo: whoever sees the quote may know the numbers of its versions
            replaced_by, before = order_sudo.egg_replaced_by_id, order_sudo._get_egg_version_before()
            order.egg_revision_sentence = False
            if order_sudo._is_egg_taken_back():
                order.egg_revision_sentence = order.env._("Taken back: %(number)s holds again.",
                                                          number=replaced_by.name)
            elif replaced_by:
                order.egg_revision_sentence = order.env._("Replaced by %(number)s.", number=replaced_by.name)
            elif before:
                order.egg_revision_sentence = order.env._("Revision of %(number)s.", number=before.name)

    @api.depends("egg_replaced_by_id")
    def _compute_egg_state(self):
        return super()._compute_egg_state()

    def write(self, vals):
        self._check_egg_version_number(vals)
        result = super().write(vals)
        if vals.get("state") == "sent":
            self.filtered("egg_revision_index")._on_egg_version_sent()
        return result

    def _check_egg_version_number(self, vals):
        """:raises UserError: a user changes the number of a revision, which is that of the quote"""
        is_own_step = self.env.su or self.env.context.get(KEEPING) is INSIDE
        for version in () if is_own_step or "name" not in vals else self:
            if version.egg_revision_index and version.egg_kind == "quote" and vals["name"] != version.name:
                raise UserError(self.env._("%(number)s is a version of a quote: it keeps the number of the quote, with "
                                           "its index.", number=version.name))

    def _on_egg_version_sent(self):
        """From now on nobody else gets the number of these versions, and who follows the quote follows them."""
        for version_sudo in self.sudo():  # sudo: colleagues' versions
            before_sudo = version_sudo._get_egg_versions_before()
            for earlier_sudo in before_sudo:
                earlier_sudo.egg_sent_index = max(earlier_sudo.egg_sent_index, version_sudo.egg_revision_index)
            version_sudo.message_subscribe(before_sudo.message_partner_ids.ids)

    def _action_cancel(self):
        """A revision that is cancelled as a draft is taken back: the customer has the version before in hand."""
        # sudo: the version before may be a colleague's
        taken_back = self.filtered(lambda order: order.state == "draft" and order.sudo()._get_egg_version_before())
        result = super()._action_cancel()
        taken_back._take_egg_version_back()
        return result

    def unlink(self):
        """With a revision that is deleted, the version before goes on."""
        revised_sudo = self.sudo().egg_revised_ids - self  # sudo: a colleague's; what the revision took goes back
        before_sudo = revised_sudo.filtered(lambda version: not version._is_egg_taken_back())
        for quote_sudo in before_sudo:
            quote_sudo.egg_replaced_by_id._move_egg_revision_ties(quote_sudo)
            quote_sudo.with_context(**{KEEPING: INSIDE}).egg_replaced_by_id = False
        result = super().unlink()
        revised_sudo._sync_egg_quote_lock()
        return result

    # A version that was replaced is settled, whatever road is tried.

    @api.model
    def _get_egg_noted_fields(self):
        return super()._get_egg_noted_fields() | {"egg_replaced_by_id", "egg_revision_index", "egg_sent_index"}

    def _is_egg_settled(self):
        return super()._is_egg_settled() or bool(self.egg_replaced_by_id)

    def _get_egg_settled_sentence(self):
        if self._is_egg_taken_back():
            return self.env._("Version %(old)s was taken back: revise %(new)s again.", old=self.name,
                              new=self.egg_replaced_by_id.name)
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

    @api.model
    def _get_egg_deal_domain(self):
        return [*super()._get_egg_deal_domain(), ("egg_replaced_by_id", "=", False)]

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
        self._check_egg_may_revise()
        self._lock_egg_documents()  # two people at once make one revision, not two
        self._check_egg_revisable()
        index, number = self._get_egg_next_version()
        plain = self.with_context(**{PARENT_KEY: False, AGAIN_KEY: False})
        revision = plain.create(self._prepare_egg_revision_values() | {"name": number})
        revision.with_context(**{KEEPING: INSIDE}).egg_revision_index = index
        self.with_context(**{KEEPING: INSIDE}).egg_replaced_by_id = revision
        self._sync_egg_quote_lock()
        self._move_egg_revision_ties(revision)
        self._carry_egg_revision_files(revision)
        self._log_egg_event("revised", self.env._("Replaced by %(number)s.", number=revision.name))
        revision._log_egg_event("revised", self.env._("Revision of %(number)s.", number=self.name))
        return revision

    def _check_egg_may_revise(self):
        """:raises AccessError: the user may not write this quote, or makes no quotes"""
        self.check_access("write")
        if not self.browse().has_access("create"):
            raise AccessError(self.env._("To revise a quote is for those who make quotes: ask a salesperson."))

    def _check_egg_revisable(self):
        """:raises UserError: this is no quote in progress, or one that the customer agreed to or is paying"""
        if self.egg_kind != "quote":
            raise UserError(self.env._("%(number)s is an order: it is amended, not revised.", number=self.name))
        if self._get_egg_active_children() or self.sudo().signature:  # sudo: only whether there is one
            raise UserError(self.env._(
                "Quote %(number)s was signed or ordered: amend the order instead.", number=self.name))
        if self._is_egg_settled():
            raise UserError(self._get_egg_settled_sentence())
        if self.state == "cancel":
            raise UserError(self.env._("Quote %(number)s is cancelled or refused: set it back to draft first.",
                                       number=self.name))
        if self.state != "sent":
            raise UserError(self.env._(
                "Only a quote in progress is revised: as long as %(number)s is a draft, change it as it is.",
                number=self.name))
        self._check_egg_not_being_paid()

    def _check_egg_not_being_paid(self):
        """:raises UserError: the customer's payment of this quote is under way, and agrees to it once it is there"""
        # sudo: whoever revises has no right on payments; only whether there is one
        if any(payment_sudo._is_egg_under_way() for payment_sudo in self.sudo().transaction_ids):
            raise UserError(self.env._(
                "The customer is paying quote %(number)s online at this moment: revise it once that payment is "
                "received or has failed.", number=self.name))

    def _get_egg_next_version(self) -> tuple:
        """Return the (index, number) of the next revision: none that was sent once, nor a number that is taken."""
        numbers = core.next_numbers(self.name, self.egg_revision_index, self.egg_sent_index)
        wanted = list(islice(numbers, TRIED))
        # sudo: also numbers of documents that the user does not see
        taken = set(self.sudo().with_context(active_test=False).search([
            ("company_id", "=", self.company_id.id), ("name", "in", [number for _index, number in wanted]),
        ]).mapped("name"))
        free = next((one for one in wanted if one[1] not in taken), None)
        if not free:
            raise UserError(self.env._("The numbers after %(number)s are taken by other documents: give those their "
                                       "own first.", number=self.name))
        return free

    def _prepare_egg_revision_values(self) -> dict:
        """Values of the revision of this quote: all that an order would take over, as a quote; a validity that was
        typed stays as long as it is not over.
        """
        self.ensure_one()
        values = self._prepare_egg_order_values()
        for name in ("egg_parent_id", "egg_quote_number"):
            values.pop(name)
        for _command, _id, line_values in values["order_line"]:
            line = self.env["sale.order.line"].browse(line_values["egg_source_line_id"])
            line_values["purchase_price"] = line.purchase_price
        if self._is_egg_validity_typed() and self.validity_date >= fields.Date.context_today(self):
            values["validity_date"] = self.validity_date
        return values | {"egg_kind": "quote", "origin": self.origin}

    def _move_egg_revision_ties(self, version):
        """What hangs on this version goes on with another: money that was received and what is planned. Extended by
        what else follows the newest.
        """
        # sudo: whoever revises has no accounting rights; only what the payments are noted on changes
        old_sudo = self.sudo()
        old_sudo.egg_payment_ids.write({"egg_order_id": version.id})
        received_sudo = old_sudo.transaction_ids.filtered(lambda payment: payment.state == "done")
        received_sudo.write({"sale_order_ids": [Command.unlink(self.id), Command.link(version.id)]})
        old_sudo.activity_ids.write({"res_id": version.id})  # sudo: planned for a colleague
        (self | version).invalidate_recordset(["activity_ids"])

    def _carry_egg_revision_files(self, revision):
        """The revision has its own copy of the files of this version, and the colleagues who follow it; the customer
        follows once it is sent.
        """
        self_sudo = self.sudo()  # sudo: files and followers go with the quote, whoever put them there
        files_sudo = self_sudo.env["ir.attachment"].search([("res_model", "=", self._name), ("res_id", "=", self.id)])
        told_sudo = self_sudo.message_ids.attachment_ids  # what was sent stays with what was said
        for file_sudo in files_sudo - told_sudo:
            file_sudo.copy({"res_id": revision.id})
        colleagues = self_sudo.message_partner_ids.filtered(lambda partner: not partner.partner_share)
        revision.sudo().message_subscribe(colleagues.ids)  # sudo: as above

    # Taking a revision back

    def action_egg_take_back(self):
        """Take this revision back, and open the version before, which holds again.

        :raises UserError: it is no revision that is a draft or was cancelled
        """
        self.ensure_one()
        self.check_access("write")
        before_sudo = self.sudo()._get_egg_version_before()  # sudo: a colleague's
        if not before_sudo or self.state not in ("draft", "cancel") or self.egg_replaced_by_id:
            raise UserError(self.env._("Only a revision that is a draft, or was cancelled, is taken back."))
        if self.state == "draft":
            self.action_cancel()
        else:
            self._take_egg_version_back()
        return before_sudo.with_env(self.env)._get_records_action()

    def _take_egg_version_back(self):
        """Let the versions before these cancelled ones hold again; these lead to them."""
        for version in self:
            # sudo: a colleague's quote; what the revision took goes back
            version_sudo = version.sudo().with_context(**{KEEPING: INSIDE})
            before_sudo = version_sudo._get_egg_version_before()
            version_sudo._move_egg_revision_ties(before_sudo)
            before_sudo.egg_replaced_by_id = False
            version_sudo.egg_replaced_by_id = before_sudo
            (before_sudo | version_sudo)._sync_egg_quote_lock()
            before_sudo.with_env(self.env).sudo()._log_egg_event(  # sudo: as above
                "revised", self.env._("Version %(number)s was taken back: this one holds again.", number=version.name))

    def _is_egg_taken_back(self) -> bool:
        """Whether this is a revision that was taken back: what it leads to is the version before it."""
        return self.state == "cancel" and bool(self.egg_replaced_by_id)

    def _on_egg_quote_kept(self, quote_sudo):
        """The versions are those of the quote, not of the order that its record became."""
        # sudo: the customer who signs or pays
        own_sudo = self.with_env(quote_sudo.env).with_context(**{KEEPING: INSIDE})
        own_sudo.egg_revised_ids.egg_replaced_by_id = quote_sudo
        quote_sudo.egg_revision_index, own_sudo.egg_revision_index = own_sudo.egg_revision_index, 0
        quote_sudo.egg_sent_index, own_sudo.egg_sent_index = own_sudo.egg_sent_index, 0
        quote_sudo.filtered("egg_revision_index")._on_egg_version_sent()
        super()._on_egg_quote_kept(quote_sudo)

    # Versions

    def _get_egg_version_before(self):
        """Return the version that this one replaced; none of the first. One that was taken back is none."""
        return self.egg_revised_ids.filtered(lambda version: not version._is_egg_taken_back())[:1]

    def _get_egg_versions_before(self):
        """Return the versions before this one, the oldest first."""
        versions = self.browse()
        while before := (versions[:1] or self)._get_egg_version_before():
            versions = before + versions
        return versions

    def _get_egg_versions(self):
        """Return all versions of this quote, the oldest first; without those that were taken back."""
        version = self.egg_replaced_by_id if self._is_egg_taken_back() else self
        versions = version._get_egg_versions_before() + version
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
            is_back = later_sudo._is_egg_taken_back()
            later_sudo = later_sudo.egg_replaced_by_id
            told_sudo = later_sudo if is_back or later_sudo.state != "draft" else told_sudo
        # sudo: as above
        if told_sudo.partner_id.commercial_partner_id != self.sudo().partner_id.commercial_partner_id:
            return self
        ordered = told_sudo._get_egg_active_children().filtered(lambda order: order.state == "sale")
        return ordered[:1] if told_sudo != self and ordered else told_sudo

    def _prepare_egg_portal_versions(self, opened=None) -> dict:
        """Return what a customer who reads this version is told of the others.

        :param opened: id of the version whose link brought them here, as the address has it
        :returns: `opened` and `before`, the version to compare this one with: what they had in hand, else the one
            before; `is_revised`: a newer one follows
        """
        self.ensure_one()
        own_sudo = self.sudo()  # sudo: a customer reads of their own quote which version replaces it, and what changed
        customer = own_sudo.partner_id.commercial_partner_id
        earlier_sudo = own_sudo._get_egg_versions_before().filtered(
            lambda version: version.partner_id.commercial_partner_id == customer)
        opened_sudo = earlier_sudo.filtered(lambda version: str(version.id) == str(opened))
        return {"opened": opened_sudo, "before": opened_sudo or earlier_sudo[-1:],
                "is_revised": bool(own_sudo.egg_replaced_by_id) and not own_sudo._is_egg_taken_back()}

    def action_egg_versions(self):
        """Show all versions of this quote."""
        self.ensure_one()
        versions = self._get_egg_versions()
        taken_back = versions.egg_revised_ids - versions
        return (versions + taken_back)._get_records_action(name=self.env._("Versions"))

    def action_egg_newest(self):
        """Open the newest version."""
        self.ensure_one()
        return self._get_egg_versions()[-1:]._get_records_action()

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        for order in self:
            own = (order._name, order.id)
            for version in order.egg_revised_ids:
                key = (version._name, version.id)
                links.add((own, key) if version._is_egg_taken_back() else (key, own))
            for version in order.egg_replaced_by_id:
                key = (version._name, version.id)
                links.add((key, own) if order._is_egg_taken_back() else (own, key))
        return links

    def _get_egg_watermark(self, **options):
        is_replaced = self.egg_replaced_by_id and self.state != "cancel"
        return self.env._("REPLACED") if is_replaced else super()._get_egg_watermark(**options)

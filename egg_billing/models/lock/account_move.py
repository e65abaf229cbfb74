from itertools import chain

from odoo import api, fields, models
from odoo.addons.account.models.account_move import BYPASS_LOCK_CHECK
from odoo.exceptions import UserError, ValidationError

from ...core.inside import INSIDE, KEEPING, PAYING, POSTING
from ...core.rights import ACCOUNTANT, BILLING
from ..facts.changes import is_changed, without_defaults
from ..print.egg_print_options import PRINT_OPTIONS

#: Addons whose fields are closed on an issued document unless they are named as open; the suite's own are too. What
#: other addons and a firm itself add (networks of electronic invoices, fields made in Odoo) follows their own rules.
GUARDED_ADDONS = {"account", "account_debit_note", "analytic", "purchase", "sale", "stock_account", "utm"}


#: What Odoo's own payment actions write in the rights of the user; nobody else writes them.
PAYMENT_FIELDS = frozenset({"payment_state", "matched_payment_ids", "matching_number"})
#: What the suite's own actions and Odoo's sending keep up.
KEPT_FIELDS = frozenset({"egg_refused", "egg_refusal_reason_id", "egg_is_relayout", "peppol_move_state"})
#: What networks and payment providers say of an issued document, in other addons' fields.
TOLD_FIELDS = frozenset({"peppol_move_state", "peppol_message_uuid", "transaction_ids"})


def _is_file(field) -> bool:
    """Whether a file of the document is kept in this field, as an attachment."""
    return field.store and field.type in ("binary", "image") and field.attachment


def _is_guarded(field) -> bool:
    """Whether a field holds something of a document, and is not another addon's.

    Files are the document's, whoever keeps them there.
    """
    if _is_file(field) or field.name in TOLD_FIELDS:
        return True
    is_stored = field.store and not field.type.startswith("one2many")
    return is_stored and bool(field._modules) and all(name in GUARDED_ADDONS or name.startswith("egg_")
                                                      for name in field._modules)


def is_moved_with_contact(records, values, name: str) -> bool:
    """Whether the core itself writes this field alone: a contact got another company (`res.partner.write`), and what
    it owes goes with it. A client sends no such mark.
    """
    return set(values) == {name} and records.env.context.get("bypass_lock_check") is BYPASS_LOCK_CHECK


def _get_closed(records, values) -> set:
    """Names in `values` that whoever writes may not change on an issued document;
    docs/security.md says why, field by field.
    """
    closed = records._get_egg_locked_fields() & set(values)
    if records.env.su:
        return closed
    opened, kept = records._get_egg_open_fields(), records._get_egg_system_fields()
    if records.env.context.get(PAYING) is INSIDE:
        kept = kept | PAYMENT_FIELDS
    if records.env.context.get(KEEPING) is INSIDE:
        kept = kept | KEPT_FIELDS
    for name in set(values) - kept:
        field = records._fields.get(name)
        is_mine = name in opened and records.env.user.has_group(opened[name])
        if field and not is_mine and (name in opened or _is_guarded(field)):
            closed.add(name)
    return closed


class AccountMove(models.Model):
    _inherit = "account.move"

    egg_is_locked = fields.Boolean("Locked", compute="_compute_egg_is_locked")

    @api.depends("state", "move_type", "company_id")
    def _compute_egg_is_locked(self):
        for move in self:
            move.egg_is_locked = move._is_egg_locked()

    def _is_egg_locked(self) -> bool:
        """Whether this document is issued and its company locks issued documents."""
        self.ensure_one()
        company_sudo = self.company_id.sudo()  # the setting of a company whose form one may not open
        return self.state == "posted" and self.is_sale_document() and company_sudo.egg_lock_issued

    @api.model
    def _get_egg_locked_fields(self) -> set:
        """Fields that nobody changes on an issued document, the system neither.

        Features extend this with `super() | {...}`.
        """
        return {
            "partner_id", "partner_shipping_id", "commercial_partner_id", "invoice_date", "date", "ref",
            "narration", "currency_id", "company_id", "fiscal_position_id", "invoice_payment_term_id", "invoice_origin",
            "delivery_date", "invoice_incoterm_id", "incoterm_location", "invoice_cash_rounding_id", "move_type",
            "reversed_entry_id",
            "egg_title", "egg_payment_mode_id", "egg_contact_id", "egg_note", "egg_discount_mode",
            "egg_discount_value", "egg_shipping_amount",
            "egg_shipping_tax_ids", "egg_billing_address", "egg_delivery_address", "egg_same_address",
        }

    @api.model
    def _get_egg_open_fields(self) -> dict:
        """{field that stays open on an issued document: group of those who may change it}.

        Addons extend this with `super() | {...}`.

        What is neither here nor in `_get_egg_system_fields` is closed to users.
        """
        # The printed delivery address is a mention (decree 2022-1299); the rest only lays out what stays the same.
        layout = {name: BILLING for name in PRINT_OPTIONS if name != "egg_print_delivery_address"}
        return layout | {
            "invoice_date_due": BILLING, "payment_reference": BILLING, "preferred_payment_method_line_id": BILLING,
            "partner_bank_id": ACCOUNTANT, "qr_code_method": BILLING, "no_followup": BILLING,
            "invoice_user_id": BILLING, "team_id": BILLING, "campaign_id": BILLING, "medium_id": BILLING,
            "source_id": BILLING,
            "checked": BILLING,
        }

    @api.model
    def _get_egg_system_fields(self) -> set:
        """Fields that Odoo keeps on an issued document in the rights of the user: posting, sending.

        Lines are checked one by one.
        """
        return {
            "state", "auto_post", "auto_post_until", "auto_post_origin_id", "sending_data", "is_manually_modified",
            "adjusting_entries_move_ids",
        }

    @api.model
    def _get_egg_file_fields(self) -> set:
        """Fields in which files of a document are kept, whichever addon added them."""
        return {name for name, field in self._fields.items() if _is_file(field)}

    def _check_egg_unlocked(self, values):
        """Refuse a change of an issued document.

        :param values: what is to be written; values equal to the present ones are no change (the client sends them).
        :raises UserError: naming the document, the fields, and what to do instead.
        """
        names = _get_closed(self, values)
        if is_moved_with_contact(self, values, "commercial_partner_id"):
            return
        for move in self if names else ():
            if move._is_egg_locked() and (changed := [name for name in names
                                                      if move._is_egg_changed(name, values[name])]):
                labels = move.fields_get(changed, ["string"])
                if set(changed) <= move._get_egg_open_fields().keys():
                    raise UserError(self.env._(
                        "%(name)s is issued and locked: only accountants change %(fields)s.",
                        name=move.display_name, fields=", ".join(sorted(one["string"] for one in labels.values())),
                    ))
                raise UserError(self.env._(
                    "%(name)s is issued and locked: %(fields)s cannot be changed. Correct it with a credit note.",
                    name=move.display_name, fields=", ".join(sorted(one["string"] for one in labels.values())),
                ))

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        files = self._get_egg_file_fields()
        moves = super(AccountMove, without_defaults(self, files)).create(vals_list).with_env(self.env)
        for move, values in zip(moves, vals_list, strict=True):
            move._check_egg_files_made(values)
        return moves

    def write(self, vals):
        self._check_egg_unlocked(vals)
        self._check_egg_files_made(vals)
        if vals.get("state", "posted") != "posted":
            self._check_egg_stays_issued()
        if vals.get("state") == "posted":
            self._check_egg_issued_by_button()
        followers = self._get_egg_closed_followers(vals)
        if not followers:
            return super().write(vals)
        # what this user may not write does not follow from what he may: where money goes from how it is paid, say
        with self.env.protecting(followers, self.filtered(lambda move: move._is_egg_locked())):
            return super().write(vals)

    def _get_egg_closed_followers(self, vals) -> list:
        """Return the fields of the document that Odoo works out from these, that may be typed over,
        and that the user may not write on an issued one.
        """
        if self.env.su:
            return []
        followers = chain.from_iterable(
            self.env.registry.get_dependent_fields(self._fields[name]) for name in vals.keys() & self._fields.keys())
        found = {one for one in followers
                 if one.model_name == self._name and one.store and not one.readonly and one.name not in vals}
        closed = _get_closed(self, [one.name for one in found]) if found else ()
        return [one for one in found if one.name in closed]

    @api.constrains("preferred_payment_method_line_id")
    def _check_egg_own_way_to_pay(self):
        for move in self:
            way_sudo = move.sudo().preferred_payment_method_line_id  # sudo: another company's, which one may not read
            company_sudo = way_sudo.journal_id.company_id
            if company_sudo and company_sudo not in move.company_id.sudo().parent_ids:  # sudo: its parent company
                raise ValidationError(self.env._(
                    "%(name)s cannot be paid by a way of another company. Choose one of %(company)s.",
                    name=move.display_name, company=move.company_id.display_name))

    def _check_egg_issued_by_button(self):
        """:raises UserError: a user writes a customer's draft to be posted, past all that is done when it is issued"""
        if self.env.su or self.env.context.get(POSTING) is INSIDE:
            return
        for move in self:
            if move.state != "posted" and move.is_sale_document(include_receipts=True):
                raise UserError(self.env._(
                    "%(name)s is issued by its button “Confirm”, not by writing its status.", name=move.display_name))

    def action_toggle_block_payment(self):
        return super(AccountMove, self.with_context(**{PAYING: INSIDE})).action_toggle_block_payment()

    def button_cancel(self):
        self._check_egg_entry_kept()
        return super(AccountMove, self.with_context(**{PAYING: INSIDE})).button_cancel()

    def button_draft(self):
        self._check_egg_stays_issued()
        self._check_egg_entry_kept()
        return super().button_draft()

    def _check_egg_stays_issued(self):
        """Refuse to take back what is issued: neither by the button, nor by a bare write of the state."""
        for move in self:
            if move._is_egg_locked():
                raise UserError(self.env._(
                    "%(name)s is issued and locked: it cannot be set back to draft. Correct it with a credit note.",
                    name=move.display_name,
                ))

    def _check_egg_files_made(self, values):
        """:raises UserError: a user gives a customer document its PDF or electronic invoice;
        they may be taken away until it is locked
        """
        given = {name for name in self._get_egg_file_fields() & set(values) if values[name]}
        self._check_egg_files(given, is_placed=True)

    def _check_egg_files(self, names, is_placed=False):
        """The PDF and the electronic invoice of a customer document are made when it is issued,
        and stay as they were handed over.

        :param is_placed: a file was put there just now.
        :raises UserError:
        """
        names = set(names) - {"message_main_attachment_id"}
        is_made = is_placed and not names.isdisjoint(self._get_egg_file_fields())
        for move in self if names and not self.env.su else ():
            if is_made and move.is_sale_document(include_receipts=True):
                raise UserError(self.env._(
                    "The stored PDF and the electronic invoice of %(name)s are made when it is issued. Attach your "
                    "file to the document instead.", name=move.display_name))
            if move._is_egg_locked():
                raise UserError(self.env._(
                    "%(name)s is issued and locked: its stored files cannot be changed. Correct it with a credit note.",
                    name=move.display_name))

    def _post(self, soft=True):
        self._drop_egg_files()
        self._check_egg_settled()
        return super(AccountMove, self.with_context(**{POSTING: INSIDE}))._post(soft).with_env(self.env)

    def _is_egg_foreign_item(self, item) -> bool:
        """Whether this journal item is another customer's than this document: it settles nothing of it.

        Addons leave out what was noted on what the document comes from.
        """
        self.ensure_one()
        owner = item.partner_id.commercial_partner_id
        return bool(owner) and owner not in (self.commercial_partner_id | self.partner_id.commercial_partner_id)

    def _is_egg_settled_apart(self) -> bool:
        """Whether this document is settled by its own customer's items only: it is issued and locked, or will be."""
        self.ensure_one()
        if self.state == "cancel" or not self.is_sale_document(include_receipts=True):
            return False
        company_sudo = self.company_id.sudo()  # the setting of a company whose form one may not open
        return self._is_egg_locked() or bool(company_sudo.egg_lock_issued)

    def _check_egg_settled(self):
        """:raises UserError: a user issues a draft that was matched with another customer's item before"""
        drafts = self.filtered(lambda one: one.state == "draft") if not self.env.su else self.browse()
        (drafts.line_ids.matched_debit_ids | drafts.line_ids.matched_credit_ids)._check_egg_own_customer()

    def _drop_egg_files(self):
        """What stands in the file fields of a draft was not made from what is issued now:
        it stays as an attachment, and no longer there.
        """
        drafts = self.filtered(lambda one: one.state == "draft" and one.is_sale_document(include_receipts=True))
        if not drafts:
            return
        # sudo: a file that a program or a colleague left there, too
        files_sudo = self.env["ir.attachment"].sudo().search([
            ("res_model", "=", self._name), ("res_id", "in", drafts.ids),
            ("res_field", "in", list(self._get_egg_file_fields()))])
        if files_sudo:
            files_sudo.res_field = False
            drafts.invalidate_recordset()

    def unlink(self):
        """The core lets a caller delete posted entries with a context key; issued documents stay.

        It is said before the core renumbers.
        """
        self._check_egg_deletable()
        return super().unlink()

    def _check_egg_deletable(self):
        """:raises UserError: one of these is issued and locked"""
        for move in self:
            if move._is_egg_locked():
                raise UserError(self.env._(
                    "%(name)s is issued and locked: it cannot be deleted. Correct it with a credit note.",
                    name=move.display_name))

    def _check_egg_same_lines(self):
        """Refuse to add lines to an issued document, or to take some away."""
        for move in self:
            if move._is_egg_locked():
                raise UserError(self.env._(
                    "%(name)s is issued and locked: its lines cannot be changed. Correct it with a credit note.",
                    name=move.display_name,
                ))

    def _is_egg_changed(self, name, value) -> bool:
        """Whether writing `value` would change the field."""
        return is_changed(self, name, value)

    def _compute_show_reset_to_draft_button(self):
        super()._compute_show_reset_to_draft_button()
        for move in self:
            if move.show_reset_to_draft_button and move._is_egg_locked():
                move.show_reset_to_draft_button = False

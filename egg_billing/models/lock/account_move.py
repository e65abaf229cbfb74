from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.inside import INSIDE
from ..facts.changes import is_changed
from ..print.egg_print_options import PRINT_OPTIONS

#: Who may change what the law leaves open.
BILLING, ACCOUNTANT = "account.group_account_invoice", "account.group_account_manager"

#: Addons whose fields are closed on an issued document unless they are named as open; the suite's own are too. What
#: other addons and a firm itself add (networks of electronic invoices, fields made in Odoo) follows their own rules.
GUARDED_ADDONS = {"account", "account_debit_note", "analytic", "purchase", "sale", "stock_account", "utm"}


#: Context key of the core's own payment actions, which write these two in the rights of the user; nobody else writes
#: them.
PAYING = "egg_paying"
PAYMENT_FIELDS = frozenset({"payment_state", "matched_payment_ids"})


def _is_guarded(field) -> bool:
    """Whether a field holds something of a document, and is not another addon's."""
    is_stored = field.store and not field.type.startswith("one2many")
    return is_stored and bool(field._modules) and all(name in GUARDED_ADDONS or name.startswith("egg_")
                                                      for name in field._modules)


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
        """Fields that Odoo and the suite keep on an issued document: payments, sending, journal of changes.

        Lines are checked one by one.
        """
        return {
            "state", "auto_post", "auto_post_until", "auto_post_origin_id", "is_move_sent", "sending_data",
            "is_manually_modified", "secure_sequence_number", "inalterable_hash", "origin_payment_id",
            "adjusting_entries_move_ids",
            "egg_refused", "egg_refusal_reason_id", "egg_is_relayout",
        }

    def _check_egg_unlocked(self, values):
        """Refuse a change of an issued document.

        :param values: what is to be written; values equal to the present ones are no change (the client sends them).
        :raises UserError: naming the document, the fields, and what to do instead.
        """
        names = _get_closed(self, values)
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

    def write(self, vals):
        self._check_egg_unlocked(vals)
        if vals.get("state", "posted") != "posted":
            self._check_egg_stays_issued()
        return super().write(vals)

    def action_toggle_block_payment(self):
        return super(AccountMove, self.with_context(**{PAYING: INSIDE})).action_toggle_block_payment()

    def button_draft(self):
        self._check_egg_stays_issued()
        return super().button_draft()

    def _check_egg_stays_issued(self):
        """Refuse to take back what is issued: neither by the button, nor by a bare write of the state."""
        for move in self:
            if move._is_egg_locked() and not move._is_egg_draft_allowed():
                raise UserError(self.env._(
                    "%(name)s is issued and locked: it cannot be set back to draft. Correct it with a credit note.",
                    name=move.display_name,
                ))

    def _check_egg_files(self, names):
        """The PDF and the electronic invoice that are kept with an issued document stay as they were handed over.

        :raises UserError:
        """
        for move in self if set(names) - {"message_main_attachment_id"} else ():
            if not self.env.su and move._is_egg_locked():
                raise UserError(self.env._(
                    "%(name)s is issued and locked: its stored files cannot be changed. Correct it with a credit note.",
                    name=move.display_name))

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._check_egg_number_gap()
        return posted

    def _check_egg_number_gap(self):
        """A number typed by hand may begin a series or go on with it; it leaves none out.

        :raises UserError: where issued documents are locked
        """
        for move in self.filtered(lambda one: one.made_sequence_gap and one._is_egg_locked()):
            series = [("journal_id", "=", move.journal_id.id), ("posted_before", "=", True), ("id", "not in", self.ids),
                      ("move_type", "in",
                       self.get_sale_types() if not move.journal_id.refund_sequence else (move.move_type,))]
            if self.sudo().search_count(series, limit=1):  # sudo: numbers of all documents count, whoever may see them
                raise UserError(self.env._(
                    "The number %(number)s would leave a gap: numbers of issued documents follow each other without "
                    "one (art. 242 nonies A of the tax code). Empty the number: the next one is given by itself.",
                    number=move.name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_egg_locked(self):
        """The core lets a caller delete posted entries with a context key; issued documents stay."""
        self._check_egg_stays_issued()

    def _check_egg_same_lines(self):
        """Refuse to add lines to an issued document, or to take some away."""
        for move in self:
            if move._is_egg_locked() and not move._is_egg_draft_allowed():
                raise UserError(self.env._(
                    "%(name)s is issued and locked: its lines cannot be changed. Correct it with a credit note.",
                    name=move.display_name,
                ))

    def _is_egg_changed(self, name, value) -> bool:
        """Whether writing `value` would change the field."""
        return is_changed(self, name, value)

    def _is_egg_draft_allowed(self) -> bool:
        """Hook: whether a flow of the suite itself is still making this document."""
        return False

    def _compute_show_reset_to_draft_button(self):
        super()._compute_show_reset_to_draft_button()
        for move in self:
            if move.show_reset_to_draft_button and move._is_egg_locked():
                move.show_reset_to_draft_button = False

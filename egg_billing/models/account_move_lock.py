from odoo import api, fields, models
from odoo.exceptions import UserError


def _is_changed(record, name, value) -> bool:
    """Whether writing `value` in the field of this record would change it."""
    field = record._fields[name]
    if field.type in ("one2many", "many2many"):
        kept = [command for command in value or [] if command[0] == 6]
        return any(set(command[2]) != set(record[name].ids) for command in kept) or len(kept) != len(value or [])
    new = field.convert_to_record(field.convert_to_cache(value, record), record)
    return field.convert_to_write(new, record) != field.convert_to_write(record[name], record)


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_lock_issued = fields.Boolean(
        "Lock issued invoices", compute="_compute_egg_lock_issued", store=True, readonly=False,
        help="An issued invoice can no longer be changed nor set back to draft; a credit note corrects it. French law asks for it "
             "(art. 286 I 3° bis of the tax code: unalterable records).",
    )

    @api.depends("country_id")
    def _compute_egg_lock_issued(self):
        for company in self:
            company.egg_lock_issued = company.egg_lock_issued or company.country_id.code == "FR"


class AccountMove(models.Model):
    _inherit = "account.move"

    def _is_egg_locked(self) -> bool:
        """Whether this document is issued and its company locks issued documents."""
        self.ensure_one()
        company_sudo = self.company_id.sudo()  # the setting of a company whose form one may not open
        return self.state == "posted" and self.is_sale_document() and company_sudo.egg_lock_issued

    @api.model
    def _get_egg_locked_fields(self) -> set:
        """Fields that nobody changes on an issued document. Features extend this with `super() | {...}`.

        What the system itself keeps on a posted document (payments, sending, electronic invoicing, attachments) is not here.
        """
        return {
            "partner_id", "partner_shipping_id", "commercial_partner_id", "invoice_date", "date", "invoice_date_due", "ref",
            "narration", "currency_id", "company_id", "fiscal_position_id", "invoice_payment_term_id", "invoice_origin",
            "payment_reference", "delivery_date", "invoice_incoterm_id", "incoterm_location",
            "invoice_cash_rounding_id", "partner_bank_id", "move_type", "reversed_entry_id",
            "egg_title", "egg_payment_mode_id", "egg_contact_id", "egg_note",
            "egg_discount_mode", "egg_discount_value", "egg_shipping_amount", "egg_shipping_tax_ids",
            "egg_billing_address", "egg_delivery_address", "egg_same_address",
        }

    def _check_egg_unlocked(self, values):
        """Refuse a change of an issued document.

        :param values: what is to be written; values equal to the present ones are no change (the client sends them).
        :raises UserError: naming the document, the fields, and what to do instead.
        """
        names = self._get_egg_locked_fields() & set(values)
        for move in self if names else ():
            if move._is_egg_locked() and (changed := [name for name in names if move._is_egg_changed(name, values[name])]):
                labels = move.fields_get(changed, ["string"])
                raise UserError(self.env._(
                    "%(name)s is issued and locked: %(fields)s cannot be changed. Correct it with a credit note.",
                    name=move.display_name, fields=", ".join(sorted(one["string"] for one in labels.values())),
                ))

    def write(self, vals):
        self._check_egg_unlocked(vals)
        if vals.get("state", "posted") != "posted":
            self._check_egg_stays_issued()
        return super().write(vals)

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
        return _is_changed(self, name, value)

    def _is_egg_draft_allowed(self) -> bool:
        """Hook: whether a flow of the suite itself is still making this document."""
        return False

    def _compute_show_reset_to_draft_button(self):
        super()._compute_show_reset_to_draft_button()
        for move in self:
            if move.show_reset_to_draft_button and move._is_egg_locked():
                move.show_reset_to_draft_button = False


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model
    def _get_egg_locked_fields(self) -> set:
        """Fields of a line that nobody changes on an issued document; layout flags stay free."""
        return {
            "name", "price_unit", "quantity", "discount", "tax_ids", "product_id", "product_uom_id", "debit", "credit", "balance",
            "amount_currency", "date_maturity", "display_type", "partner_id", "currency_id", "egg_role", "extra_tax_data",
            "account_id", "sequence", "move_id", "egg_planned_date", "egg_availability_days", "egg_position_frozen", "egg_frozen_rank",
        }

    def _check_egg_unlocked(self, values):
        """Refuse a change of a line of an issued document.

        :raises UserError: when a guarded field would change.
        """
        names = self._get_egg_locked_fields() & set(values)
        if not names:
            return
        for line in self:
            if line.move_id._is_egg_locked() and any(line._is_egg_changed(name, values[name]) for name in names):
                raise UserError(self.env._(
                    "%(name)s is issued and locked: its lines cannot be changed. Correct it with a credit note.",
                    name=line.move_id.display_name,
                ))

    def _is_egg_changed(self, name, value) -> bool:
        """Whether writing `value` would change the field."""
        return _is_changed(self, name, value)

    @api.model_create_multi
    def create(self, vals_list):
        self.env["account.move"].browse({vals["move_id"] for vals in vals_list if vals.get("move_id")})._check_egg_same_lines()
        return super().create(vals_list)

    def write(self, vals):
        self._check_egg_unlocked(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_egg_locked(self):
        self.move_id._check_egg_same_lines()

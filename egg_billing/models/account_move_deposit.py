from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    egg_is_deposit = fields.Boolean(
        "Deposit invoice", readonly=True, copy=False, index=True,
        help="An invoice for a deposit received on an order. It is locked as soon as it is made.",
    )
    egg_deposit_payment_ids = fields.One2many("account.payment", "egg_deposit_move_id", "Deposit received")

    def _get_egg_document_type(self) -> str:
        return "deposit" if self.egg_is_deposit and self.move_type == "out_invoice" else super()._get_egg_document_type()

    def write(self, vals):
        self._check_egg_deposit_unlocked(vals)
        return super().write(vals)

    def button_draft(self):
        if not self.env.context.get("egg_creating_deposit"):
            self._check_egg_deposit_unlocked({"state": "draft"})
        return super().button_draft()

    def _get_egg_deposit_locked_fields(self) -> set:
        """Fields of a deposit invoice that nobody changes once it is made."""
        return {
            "partner_id", "invoice_date", "date", "invoice_date_due", "ref", "narration", "invoice_line_ids", "line_ids",
            "currency_id", "egg_title", "egg_payment_mode_id", "egg_contact_id", "egg_is_deposit", "invoice_payment_term_id",
            "payment_reference", "fiscal_position_id", "partner_shipping_id", "journal_id", "name", "egg_condition_id",
            "egg_schedule_line_ids", "invoice_origin",
        }

    def _check_egg_deposit_unlocked(self, values: dict) -> None:
        """Refuse a change of a deposit invoice that is made: only a credit note corrects it."""
        touched = self._get_egg_deposit_locked_fields() & set(values)
        if values.get("state") == "draft":
            touched.add("state")
        for move in self.filtered(lambda move: move.egg_is_deposit and move.state == "posted") if touched else ():
            changed = [name for name in touched if name == "state" or move._is_egg_changed(name, values[name])]
            if changed:
                raise UserError(
                    self.env._(
                        "%(name)s is a deposit invoice: it cannot be changed. Correct it with a credit note.", name=move.display_name
                    )
                )

    def _is_egg_changed(self, name: str, value) -> bool:
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return bool(value)
        return field.convert_to_write(field.convert_to_record(field.convert_to_cache(value, self), self), self) != field.convert_to_write(
            self[name], self
        )

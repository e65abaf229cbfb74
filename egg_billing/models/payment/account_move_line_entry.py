"""The journal items behind a payment that was noted on a document: they say what the payment says."""

from odoo import api, models

from ..facts.changes import is_changed

#: What the entry of a payment says by its lines.
ITEM_FACTS = frozenset({
    "move_id", "account_id", "partner_id", "currency_id", "debit", "credit", "balance", "amount_currency", "date",
    "parent_state", "payment_id", "amount_residual", "amount_residual_currency", "reconciled", "tax_ids", "quantity",
    "price_unit", "display_type",
})


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.move_id._check_egg_entry_kept()
        return lines

    def write(self, vals):
        names = ITEM_FACTS & vals.keys() & self._fields.keys()
        entries = self.move_id._filter_egg_payment_entries() if names else self.env["account.move"]
        for line in self.filtered(lambda one: one.move_id in entries) if entries else ():
            if any(is_changed(line, name, vals[name]) for name in names):
                line.move_id._check_egg_entry_kept()
        if vals.get("move_id"):
            self.env["account.move"].browse(vals["move_id"])._check_egg_entry_kept()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_egg_entry_kept(self):
        self.move_id._check_egg_entry_kept()

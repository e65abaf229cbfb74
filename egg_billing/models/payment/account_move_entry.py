"""The entry behind a payment that was noted on a document: it says what the payment says."""

from odoo import api, models
from odoo.exceptions import UserError

from ...core.inside import INSIDE, PAYING
from ..facts.changes import is_changed

#: What the entry of a payment says by itself.
ENTRY_FACTS = frozenset({
    "state", "date", "journal_id", "company_id", "partner_id", "currency_id", "move_type", "origin_payment_id",
    "statement_line_id", "line_ids", "invoice_line_ids", "journal_line_ids", "amount_total", "amount_untaxed",
    "amount_tax", "amount_residual", "amount_total_signed", "amount_residual_signed", "amount_total_in_currency_signed",
})


class AccountMove(models.Model):
    _inherit = "account.move"

    def _filter_egg_payment_entries(self):
        """Return the entries among these that change with their payment only."""
        if self.env.su or self.env.context.get(PAYING) is INSIDE:
            return self.browse()
        # sudo: whose entry it is, for whoever would write it
        entries_sudo = self.sudo().filtered("origin_payment_id")
        return self.browse(entries_sudo.filtered(lambda move: move.origin_payment_id.move_id == move
                                                 and move.origin_payment_id._is_egg_noted()).ids)

    def _check_egg_entry_kept(self):
        """:raises UserError: a user would change the entry of a payment past the payment's own buttons"""
        for move in self._filter_egg_payment_entries():
            payment_sudo = move.origin_payment_id.sudo()  # sudo: its name, to say where to go
            raise UserError(self.env._(
                "%(entry)s is the entry of the payment %(name)s: the buttons of the payment change both.",
                entry=move.name or "/", name=payment_sudo.display_name))

    def _check_egg_entry_facts(self, values):
        """:raises UserError: as above, for what these values would change"""
        names = ENTRY_FACTS & values.keys() & self._fields.keys()
        for move in self._filter_egg_payment_entries() if names else ():
            if any(is_changed(move, name, values[name]) for name in names):
                move._check_egg_entry_kept()

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves.filtered("origin_payment_id")._check_egg_made_by_payment()
        return moves

    def write(self, vals):
        self._check_egg_entry_facts(vals)
        if vals.get("origin_payment_id"):
            self.filtered(lambda move: is_changed(move, "origin_payment_id", vals["origin_payment_id"])
                          )._check_egg_made_by_payment()
        return super().write(vals)

    def _check_egg_made_by_payment(self):
        """:raises UserError: a user says of an entry that it is a payment's: payments make their own"""
        if self and not self.env.su and self.env.context.get(PAYING) is not INSIDE:
            raise UserError(self.env._("The entry of a payment is made by the payment, never by hand."))

    def unlink(self):
        self._check_egg_entry_kept()
        return super().unlink()

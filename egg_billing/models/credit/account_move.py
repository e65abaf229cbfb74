from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

INVOICES = ("out_invoice", "out_receipt")


class AccountMove(models.Model):
    """An invoice is credited for no more than it amounts to, whichever way the credit note is made."""

    _inherit = "account.move"

    def _get_egg_credit_notes(self):
        """The credit notes of this invoice that stand, drafts too; one that was taken back does not."""
        # sudo: those of colleagues and of branches count
        return self.sudo().reversal_move_ids.filtered(
            lambda note: note.move_type == "out_refund" and note.state != "cancel" and not note._is_egg_taken_back()
            and note.currency_id == note.reversed_entry_id.currency_id)

    def _is_egg_taken_back(self) -> bool:
        """Whether this credit note was itself reversed. Money that was paid out on it, by whatever entry, is no
        reversal: the core calls both so.
        """
        return self.payment_state == "reversed" and "posted" in self.reversal_move_ids.mapped("state")

    def _is_egg_credit_bounded(self) -> bool:
        """Whether this is an invoice that is corrected by its credit notes only: one that its company locks. A firm
        that has not accepted that rule credits as it did.
        """
        self.ensure_one()
        company_sudo = self.company_id.sudo()  # sudo: the setting of a company whose form one may not open
        return self.move_type in INVOICES and company_sudo.egg_lock_issued

    def _get_egg_creditable(self) -> float:
        """Hook: what this invoice can be credited for in all, tax included."""
        self.ensure_one()
        return self.amount_total

    def _get_egg_creditable_tax(self) -> float:
        """Hook: the VAT that this invoice can be credited for in all."""
        self.ensure_one()
        return self.amount_tax

    def copy_data(self, default=None):
        """The duplicate of a credit note corrects the same invoice, within the same bound."""
        found = super().copy_data(default)
        for move, values in zip(self, found, strict=True):
            invoice = move.reversed_entry_id
            if move.move_type == "out_refund" and values.get("move_type", "out_refund") == "out_refund" and (
                    "reversed_entry_id" not in (default or {})) and invoice and invoice._is_egg_credit_bounded():
                values["reversed_entry_id"] = invoice.id
        return found

    def _get_egg_left_to_credit(self, besides=None) -> float:
        """What is left to credit of this invoice, drafts of credit notes counted as made.

        :param besides: a credit note that does not count
        """
        notes_sudo = self._get_egg_credit_notes() - (besides or self.browse())
        return self.currency_id.round(self._get_egg_creditable() - sum(notes_sudo.mapped("amount_total")))

    def _get_egg_credit_notes_text(self, besides=None) -> str:
        """The credit notes of this invoice by number and total: “RFAC/2026/00001 (120,00 €), a draft (20,00 €)”."""
        return ", ".join(
            f"{note.name} ({note.currency_id.format(note.amount_total)})"
            if note.state == "posted" else
            self.env._("a draft (%(amount)s)", amount=note.currency_id.format(note.amount_total))
            for note in (self._get_egg_credit_notes() - (besides or self.browse())).sorted("id"))

    def _refuse_egg_credit(self, besides=None) -> UserError:
        return UserError(self.env._(
            "%(invoice)s is already credited in full: %(notes)s. No other credit note can be made of it; finish or "
            "delete a draft that is not wanted.", invoice=self.display_name,
            notes=self._get_egg_credit_notes_text(besides)))

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """A credit note is made of what is left to credit of its invoice.

        :raises UserError: nothing is left, or a part was credited and the whole is to be credited at once
        """
        earlier = {move: notes for move in self if move._is_egg_credit_bounded()
                   and (notes := move._get_egg_credit_notes())}
        for move in earlier:
            if move.currency_id.compare_amounts(move._get_egg_left_to_credit(), 0.0) <= 0:
                raise move._refuse_egg_credit()
            if cancel:
                raise UserError(self.env._(
                    "%(invoice)s is credited in part already: %(notes)s. Make a credit note of the rest first, then "
                    "the new invoice.", invoice=move.display_name, notes=move._get_egg_credit_notes_text()))
        reverse_moves = super()._reverse_moves(default_values_list, cancel)
        for move, note in zip(self, reverse_moves, strict=True):
            if move in earlier and note.state == "draft":
                note._lower_egg_credit(earlier[move])
                note._settle_egg_credit_rest()
        return reverse_moves

    def _get_egg_credit_lines(self):
        return self.invoice_line_ids.filtered(lambda line: line.display_type == "product" and not line.egg_role)

    def _lower_egg_credit(self, notes_sudo):
        """Take off this new credit note what others have credited already, line by line.

        :raises UserError: nothing is left
        """
        lines, commands = self._get_egg_credit_lines(), []
        for line, row in zip(lines, lines._get_egg_rows_left(notes_sudo._get_egg_credit_lines()), strict=True):
            commands += line._prepare_egg_lowered_commands(row)
        if lines and sum(command[0] == Command.DELETE for command in commands) == len(lines):
            rest = self._prepare_egg_rest_commands(notes_sudo)
            if not rest and self._is_egg_shipping_credited(notes_sudo):
                raise self.reversed_entry_id._refuse_egg_credit(besides=self)
            commands += rest
        self.write({"invoice_line_ids": commands})

    def _post(self, soft=True):
        posted = super()._post(soft)
        notes = posted.filtered(lambda one: one.move_type == "out_refund")
        notes._check_egg_credit_currency()
        for invoice in notes.reversed_entry_id:
            invoice._check_egg_credited()
        return posted

    def _check_egg_credit_currency(self):
        """:raises UserError: one of these credit notes is not in the currency of the invoice that it corrects"""
        for note in self:
            invoice = note.reversed_entry_id
            if invoice and note.currency_id != invoice.currency_id and invoice._is_egg_credit_bounded():
                raise UserError(self.env._(
                    "%(note)s corrects %(invoice)s, which is in %(currency)s: a credit note is in the currency of its "
                    "invoice.", note=note.display_name, invoice=invoice.display_name,
                    currency=invoice.currency_id.name))

    def _check_egg_credited(self):
        """:raises UserError: the credit notes issued on this invoice amount to more than it does"""
        if not self or not self._is_egg_credit_bounded():
            return
        notes_sudo = self._get_egg_credit_notes().filtered(lambda note: note.state == "posted")
        over = sum(notes_sudo.mapped("amount_total")) - self._get_egg_creditable()
        if over > self._get_egg_credit_tolerance(notes_sudo):
            raise UserError(self.env._(
                "%(invoice)s amounts to %(total)s: the credit notes %(notes)s would be %(over)s more. Lower the lines "
                "of this one.", invoice=self.display_name, total=self.currency_id.format(self._get_egg_creditable()),
                notes=", ".join(f"{note.name} ({note.currency_id.format(note.amount_total)})" for note in notes_sudo),
                over=self.currency_id.format(over)))
        self._check_egg_credited_tax(notes_sudo)

    def _check_egg_credited_tax(self, notes_sudo):
        """:raises UserError: more VAT would be given back than was billed"""
        over = sum(notes_sudo.mapped("amount_tax")) - self._get_egg_creditable_tax()
        if over > self._get_egg_credit_tolerance(notes_sudo):
            raise UserError(self.env._(
                "%(invoice)s bears %(total)s of VAT: its credit notes would give back %(over)s more. Lower the lines "
                "of this one that bear it.", invoice=self.display_name,
                total=self.currency_id.format(self._get_egg_creditable_tax()), over=self.currency_id.format(over)))

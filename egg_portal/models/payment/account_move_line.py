from odoo import models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_egg_collect_reasons(self) -> dict:
        """What customers are paying from a message; or on the page of an invoice, all of it."""
        text = self.env._("The customer is paying online.")
        paying = self._get_egg_paid_online()
        return super()._get_egg_collect_reasons() | dict.fromkeys(paying.ids, text)

    def _get_egg_paid_online(self):
        """Return those of these items that customers are paying online now."""
        # sudo: that an item is being paid may be known to whoever sees it
        holds_sudo = self.env["egg.payment.hold"].sudo().search([("move_line_id", "in", self.ids)])
        holds_sudo = holds_sudo.filtered(lambda one: one.transaction_id._is_egg_holding())
        # sudo: as above
        pages_sudo = self.env["payment.transaction"].sudo().search([
            ("invoice_ids", "in", self.move_id.ids), ("egg_due_item_ids", "=", False),
            ("operation", "=like", "online_%"), ("provider_code", "not in", ("none", "custom")),
            "|", ("state", "in", ("pending", "authorized")),
            "&", ("state", "=", "done"), ("is_post_processed", "=", False)])
        moves = pages_sudo.invoice_ids
        held = self.browse(holds_sudo.move_line_id.ids)
        return held | self.filtered(lambda one: one.move_id.id in moves.ids)

    def _get_egg_taken_credits(self) -> dict:
        """What a payment under way has counted is not counted again."""
        # sudo: nobody has rights on the table
        holds_sudo = self.env["egg.payment.hold"].sudo().search([("move_line_id", "in", self.ids), ("credit", ">", 0)])
        taken = super()._get_egg_taken_credits()
        for hold_sudo in holds_sudo.filtered(lambda one: one.transaction_id._is_egg_holding()):
            line = hold_sudo.move_line_id.id
            taken[line] = taken.get(line, 0.0) + hold_sudo.credit
        return taken

    def _free_egg_left_payments(self):
        """Give back those of these items whose payment was begun and left."""
        # sudo: nobody has rights on the table
        begun_sudo = self.env["egg.payment.hold"].sudo().search([("move_line_id", "in", self.ids)]).transaction_id
        begun_sudo.filtered(lambda one: not one._is_egg_holding())._free_egg_holds()

    def _check_egg_not_paid_online(self):
        """:raises UserError: a customer is paying one of these items"""
        if paying := self._get_egg_paid_online():
            raise UserError(self.env._("%(names)s: the customer is paying online. Wait until it is settled.",
                                       names=", ".join(sorted(set(paying.move_id.mapped("name"))))))

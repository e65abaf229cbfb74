from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


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
        paying_sudo = self.env["payment.transaction"].sudo().search(self._get_egg_paying_domain())
        own_sudo = paying_sudo.filtered("egg_due_item_ids")
        named, moves = own_sudo.filtered(lambda one: one._is_egg_holding()).egg_due_item_ids, set(
            (paying_sudo - own_sudo).invoice_ids.ids)
        return self.filtered(lambda one: one.id in named.ids or one.move_id.id in moves)

    def _get_egg_begun_on_page(self):
        """Return those of these items whose invoice somebody began to pay whole on its page a moment ago.

        They keep a link from being paid, not that page itself: its payer may choose another way there.
        """
        moves = self._find_egg_begun_payments().invoice_ids
        return self.filtered(lambda one: one.move_id.id in moves.ids)

    def _find_egg_begun_payments(self):
        """Return the payments that were begun a moment ago on the pages of the invoices of these items."""
        # sudo: whoever opens a link is nobody of the firm
        begun_sudo = self.env["payment.transaction"].sudo().search([
            ("invoice_ids", "in", self.move_id.ids), ("egg_due_item_ids", "=", False), ("state", "=", "draft"),
            ("operation", "in", ("online_direct", "online_redirect", "online_token"))])
        return begun_sudo.filtered(lambda one: one._is_egg_holding())

    def _get_egg_paying_domain(self) -> Domain:
        """Domain of the payments under way that name one of these items, or on its page all of its invoice."""
        going_on = Domain("state", "in", ("pending", "authorized")) | Domain("state", "=", "done") & Domain(
            "is_post_processed", "=", False)
        own = Domain("egg_due_item_ids", "in", self.ids) & (going_on | Domain("state", "=", "draft"))
        pages = Domain("invoice_ids", "in", self.move_id.ids) & Domain("egg_due_item_ids", "=", False) & Domain(
            "provider_code", "not in", ("none", "custom")) & going_on
        pages &= ~self.env["payment.transaction"]._get_egg_drawn_domain()
        return Domain("operation", "!=", "refund") & (own | pages)

    @api.model
    def _get_egg_open_credit_domain(self):
        """A credit that a payment under way has counted is not counted again until that is settled."""
        # sudo: nobody has rights on the table; one condition more, no query more
        taken = self.env["egg.payment.hold"].sudo()._search([("credit", ">", 0)])
        return super()._get_egg_open_credit_domain() & Domain("id", "not in", taken.subselect("move_line_id"))

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

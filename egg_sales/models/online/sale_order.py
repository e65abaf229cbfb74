from odoo import models
from odoo.tools import float_repr


class SaleOrder(models.Model):
    """What a customer may do on the page of a quote or an order, without the firm."""

    _inherit = "sale.order"

    def _can_be_edited_on_portal(self):
        """The customer chooses options until he signs or pays, while the quote is valid: what he signed stays."""
        order_sudo = self.sudo()  # sudo: a customer has no right on payments
        is_agreed = order_sudo.signature or order_sudo.transaction_ids.filtered(
            lambda one: one.state in ("pending", "authorized", "done") and one.operation != "refund")
        return (super()._can_be_edited_on_portal() and not order_sudo.is_expired and not is_agreed
                and not order_sudo._is_egg_settled())

    def _get_egg_seen_total(self) -> str:
        """Return the total as the page tells it to the server when the customer signs what he saw."""
        return float_repr(self.amount_total, self.currency_id.decimal_places)

    def _get_egg_seen_owed(self) -> str:
        """Return the total and what is paid of it, as the page tells them to the server when the customer pays."""
        return f"{self._get_egg_seen_total()}-{float_repr(self.amount_paid, self.currency_id.decimal_places)}"

    def _take_egg_turn_to_pay(self):
        """Let payments of an order begin one after the other: who comes at the same moment is tried again, and sees
        what the first has begun.
        """
        self.env.cr.execute("UPDATE sale_order SET id = id WHERE id = %s", [self.id])

    def _get_egg_unpayable_sentence(self) -> str:
        """Return why nothing is paid online for this quote or order, as its customer reads it; empty: it can be."""
        if self.state == "cancel":
            return self.env._("Nothing is to be paid here any more. Please call us if you think otherwise.")
        if self.state in ("draft", "sent") and self.is_expired:
            return self.env._("This quotation has expired. Please ask us for a new one.")
        return self.env._("Please sign the quotation first, then pay.") if self._has_to_be_signed() else ""

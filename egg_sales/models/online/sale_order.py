from odoo import api, fields, models
from odoo.tools import float_repr


class SaleOrder(models.Model):
    """What a customer may do on the page of a quote or an order, without the firm."""

    _inherit = "sale.order"

    def _compute_is_expired(self):
        """The last day is over at midnight where the firm is, for whoever looks and wherever the server stands."""
        super()._compute_is_expired()
        now = fields.Datetime.now()
        for order in self.filtered(lambda one: one.state in ("draft", "sent") and one.validity_date):
            order.is_expired = order.validity_date < (order.company_id or self.env.company)._get_egg_day(now)

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

    def _get_egg_unpayable_sentence(self) -> str:
        """Return why nothing is paid online for this quote or order, as its customer reads it; empty: it can be."""
        if self.state == "cancel":
            return self.env._("Nothing is to be paid here any more. Please call us if you think otherwise.")
        if self.state in ("draft", "sent") and self.is_expired:
            return self.env._("This quotation has expired. Please ask us for a new one.")
        return self.env._("Please sign the quotation first, then pay.") if self._has_to_be_signed() else ""

    def _has_to_be_signed(self):
        # sudo: a customer on the portal, or a salesperson who does not see the order that came of the quote
        order_sudo = self.sudo()
        return super()._has_to_be_signed() and not order_sudo._is_egg_settled()

    def _has_to_be_paid(self):
        order_sudo = self.sudo()  # sudo: as for the signature
        return super()._has_to_be_paid() and not order_sudo._is_egg_settled()

    def _is_confirmation_amount_reached(self):
        """Money that comes late, for a quote that was ordered, replaced or closed since, agrees to nothing: it is noted
        where the quote went. A part of what a quote does not ask for agrees to nothing either.
        """
        order_sudo = self.sudo()  # sudo: as for the signature
        is_settled = order_sudo.egg_kind == "quote" and order_sudo._is_egg_settled()
        is_part = not self.require_payment and self.currency_id.compare_amounts(self.amount_paid, self.amount_total) < 0
        return not is_settled and not is_part and super()._is_confirmation_amount_reached()

    @api.depends("require_payment", "egg_schedule_line_ids.percent", "egg_schedule_line_ids.kind",
                 "egg_schedule_line_ids.sequence")
    def _compute_prepayment_percent(self):
        """Online, a quote whose schedule begins with a deposit asks for that deposit."""
        super()._compute_prepayment_percent()
        for order in self:
            first = order.egg_schedule_line_ids.sorted("sequence")[:1]
            if first.kind == "deposit":
                order.prepayment_percent = first.percent / 100

    @api.depends("transaction_ids", "egg_payment_ids.state", "egg_payment_ids.amount")
    def _compute_amount_paid(self):
        """What was noted as received counts like what was paid online: the customer is asked for the rest only."""
        super()._compute_amount_paid()
        for order in self:
            noted = order.egg_payment_ids._filter_egg_received().filtered(
                lambda payment: not payment.payment_transaction_id)
            order.amount_paid += sum(payment._get_egg_amount_in(order.currency_id) for payment in noted)

from datetime import timedelta
from decimal import Decimal
from itertools import chain

from odoo import api, fields, models
from odoo.tools import hmac

from ...core.link import Link, read_token, to_token
from ...core.offer import Item, Offer, make_offer

#: What signs links, beside the database's own secret.
SCOPE = "egg_portal.pay"


class AccountMoveLine(models.Model):
    """The address under which due items are paid, and what it asks for."""

    _inherit = "account.move.line"

    def _get_egg_payment_url(self):
        """Nothing is written: the address itself says which items it is about."""
        items = self.filtered("egg_is_due_item")
        if not items._is_egg_payable_together() or not items.company_id._has_egg_online_payment():
            return super()._get_egg_payment_url()
        return f"{items.move_id[0].get_base_url()}/egg/pay/{items._make_egg_payment_token()}"

    def _get_egg_payment_offer_amount(self):
        return float(self._get_egg_payment_offer().amount) if self else 0.0

    def _is_egg_payable_together(self) -> bool:
        """Whether one payment can settle these items: one customer, company, currency and account."""
        return bool(self) and all(len(self[name]) == 1 for name in ("company_id", "currency_id", "account_id")) and len(
            self.move_id.commercial_partner_id) == 1

    def _make_egg_payment_token(self) -> str:
        """Return the last part of the address of these items, as of today."""
        until = fields.Date.context_today(self) + timedelta(self.company_id.egg_pay_days)
        return to_token(Link(tuple(self.ids), until), self._sign_egg_payment)

    @api.model
    def _read_egg_payment_token(self, token: str) -> Link:
        """:raises ValueError: it was cut off, changed, or made up"""
        return read_token(token, self._sign_egg_payment)

    @api.model
    def _sign_egg_payment(self, body: bytes) -> bytes:
        # sudo: the database's secret is read to sign, never shown
        return bytes.fromhex(hmac(self.env(su=True), SCOPE, body.hex()))

    def _get_egg_payment_offer(self) -> Offer:
        """Return what can be paid now of these items, which are payable together."""
        # sudo: who opens a link is nobody of the firm; what others do with the items decides
        self = self.sudo()  # noqa: PLW0642
        holds = dict.fromkeys(
            self._get_egg_begun_on_page().ids, self.env._("The customer is paying online."))
        holds |= self._get_egg_collect_reasons()
        rows = [Item(one.id, one._get_egg_open_decimal() if one._is_egg_owed() else Decimal(0),
                     holds.get(one.id, "")) for one in self._sort_egg_by_date()]
        return make_offer(rows, self._get_egg_payable_credits() if any(row.left > 0 for row in rows) else {})

    def _get_egg_payable_credits(self) -> dict:
        """Return what covers these items of the customer's credits: those on another account cannot be matched with
        them when the payment is booked, so they are not taken off.
        """
        cover, account = self._get_egg_credit_cover(), self.account_id
        lines = self.browse(credit.id for credit, _amount in chain.from_iterable(cover.values()))
        same = set(lines.filtered(lambda line: line.account_id == account).ids)
        return {item: [part for part in parts if part[0].id in same] for item, parts in cover.items()}

    def _get_egg_item_name(self) -> str:
        """Return the invoice's number, and which instalment it is: what a customer reads."""
        name, label = self.move_id._get_egg_customer_number(), self.name or ""
        if label.startswith(name):
            return label
        return name if not label or label == self.move_id.payment_reference else f"{name} – {label}"

    def _is_egg_owed(self) -> bool:
        return self.egg_is_due_item and self.amount_residual_currency > 0

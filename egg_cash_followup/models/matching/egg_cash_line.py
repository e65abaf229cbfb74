from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.addons.egg_cash.core.match import Promise


class Shared(NamedTuple):
    """What a customer promised for one day."""

    customer: int
    currency: int
    on: date
    amount: float


class EggCashLine(models.Model):
    """What customers promised, as payments that were announced."""

    _inherit = "egg.cash.line"

    def _get_promises(self, company) -> list:
        """The promises that are open: one is what a customer promised for one day."""
        # sudo: what was promised is for billing to note; whose money it may be is proposed to whoever reads the bank
        items_sudo = self.env["account.move.line"].sudo().search([
            ("company_id", "=", company.id), ("egg_promise_date", "!=", False), ("reconciled", "=", False),
            ("parent_state", "=", "posted"), ("account_type", "=", "asset_receivable")])
        promises = []
        for items in items_sudo.grouped(_promise).values():
            first, money = items[0], items.currency_id[:1]
            told = first.egg_promise_amount or sum(items.mapped("amount_residual_currency"))
            amount = Decimal(str(money.round(told))).quantize(Decimal(1).scaleb(-money.decimal_places))
            promises.append(Promise(first.partner_id.commercial_partner_id.id, amount, first.egg_promise_date,
                                    tuple(items.ids)))
        return super()._get_promises(company) + promises


def _promise(item) -> Shared:
    """What the items of one promise share."""
    return Shared(item.partner_id.commercial_partner_id.id, item.currency_id.id, item.egg_promise_date,
                  item.egg_promise_amount)

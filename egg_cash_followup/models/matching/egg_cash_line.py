from datetime import date
from typing import NamedTuple

from odoo import models


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
        return super()._get_promises(company) + [
            self._make_promise(items, shared.on, shared.amount)
            for shared, items in items_sudo.grouped(_promise).items()]


def _promise(item) -> Shared:
    """What the items of one promise share."""
    return Shared(item.partner_id.commercial_partner_id.id, item.currency_id.id, item.egg_promise_date,
                  item.egg_promise_amount)

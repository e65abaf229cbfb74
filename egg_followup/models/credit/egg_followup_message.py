from decimal import Decimal
from itertools import chain

from odoo import fields, models
from odoo.addons.egg_billing.core.credit import cover, lower

from ...core import plan as core


class EggFollowupMessage(models.Model):
    """What customers have with us is told, and taken off what is claimed."""

    _inherit = "egg.followup.message"

    credits = fields.Json("Open credits", help="[name, what it covers] of each open credit that is taken off.")
    amount_credited = fields.Monetary("Open credits taken off", compute="_compute_amounts")

    def _compute_amounts(self):
        super()._compute_amounts()
        for message in self:
            message.amount_credited = sum(row["credit"] for row in message._get_rows())
            message.amount_claimed -= message.amount_credited

    def _renew_credits(self, items):
        """Look at the customer's open credits again, now, and share them among these items of the message; what is too
        small or covered is left out of it.

        :param items: what is still to be reminded (`egg.followup.item`).
        :return: what is left of them.
        """
        targets = items._get_targets()
        if not targets._egg_followup_is_claim:
            return items
        today, currency = fields.Date.context_today(self), self.currency_id
        least = Decimal(str(self.company_id._get_egg_tolerance_in(currency, today)))
        amounts = {item: item._get_targets()._get_egg_claimed_amount() for item in items}
        for item, amount in amounts.items():
            if amount < least:
                item.write({"state": "skipped", "reason": self.env._("Too small to be reminded: %(amount)s.",
                                                                     amount=currency.format(float(amount)))})
        left = items.filtered(lambda item: item.state == "planned")
        parts = self._share_credits(left, amounts)
        rows = core.to_rows(chain.from_iterable(parts.values()))
        for item in left:
            credit = float(sum((amount for _credit, amount in parts.get(item.id, ())), Decimal(0)))
            if item.credit != credit:
                item.credit = credit
        if (self.credits or []) != rows:
            self.credits = rows or False
        claimed = sum((amounts[item] for item in left), Decimal(0)) - Decimal(str(sum(row[1] for row in rows)))
        if left and claimed < (least or Decimal("0.01")):
            text = self._get_covered_text(chain.from_iterable(parts.values()), currency)
            left.write({"state": "skipped", "reason": text})
            return left.browse()
        return left

    def _share_credits(self, items, amounts) -> dict:
        """Return {item id: parts of credits that cover it}; what other messages of the run take off is theirs."""
        accounts = items._get_targets()._get_egg_reminder_credits()
        if not accounts:
            return {}
        [(account, credits)] = accounts.items()
        others = self.run_id.item_ids.filtered(
            lambda item: item.followup_message_id != self and item.credit and item.state in ("planned", "sent")
            and item.currency_id.id == account[1] and item.partner_id.commercial_partner_id.id == account[0])
        credits = lower(credits, sum((Decimal(str(item.credit)) for item in others), Decimal(0)))
        oldest = items.sorted(lambda item: (item.due_date or fields.Date.today(), item.id))
        return cover([(item.id, amounts[item]) for item in oldest], credits)

    def _get_claimed_items(self, items):
        """Return those of these items that credits do not cover: their stages make that of the message."""
        return items.filtered(
            lambda item: not item.credit or item.credit < item._get_targets()._get_egg_open_amount()[0])

    def _get_covered_text(self, parts, currency) -> str:
        told = ", ".join(f"{name} {currency.format(amount)}" for name, amount in core.to_rows(parts))
        return self.env._("Covered by open credits of the customer: %(credits)s. Settle them with it.", credits=told)

from itertools import chain

from odoo import api, fields, models

from ...core import plan as core


class EggFollowupMessage(models.Model):
    """What customers have with us is told, and taken off what is claimed."""

    _inherit = "egg.followup.message"

    credits = fields.Json("Open credits", help="[name, what it covers] of each open credit that is taken off.")
    amount_credited = fields.Monetary("Open credits taken off", compute="_compute_amounts")

    @api.depends("item_ids.credit")
    def _compute_amounts(self):
        super()._compute_amounts()
        for message in self:
            message.amount_credited = sum(row["credit"] for row in message._get_rows())
            message.amount_claimed -= message.amount_credited

    def _renew_credits(self, items, claims: dict):
        """Plan these items of the message again, with what they come to and what the customer has with us now; what is
        too small or covered is left out.

        :param items: what is still to be reminded (`egg.followup.item`).
        :param claims: {target id: what it comes to, and the credits that cover it}
        :return: the stage of the message; none: all is left out.
        """
        run, by_target = self.run_id, {item._get_targets().id: item for item in items}
        candidates = [core.Candidate(number, (), 0, item.stage_id.id, None, **claims[number])
                      for number, item in by_target.items()]
        ranks = self.env["egg.followup.stage"]._get_ranks() if len(items.stage_id) > 1 else {}
        messages, skipped = core.plan(candidates, ranks, fields.Date.context_today(self))
        for one in skipped:
            item = by_target[one.item]
            facts = {"amount": item.amount, "currency_id": item.currency_id.id}
            item.write({"state": "skipped", "reason": run._get_skip_text(one, facts)})
        planned = list(chain.from_iterable(message.items for message in messages))
        for one in planned:
            if by_target[one.item].credit != float(one.credit):
                by_target[one.item].credit = float(one.credit)
        rows = core.to_rows(chain.from_iterable(one.parts for one in planned))
        if (self.credits or []) != rows:
            self.credits = rows or False
        return self.stage_id.browse(message.stage for message in messages)

    def _get_covered_text(self, parts, currency) -> str:
        told = ", ".join(f"{name} {currency.format(amount)}" for name, amount in core.to_rows(parts))
        return self.env._("Covered by open credits of the customer: %(credits)s. Settle them with it.", credits=told)

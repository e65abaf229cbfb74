from odoo import models
from odoo.fields import Domain
from odoo.tools import format_amount

from ...core import unattended as core


class EggFollowupDaily(models.Model):
    """What the first run will send is said beside the switch, before anything leaves."""

    _inherit = "egg.followup.daily"

    def _get_first_run_text(self) -> str:
        """Say whom the first run reminds of how much, and how much of that waits for a person."""
        daily = self._as_responsible().with_context(lang=self.env.lang)
        due = daily._get_due_domain() & Domain("egg_dispute", "=", False)
        count, amount = daily._sum_due(due)
        if not count:
            return self.env._("Nothing is to be reminded today.")
        old_count, old_amount = daily._sum_due(due & Domain("egg_next_stage_date", "<", daily._get_oldest_day()))
        text = self.env._("The first run reminds at most %(customers)s, of %(amount)s in all.",
                          customers=self._get_customers_text(count), amount=amount)
        if not old_count:
            return text
        return " ".join((text, self.env._(
            "For %(customers)s (%(amount)s) the reminder should have left more than %(days)s days ago: it waits for "
            "your approval.", customers=self._get_customers_text(old_count), amount=old_amount, days=core.LONG)))

    def _get_customers_text(self, count: int) -> str:
        return self.env._("1 customer") if count == 1 else self.env._("%(count)s customers", count=count)

    def _sum_due(self, domain) -> tuple:
        """Return how many customers of these scenarios that is about, and how much in words."""
        rows = self.env["account.move.line"]._read_group(domain, ["partner_id"], ["amount_residual:sum"])
        debtors = self.env["res.partner"].union(*(partner for partner, _amount in rows)).commercial_partner_id
        chosen = self.env["egg.followup.scenario"]._choose(debtors, self.company_id)
        own = [(partner.commercial_partner_id, amount) for partner, amount in rows
               if chosen.get(partner.commercial_partner_id.id) in self.scenario_ids._origin]
        total = sum(amount for _partner, amount in own)
        return len({partner for partner, _amount in own}), format_amount(self.env, total, self.company_id.currency_id)

from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date


class EggFollowupRun(models.Model):
    _inherit = "egg.followup.run"

    def _get_plan_holds(self, records) -> dict:
        return self._get_too_soon(records) | super()._get_plan_holds(records)

    def _get_too_soon(self, records) -> dict:
        """Return {id: reason} of what waits because its customer had a message a few days ago; not where a person chose
        the stage for all.
        """
        scenarios = {} if self.stage_id else records._get_egg_scenarios()
        longest = max((one.gap_days for one in set(scenarios.values())), default=0)
        if not longest:
            return {}
        today = fields.Date.context_today(self)
        told, found = self._get_last_told(records, today - timedelta(days=longest)), {}
        for record in records:
            gap = scenarios[record.id].gap_days
            last = told.get(record._get_egg_followup_document().partner_id.commercial_partner_id.id)
            if gap and last and (today - last).days < gap:
                found[record.id] = self.env._(
                    "The customer had a message on %(day)s: the next one not before %(next)s.",
                    day=format_date(self.env, last), next=format_date(self.env, last + timedelta(days=gap)))
        return found

    def _get_last_told(self, records, since) -> dict:
        """Return {debtor id: the day of the last message} of those who had one since a day."""
        debtors = records._get_egg_followup_document().partner_id.commercial_partner_id
        # sudo: what was sent counts, whoever may read the history
        entries_sudo = self.env["egg.followup.entry"].sudo()
        rows = entries_sudo._read_group(
            [("partner_id.commercial_partner_id", "in", debtors.ids), ("company_id", "in", records.company_id.ids),
             ("origin", "=", "bulk"), ("date", ">", since)], ["partner_id"], ["date:max"])
        told = defaultdict(lambda: since)
        for partner, day in rows:
            debtor = partner.commercial_partner_id.id
            told[debtor] = max(day, told[debtor])
        return dict(told)

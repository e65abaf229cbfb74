from dataclasses import replace

from odoo import fields, models


class EggFollowupRun(models.Model):
    _inherit = "egg.followup.run"

    def _get_candidates(self, records):
        """What is to be called about is not written to: a run says so, unless it was given a stage for all."""
        candidates = super()._get_candidates(records)
        calls = set() if self.stage_id else self.env["egg.followup.stage"]._get_call_stage_ids()
        if not calls:
            return candidates
        today, text = fields.Date.context_today(self), self.env._("A phone call comes next: see who to call today.")
        return [
            replace(one, hold=text) if one.next_stage in calls and not one.hold and (one.next_on or today) <= today
            else one
            for one in candidates
        ]

from functools import reduce

from odoo import api, fields, models
from odoo.tools import format_date, format_list


class EggFollowupRun(models.Model):
    """The first sentence of a simulation: what leaves, what waits, what to do when nothing does."""

    _inherit = "egg.followup.run"

    summary = fields.Char(compute="_compute_summary", help="What the run will do, in one sentence.")

    @api.depends("state", "followup_message_ids.channel", "item_ids.state", "item_ids.not_before")
    def _compute_summary(self):
        for run in self:
            run.summary = run._get_summary() if run.state == "draft" else False

    def _get_summary(self) -> str:
        """Return the sentence of this run; it ends with the way out when nothing is to be sent."""
        self.ensure_one()
        skipped = self.env["egg.followup.item"]._read_group(
            [("run_id", "=", self.id), ("state", "=", "skipped")], ["not_before:day"], ["__count"])
        days = {day: count for day, count in skipped if day}
        rest = self._get_skipped_parts(days, sum(count for day, count in skipped if not day))
        planned = self.env["egg.followup.message"]._read_group(
            [("run_id", "=", self.id), ("state", "!=", "skipped")], ["channel"], ["__count"])
        if planned:
            what = self.env._("To send: %(messages)s", messages=self._get_messages_text(dict(planned)))
            return self._join_parts([what, *rest])
        advice = self.env._("Choose the same stage for all to remind before that day.") if days else self.env._(
            "The list below says why.")
        return self.env._("Nothing to send: %(why)s. %(advice)s", advice=advice,
                          why=self._join_parts(rest or [self.env._("no row is left")]))

    def _get_messages_text(self, counts: dict) -> str:
        """Return "12 e-mails and 2 letters" of {channel: number}, in the order in which people choose channels."""
        channels = self.env["egg.followup.channel"]._get_channels()
        return format_list(self.env, [channel.get_count(self.env, counts[code])
                                      for code, channel in channels.items() if code in counts])

    def _get_skipped_parts(self, days: dict, others: int) -> list:
        """Return in words how many rows wait until which day, and how many are left out."""
        parts = []
        if days:
            count, first = sum(days.values()), format_date(self.env, min(days))
            texts = {
                (True, True): self.env._("1 row waits until %(day)s", day=first),
                (False, True): self.env._("%(count)s rows wait until %(day)s", count=count, day=first),
                (False, False): self.env._("%(count)s rows wait, the first until %(day)s", count=count, day=first),
            }
            parts.append(texts[count == 1, len(days) == 1])
        if others:
            parts.append(self.env._("1 row is left out") if others == 1
                         else self.env._("%(count)s rows are left out", count=others))
        return parts

    def _join_parts(self, parts: list) -> str:
        return reduce(lambda one, other: self.env._("%(one)s; %(other)s", one=one, other=other), parts)

    def action_choose_again(self):
        """Open the choices for the same rows again, with the same stage for all: the way out of an empty run."""
        self.ensure_one()
        self.check_access("read")
        targets = self.item_ids._get_targets()
        return self.env["ir.actions.act_window"]._for_xml_id("egg_followup.egg_followup_send_action") | {
            "context": {"active_model": targets._name, "active_ids": targets.ids, "default_channel": self.channel,
                        "default_stage_mode": "given"}}

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...core import unattended as core

#: reasons and promises that a mail lists one by one
MOST = 50


class EggFollowupDaily(models.Model):
    """What the runs of a day did, in one mail."""

    _inherit = "egg.followup.daily"

    def _sum_up(self):
        """Send the summary of the oldest day that is done and not told yet."""
        daily = self._as_responsible()
        today = fields.Date.context_today(daily)
        since = Domain("day", ">", daily.summary_on) if daily.summary_on else Domain.TRUE
        runs = self.env["egg.followup.run"].search(since & Domain("daily_id", "=", daily.id)
                                                   & Domain("day", "<=", today))
        by_day = runs.grouped("day")
        open_days = {day for day, some in by_day.items() if any(map(daily._is_under_way, some))}
        if any(daily._is_to_come(scenario) for scenario in daily.scenario_ids.filtered("active")):
            open_days.add(today)
        day = core.find_day_to_sum_up(list(by_day), daily.summary_on or None, open_days)
        if day:
            daily.summary_on = day
            daily._send_summary(day, by_day[day])

    def _is_under_way(self, run) -> bool:
        """Whether something of a run still leaves by itself, tomorrow when the hours of today were too few."""
        is_moving = run.state == "simulating" or (run.state == "running" and run.waiting_count) or (
            run.state == "draft" and run.is_to_start)
        return run.part == "own" and bool(is_moving) and not run.problem and not run._has_failed()

    def _is_to_come(self, scenario) -> bool:
        """Whether a scenario still opens today, and nothing stands in its way."""
        today, now = fields.Date.context_today(self), fields.Datetime.now()
        local = fields.Datetime.context_timestamp(self, now).replace(tzinfo=None)
        opening = scenario._to_hours(self.company_id).find_next(local)
        return bool(opening) and opening.date() == today and today not in self._get_runs(scenario).mapped("day") and (
            self._decide(scenario).act != core.STOP)

    def _send_summary(self, day, runs):
        values = self._prepare_summary(day, runs)
        if any(values[name] for name in ("sent", "failed", "waiting", "skipped", "promises")):
            user = self._get_responsible()
            subject = self.env._("Reminders of %(company)s on %(day)s", company=self.company_id.name,
                                 day=format_date(self.env, day))
            self._mail(user, subject, "egg_followup.daily_summary", values | {"day": format_date(self.env, day)})

    def _prepare_summary(self, day, runs) -> dict:
        """Return what the mail tells: rows of (text, number), and records."""
        messages, items = self.env["egg.followup.message"], self.env["egg.followup.item"]
        own = Domain("run_id", "in", runs.ids)
        sent = messages._read_group(own & Domain("state", "in", ("sent", "uncertain")), ["stage_id"], ["__count"])
        skipped = items._read_group(own & Domain("state", "=", "skipped"), ["reason"], ["__count"],
                                    order="__count desc")
        return {
            "sent": [(stage.name, count) for stage, count in sent],
            "failed": messages.search(own & Domain("state", "=", "failed"), limit=MOST),
            "waiting": self.run_ids.filtered(lambda run: run.state == "approval"),
            "skipped": skipped[:MOST],
            "promises": self._get_promises(day),
        }

    def _get_promises(self, day):
        """Return what was promised for a day and is still open."""
        lines = self.env["account.move.line"]
        return lines.search(lines._get_egg_due_item_domain() & Domain([
            ("company_id", "=", self.company_id.id), ("egg_promise_date", "=", day)]), limit=MOST)

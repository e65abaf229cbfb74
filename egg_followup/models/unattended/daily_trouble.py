from odoo import models
from odoo.tools import format_date

from ...core import unattended as core

ACTIVITY = "mail.mail_activity_data_warning"


class EggFollowupDaily(models.Model):
    """What keeps the daily run from working is told to a person by mail and activity, once."""

    _inherit = "egg.followup.daily"

    def _tell(self):
        """Tell what is new; what is over is forgotten. Outside of the hours of sending nothing is decided."""
        daily = self._as_responsible()
        if any(map(daily._is_open, daily.scenario_ids)):
            daily._note_told(daily._find_troubles())

    def _find_troubles(self) -> dict:
        """Return {code: text} of what keeps the runs from working now."""
        found = {}
        for scenario in self.scenario_ids.filtered("active"):
            verdict = self._decide(scenario)
            if verdict.act == core.STOP and verdict.why != core.FAILED:
                found[verdict.why] = self._get_reason_text(verdict.why)
        for run in self._get_failed_runs():
            found[f"failed-{run.id}"] = self.env._(
                "The daily run %(run)s of %(day)s failed: %(reason)s", run=run.name.removeprefix("RUN/"),
                day=format_date(self.env, run.day), reason=run.problem or self._get_failure_text(run))
        for run in self.run_ids.filtered(lambda one: one.state == "approval" and one.part == "own" and one.problem):
            found.setdefault("ask", run.problem)
        return found

    def _get_failure_text(self, run) -> str:
        if run.failed_count:
            return self.env._("%(count)s messages failed.", count=run.failed_count)
        return self.env._("It did not come to its end.")

    def _get_reason_text(self, why: str) -> str:
        day = self._find_bank_day()
        return {
            core.CLOCK: self.env._(
                "The last daily run is dated later than today: the clock of the server was ahead, or went back. Look "
                "at what it sent, then press Go on."),
            core.FAILED: self.env._("The last daily run failed."),
            core.BANK_OLD: self.env._(
                "The newest figures of the bank are of %(day)s, more than %(count)s days ago: customers who have paid "
                "would be reminded. Enter the statements or payments; the run goes on by itself.",
                day=day and format_date(self.env, day), count=self.bank_days),
            core.BANK_UNKNOWN: self.env._(
                "No figures of the bank are known: neither a statement nor a payment matched with it. Confirm each "
                "run, or say in the settings of the daily reminders that it sends all the same."),
            core.LONG_AGO: self.env._("The last daily run was long ago: confirm this one."),
        }[why]

    def _get_open_troubles(self) -> dict:
        """Return what was told and is not over yet."""
        return dict.fromkeys(filter(None, (self.told or "").split(",")), self.problem or "")

    def _note_told(self, troubles: dict):
        """Tell what was not told yet.

        :param troubles: {code: text} of all there is now.
        """
        daily = self._as_responsible()
        fresh = [text for code, text in troubles.items() if code not in daily._get_open_troubles()]
        codes, text = ",".join(sorted(troubles)) or False, "\n".join(dict.fromkeys(troubles.values())) or False
        if (daily.told or False, daily.problem or False) != (codes, text):
            daily.write({"told": codes, "problem": text})
        if not troubles:
            daily.activity_unlink([ACTIVITY])
        elif fresh:
            subject = daily.env._("Reminders of %(company)s did not run by themselves", company=daily.company_id.name)
            daily._schedule(ACTIVITY, subject, "\n".join(fresh))
            daily._mail(daily._get_responsible(), subject, "egg_followup.daily_trouble", {"texts": fresh})

    def _mail(self, user, subject: str, template: str, values: dict):
        """Queue a mail to a person; Odoo's queue sends it, and the discussion keeps it."""
        body = self.env["ir.qweb"]._render(template, {
            "daily": self, "user": user, "address": f"{self.get_base_url()}/odoo", **values})
        self.env["mail.mail"].create({
            "subject": subject, "body_html": body, "body": body, "recipient_ids": user.partner_id.ids,
            "auto_delete": True, "is_notification": True, "message_type": "notification", "model": self._name,
            "res_id": self.id, "email_from": self.company_id.email_formatted or user.email_formatted,
        })

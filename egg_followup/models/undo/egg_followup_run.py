from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

#: how often an open form reads a run again that can be taken back
REFRESH_SECONDS = 15


class EggFollowupRun(models.Model):
    """What a person sends waits a while, in which one click takes it back."""

    _inherit = "egg.followup.run"

    leaves_at = fields.Datetime(readonly=True, copy=False, help="Nothing leaves by itself before; until then one click "
                                                                "takes the run back.")
    is_waiting = fields.Boolean("Can be taken back", compute="_compute_is_waiting")

    @api.depends("state", "leaves_at")
    def _compute_is_waiting(self):
        now = fields.Datetime.now()
        for run in self:
            run.is_waiting = run.state == "running" and bool(run.leaves_at) and run.leaves_at > now

    @api.depends("leaves_at")
    def _compute_counts(self):
        super()._compute_counts()
        for run in self.filtered("is_waiting"):
            run.refresh_seconds = run.refresh_seconds and REFRESH_SECONDS

    def action_send(self):
        """Send as a person does: it leaves after the time that the company gives to take it back."""
        runs = self._as_egg_actor()
        for run in runs:
            run.action_start()
            run._wait()
        return True

    def _wait(self):
        """Give the company's time to take this run back, when something of it leaves by itself."""
        minutes = self.company_id.egg_followup_undo_minutes
        if minutes and self.state == "running" and self.waiting_count:
            self.leaves_at = fields.Datetime.now() + timedelta(minutes=minutes)
            self._trigger(at=self.leaves_at)

    def _start_simulated(self):
        """What a person sent without looking at the simulation waits too; runs of the day were sent by nobody."""
        result = super()._start_simulated()
        if not self.daily_id:
            self._wait()
        return result

    def action_send_now(self):
        """End the wait."""
        runs = self._as_egg_actor()
        runs.leaves_at = False
        if runs:
            runs._trigger()
        return True

    def action_take_back(self):
        """Make a simulation of it again; once a letter of it was printed the rest is stopped instead.

        :raises UserError: it leaves already.
        """
        runs = self._as_egg_actor()
        runs._lock_to_change()
        runs.invalidate_recordset()
        if any(not run.is_waiting for run in runs):
            raise UserError(self.env._("It is too late to take this run back: it is leaving. Stop what has not left "
                                       "yet instead."))
        for run in runs:
            if set(run.followup_message_ids.mapped("state")) <= {"queued", "to_print"}:
                run.followup_message_ids.state = "planned"
                run.write(run._prepare_back_values())
            else:
                run.action_cancel()
        return True

    def _prepare_back_values(self) -> dict:
        """Hook: values of this run once it is taken back; nothing starts it again but a person."""
        return {"state": "draft", "leaves_at": False, "is_to_start": False}

    @api.model
    def _get_wait_fields(self):
        return (*super()._get_wait_fields(), "run_id.leaves_at")

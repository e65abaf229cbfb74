from contextlib import ExitStack

from odoo import api, fields, models, tools
from odoo.fields import Domain

from ...core.pause import get_pause
from .sending import Sending

#: messages between two notes of how far the job is
STEP = 10


class EggFollowupRun(models.Model):
    """Sending what waits in the background; what cannot leave waits for its next try."""

    _inherit = "egg.followup.run"

    def action_try_now(self):
        """What is put off is tried at once: somebody has mended what was in the way."""
        self = self._as_egg_actor()  # noqa: PLW0642
        self.followup_message_ids.filtered("next_try").write({"next_try": False})
        self.write({"next_try": False})
        self._trigger()
        return True

    # Execute

    def _trigger(self, at=None):
        cron = self.env.ref("egg_followup.cron_send")
        if at:
            cron.sudo()._trigger(at=at)  # sudo: whoever may send may start the job that sends
        else:
            cron._trigger_egg()

    def _finish_if_done(self):
        for run in self.filtered(lambda one: one.state == "running"):
            if not self.env["egg.followup.message"].search_count(
                [("run_id", "=", run.id), ("state", "in", ("queued", "sending", "to_print"))], limit=1,
            ):
                run.write({"state": "done", "problem": False, "next_try": False})

    @api.model
    def _cron_send(self):
        """Send what waits, message by message, each noted in its own transactions;
        goes on where an earlier call ended or died.

        What was tried less often goes first, and nothing before its time. Several workers can run this at once: a
        message belongs to the one that holds its lock.
        """
        waiting = self.env["egg.followup.message"].search_fetch(
            self._get_waiting_domain(), ["channel", "run_id"], order="attempts NULLS FIRST, id")
        commit = (
            self.env["ir.cron"]._commit_progress if not tools.config["test_enable"] and not self._in_test() else None
        )
        if commit:
            commit(remaining=len(waiting))
        with ExitStack() as stack:
            sending = Sending(self, waiting, stack)
            sending.note_what_left()
            for number, outcome in enumerate(sending.run(), 1):
                if outcome and commit and number % STEP == 0 and not commit(STEP):
                    break
            else:
                if commit:
                    commit(remaining=0)  # what was put off is tried again later
        self._retry(waiting.run_id._finish_if_done)
        self._retry(self._trigger_what_is_put_off)

    @api.model
    def _get_waiting_domain(self) -> Domain:
        """Return the domain of the messages that are to leave now, or whose run was stopped."""
        now = fields.Datetime.now()
        is_time = Domain.AND(Domain(name, "=", False) | Domain(name, "<=", now) for name in self._get_wait_fields())
        return Domain("state", "in", ("queued", "sending")) & (
            Domain("run_id.state", "=", "cancelled") | Domain("run_id.state", "=", "running") & is_time)

    @api.model
    def _get_wait_fields(self) -> tuple:
        """Hook: the fields of messages with a time before which nothing leaves."""
        return ("next_try", "run_id.next_try")

    @api.model
    def _trigger_what_is_put_off(self):
        """Wake the job when the first of the messages that were put off is to be tried again."""
        later = self.env["egg.followup.message"].search(
            [("state", "in", ("queued", "sending")), ("next_try", ">", fields.Datetime.now()),
             ("run_id.state", "=", "running")], order="next_try", limit=1)
        if later:
            self._trigger(at=later.next_try)

    def _pause(self, runs, problem: str, attempts: int):
        """A channel cannot be reached: all that waits for it stays in the queue and is tried again later."""
        later = fields.Datetime.now() + get_pause(attempts)
        runs.write({"next_try": later, "problem": problem})
        self._trigger(at=later)

    @api.model
    def _forget_problem(self, code: str, runs, stuck):
        """Something has left by a channel: it can be reached, and what waits for it goes on.

        :param runs: those that something was to be sent for by it now.
        :param stuck: those that wait for another channel.
        """
        waiting = Domain("followup_message_ids", "any",
                         [("channel", "=", code), ("state", "in", ("queued", "sending"))])
        freed = self.search(Domain([("state", "=", "running"), ("problem", "!=", False), ("id", "not in", stuck.ids)])
                            & (Domain("id", "in", runs.ids) | waiting))
        freed.write({"problem": False, "next_try": False})
        if freed - runs:
            self._trigger()

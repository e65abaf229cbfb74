from odoo import api, fields, models
from odoo.addons.egg_billing.core.rights import BILLING
from odoo.exceptions import AccessError
from odoo.fields import Datetime, Domain

from ...core import unattended as core
from ..plan.egg_followup_run import CHUNK


class EggFollowupRun(models.Model):
    """A run of the day: planned in steps that are committed, one or more customers each."""

    _inherit = "egg.followup.run"

    state = fields.Selection(selection_add=[("approval", "Waiting for approval"), ("running",)],
                             ondelete={"approval": "cascade"})
    daily_id = fields.Many2one("egg.followup.daily", "Daily reminders", readonly=True, ondelete="set null",
                               index="btree_not_null", copy=False)
    scenario_id = fields.Many2one("egg.followup.scenario", "Scenario", readonly=True, ondelete="set null", copy=False)
    day = fields.Date(readonly=True, copy=False, help="The day that this run is for, one for each scenario.")
    part = fields.Selection([("own", "What leaves by itself"), ("approval", "What waits for a person")], readonly=True,
                            copy=False)
    is_settled = fields.Boolean("Looked at", readonly=True, copy=False, help="It failed, and somebody said to go on.")
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True, copy=False)
    leaves_on = fields.Datetime("Leaves from", compute="_compute_leaves_on",
                                help="The next hour of sending of its scenario.")

    _one_a_day = models.UniqueIndex("(daily_id, scenario_id, day, part) WHERE daily_id IS NOT NULL AND day IS NOT NULL")

    @api.depends("state", "scenario_id")
    def _compute_leaves_on(self):
        for run in self:
            run.leaves_on = run._find_opening() if run.state == "running" and run.daily_id else False

    def _find_opening(self):
        """Return when the messages of this run may leave next; none: now."""
        now = Datetime.now()
        daily_sudo = self.daily_id.sudo()._as_responsible()  # sudo: its clock
        local = Datetime.context_timestamp(daily_sudo, now).replace(tzinfo=None)
        found = self.scenario_id.sudo()._to_hours(self.company_id).find_next(local)  # sudo: its hours
        return now + (found - local) if found and found > local else False

    def _is_ahead(self) -> bool:
        """Whether this run is of a day to come: the clock was wrong, and so is what was planned by it."""
        daily_sudo = self.daily_id.sudo()._as_responsible()  # sudo: its clock
        return bool(self.day) and self.day > fields.Date.context_today(daily_sudo)

    # Plan

    def _simulate(self):
        """A run of the day is planned step by step; what was planned stays when the job is cut off."""
        if not self.daily_id:
            super()._simulate()
            return
        self.invalidate_recordset(["state"])
        run = self.with_context(tz=self.user_id.tz or "UTC")
        while run.state == "simulating" and run.part == "own" and run._simulate_some():
            if not self._in_test():
                self.env.cr.commit()  # pylint: disable=invalid-commit

    def _simulate_some(self) -> bool:
        """Plan some customers; return whether there are more."""
        groups, some = self.waiting_ids or [], []
        while groups and len(some) < CHUNK:
            some += groups.pop(0)
            self.simulated_count += 1
        own = self.env(user=self.user_id.id, su=False, context={
            "lang": self.user_id.lang, "tz": self.user_id.tz, "allowed_company_ids": self.company_id.ids})
        records = self.env["account.move.line"].browse(some).exists().with_env(own)
        if records:
            records.check_access("read")
            records._check_egg_followup_readable()
            records._check_egg_followup_allowed()
            self._plan(records)
            self._set_apart()
        self.waiting_ids = groups or False
        if not groups:
            self._close_simulation()
        self.env.flush_all()
        self.env.invalidate_all()
        return bool(groups)

    def _note_simulated(self, count):
        """A run of the day notes it with each step."""
        if not self.daily_id:
            super()._note_simulated(count)

    def _set_apart(self):
        """Put before a person what does not leave by itself: stages to be approved, what is printed, and what should
        have left long ago: nobody knows what happened to it. When a person confirms the whole run nothing is set apart.
        """
        if not self.is_to_start:
            return
        stages = self.env["egg.followup.message"].search([("run_id", "=", self.id)]).stage_id
        stern = stages.filtered(self.scenario_id._is_to_approve)
        by_hand = [code for code, channel in self.env["egg.followup.channel"]._get_channels().items()
                   if channel.is_by_hand]
        apart = self.env["egg.followup.message"].search(Domain("run_id", "=", self.id) & (
            Domain("stage_id", "in", stern.ids) | Domain("channel", "in", by_hand)
            | Domain("item_ids.due_item_id.egg_next_stage_date", "<", self.daily_id._get_oldest_day())))
        if apart:
            run = self._ensure_approval_run()
            apart.item_ids.write({"run_id": run.id})
            apart.write({"run_id": run.id})

    def _ensure_approval_run(self):
        twin = self._get_twin()
        return twin or self.daily_id._create_run(self.scenario_id, "approval", last_entry_id=self.last_entry_id,
                                                 user_id=self.user_id.id, day=self.day)

    def _get_twin(self):
        """Return what waits for a person beside this run."""
        return self.search([("daily_id", "=", self.daily_id.id), ("scenario_id", "=", self.scenario_id.id),
                            ("day", "=", self.day), ("part", "=", "approval")])

    def _close_simulation(self):
        self._get_twin().filtered(lambda run: run.state == "simulating").state = "approval"
        if not self.env["egg.followup.message"].search_count([("run_id", "=", self.id)], limit=1):
            self.write({"state": "done", "is_to_start": False, "problem": False})
        else:
            self.state = "draft" if self.is_to_start else "approval"
        self.daily_id._note_waiting()

    def _has_failed(self) -> bool:
        """Whether this run failed as a whole."""
        return core.has_failed(
            core.Outcome(self.state, bool(self.problem), self.done_count + self.uncertain_count, self.failed_count),
            is_over=self._is_over())

    def _is_over(self) -> bool:
        """Whether this run had its time: what waits for the next hours of sending has not."""
        today = fields.Date.context_today(self)
        if self.state != "running":
            return self.day < today
        if self.problem or not self.waiting_count:
            return bool(self.problem)
        [[last]] = self.env["egg.followup.message"]._read_group([("run_id", "=", self.id)], [], ["sent_at:max"])
        moved = max(self.day, Datetime.context_timestamp(self, last).date()) if last else self.day
        return core.is_stuck(moved, today, self.scenario_id.sudo()._to_hours(self.company_id).is_day)  # sudo: its hours

    # Start and send

    def _as_egg_actor(self):
        """Who sees a daily run, and does not approve it, takes none of its actions."""
        runs = super()._as_egg_actor()
        self._check_egg_approver()
        return runs

    def _check_egg_approver(self):
        """:raises AccessError: one of these is a daily run, and the caller is not of those who approve them."""
        # sudo: whether it is one, for those who see the run and not the settings of the daily reminders
        if not self.env.su and self.sudo().daily_id and not self.env.user.has_group(BILLING):
            raise AccessError(self.env._("Runs of the daily reminders are approved, sent and stopped by billing."))

    @api.model
    def _get_startable_states(self):
        return (*super()._get_startable_states(), "approval")

    def action_start(self):
        """Who approves what waited is who sends it."""
        approved = self.sudo().filtered(lambda run: run.state == "approval")  # sudo: `super` tests the right on each
        result = super().action_start()
        if approved:
            approved.write({"approved_by_id": self.env.uid, "user_id": self.env.uid})
            approved.daily_id._note_waiting()
        return result

    def _prepare_back_values(self):
        """What somebody approved and took back waits for approval as before."""
        values = super()._prepare_back_values()
        if not self.daily_id:
            return values
        responsible = self.daily_id._get_responsible()
        return values | {"state": "approval", "approved_by_id": False, "user_id": responsible.id}

    def action_take_back(self):
        result = super().action_take_back()
        self.sudo().daily_id._note_waiting()  # sudo: `super` tested the right on each
        return result

    def action_cancel(self):
        result = super().action_cancel()
        self.sudo().daily_id._note_waiting()  # sudo: `super` tested the right on each
        return result

    @api.model
    def _get_waiting_domain(self):
        """Runs of the day leave on the days and at the hours of their scenario; those of a day to come not at all."""
        running = self.search([("state", "=", "running"), ("daily_id", "!=", False)])
        closed = running.filtered(lambda run: run._is_ahead() or run._find_opening())
        return super()._get_waiting_domain() & Domain("run_id", "not in", closed.ids)

    @api.autovacuum
    def _gc_empty_days(self):
        """Runs of the day that had nothing to do, or waited for a person in vain, are of no use after two months."""
        old = fields.Date.subtract(fields.Date.today(), days=60)
        empty = Domain("state", "in", ("done", "cancelled")) & Domain("item_ids", "=", False)
        in_vain = Domain([("state", "=", "cancelled"), ("part", "=", "approval"), ("approved_by_id", "=", False)])
        self.search(Domain([("daily_id", "!=", False), ("day", "<", old)]) & (empty | in_vain), limit=1000).unlink()

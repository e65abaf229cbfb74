import logging
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from itertools import chain

import psycopg2
from odoo import api, fields, models
from odoo.addons.egg_billing.core.rights import BILLING
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import split_every

from ...core import unattended as core

_logger = logging.getLogger(__name__)

TODO = "mail.mail_activity_data_todo"
#: debtors whose scenario is read at once
DEBTORS = 1000


class EggFollowupDaily(models.Model):
    """The reminders of a company that run by themselves, once a day for each of its scenarios that it names.

    A daily run is a run like others (`egg.followup.run`): planned, started and sent by the same jobs. What waits for a
    person stands in a second run beside it.
    """

    _name = "egg.followup.daily"
    _description = "Daily Reminders"
    _inherit = ["egg.facts.mixin", "mail.thread", "mail.activity.mixin"]
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    is_on = fields.Boolean("Reminders run by themselves", tracking=True)
    scenario_ids = fields.Many2many(
        "egg.followup.scenario", string="Scenarios", domain="[('company_id', 'in', [False, company_id])]",
        default=lambda self: self.env["egg.followup.scenario"]._get_usual(),
        help="Customers of these scenarios are reminded by themselves, the others by hand.")
    user_id = fields.Many2one(
        "res.users", "Person told", required=True, default=lambda self: self.env.user, tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Sends in this name, gets the summary, and is told when something goes wrong.")
    deputy_id = fields.Many2one(
        "res.users", "Deputy", domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who is told when that person has left.")
    bank_days = fields.Integer(
        "Bank's figures no older than", default=4, tracking=True,
        help="Days. When nothing of the bank is newer (a statement line, a payment matched, a debit returned), nothing "
             "is sent: a customer who has paid would be reminded.")
    without_bank = fields.Selection(
        [("ask", "I confirm each run"), ("run", "Send all the same")], "If the bank never tells anything",
        default="ask", required=True, tracking=True)
    attach_pdf = fields.Boolean("Attach the documents as PDF", default=True)
    bank_on = fields.Date("Newest figures of the bank", compute="_compute_bank_on")
    problem = fields.Text(readonly=True, copy=False)
    told = fields.Char(readonly=True, copy=False, help="What keeps the run from working, as it was told: each once.")
    summary_on = fields.Date("Summed up until", readonly=True, copy=False)
    run_ids = fields.One2many("egg.followup.run", "daily_id", "Runs")
    waiting_count = fields.Integer("Runs that wait for approval", compute="_compute_waiting_count")
    first_run = fields.Char("First run", compute="_compute_first_run", help="What the first run would send.")

    _one_per_company = models.Constraint("UNIQUE(company_id)", "This company has its daily reminders already.")

    def _creation_message(self):
        """Odoo's word for "created" has one gender and one number in French."""
        return self.env._("Daily reminders created")

    def _compute_bank_on(self):
        for daily in self:
            daily.bank_on = daily._find_bank_day()

    @api.depends("run_ids.state")
    def _compute_waiting_count(self):
        counts = dict(self.env["egg.followup.run"]._read_group(
            [("daily_id", "in", self.ids), ("state", "=", "approval")], ["daily_id"], ["__count"]))
        for daily in self:
            daily.waiting_count = counts.get(daily, 0)

    @api.depends("run_ids", "scenario_ids", "company_id", "user_id")
    def _compute_first_run(self):
        for daily in self:
            daily.first_run = not daily.run_ids and daily._get_first_run_text()

    @api.constrains("is_on", "scenario_ids", "company_id")
    def _check_scenarios(self):
        for daily in self:
            foreign = daily.scenario_ids.filtered(lambda one, daily=daily: (one.company_id or daily.company_id)
                                                  != daily.company_id)
            if foreign:
                raise ValidationError(self.env._("The scenario “%(scenario)s” belongs to another company.",
                                                 scenario=foreign[0].name))
            if daily.is_on and not daily.scenario_ids:
                raise ValidationError(self.env._("Choose the scenarios whose customers are reminded by themselves."))
            missing = daily.scenario_ids.filtered("missing_templates")[:1] if daily.is_on else ()
            for scenario in missing:
                raise ValidationError(self.env._(
                    "The scenario “%(scenario)s” has no text for: %(stages)s. Choose it first (EGG > Settings > Lists "
                    "> Follow-up stages).", scenario=scenario.name, stages=scenario.missing_templates))

    @api.constrains("user_id", "deputy_id", "company_id")
    def _check_people(self):
        for daily in self:
            for user in daily.user_id | daily.deputy_id:
                if not daily._can_be_told(user):
                    raise ValidationError(self.env._(
                        "%(user)s cannot answer for the reminders of %(company)s: an active user of billing who works "
                        "for this company can.", user=user.name, company=daily.company_id.name))

    @api.constrains("bank_days")
    def _check_bank_days(self):
        if any(daily.bank_days < 1 for daily in self):
            raise ValidationError(self.env._("The bank's figures are allowed 1 day of age or more."))

    @api.model
    def _get_egg_given_fields(self):
        return super()._get_egg_given_fields() | {"company_id", "is_on", "scenario_ids", "user_id", "deputy_id",
                                                  "bank_days", "without_bank", "attach_pdf"}

    def _get_egg_free_fields(self):
        return super()._get_egg_free_fields() | self._get_egg_given_fields() - {"company_id"}

    # Actions

    def action_go_on(self):
        """What failed, or was dated in days to come, was looked at: the daily run goes on."""
        self = self._as_egg_actor()  # noqa: PLW0642
        for daily in self:
            stopped = daily._get_failed_runs() | daily._get_later_runs()
            stopped.action_cancel()
            stopped.write({"is_settled": True, "day": False, "problem": False})
            daily._forget_later_days()
            daily._note_told({})
            daily.message_post(body=self.env._("%(user)s: the daily run goes on.", user=self.env.user.name))
        self._trigger()
        return True

    def action_open_runs(self):
        self.ensure_one()
        name = self.env._("Daily runs")
        return {
            "type": "ir.actions.act_window", "name": name, "res_model": "egg.followup.run", "view_mode": "list,form",
            "domain": [("daily_id", "=", self.id)],
        }

    def _trigger(self):
        self.env.ref("egg_followup.cron_daily")._trigger_egg()

    # Who

    def _can_be_told(self, user) -> bool:
        return bool(user) and user.active and not user.share and self.company_id in user.company_ids and (
            user.has_group(BILLING))

    def _get_responsible(self):
        """Return who answers for the daily run: the person named, the deputy, else whoever keeps the books."""
        named = self.user_id | self.deputy_id
        # sudo: somebody has to be told
        others_sudo = self.env["res.users"].sudo().search(
            [("all_group_ids", "in", self.env.ref("account.group_account_manager").ids), ("share", "=", False),
             ("company_ids", "in", self.company_id.ids)], order="id")
        return next((user for user in named | others_sudo if self._can_be_told(user)), self.env.ref("base.user_root"))

    def _as_responsible(self):
        """Return this as superuser, with the language and the clock of who answers for it."""
        user = self._get_responsible()
        context = {"lang": user.lang or self.company_id.partner_id.lang, "tz": user.tz or "UTC",
                   "allowed_company_ids": self.company_id.ids}
        return self.sudo().with_context(**context).with_company(self.company_id)  # sudo: the job's own work

    def _note_waiting(self):
        """Put before a person what waits for approval, as one activity, as long as there is something."""
        for daily in self._as_responsible() if self else ():
            waiting = daily.run_ids.filtered(lambda run: run.state == "approval")
            known = daily.activity_ids.filtered(lambda one: one.activity_type_id == self.env.ref(TODO))
            if not waiting:
                daily.activity_unlink([TODO])
            elif not known:
                daily._schedule(TODO, daily.env._("Reminders wait for approval"))

    def _schedule(self, kind: str, summary: str, note: str = ""):
        """Put an activity before who answers for the daily run; the mail about it is the suite's own."""
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            kind, fields.Date.context_today(self), user_id=self._get_responsible().id, summary=summary, note=note)

    # Every day

    @api.model
    def _cron_daily(self):
        """Do what the day asks for in each company, each step in its own transaction; a company whose step fails is
        told and does not stop the others.
        """
        work = self.search([("is_on", "=", True), ("company_id.active", "=", True)])
        for number, daily in enumerate(work, 1):
            all(map(daily._do, (daily._open_runs, daily._tell, daily._sum_up)))
            if not self.env["egg.followup.run"]._in_test():
                self.env["ir.cron"]._commit_progress(1, remaining=len(work) - number)

    def _do(self, step) -> bool:
        """Take a step; return whether it went well."""
        runs = self.env["egg.followup.run"]
        try:
            with self.env.cr.savepoint() if runs._in_test() else nullcontext():
                runs._retry(step)
            return True
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            _logger.exception("The daily reminders of company %s failed.", self.company_id.id)
            if not runs._in_test():
                self.env.cr.rollback()
            text = " ".join(str(error).split()) or type(error).__name__
            runs._retry(partial(self._note_told, self._get_open_troubles() | {"job": text}))
            return False

    def _open_runs(self):
        """Open the run of the day of each scenario whose hour has come; the job that simulates large runs fills it."""
        daily = self._as_responsible()
        for scenario in daily.scenario_ids.filtered("active"):
            verdict = daily._decide(scenario)
            if verdict.act in (core.RUN, core.ASK):
                daily._open_run(scenario, verdict)

    def _decide(self, scenario) -> core.Verdict:
        today = fields.Date.context_today(self)
        runs = self._get_runs(scenario)
        last = max(runs.mapped("day"), default=None)
        return core.decide(core.Facts(
            today, self._is_open(scenario), last, bool(self._get_failed_runs(scenario)), self._find_bank_day(),
            self.bank_days, self.without_bank == "ask"))

    def _find_bank_day(self):
        """Return the day of the newest figures of the bank; none: it has never told anything."""
        return max(self.company_id._get_egg_bank_days(), default=None)

    def _get_runs(self, scenario):
        """Return the daily runs of a scenario whose day counts, some weeks back."""
        since = fields.Date.context_today(self) - timedelta(days=4 * core.LONG)
        return self.env["egg.followup.run"].search([
            ("daily_id", "=", self.id), ("scenario_id", "=", scenario.id), ("part", "=", "own"), ("day", ">=", since)])

    def _get_failed_runs(self, scenario=None):
        """Return the runs that failed and that nobody has settled: the last one of each scenario, and those before it
        that should be over.
        """
        found = self.env["egg.followup.run"]
        for one in scenario or self.scenario_ids:
            runs = self._get_runs(one).sorted("day")
            found |= runs[-1:] | runs.filtered(lambda run: run.state in ("simulating", "running"))
        return found.filtered(lambda run: not run.is_settled and run._has_failed())

    def _get_later_runs(self):
        """Return the runs of days to come: the clock was ahead."""
        today = fields.Date.context_today(self._as_responsible())
        return self.env["egg.followup.run"].search([("daily_id", "=", self.id), ("day", ">", today)])

    def _forget_later_days(self):
        """Nothing is summed up before its day."""
        yesterday = fields.Date.context_today(self._as_responsible()) - timedelta(days=1)
        if self.summary_on and self.summary_on > yesterday:
            self.summary_on = yesterday

    def _is_open(self, scenario) -> bool:
        now = fields.Datetime.context_timestamp(self, fields.Datetime.now()).replace(tzinfo=None)
        return scenario._to_hours(self.company_id).is_open(now)

    def _open_run(self, scenario, verdict):
        """Open the run of the day in place of what still waits for approval: it has the figures of now."""
        values = {"waiting_ids": self._get_due_groups(scenario), "is_to_start": verdict.act == core.RUN,
                  "problem": verdict.why and self._get_reason_text(verdict.why)}
        try:
            with self.env.cr.savepoint():
                self.env["egg.followup.run"].search([
                    ("daily_id", "=", self.id), ("scenario_id", "=", scenario.id),
                    ("state", "in", ("approval", "simulating"))]).action_cancel()
                self._create_run(scenario, "own", **values)
                self.env.flush_all()
        except psycopg2.errors.UniqueViolation:
            _logger.info("Another worker opened the daily run of company %s.", self.company_id.id)
            return
        self.env.ref("egg_followup.cron_simulate")._trigger_egg()

    def _create_run(self, scenario, part: str, **values):
        # the newest entry of all marks what came after the simulation
        newest = self.env["egg.followup.entry"].search([], order="id desc", limit=1)
        return self.env["egg.followup.run"].create({
            "user_id": self._get_responsible().id, "company_id": self.company_id.id, "document_type": "invoice",
            "channel": "email", "attach_pdf": self.attach_pdf, "grouping": self.company_id.egg_followup_grouping,
            "last_entry_id": newest.id, "state": "simulating", "daily_id": self.id, "scenario_id": scenario.id,
            "day": fields.Date.context_today(self), "part": part, **values,
        })

    def _get_due_domain(self) -> Domain:
        """Return the domain of what is to be reminded today, whatever the scenario."""
        return self.env["account.move.line"]._get_egg_due_item_domain() & Domain([
            ("company_id", "=", self.company_id.id), ("egg_next_stage_id", "!=", False),
            ("egg_next_stage_date", "<=", fields.Date.context_today(self))])

    def _get_oldest_day(self):
        """Return the day before which a reminder should have left too long ago to leave by itself now."""
        return fields.Date.context_today(self) - timedelta(days=core.LONG)

    def _get_due_groups(self, scenario) -> list:
        """Return the ids of what is to be reminded today of the customers of a scenario, a list for each of them."""
        lines, by_debtor = self.env["account.move.line"], {}
        rows = lines._read_group(self._get_due_domain(), ["partner_id"], ["id:array_agg"])
        for some in split_every(DEBTORS, rows, list):
            debtors = self.env["res.partner"].union(*(partner for partner, _ids in some)).commercial_partner_id
            chosen = self.env["egg.followup.scenario"]._choose(debtors, self.company_id)
            for partner, ids in some:
                debtor = partner.commercial_partner_id.id
                if chosen.get(debtor) == scenario:
                    by_debtor.setdefault(debtor, []).append(ids)
            self.env.invalidate_all()
        return [list(chain.from_iterable(lists)) for lists in by_debtor.values()]

from odoo import api, fields, models
from odoo.addons.egg_billing.models.facts.changes import check_company_kept
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...core import reminder as core

#: fields of events that the planning can be searched by, and what they are called on tasks
PLANNING_FIELDS = {
    "name": "name", "egg_customer_id": "egg_customer_id", "egg_contact_id": "egg_contact_id",
    "egg_document": "egg_document",
    "egg_done": "done", "user_id": "user_id", "partner_ids": "user_partner_id", "partner_ids.user_ids": "user_id",
}


class EggTask(models.Model):
    """Something to do before a date. It has no start and no time, only a due date."""

    _name = "egg.task"
    _description = "Task"
    _inherit = ["mail.thread", "egg.agenda.mixin"]
    _order = "done, due_date, priority desc, id"
    _mail_post_access = "read"  # a colleague's task is not changed, but may be talked about

    name = fields.Char(required=True, tracking=True)
    due_date = fields.Date(required=True, index=True, tracking=True, help="The task is to be done by this day.")
    user_id = fields.Many2one("res.users", "Assigned to", default=lambda self: self.env.user, index=True, tracking=True)
    user_partner_id = fields.Many2one(related="user_id.partner_id", store=True, index=True, string="Assigned person")
    priority = fields.Selection([("0", "Normal"), ("1", "Important"), ("2", "Urgent")], default="0", index=True)
    done = fields.Boolean(index=True, tracking=True, copy=False)
    done_date = fields.Datetime("Done on", readonly=True, copy=False)
    description = fields.Html()
    reminder_days = fields.Integer("Remind before (days)", default=1, help="How many days before the due date you "
                                                                           "are reminded.")
    reminder_date = fields.Date(compute="_compute_reminder_date", store=True, index=True)
    reminded = fields.Boolean(readonly=True, copy=False)
    urgency = fields.Selection(
        [("late", "Late"), ("today", "Today"), ("planned", "Planned"), ("done", "Done")], compute="_compute_urgency",
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, required=True, index=True)

    _reminder_days_positive = models.Constraint("CHECK(reminder_days >= 0)", "Remind at least 0 days before the due "
                                                                             "date.")

    @api.depends("due_date", "reminder_days")
    def _compute_reminder_date(self):
        for task in self:
            known = task.due_date and task.reminder_days >= 0
            task.reminder_date = core.reminder_date(task.due_date, task.reminder_days) if known else False

    @api.depends("due_date", "done")
    def _compute_urgency(self):
        today = fields.Date.context_today(self)
        for task in self:
            task.urgency = core.urgency(task.due_date or today, today, task.done)

    def _creation_message(self):
        """Odoo's word for "created" has one gender in French; a job that makes a task has no language of its own."""
        language = self.env.context.get("lang") or self.user_id.lang or self.company_id.partner_id.lang
        return self.with_context(lang=language).env._("Task created")

    def write(self, vals):
        if "done" in vals:
            vals = {**vals, "done_date": fields.Datetime.now() if vals["done"] else False}
        if {"due_date", "reminder_days", "user_id"} & vals.keys():
            vals = {"reminded": False, **vals}
        result = super().write(vals)
        check_company_kept(self, vals)
        return result

    def _get_egg_companies(self):
        return self.company_id.sudo()  # sudo: compared only

    @api.constrains("company_id")
    def _check_egg_task_company(self):
        self._check_egg_company()

    def action_toggle_done(self):
        for task in self:
            task.done = not task.done
        return True

    @api.model
    def _get_reminder_domain(self) -> Domain:
        return Domain([
            ("done", "=", False), ("reminded", "=", False), ("user_id", "!=", False),
            ("reminder_date", "<=", fields.Date.context_today(self)),
        ])

    @api.model
    def _cron_remind(self):
        """Tell each person in charge, once, that a task's due date comes near."""
        tasks = self.search(self._get_reminder_domain(), order="user_id, due_date")
        for task in tasks:
            task._remind()

    def _remind(self):
        self.ensure_one()
        task = self.with_context(lang=self.user_id.lang)
        task.message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=task.env._("Task for %(date)s: %(name)s", date=format_date(task.env, self.due_date),
                               name=self.name),
            body=task.env._("The task “%(name)s” is to be done by %(date)s.", name=self.name,
                        date=format_date(task.env, self.due_date)),
        )
        self.reminded = True

    @api.model
    def get_planning_tasks(self, start: str, end: str, partner_ids: list | None = None,
                           domain: list | None = None) -> list:
        """Return the tasks to show in the planning between two days, both included.

        :param start, end: ISO dates.
        :param partner_ids: the persons (partners of users) whose tasks are shown; None for everybody's that the user
            may see.
        :param domain: what is searched for among the events: the tasks follow it.
        :raises UserError: the days are no dates.
        """
        for day in (start, end):
            if not self._is_day(day):
                raise UserError(self.env._("“%(value)s” is not a date: write YYYY-MM-DD.", value=day))
        tasks = Domain([("due_date", ">=", start), ("due_date", "<=", end)])
        if partner_ids is not None:
            tasks &= Domain("user_partner_id", "in", partner_ids)
        if domain:
            tasks &= self._get_planning_domain(domain)
        # No names of linked records: the planning opens with one query for all tasks, the small window reads them.
        names = ["name", "due_date", "done", "urgency", "priority", "user_partner_id"]
        return self.search_read(tasks, names, load=None)

    @api.model
    def _is_day(self, value) -> bool:
        try:
            return bool(fields.Date.to_date(value))
        except (TypeError, ValueError):
            return False

    @api.model
    def _get_planning_domain(self, event_domain: list) -> Domain:
        """Say of tasks what a search says of events: the same customer, subject, person, done or not.

        Dates are left to the days shown. A task has no type, place or privacy: a search for one of these finds no task.
        """
        def translate(condition):
            if condition.field_expr in ("start", "stop", "start_date", "stop_date"):
                return Domain.TRUE
            name = PLANNING_FIELDS.get(condition.field_expr)
            return Domain(name, condition.operator, condition.value) if name else Domain.FALSE

        return Domain(event_domain).map_conditions(translate)

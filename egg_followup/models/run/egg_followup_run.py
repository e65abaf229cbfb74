from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.service.model import retrying

#: how often an open form follows a run
REFRESH_SECONDS = 3


class EggFollowupRun(models.Model):
    """A bulk run: prepared as a simulation, then sent in the background, one message at a time."""

    _name = "egg.followup.run"
    _description = "Bulk Follow-up Run"
    _inherit = ["egg.facts.mixin"]
    _egg_actors = ""  # whoever a rule shows the run
    _order = "id desc"

    name = fields.Char(required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))
    state = fields.Selection(
        [("simulating", "Being simulated"), ("draft", "Simulation"), ("running", "Sending"), ("done", "Done"),
         ("cancelled", "Cancelled")],
        default="draft", required=True, readonly=True, copy=False, index=True,
    )
    user_id = fields.Many2one("res.users", "Started by", required=True, readonly=True,
                              default=lambda self: self.env.user)
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    document_type = fields.Selection([("invoice", "Invoices")], required=True, readonly=True)
    channel = fields.Selection(lambda self: self.env["egg.followup.channel"]._get_plurals(), "Action", required=True,
                               readonly=True)
    stage_id = fields.Many2one(
        "egg.followup.stage", "Stage for all", readonly=True, help="Empty: each document has its own next stage.",
    )
    attach_pdf = fields.Boolean("PDF of the documents attached", readonly=True)
    grouping = fields.Selection(
        lambda self: self.env["res.company"]._fields["egg_followup_grouping"]._description_selection(self.env),
        "Reminders",
        required=True, readonly=True, default=lambda self: self.env.company.egg_followup_grouping,
    )
    followup_message_ids = fields.One2many("egg.followup.message", "run_id", "Messages")
    item_ids = fields.One2many("egg.followup.item", "run_id", "Items")
    skipped_item_ids = fields.One2many(
        "egg.followup.item", "run_id", "Skipped", domain=[("state", "=", "skipped")], readonly=True,
    )
    missing_templates = fields.Text(compute="_compute_missing_templates")
    message_count = fields.Integer("To send", compute="_compute_counts")
    done_count = fields.Integer("Sent", compute="_compute_counts")
    failed_count = fields.Integer("Failed", compute="_compute_counts")
    uncertain_count = fields.Integer(
        "Perhaps delivered", compute="_compute_counts",
        help="The mail server took the message, or may have, and its answer was lost. It counts as reminded.",
    )
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    print_count = fields.Integer("Letters to print", compute="_compute_counts")
    skipped_count = fields.Integer("Skipped items", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    refresh_seconds = fields.Integer(compute="_compute_counts",
                                     help="How often an open form reads the run again; 0: nothing moves.")
    pdf_id = fields.Many2one("ir.attachment", "Merged letters", readonly=True, copy=False)
    waiting_ids = fields.Json("Rows to simulate", readonly=True, copy=False,
                              help="The rows that are still to be simulated.")
    simulated_count = fields.Integer("Rows simulated", readonly=True, copy=False,
                                     help="How many of them were looked at.")
    is_to_start = fields.Boolean("Sent once simulated", readonly=True, copy=False)
    next_try = fields.Datetime(readonly=True, copy=False, help="What the messages leave by could not be reached: when "
                                                               "it is tried again.")
    problem = fields.Char(readonly=True, copy=False)
    last_entry_id = fields.Integer(help="The newest follow-up entry when the run was planned: later ones happened "
                                        "meanwhile.")

    @api.depends("state", "simulated_count", "followup_message_ids.state", "item_ids.state")
    def _compute_counts(self):
        messages, items = self.env["egg.followup.message"], self.env["egg.followup.item"]
        by_run = defaultdict(lambda: defaultdict(int))
        for run, state, count in messages._read_group([("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]):
            by_run[run.id][state] += count
        skipped = dict(items._read_group([("run_id", "in", self.ids), ("state", "=", "skipped")], ["run_id"],
                                         ["__count"]))
        for run in self:
            states = by_run[run.id]
            total = sum(states.values())
            run.message_count = total
            run.done_count = states["sent"]
            run.failed_count = states["failed"]
            run.uncertain_count = states["uncertain"]
            run.print_count = states["to_print"]
            run.waiting_count = states["queued"] + states["sending"]
            run.skipped_count = skipped.get(run, 0)
            open_count = run.waiting_count + states["planned"] + states["to_print"]
            run.progress = 100.0 * (total - open_count) / total if total else 100.0
            is_moving = run.state == "running" and run.waiting_count
            if run.state == "simulating":
                run.progress, is_moving = 100.0 * run.simulated_count / (len(run.waiting_ids or ()) or 1), True
            run.refresh_seconds = REFRESH_SECONDS if is_moving else 0

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """The number in the user's words: series of before begin with an English one."""
        for run in self:
            run.display_name = self.env._("Run %(number)s", number=(run.name or "").removeprefix("RUN/"))

    @api.depends("followup_message_ids.template_id")
    def _compute_missing_templates(self):
        for run in self:
            run.missing_templates = "\n".join(run._get_missing_templates()) or False

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            values.setdefault("name", self.env["ir.sequence"].next_by_code("egg.followup.run") or self.env._("New"))
        return super().create(vals_list)

    # Actions

    def action_start(self):
        """Send at once: from here on the background job works, and the run can only be stopped."""
        self._as_egg_actor()._start()
        return True

    def _lock_to_change(self):
        """:raises UserError: somebody else starts or stops one of these runs at this moment."""
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(self.env._("Somebody else is starting or stopping this run at this moment.")) from error

    def _start(self):
        """Hand the messages over to the background job, or to whoever prints.

        :raises UserError: something is in the way; nothing is sent then.
        """
        self._lock_to_change()
        self._check_can_start()
        for code, channel in self.env["egg.followup.channel"]._get_channels().items():
            planned = [("run_id", "in", self.ids), ("state", "=", "planned"), ("channel", "=", code)]
            self.env["egg.followup.message"].search(planned).write({
                "state": "to_print" if channel.is_by_hand else "queued"})
        self.write({"state": "running", "problem": False, "is_to_start": False})
        self._finish_if_done()
        if self:
            self._trigger()

    @api.model
    def _get_startable_states(self) -> tuple:
        """Hook: the states of a run that can be started."""
        return ("draft",)

    def _check_can_start(self):
        for run in self:
            if run.state == "simulating":
                raise UserError(self.env._("This run is still being simulated."))
            if run.state not in self._get_startable_states():
                raise UserError(self.env._("This run has already been started."))
            missing = run._get_missing_templates()
            if missing:
                raise UserError(self.env._(
                    "Nothing was sent. Choose these templates first (EGG > Settings > Lists > Follow-up "
                    "stages):\n%(missing)s",
                    missing="\n".join(missing),
                ))
            if not run.message_count:
                raise UserError(self.env._("There is nothing to send: every row is skipped. The list says why."))
            problems = run._get_channel_problems()
            if problems:
                raise UserError(self.env._("Nothing was sent. %(problems)s", problems="\n".join(problems)))
            link = run._get_link()
            planned = self.env["egg.followup.item"]._read_group([("run_id", "=", run.id), ("state", "=", "planned")],
                                                                [link])
            busy = run._get_waiting_elsewhere(planned[0][0].union(*(row[0] for row in planned))) if planned else {}
            if busy:
                raise UserError(self.env._(
                    "%(count)s of these items wait in another run. Make a new simulation.", count=len(busy),
                ))

    def _get_missing_templates(self) -> list:
        """Return in words which templates the run needs and does not find."""
        labels = dict(self.env["egg.followup.message"]._fields["document_type"]._description_selection(self.env))
        missing = self.env["egg.followup.message"]._read_group(
            [("run_id", "in", self.ids), ("template_id", "=", False)], ["stage_id", "document_type"],
        )
        return sorted(
            self.env._("Stage “%(stage)s” has no template for: %(document)s.", stage=stage.name, document=labels[kind])
            for stage, kind in missing
        )

    def _get_channel_problems(self) -> list:
        """Return in words what keeps the planned messages from leaving."""
        planned = self.env["egg.followup.message"]._read_group([("run_id", "=", self.id), ("state", "=", "planned")],
                                                               ["channel"])
        problems = []
        for (code,) in planned:
            problems += self.env["egg.followup.channel"]._get_channel(code).get_problems(self)
        return problems

    def _get_missing_senders(self) -> list:
        """Return in words what is missing so that the e-mails of this run have a sender; one of each text is asked."""
        planned = [("run_id", "=", self.id), ("state", "=", "planned"), ("channel", "=", "email")]
        first = self.env["egg.followup.message"]._read_group(planned, ["template_id"], ["id:min"])
        messages = self.env["egg.followup.message"].browse(number for _template, number in first)
        if all(message._get_sender() for message in messages):
            return []
        return [self.env._(
            "There is no address to send from: neither %(company)s nor %(user)s has a valid e-mail address. Enter one "
            "(Settings > Companies, or the preferences of the user), then start again.",
            company=self.company_id.name, user=self.user_id.name,
        )]

    def action_cancel(self):
        """Stop what has not left yet; what is being sent right now still leaves."""
        self = self._as_egg_actor()  # noqa: PLW0642
        text = self.env._("Cancelled by %(user)s.", user=self.env.user.name)
        waiting = self.followup_message_ids.filtered(lambda message: message.state in ("planned", "queued", "to_print"))
        waiting.write({"state": "cancelled", "reason": text})
        waiting.item_ids.write({"state": "cancelled"})
        for message in self.followup_message_ids.filtered(lambda one: one.state == "sending"):
            message._stop(text)
        self.filtered(lambda run: run.state not in ("done", "cancelled")).write({"state": "cancelled"})
        return True

    def action_retry(self):
        """Try again what failed."""
        failed = self._as_egg_actor().followup_message_ids.filtered(lambda message: message.state == "failed")
        failed.action_retry()
        return True

    def action_print(self):
        """Make one PDF of all letters to print; with it their stages are done. When none of them is to be printed any
        more, the list says why.
        """
        self.ensure_one()
        self = self._as_egg_actor()  # noqa: PLW0642
        messages = self.followup_message_ids.filtered(lambda message: message.state == "to_print")
        if messages:
            printed = messages._print()
            self.pdf_id = printed or self.pdf_id
            self._finish_if_done()
            if not printed:
                text = self.env._("No letter is left to print: the list of messages says why.")
                return {"type": "ir.actions.client", "tag": "display_notification", "params": {
                    "type": "warning", "message": text, "next": {"type": "ir.actions.client", "tag": "soft_reload"}}}
        if not self.pdf_id:
            raise UserError(self.env._("There is no letter to print."))
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.pdf_id.id}?download=1", "target": "new"}

    def action_open(self):
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
            "views": [(False, "form")],
        }

    # Steps

    def _retry(self, step):
        """Commit a step on the runs, again when another worker wrote the same rows at the same moment."""
        if self._in_test():
            step()
        else:
            retrying(step, self.env)

    @api.model
    def _in_test(self) -> bool:
        from odoo.modules import module

        return bool(module.current_test)

    @api.autovacuum
    def _gc_simulations(self):
        """Simulations that were never started are of no use after a week."""
        old = fields.Datetime.now() - timedelta(days=7)
        self.search([("state", "in", ("simulating", "draft")), ("create_date", "<", old)], limit=1000).unlink()

import logging
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import chain

import psycopg2
from odoo import api, fields, models, tools
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.service.model import retrying
from odoo.tools import format_date, split_every

from ...core import plan as core

_logger = logging.getLogger(__name__)

#: how often an open form follows a run
REFRESH_SECONDS = 3
#: how many items are planned at once
CHUNK = 1000


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

    # Plan

    @api.model
    def _plan_run(self, records, *, channel="email", stage=None, attach_pdf=True, grouping=None):
        """Plan a run over ticked items without sending anything: the simulation, and what the run then does.

        :param records: followed-up items (`egg.followup.target`) of one kind and company, such as due items.
        :param stage: the stage for all; none lets each have its own next one.
        :param grouping: "customer" or "document"; by default as the settings of the company say.
        Many rows are looked at in the background: the run is "being simulated" until then.

        :raises UserError: nothing ticked, or items of several companies.
        """
        if not records:
            raise UserError(self.env._("Tick at least one row."))
        self.check_access("read")
        is_many = len(records) > CHUNK
        if is_many:
            company = self._get_companies(records)
        else:
            records.check_access("read")
            records._check_egg_followup_readable()
            company = records.company_id
        if len(company) > 1:
            raise UserError(self.env._("These rows belong to several companies. Run the follow-up of one company at "
                                       "a time."))
        if not is_many:
            records._check_egg_followup_allowed()
        # sudo: the newest entry of all marks what came after the simulation
        entries_sudo = self.env["egg.followup.entry"].sudo()
        # sudo: nobody writes runs by hand; the rights on the rows were checked just now
        run_sudo = self.sudo().create({
            "user_id": self.env.uid, "company_id": company.id, "document_type": records._egg_followup_run_type,
            "channel": channel,
            "stage_id": stage.id if stage else False, "attach_pdf": attach_pdf,
            "grouping": grouping or company.egg_followup_grouping,
            "last_entry_id": entries_sudo.search([], order="id desc", limit=1).id,
            "state": "simulating" if is_many else "draft", "waiting_ids": records.ids if is_many else False,
        })
        if is_many:
            self.env.ref("egg_followup.cron_simulate")._trigger_egg()
        else:
            run_sudo._plan(records)
        return run_sudo.sudo(self.env.su)

    def _get_companies(self, records):
        """Return the companies of many rows, which are not read for this.

        :raises AccessError: one of them is not the user's to see.
        """
        counts = records._read_group([("id", "in", records.ids)], ["company_id"], ["__count"])
        if sum(count for _company, count in counts) != len(records):
            records.check_access("read")
        return self.env["res.company"].union(*(company for company, _count in counts))

    @api.model
    def _cron_simulate(self):
        """Simulate the runs that wait for it, each in a transaction of its own."""
        for run in self.search(self._get_simulation_domain(), order="id"):
            try:
                self._retry(run._simulate)
            except psycopg2.OperationalError:
                raise
            except Exception as error:
                _logger.exception("Run %s cannot be simulated.", run.id)
                if not self._in_test():
                    self.env.cr.rollback()
                self._retry(partial(run.write, {"state": "cancelled", "problem": " ".join(str(error).split())}))
            if run.is_to_start and run.state == "draft":
                self._retry(run._start_simulated)

    @api.model
    def _get_simulation_domain(self) -> Domain:
        """Return the domain of the runs that are to be simulated, and of those whose job was cut off before it started
        what it had simulated.
        """
        return Domain("state", "=", "simulating") | Domain([
            ("state", "=", "draft"), ("is_to_start", "=", True), ("problem", "=", False)])

    def _simulate(self):
        """Look at the rows of this run as its user; a run that its user may not make is cancelled and says why."""
        self.ensure_one()
        self.invalidate_recordset(["state"])
        if self.state != "simulating":
            return  # cancelled meanwhile
        link = self._get_link()
        targets = self.env[self.env["egg.followup.item"]._fields[link].comodel_name]
        own = self.env(user=self.user_id.id, su=False, context={
            "lang": self.user_id.lang, "allowed_company_ids": self.company_id.ids})
        records = targets.browse(self.waiting_ids).exists().with_env(own)
        try:
            for chunk in split_every(CHUNK, records.ids, records.browse):
                chunk.check_access("read")
                chunk._check_egg_followup_readable()
                chunk._check_egg_followup_allowed()
                self._let_go(records)
        except UserError as error:
            self.write({"state": "cancelled", "problem": str(error)})
            return
        self._plan(records)
        self.write({"state": "draft", "waiting_ids": False})

    def _start_simulated(self):
        """Send what was to be sent as soon as it is simulated; what is in the way is told on the run."""
        self.invalidate_recordset(["state"])
        if self.state != "draft":
            return  # another worker started it meanwhile
        try:
            self.action_start()
        except UserError as error:
            self.write({"is_to_start": False, "problem": str(error)})

    def _note_simulated(self, count: int):
        """Show how far it is, to whoever looks; nothing else was written yet."""
        if self.state == "simulating" and not self._in_test():
            self.simulated_count = count
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _plan(self, records):
        """Fill the run with messages and items.

        A few reads and inserts per thousand items; no more in memory than that.
        """
        self.ensure_one()
        candidates, facts = [], {}
        for chunk in split_every(CHUNK, records.ids, records.browse):
            chunk._complete_egg_history_now()
            candidates += self._get_candidates(chunk)
            facts.update((record.id, self._get_item_facts(record)) for record in chunk)
            self._let_go(records)
            self._note_simulated(len(candidates))
        messages, skipped = core.plan(
            candidates, self.env["egg.followup.stage"]._get_ranks(), fields.Date.context_today(self),
            given=self.stage_id.id or None, per_customer=self.grouping == "customer",
        )
        link = records._egg_followup_link
        for some in split_every(CHUNK, messages, list):
            self._create_messages(some, facts, link)
            self._let_go(records)
        for some in split_every(CHUNK, skipped, list):
            self.env["egg.followup.item"].create([
                {"run_id": self.id, link: item.item, "state": "skipped", **facts[item.item],
                 "not_before": item.detail if item.reason == "not_yet" else False,
                 "reason": self._get_skip_text(item, facts[item.item])}
                for item in some
            ])
            self._let_go(records)

    def _get_link(self) -> str:
        """Return the field by which the items of one run know what they are about."""
        models = map(self.env.__getitem__, self.env["egg.followup.target"]._get_egg_target_models())
        return next(model._egg_followup_link for model in models if model._egg_followup_run_type == self.document_type)

    def _let_go(self, records):
        """Forget what was read when there is a lot of it."""
        if len(records) > CHUNK:
            self.env.flush_all()
            self.env.invalidate_all()

    def _get_item_facts(self, record) -> dict:
        return {
            "amount": record._get_egg_open_amount()[0], "currency_id": record.currency_id.id,
            "stage_id": record.egg_next_stage_id.id,
        }

    def _create_messages(self, messages, facts, link: str):
        partners = self.env["res.partner"].browse({message.group[0] for message in messages})
        debtors = self.env["res.partner"].browse({message.group[3] for message in messages})
        scenarios = self.env["egg.followup.scenario"]._choose(debtors, self.company_id)
        created = self.env["egg.followup.message"].create([
            self._prepare_message_values(message, partners.browse(message.group[0]).with_prefetch(partners.ids),
                                         scenarios[message.group[3]])
            for message in messages
        ])
        values = []
        for message, record in zip(messages, created, strict=True):
            values += [{**facts[item.item], "run_id": self.id, "followup_message_id": record.id, link: item.item,
                        "stage_id": item.stage, "credit": float(item.credit)} for item in message.items]
        self.env["egg.followup.item"].create(values)

    def _get_candidates(self, records) -> list:
        recipients = records._get_egg_recipients()
        holds = self._get_plan_holds(records)
        claims = self._prepare_claims(records)
        candidates = []
        for record in records:
            document = record._get_egg_followup_document()
            group = (recipients[record.id].id, record.currency_id.id, record._get_egg_followup_type(),
                     document.partner_id.commercial_partner_id.id)
            candidates.append(core.Candidate(
                record.id, group, document.id, record.egg_next_stage_id.id or None,
                record.egg_next_stage_date or None, holds.get(record.id) or "", **claims[record.id]))
        return candidates

    def _get_plan_holds(self, records) -> dict:
        """Return {id: reason in words} of what this run leaves out; what is said last counts."""
        return (self._get_waiting_elsewhere(records) | self._get_repeated_today(records)
                | records._get_egg_reminder_reasons())

    @api.model
    def _prepare_claims(self, records) -> dict:
        """Return {id: what a `Candidate` claims, and what credits cover of it}; nothing of what claims no money."""
        if not records._egg_followup_is_claim:
            return dict.fromkeys(records.ids, {})
        least, parts = self._get_least_amounts(records), records._get_egg_credit_parts()
        return {
            record.id: {"amount": record._get_egg_claimed_amount(), "least": least[record.currency_id],
                        "parts": parts.get(record.id, ())}
            for record in records
        }

    @api.model
    def _get_least_amounts(self, records) -> dict:
        """Return {currency: the smallest amount that is reminded}, as the company's tolerance says."""
        company, today = records.company_id[:1], fields.Date.context_today(self)
        return {currency: Decimal(str(company._get_egg_tolerance_in(currency, today)))
                for currency in records.currency_id}

    def _get_waiting_elsewhere(self, records) -> dict:
        """Return {id: reason} of what another run is about to send."""
        link = records._egg_followup_link
        # Runs of colleagues count too, whatever this user may see of them.
        waiting_sudo = self.env["egg.followup.item"].sudo().search([
            (link, "in", records.ids), ("state", "=", "planned"),
            ("followup_message_id.state", "in", ("queued", "sending", "to_print")),
        ])
        return {
            item[link].id: self.env._("Already waiting: %(run)s.", run=item.run_id.display_name)
            for item in waiting_sudo
        }

    def _get_repeated_today(self, records) -> dict:
        """Return {id: reason} of what had the stage for all today already: it has it once a day."""
        link = records._egg_followup_link
        # sudo: what was done counts, whoever may read the history
        entries_sudo = self.env["egg.followup.entry"].sudo()
        done = entries_sudo.search([
            (link, "in", records.ids), ("stage_id", "=", self.stage_id.id), ("origin", "=", "bulk"),
            ("date", "=", fields.Date.context_today(self)),
        ]) if self.stage_id else entries_sudo
        return {entry[link].id: entry._get_repeat_text() for entry in done}

    def _get_skip_text(self, item, facts) -> str:
        if item.reason == "hold":
            return item.detail
        currency = self.env["res.currency"].browse(facts["currency_id"])
        if item.reason == "small":
            return self.env._("Too small to be reminded: %(amount)s.", amount=currency.format(facts["amount"]))
        if item.reason == "covered":
            return self.env["egg.followup.message"]._get_covered_text(item.detail, currency)
        if item.reason == "not_yet":
            return self.env._("Nothing to do before %(day)s.", day=format_date(self.env, item.detail))
        return self.env._("No further stage: the last one is done.")

    def _prepare_message_values(self, message, partner, scenario) -> dict:
        stage_sudo = self.env["egg.followup.stage"].sudo().browse(message.stage)  # sudo: its texts, for whoever sends
        document_type = message.group[2]
        # what was chosen goes first
        wished = self.channel if self.channel != "email" else scenario._get_channel_code(stage_sudo)
        channel, reason = self.env["egg.followup.channel"]._choose(wished, partner)
        template = channel.get_template(scenario._get_text_row(stage_sudo, document_type))
        return {
            "run_id": self.id, "partner_id": partner.id, "currency_id": message.group[1],
            "document_type": document_type, "scenario_id": scenario.id,
            "stage_id": stage_sudo.id, "template_id": template.id, "channel": channel.code,
            "email_to": channel.get_address(partner) or False, "reason": reason,
            "credits": core.to_rows(chain.from_iterable(item.parts for item in message.items)),
            "message_id": False if channel.is_by_hand
            else tools.mail.generate_tracking_message_id("egg-followup"),
        }

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

import logging
from decimal import Decimal
from functools import partial
from itertools import chain

import psycopg2
from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, split_every

from ...core import plan as core

_logger = logging.getLogger(__name__)

#: how many items are planned at once
CHUNK = 1000


class EggFollowupRun(models.Model):
    """What a run would do, worked out before anything leaves: in the background where there are many rows."""

    _inherit = "egg.followup.run"

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
